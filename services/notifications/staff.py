"""Who holds the posts of an organ, at hand in the process: asked at every event and every question, and seldom another.

The store reads all people of an organ for it, thirty milliseconds in one of a thousand. What is at hand bears the organ's
stamp, which is another after anybody of it changed.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from shared.contracts.directory import PersonRecorded
from shared.contracts.event import Event
from shared.office import Copies

E = TypeVar("E", bound=Event)
POSTS = frozenset(("clerk", "director", "leader", "principal", "registrar"))
"""The roles that steps wait for, and by which it is judged who takes them."""
MOST = 1_000
"""The staff of so many organs is at hand; whose was asked for longest ago gives way."""
AT_HAND: OrderedDict[str, list[PersonRecorded]] = OrderedDict()
"""By stamp."""


class Stamps(Protocol):
    """One stamp an organ."""

    def of(self, organ: str) -> str:
        """Read an organ's stamp."""


class StaffAtHand:
    """Copies of what the directory told, answering who holds posts of an organ from what is at hand."""

    def __init__(self, copies: Copies, stamps: Stamps) -> None:
        self._copies, self._stamps = copies, stamps

    def find(self, kind: type[E], thing_id: str) -> E | None:
        """Look one up by id."""
        return self._copies.find(kind, thing_id)

    def several(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """Look several up by id; what is not known is left out."""
        return self._copies.several(kind, ids)

    def one(self, kind: type[E], value: str, *, by: Any) -> E | None:
        """Look up the one that has this value in any of the fields."""
        return self._copies.one(kind, value, by=by)

    def where(self, kind: type[E], query: Mapping[str, Any]) -> list[E]:
        """List those that match field values."""
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
