"""MongoDB storage of tasks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.supervision.domain import CLOSED, OFFICE, Instruction, Task, WorkingDays, knows
from services.supervision.repositories import TaskListing
from shared.actor import Actor
from shared.aggregate import State
from shared.collection import Record
from shared.pages import Page
from shared.runtime.listed import both
from shared.runtime.searchable import ABOVE, ORGAN, PERSON, TITLE, Searchable
from shared.runtime.store import LOT, MongoCollection
from shared.search.terms import terms_of

OPEN = {"$nin": sorted(CLOSED)}
FILTERS = ("origin", "origin_id", "document_id")


class TaskCollection(Searchable[Task]):
    """Tasks; days are stored as text that sorts in date order."""

    name, service, kind = "tasks", "supervision", Task
    dated, orders = "due_on", {"due": "due_on"}
    indexes = (
        ([("responsible", 1), ("created_at", -1)], {}),
        ([("assisting.id", 1)], {}),
        ([("organ", 1), ("created_at", -1)], {}),
        ([("responsible_organ", 1), ("created_at", -1)], {}),
        ([("path", 1), ("due_on", 1)], {}),
        ([("origin", 1), ("origin_id", 1)], {}),
        ([("due_on", 1), ("status", 1)], {}),
        ([("document_id", 1)], {}),
    )
    derived_from = frozenset(
        (
            "title", "text", "organ", "organ_name", "path", "origin_title", "responsible", "responsible_name",
            "responsible_organ", "assisting",
        )
    )  # fmt: skip

    @classmethod
    def derived(cls, state: State) -> Record:
        """Return its search terms, and those of its register entry, which has no text."""
        assisting = state.get("assisting", ())
        names = [state["organ_name"], state["responsible_name"], *(each["name"] for each in assisting)]
        entry = (state["title"], state["origin_title"])
        people = [_at(state["responsible"], state["responsible_organ"])]
        people += [_at(each["id"], each.get("organ") or "") for each in assisting]
        return {
            "terms": terms_of((*entry, state["text"]), names),
            "title_terms": terms_of(entry, names),
            "organ": state["organ"],
            "with": [state["responsible_organ"]],
            "above": list(state["path"][:1]),
            "people": sorted(set(people)),
            "loose": True,
        }

    @staticmethod
    def shows(thing: Task, actor: Actor) -> bool:
        """Check whether an actor may know of a task."""
        return knows(thing, actor)

    def matches(self, thing: Task, wanted: Mapping[str, Any]) -> bool:
        """Check whether a task was assigned in the requested year."""
        return wanted.get("year") in (None, thing.assigned_on.year)

    def sought(self, actor: Actor, terms: Sequence[str]) -> list[list[str]]:
        """Return the marks to search for; the district's administrator searches register entries, without their texts."""
        me = [_at(actor.person_id, actor.organ), _at(actor.person_id, "")]
        marks = [[f"{PERSON}{each}", *terms] for each in me]
        if any(actor.holds(name) for name in OFFICE):
            marks.append([f"{ORGAN}{actor.organ}", *terms])
        if actor.holds("district_admin"):
            marks.append([f"{ABOVE}{actor.district}", *(f"{TITLE}{each}" for each in terms)])
        return marks

    def search(self, actor: Actor, wanted: TaskListing, *, today: date) -> Page[Task]:
        """Return the requested tasks that the actor may know of (`domain.knows`)."""
        query = _board(actor, wanted.board)
        query |= {name: value for name in FILTERS if (value := getattr(wanted, name)) is not None}
        if wanted.organ is not None:
            query = both(query, {"responsible_organ": wanted.organ})
        if wanted.late is not None:
            late = {"status": OPEN, "due_on": {"$lt": today.isoformat()}}
            query = both(query, late if wanted.late else {"$nor": [late]})
        return self.listed(actor, query, wanted)

    def due_between(self, actor: Actor, begin: date, end: date) -> Iterable[Task]:
        """Return the tasks of the actor's office or district due in a period."""
        board = "district" if actor.holds("district_admin") else "campus"
        due = {"due_on": {"$gte": begin.isoformat(), "$lte": end.isoformat()}}
        stages = [{"$match": due}, {"$match": _board(actor, board)}, {"$project": {"history": 0}}]
        return (self._load(each) for each in self._docs.aggregate(stages, batchSize=LOT))

    def late(self, today: date, limit: int) -> Iterable[Task]:
        """Return open overdue tasks, the least escalated first."""
        query = {"status": OPEN, "due_on": {"$lt": today.isoformat()}}
        found = self._docs.find(query, {"history": 0}).sort([("escalated", 1), ("due_on", 1)]).limit(limit)
        return [self._load(each) for each in found]


class InstructionCollection(MongoCollection[Instruction]):
    """Leaders' instructions on incoming documents."""

    name, service, kind = "instructions", "supervision", Instruction


class WorkingDaysCollection(MongoCollection[WorkingDays]):
    """The working days of districts."""

    name, service, kind = "working_days", "supervision", WorkingDays


def _at(person: str, organ: str) -> str:
    """Return the mark of a person in an organ; after leaving the organ the person no longer finds the task."""
    return f"{person}@{organ}"


def _board(actor: Actor, board: str | None) -> dict[str, Any]:
    """Return the query of a board, within what the actor may know of; an empty one if it shows them nothing.

    The district's board is for its administrator; a bureau's office finds there what the bureau assigned or handles.
    """
    me, organ = actor.person_id, actor.organ
    mine: list[dict[str, Any]] = [
        {"responsible": me, "responsible_organ": organ},
        {"assisting": {"$elemMatch": {"id": me, "organ": {"$in": ["", None, organ]}}}},
    ]
    office = any(actor.holds(name) for name in OFFICE)
    campus: list[dict[str, Any]] = [{"organ": actor.organ}, {"responsible_organ": actor.organ}] if office else []
    bureau = campus if actor.organ == actor.district else []
    district: list[dict[str, Any]] = [{"path.0": actor.district}] if actor.holds("district_admin") else bureau
    boards = {"mine": mine, "campus": campus, "district": district, None: [*mine, *campus, *district]}
    return {"$or": boards[board] or [{"_id": {"$in": []}}]}
