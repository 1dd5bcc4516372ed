"""A post of an organ (岗位): its matters, the roles its holder needs, and its stand-in."""

from dataclasses import dataclass

from services.directory.domain import Person, RoleName
from shared.aggregate import Aggregate
from shared.contracts.directory import PostRecorded
from shared.given import Given

SEVERAL = "、"
"""Separates the posts of a person who has several."""


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

    def recorded(self) -> PostRecorded:
        """Return the event that it was entered, changed or closed."""
        return PostRecorded.of(self, roles=tuple(role.value for role in self.roles))

    def held_by(self, person: Person) -> bool:
        """Check whether a person holds it."""
        return person.active and person.organ == self.organ and self.name in person.post.split(SEVERAL)
