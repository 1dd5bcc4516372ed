"""A cache of who holds the posts of an organ: queried at every event and every query, and rarely changed.

The store reads all people of an organ for it, thirty milliseconds in one of a thousand. A cached entry has the organ's
stamp, which changes whenever anybody of the organ does.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from shared.contracts.directory import PersonRecorded
from shared.contracts.event import Event
from shared.office import Copies

E = TypeVar("E", bound=Event)
POSTS = frozenset(("clerk", "director", "leader", "principal", "registrar"))
"""The roles that steps wait for, and that decide who may take them."""
MOST = 1_000
"""The maximum organs cached; the least recently used are dropped."""
AT_HAND: OrderedDict[str, list[PersonRecorded]] = OrderedDict()
"""The cached staff, by stamp."""


class Stamps(Protocol):
    """One stamp for each organ."""

    def of(self, organ: str) -> str:
        """Return an organ's stamp."""


class StaffAtHand:
    """Copies from the directory that answer who holds posts of an organ from the cache."""

    def __init__(self, copies: Copies, stamps: Stamps) -> None:
        self._copies, self._stamps = copies, stamps

    def find(self, kind: type[E], thing_id: str) -> E | None:
        """Return one by id, or None."""
        return self._copies.find(kind, thing_id)

    def several(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """Return several by id; unknown ones are left out."""
        return self._copies.several(kind, ids)

    def one(self, kind: type[E], value: str, *, by: Any) -> E | None:
        """Return the one that has this value in any of the fields, or None."""
        return self._copies.one(kind, value, by=by)

    def where(self, kind: type[E], query: Mapping[str, Any]) -> list[E]:
        """Return those that match field values."""
        roles = query.get("roles")
        asked = frozenset(roles.get("$in", ())) if isinstance(roles, Mapping) else frozenset()
        if kind is not PersonRecorded or not asked or not asked <= POSTS or not isinstance(query.get("organ"), str):
            return self._copies.where(kind, query)
        return [each for each in self._staff(query["organ"]) if not asked.isdisjoint(each.roles)]  # type: ignore[misc]

    def _staff(self, organ: str) -> list[PersonRecorded]:
        stamp = self._stamps.of(organ)
        found = AT_HAND.pop(stamp, None)
        if found is None:
            query = {"organ": organ, "roles": {"$in": sorted(POSTS)}, "active": True}
            found = self._copies.where(PersonRecorded, query)
        AT_HAND[stamp] = found
        while len(AT_HAND) > MOST:
            AT_HAND.popitem(last=False)
        return found
