"""The actor: a person with their place in the organisation and the roles they hold there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Actor:
    """A signed-in person as every service sees them.

    path: ids of the organs from the bureau down to the person's own, for example `("nanhu", "shiyan", "east")`.
    in_place_of: id of the person they act for under a delegation, whose roles they have.
    only_kinds: the kinds of documents that the delegation is for; None means all.
    acting: those of their roles that they have only as a stand-in (代岗).
    """

    person_id: str
    username: str
    name: str
    organ: str
    path: tuple[str, ...]
    roles: frozenset[str]
    in_place_of: str | None = None
    in_place_name: str | None = None
    only_kinds: frozenset[str] | None = None
    acting: frozenset[str] = frozenset()

    @property
    def seat(self) -> str:
        """Return the id of the person acted for: the delegator, or the actor themself."""
        return self.in_place_of or self.person_id

    @property
    def signature(self) -> str:
        """Return the name for the signature: both names if they act for another person."""
        return self.name if self.in_place_name is None else f"{self.name}（代{self.in_place_name}）"

    def in_the_place_of(
        self, person_id: str, name: str, *, roles: Iterable[str], only_kinds: Iterable[str] | None
    ) -> "Actor":
        """Return this person acting for another."""
        kinds = None if only_kinds is None else frozenset(only_kinds)
        return replace(
            self,
            in_place_of=person_id,
            in_place_name=name,
            roles=frozenset(roles),
            only_kinds=kinds,
            acting=frozenset(),
        )

    def without_acting(self) -> "Actor":
        """Return this person with their own roles alone."""
        return replace(self, roles=self.roles - self.acting, acting=frozenset())

    def deals_with(self, kind: str) -> bool:
        """Check whether the actor may handle this kind of document."""
        return self.only_kinds is None or kind in self.only_kinds

    @property
    def district(self) -> str:
        """Return the id of the bureau above the person."""
        return self.path[0]

    def holds(self, role: str) -> bool:
        """Check whether the person has this role in their own organ."""
        return role in self.roles

    def to_wire(self) -> dict[str, Any]:
        """Return the actor as JSON, for a call between services."""
        return {
            "person_id": self.person_id,
            "username": self.username,
            "name": self.name,
            "organ": self.organ,
            "path": list(self.path),
            "roles": sorted(self.roles),
            "in_place_of": self.in_place_of,
            **({} if self.in_place_of is None else self._delegated()),
            **({"acting": sorted(self.acting)} if self.acting else {}),
        }

    def _delegated(self) -> dict[str, Any]:
        kinds = None if self.only_kinds is None else sorted(self.only_kinds)
        return {"in_place_name": self.in_place_name, "only_kinds": kinds}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> "Actor":
        """Build the actor that a call carried."""
        return cls(
            person_id=wire["person_id"],
            username=wire["username"],
            name=wire["name"],
            organ=wire["organ"],
            path=tuple(wire["path"]),
            roles=frozenset(wire["roles"]),
            in_place_of=wire.get("in_place_of"),
            in_place_name=wire.get("in_place_name"),
            only_kinds=None if wire.get("only_kinds") is None else frozenset(wire["only_kinds"]),
            acting=frozenset(wire.get("acting", ())),
        )
