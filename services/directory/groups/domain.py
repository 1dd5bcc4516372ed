"""A group of recipients (分组): a name for organs that receive documents together."""

from dataclasses import dataclass

from services.directory.domain import Standing
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.contracts.directory import GroupRecorded
from shared.given import Given

OFFICE = ("clerk", "director", "registrar")
"""Roles that maintain the groups of their own organ."""


@dataclass(frozen=True, kw_only=True)
class Group(Aggregate):
    """A group. `owner`: the organ that maintains it; its people and those of every organ below use it. `members`: organs."""

    name: Given[str]
    owner: str
    path: tuple[str, ...]
    members: tuple[str, ...]
    active: bool = True

    @property
    def status(self) -> Standing:
        """Return whether it is in use."""
        return Standing.of(self.active)

    @property
    def organ(self) -> str:
        """Return the organ that maintains it."""
        return self.owner

    def recorded(self) -> GroupRecorded:
        """Return what other services keep of it."""
        return GroupRecorded.of(self)


def sees(group: Group, actor: Actor) -> bool:
    """Check whether a person may use a group: those of the owner and of every organ below it."""
    return group.owner in actor.path


def keeps(group: Group, actor: Actor) -> bool:
    """Check whether a person may change a group: the owner's office, or the administrator of the district's organs."""
    return keeps_of(group.owner, group.path[0], actor)


def keeps_of(owner: str, district: str, actor: Actor) -> bool:
    """Check whether a person may maintain the groups of an organ."""
    if actor.district != district:
        return False
    own = actor.organ == owner and any(actor.holds(role) for role in OFFICE)
    return own or (owner == district and (actor.holds("district_admin") or actor.holds("system")))
