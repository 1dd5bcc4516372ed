"""How outgoing documents are kept in MongoDB."""

import re
from typing import Any

from services.documents.domain import OFFICE
from services.documents.outgoing.domain import Document
from services.documents.store import Series, unique_in
from shared.actor import Actor
from shared.pages import Page


class DocumentCollection(Series[Document]):
    """Outgoing documents (发文)."""

    name, service, kind = "documents", "documents", Document
    series, sequence = "series", "sequence"
    indexes = (unique_in("series", "sequence"), ([("organ", 1), ("created_at", -1)], {}), ([("path", 1)], {}))

    def search(
        self, actor: Actor, *, status: str | None, kind: str | None, q: str | None, cursor: str | None, limit: int
    ) -> Page[Document]:
        """Give what the actor may see (`domain.sees`, `domain.oversees`) and asked for."""
        seen: list[dict[str, Any]] = [{"organ": actor.organ, "drafter": actor.person_id}]
        seen.append({"organ": actor.organ, "examiners.id": actor.person_id, "submitted_at": {"$ne": None}})
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
