"""MongoDB storage of incoming documents."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.documents.domain import OFFICE, Secrecy
from services.documents.incoming.domain import Incoming, IncomingStatus, handles
from services.documents.store import ISSUED, FoundByWords, Register, unique_in
from shared.actor import Actor
from shared.aggregate import State
from shared.calendar import office_date
from shared.collection import Record
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.store import LOT, Db, search_entries
from shared.search.terms import terms_of


class IncomingCollection(Register[Incoming], FoundByWords[Incoming]):
    """Copies in the recipients' registers (收文)."""

    name, service, kind = "incoming", "documents", Incoming
    series, sequence = "register_series", "register_sequence"
    numbered, parties, sender = "register_number", ("sender.id",), "sender.name"
    orders = {"due": "due_on"}
    worded = ("title", "number", "register_number", "sender.name")
    indexes = (
        unique_in("register_series", "register_sequence"),
        ([("organ", 1), ("created_at", -1)], {}),
        ([("organ", 1), ("number", 1)], {}),
    )
    derived_from = frozenset(
        (
            "title", "body", "organ", "secrecy", "sender", "number", "handler", "handler_name", "register_number",
            "recalled_at", "assisting", "readers", "urger",
        )
    )  # fmt: skip

    @classmethod
    def derived(cls, state: State) -> Record:
        """Return its search terms; the text of a released document is found by that document's own entry."""
        names = [state["sender"]["name"], state["number"], state["handler_name"], state["register_number"]]
        read = state.get("secrecy", Secrecy.NONE) == Secrecy.NONE and state.get("recalled_at") is None
        found = terms_of((state["title"], (state["body"] if read else None) or ""), [name for name in names if name])
        text_of = state["document_id"] if read and not state.get("outside") else None
        named = [*state.get("assisting", ()), *(each["person"] for each in state.get("readers", ()))]
        named += [state["urger"]] if state.get("urger") else []
        people = sorted({each["id"] for each in named} | ({state["handler"]} - {None}))
        return {"terms": found, "organ": state["organ"], "text_of": text_of, "people": people, "loose": True}

    @classmethod
    def completed(cls, db: Db, found_by: Sequence[Record]) -> Sequence[Record]:
        """Add the terms of the released document, which holds the text; an internal one is found by its title only."""
        texts = {each["text_of"] for each in found_by} - {None}
        found = search_entries(db, ISSUED).find({"_id": {"$in": [*texts]}}, {"terms": 1}) if texts else ()
        terms = {each["_id"]: each["terms"] for each in found}
        return [
            {**each, "terms": list(dict.fromkeys((*each["terms"], *terms.get(each["text_of"], ()))))}
            for each in found_by
        ]

    @staticmethod
    def seen_by(actor: Actor) -> dict[str, Any]:
        """Return the query equivalent to `domain.handles`."""
        query: dict[str, Any] = {"organ": actor.organ}
        if not any(actor.holds(name) for name in OFFICE):
            mine = ("handler", "assisting.id", "readers.person.id", "urger.id")
            query["$or"] = [{field: actor.seat} for field in mine]
        if actor.only_kinds is not None:
            query["kind"] = {"$in": sorted(actor.only_kinds)}
        return query

    @staticmethod
    def shows(thing: Incoming, actor: Actor) -> bool:
        """Check the condition of `seen_by`, excluding recalled copies, whose terms would reveal their content."""
        return handles(thing, actor) and thing.status is not IncomingStatus.RECALLED

    @staticmethod
    def others(thing: Incoming) -> tuple[str, ...]:
        """Return the sender."""
        return (thing.sender.id,)

    def alike(self, organ: str, sender: str, number: str) -> list[Incoming]:
        """Return the entries of a register with this issuer and number, the earliest first."""
        query = {"organ": organ, "number": number, "sender.name": sender}
        return [self._load(record) for record in self._docs.find(query, {"history": 0}).sort("created_at", 1).limit(5)]

    def finished_in(self, organ: str, year: int) -> Iterable[Incoming]:
        """Return an organ's incoming documents of a year that are completed, for its archive."""
        found = self._docs.find({"organ": organ, "status": IncomingStatus.COMPLETED}, {"history": 0}, batch_size=LOT)
        found = found.sort("_id", 1)
        loaded = (self._load(each) for each in found)
        return (each for each in loaded if office_date(each.delivered_at).year == year)

    def search(self, actor: Actor, wanted: Listing) -> Page[Incoming]:
        """Search the copies that the actor may see (`domain.handles`); the text of a recalled document is not searched."""
        query = self.seen_by(actor)
        if wanted.q is not None:
            query["status"] = {"$ne": IncomingStatus.RECALLED.value}
        return self.listed(actor, query, wanted)
