"""A Party branch (党支部) and its members; immutable, no clock, no broker, no store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.meetings.domain import OFFICE
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.given import Given
from shared.office import Named
from shared.workflow import role


class BranchStatus(StrEnum):
    """The status of a branch."""

    ACTIVE = "active"
    DISSOLVED = "dissolved"


STATUS_NAMES: Mapping[BranchStatus, str] = {BranchStatus.ACTIVE: "正常", BranchStatus.DISSOLVED: "已撤销"}


@dataclass(frozen=True, kw_only=True)
class Branch(Aggregate):
    """A branch of an organ. `members`: its Party members; `committee`: the members of its committee (支委会).

    founded_on: from when its meetings are required; until: the day on which it was dissolved. has_groups: whether it is
    divided into groups (党小组), which then meet too.
    """

    organ: str
    organ_name: str
    path: tuple[str, ...]
    name: Given[str]
    secretary: Named
    committee: tuple[Named, ...]
    members: tuple[Named, ...]
    founded_on: Given[date]
    has_groups: Given[bool] = False
    until: date | None = None
    status: BranchStatus = BranchStatus.ACTIVE


def sees(branch: Branch, actor: Actor) -> bool:
    """Check whether an actor may see a branch with its members: its organ's office, its secretary and its members."""
    office = actor.organ == branch.organ and any(actor.holds(name) for name in OFFICE)
    return office or actor.person_id in (branch.secretary.id, *(each.id for each in branch.members))


def counts(branch: Branch, actor: Actor) -> bool:
    """Check whether an actor may see a branch's figures: the offices from its organ upwards, and the administrator."""
    office = actor.organ in branch.path and any(actor.holds(name) for name in OFFICE)
    return office or (actor.holds("district_admin") and actor.district == branch.path[0])


DIRECTOR = role("director")
