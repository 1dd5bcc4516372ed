"""A calendar feed of a person or a room, at a secret address; immutable, no clock, no broker, no store."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.workflow import By


class CalendarStatus(StrEnum):
    """The status of a calendar's address."""

    OPEN = "open"
    REVOKED = "revoked"


STATUS_NAMES: Mapping[CalendarStatus, str] = {CalendarStatus.OPEN: "使用中", CalendarStatus.REVOKED: "已停用"}


@dataclass(frozen=True, kw_only=True)
class Calendar(Aggregate):
    """The calendar of its owner, or of a room that the owner may see. `secret`: grants access to the calendar."""

    owner: str
    organ: str
    name: str
    secret: str
    room: str | None = None
    status: CalendarStatus = CalendarStatus.OPEN


def sees(calendar: Calendar, actor: Actor) -> bool:
    """Check whether an actor may see a calendar's entry: only its owner."""
    return actor.person_id == calendar.owner


OWNER = By("owner", sees, "本人")
