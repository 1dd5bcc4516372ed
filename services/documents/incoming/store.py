"""How incoming documents are kept in MongoDB."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from services.documents.domain import OFFICE, Secrecy
from services.documents.incoming.domain import Incoming, IncomingStatus, incoming_id
from services.documents.outgoing.store import DocumentCollection
from services.documents.search.terms import terms_of
from services.documents.store import Series, unique_in
from shared.actor import Actor
from shared.aggregate import State
from shared.calendar import office_date
from shared.collection import Record
from shared.pages import Page

MOST = 5_000
"""The most copies, and the most released texts, that one search looks up, the newest first."""


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
    derived_from = frozenset(
        ("title", "body", "organ", "secrecy", "sender", "number", "handler_name", "register_number")
    )

    @classmethod
    def derived(cls, state: State) -> Record:
        """Give the terms that it is found by; the text of a released document is found by the document's own."""
        names = [state["sender"]["name"], state["number"], state["handler_name"], state["register_number"]]
        text = (
            state["body"] if state.get("secrecy", Secrecy.NONE) == Secrecy.NONE else None
        )  # what is internal is found by its title
        found = terms_of((state["title"], text or ""), [name for name in names if name])
        return {"terms": found, "organ": state["organ"]}

    def _having(self, actor: Actor, terms: Sequence[str], cursor: str | None) -> Iterator[list[str]]:
        """Look into the texts that were sent to the actor's organ, too; what was not released has no copy there."""
        having = {"terms": {"$all": list(terms)}}
        own = self.found_by_in(self._db).find({**having, "organ": actor.organ}, {"_id": 1})
        texts = DocumentCollection.found_by_in(self._db).find({**having, "sent_to": actor.organ}, {"_id": 1})
        ids = [each["_id"] for each in own.sort("created_at", -1).limit(MOST)]
        yield ids + [incoming_id(each["_id"], actor.organ) for each in texts.sort("created_at", -1).limit(MOST)]

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
