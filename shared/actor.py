"""Who acts: a person with their place in the organisation and the roles they hold there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """A signed-in person as every service sees them.

    path: ids of the organs from the bureau down to the person's own, for example `("nanhu", "shiyan", "east")`.
    in_place_of: id of the person on whose behalf they act, where a delegation is in force.
    """

    person_id: str
    username: str
    name: str
    organ: str
    path: tuple[str, ...]
    roles: frozenset[str]
    in_place_of: str | None = None

    @property
    def district(self) -> str:
        """Give the id of the bureau that the person belongs under."""
        return self.path[0]

    def holds(self, role: str) -> bool:
        """Tell whether the person has this role in their own organ."""
        return role in self.roles

    def to_wire(self) -> dict[str, Any]:
        """Give the actor as JSON, for a call between services."""
        return {
            "person_id": self.person_id,
            "username": self.username,
            "name": self.name,
            "organ": self.organ,
            "path": list(self.path),
            "roles": sorted(self.roles),
            "in_place_of": self.in_place_of,
        }

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> "Actor":
        """Make the actor that a call carried."""
        return cls(
            person_id=wire["person_id"],
            username=wire["username"],
            name=wire["name"],
            organ=wire["organ"],
            path=tuple(wire["path"]),
            roles=frozenset(wire["roles"]),
            in_place_of=wire.get("in_place_of"),
        )
