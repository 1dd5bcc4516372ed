"""How incoming documents are kept in MongoDB."""

from typing import Any

from services.documents.domain import OFFICE
from services.documents.incoming.domain import Incoming
from services.documents.store import Series, unique_in
from shared.actor import Actor
from shared.pages import Page


class IncomingCollection(Series[Incoming]):
    """Copies in the recipients' registers (收文)."""

    name, service, kind = "incoming", "documents", Incoming
    series, sequence = "register_series", "register_sequence"
    indexes = (unique_in("register_series", "register_sequence"), ([("organ", 1), ("created_at", -1)], {}))

    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Incoming]:
        """Give what the actor may see (`domain.handles`) and asked for."""
        query: dict[str, Any] = {"organ": actor.organ}
        if not any(actor.holds(name) for name in OFFICE):
            query["handler"] = actor.person_id
        if status is not None:
            query["status"] = status
        return self.page(query, cursor=cursor, limit=limit)
