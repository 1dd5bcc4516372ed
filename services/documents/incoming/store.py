"""How incoming documents are kept in MongoDB."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.documents.domain import OFFICE
from services.documents.incoming.domain import Incoming, IncomingStatus, incoming_id
from services.documents.search.terms import terms_of
from services.documents.store import Series, unique_in
from shared.actor import Actor
from shared.aggregate import State
from shared.calendar import office_date
from shared.collection import Record
from shared.pages import Page

TEXTS = "documents"
MOST_TEXTS = 5_000
"""The most released texts that one search looks up, the newest first."""


class IncomingCollection(Series[Incoming]):
    """Copies in the recipients' registers (收文)."""

    name, service, kind = "incoming", "documents", Incoming
    series, sequence = "register_series", "register_sequence"
    numbered, parties, sender = "register_number", ("sender.id",), "sender.name"
    indexes = (
        unique_in("register_series", "register_sequence"),
        ([("organ", 1), ("created_at", -1)], {}),
        ([("organ", 1), ("number", 1)], {}),
    )

    @classmethod
    def derived(cls, state: State) -> Record:
        """Give the terms that it is found by; the text of a released document is found by the document's own."""
        names = [state["sender"]["name"], state["number"], state["handler_name"], state["register_number"]]
        text = state["body"] if state.get("secrecy", "none") == "none" else None
        return {"terms": terms_of((state["title"], text or ""), [name for name in names if name])}

    def _having(self, actor: Actor, terms: Sequence[str]) -> dict[str, Any]:
        """Look into the texts that were sent to the actor's organ, too."""
        sent = {"$or": [{"addressees.id": actor.organ}, {"copied.id": actor.organ}], "released_at": {"$ne": None}}
        texts = self._db[TEXTS].find({"terms": {"$all": list(terms)}, **sent}, {"_id": 1})
        ids = [incoming_id(record["_id"], actor.organ) for record in texts.sort("created_at", -1).limit(MOST_TEXTS)]
        return {"$and": [{"$or": [{"terms": {"$all": list(terms)}}, {"_id": {"$in": ids}}]}, self.seen_by(actor)]}

    @staticmethod
    def seen_by(actor: Actor) -> dict[str, Any]:
        """Give the query that says what `domain.handles` says."""
        query: dict[str, Any] = {"organ": actor.organ}
        if not any(actor.holds(name) for name in OFFICE):
            mine = ("handler", "assisting.id", "readers.person.id", "urger.id")
            query["$or"] = [{field: actor.person_id} for field in mine]
        return query

    def alike(self, organ: str, sender: str, number: str) -> list[Incoming]:
        """Give what stands in a register with this issuer and number, the earliest first."""
        query = {"organ": organ, "number": number, "sender.name": sender}
        return [self._load(record) for record in self._docs.find(query, {"history": 0}).sort("created_at", 1).limit(5)]

    def finished_in(self, organ: str, year: int) -> Iterable[Incoming]:
        """Give what came to an organ in a year and was handled to its end, for its archive."""
        found = self._docs.find({"organ": organ, "status": IncomingStatus.COMPLETED}, {"history": 0}).sort("_id", 1)
        loaded = (self._load(each) for each in found)
        return (each for each in loaded if office_date(each.delivered_at).year == year)

    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Incoming]:
        """Give what the actor may see (`domain.handles`) and asked for."""
        query = self.seen_by(actor)
        if status is not None:
            query["status"] = status
        return self.page(query, cursor=cursor, limit=limit)
