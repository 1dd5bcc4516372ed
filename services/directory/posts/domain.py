"""A post of an organ (岗位): its matters, the roles its holder needs, and its stand-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.directory.domain import Person, RoleName
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.contracts.directory import PostRecorded
from shared.given import Given

SEVERAL = "、"
"""Separates the posts of a person who has several."""


class PostStatus(StrEnum):
    """The state of a post; stored as `active` and `away`."""

    OPEN = "open"
    AWAY = "away"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Post(Aggregate):
    """A post. Its holders are derived from the people of its organ, so that no list of holders can be out of date.

    roles: needed by its holder. matters: codes of its responsibilities. duties: in the organ's own words.
    stand_in: the person who takes over while nobody holds it, or its holder is away (`away`).
    """

    organ: str
    district: str
    name: Given[str]
    roles: Given[tuple[RoleName, ...]] = ()
    matters: tuple[str, ...] = ()
    duties: Given[str] = ""
    stand_in: str | None = None
    active: bool = True
    away: bool = False

    @property
    def status(self) -> PostStatus:
        """Return whether it is filled as planned, stood in for, or closed."""
        if not self.active:
            return PostStatus.CLOSED
        return PostStatus.AWAY if self.away else PostStatus.OPEN

    def recorded(self) -> PostRecorded:
        """Return what other services keep of it."""
        return PostRecorded.of(self, **self.told())

    def told(self) -> Mapping[str, Any]:
        """Return the fields of its event that differ from its own."""
        return {"roles": tuple(role.value for role in self.roles)}

    def held_by(self, person: Person) -> bool:
        """Check whether a person holds it."""
        return person.active and person.organ == self.organ and self.name in person.post.split(SEVERAL)


def sees(post: Post, actor: Actor) -> bool:
    """Check whether a person belongs to the district, where everybody may read its posts."""
    return post.district == actor.district
