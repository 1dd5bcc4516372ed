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
    indexes = (
        unique_in("register_series", "register_sequence"),
        ([("organ", 1), ("created_at", -1)], {}),
        ([("organ", 1), ("number", 1)], {}),
    )

    def alike(self, organ: str, sender: str, number: str) -> list[Incoming]:
        """Give what stands in a register with this issuer and number, the earliest first."""
        query = {"organ": organ, "number": number, "sender.name": sender}
        return [self._load(record) for record in self._docs.find(query, {"history": 0}).sort("created_at", 1).limit(5)]

    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Incoming]:
        """Give what the actor may see (`domain.handles`) and asked for."""
        query: dict[str, Any] = {"organ": actor.organ}
        if not any(actor.holds(name) for name in OFFICE):
            mine = ("handler", "assisting.id", "readers.person.id", "urger.id")
            query["$or"] = [{field: actor.person_id} for field in mine]
        if status is not None:
            query["status"] = status
        return self.page(query, cursor=cursor, limit=limit)
