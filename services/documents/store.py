"""How outgoing documents and their copies are kept in MongoDB."""

import re
from typing import Any, ClassVar, TypeVar

from services.documents.domain import OFFICE, Document, Incoming
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.pages import Page
from shared.runtime.store import Index, MongoCollection

T = TypeVar("T", bound=Aggregate)


class _Series(MongoCollection[T]):
    """A collection whose things bear numbers in series; the index keeps two from bearing one."""

    series: ClassVar[str]
    sequence: ClassVar[str]

    def last_in_series(self, series: str) -> int:
        """Give the highest number of a series, 0 where none was given."""
        found = self._docs.find_one({self.series: series}, {self.sequence: 1}, sort=[(self.sequence, -1)])
        return 0 if found is None else int(found[self.sequence])


def _unique(series: str, sequence: str) -> Index:
    numbered = {"unique": True, "partialFilterExpression": {sequence: {"$gt": 0}}}
    return [(series, 1), (sequence, 1)], numbered


class DocumentCollection(_Series[Document]):
    """Outgoing documents (发文)."""

    name, service, kind = "documents", "documents", Document
    series, sequence = "series", "sequence"
    indexes = (_unique("series", "sequence"), ([("organ", 1), ("created_at", -1)], {}), ([("path", 1)], {}))

    def search(
        self, actor: Actor, *, status: str | None, kind: str | None, q: str | None, cursor: str | None, limit: int
    ) -> Page[Document]:
        """Give what the actor may see (`domain.sees`, `domain.oversees`) and asked for."""
        seen: list[dict[str, Any]] = [{"organ": actor.organ, "drafter": actor.person_id}]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ, "submitted_at": {"$ne": None}})
        if actor.holds("district_admin"):
            seen.append({"path.0": actor.district, "number": {"$ne": None}})
        query: dict[str, Any] = {"$or": seen}
        if status is not None:
            query["status"] = status
        if kind is not None:
            query["kind"] = kind
        if q:
            pattern = {"$regex": re.escape(q), "$options": "i"}
            query = {"$and": [query, {"$or": [{"title": pattern}, {"number": pattern}]}]}
        return self.page(query, cursor=cursor, limit=limit)


class IncomingCollection(_Series[Incoming]):
    """Copies in the recipients' registers (收文)."""

    name, service, kind = "incoming", "documents", Incoming
    series, sequence = "register_series", "register_sequence"
    indexes = (_unique("register_series", "register_sequence"), ([("organ", 1), ("created_at", -1)], {}))

    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Incoming]:
        """Give what the actor may see (`domain.handles`) and asked for."""
        query: dict[str, Any] = {"organ": actor.organ}
        if not any(actor.holds(name) for name in OFFICE):
            query["handler"] = actor.person_id
        if status is not None:
            query["status"] = status
        return self.page(query, cursor=cursor, limit=limit)
