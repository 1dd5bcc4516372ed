"""How incoming documents are kept in MongoDB."""

from collections.abc import Iterable
from typing import Any

from services.documents.domain import OFFICE
from services.documents.incoming.domain import Incoming, IncomingStatus
from services.documents.store import Series, unique_in
from shared.actor import Actor
from shared.calendar import office_date
from shared.pages import Page


class IncomingCollection(Series[Incoming]):
    """Copies in the recipients' registers (收文)."""

    name, service, kind = "incoming", "documents", Incoming
    series, sequence = "register_series", "register_sequence"
    indexes = (unique_in("register_series", "register_sequence"), ([("organ", 1), ("created_at", -1)], {}))

    def finished_in(self, organ: str, year: int) -> Iterable[Incoming]:
        """Give what came to an organ in a year and was handled to its end, for its archive."""
        found = self._docs.find({"organ": organ, "status": IncomingStatus.COMPLETED}, {"history": 0}).sort("_id", 1)
        loaded = (self._load(each) for each in found)
        return (each for each in loaded if office_date(each.delivered_at).year == year)

    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Incoming]:
        """Give what the actor may see (`domain.handles`) and asked for."""
        query: dict[str, Any] = {"organ": actor.organ}
        if not any(actor.holds(name) for name in OFFICE):
            query["handler"] = actor.person_id
        if status is not None:
            query["status"] = status
        return self.page(query, cursor=cursor, limit=limit)
