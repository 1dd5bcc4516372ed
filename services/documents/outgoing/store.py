"""MongoDB storage of outgoing documents."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from services.documents.domain import OFFICE
from services.documents.outgoing.countersign_round import AGREED
from services.documents.outgoing.domain import Document, DocumentStatus, co_issues, oversees, sees
from services.documents.store import ISSUED, FoundByWords, Register, unique_in
from shared.actor import Actor
from shared.aggregate import State
from shared.collection import Record
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.searchable import ABOVE, TITLE
from shared.runtime.store import LOT
from shared.search.terms import terms_of


class DocumentCollection(Register[Document], FoundByWords[Document]):
    """Outgoing documents (发文)."""

    name, service, kind = ISSUED, "documents", Document
    series, sequence = "series", "sequence"
    numbered, parties, sender = "number", ("addressees.id", "copied.id"), "organ_name"
    worded = ("title", "number")
    indexes = (
        unique_in("series", "sequence"),
        ([("organ", 1), ("created_at", -1)], {}),
        ([("joint.tasks.who", 1)], {"partialFilterExpression": {"joint.tasks.who": {"$gt": ""}}}),
        ([("answers.incoming_id", 1)], {"partialFilterExpression": {"answers.incoming_id": {"$gt": ""}}}),
    )
    derived_from = frozenset(
        (
            "title",
            "body",
            "organ",
            "organ_name",
            "drafter_name",
            "signed_by_name",
            "number",
            "secrecy",
            "addressees",
            "copied",
            "drafter",
            "examiners",
            "readers",
            "countersigning",
            "joint",
        )
    )

    def finished_in(self, organ: str, year: int) -> Iterable[Document]:
        """Return an organ's documents signed in a year and released, for its archive."""
        dated = {"$gte": f"{year}-01-01", "$lte": f"{year}-12-31"}
        query = {"organ": organ, "released_at": {"$ne": None}, "recalled_at": None, "signed_on": dated}
        found = self._docs.find(query, {"history": 0}, batch_size=LOT).sort("_id", 1)
        return (self._load(each) for each in found)

    def titled(self, organ: str, title: str, since: datetime) -> list[Document]:
        """Return an organ's documents under a title drafted since an instant."""
        drafted = self._docs.find({"organ": organ, "created_at": {"$gte": since}, "title": title}, {"history": 0})
        return [self._load(each) for each in drafted.limit(20)]

    def replies(self, incoming_id: str) -> list[Document]:
        """Return the answers to an incoming document: released, neither recalled nor revoked."""
        standing = {"released_at": {"$ne": None}, "recalled_at": None, "status": {"$ne": DocumentStatus.REVOKED.value}}
        return [
            self._load(each)
            for each in self._docs.find({"answers.incoming_id": incoming_id, **standing}, {"history": 0})
        ]

    @classmethod
    def derived(cls, state: State) -> Record:
        """Return its search terms."""
        names = [state["organ_name"], state["drafter_name"], state["signed_by_name"], state["number"]]
        names += [each["name"] for each in (*state["addressees"], *state["copied"])]
        named = [name for name in names if name]
        return {
            "terms": terms_of((state["title"], state["body"]), named),
            "title_terms": terms_of((state["title"],), named),
            "organ": state["organ"],
            "with": _issuing_with(state),
            "above": state["path"],
            "people": _people(state),
            "loose": True,
        }

    def sought(self, actor: Actor, terms: Sequence[str]) -> list[list[str]]:
        """Return the terms to match, excluding what an overseer could find only by a text that they may not read."""
        titles = [f"{TITLE}{each}" for each in terms]
        above = [actor.organ] if actor.holds("leader") else []
        above += [actor.district] if actor.holds("district_admin") else []
        return [*super().sought(actor, terms), *([f"{ABOVE}{each}", *titles] for each in above)]

    @staticmethod
    def seen_by(actor: Actor) -> dict[str, Any]:
        """Return the query equivalent to `domain.sees`, `domain.co_issues` and `domain.oversees`."""
        seen: list[dict[str, Any]] = [{"organ": actor.organ, "drafter": actor.seat}]
        seen.append({"organ": actor.organ, "examiners.id": actor.seat, "submitted_at": {"$ne": None}})
        seen.append({"organ": actor.organ, "readers.id": actor.person_id, "released_at": {"$ne": None}})
        seen.append({"organ": actor.organ, "countersigning.tasks.who": actor.seat})
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ, "submitted_at": {"$ne": None}})
            signed = {"$elemMatch": {"who": actor.organ, "status": AGREED.value}}
            seen.append({"joint.tasks.who": actor.organ, "joint.tasks": signed, "number": {"$ne": None}})
        if actor.holds("leader") and actor.in_place_of is None:
            below = {"path": actor.organ, "organ": {"$ne": actor.organ}}
            sent = {"$or": [{"addressees.id": actor.organ}, {"copied.id": actor.organ}]}
            seen.append({**below, **sent, "released_at": {"$ne": None}})
        if actor.holds("district_admin"):
            seen.append({"path.0": actor.district, "number": {"$ne": None}})
        return {"$or": seen} if actor.only_kinds is None else {"$or": seen, "kind": {"$in": sorted(actor.only_kinds)}}

    @staticmethod
    def shows(thing: Document, actor: Actor) -> bool:
        """Check the condition of `seen_by`."""
        return sees(thing, actor) or co_issues(thing, actor) or oversees(thing, actor)

    @staticmethod
    def others(thing: Document) -> tuple[str, ...]:
        """Return the recipients."""
        return (*thing.recipients, *thing.copies)

    def search(self, actor: Actor, wanted: Listing) -> Page[Document]:
        """Return the requested documents that the actor may see (`seen_by`)."""
        return self.listed(actor, self.seen_by(actor), wanted)


def _issuing_with(state: State) -> list[str]:
    """Return the other issuers of a numbered document (`domain.co_issues`)."""
    tasks = state.get("joint", {}).get("tasks", ()) if state.get("number") else ()
    return sorted({each["who"] for each in tasks if each["status"] == AGREED})


def _people(state: State) -> list[str]:
    """Return the ids of all people named in a document, who may see it without belonging to the office (`domain.sees`)."""
    tasks = state.get("countersigning", {}).get("tasks", ())
    named = [each["id"] for each in (*state.get("examiners", ()), *state.get("readers", ()))]
    return sorted({state["drafter"], *named, *(each["who"] for each in tasks)})
