"""MongoDB storage of meetings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.meetings.domain import AHEAD, OFFICE, Meeting, MeetingStatus, sees
from shared.actor import Actor
from shared.aggregate import State
from shared.calendar import ONE_DAY
from shared.collection import Record
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.searchable import ORGAN, PERSON, Searchable
from shared.search.terms import terms_of

FEW = 20


class MeetingCollection(Searchable[Meeting]):
    """Meetings."""

    name, service, kind = "meetings", "meetings", Meeting
    dated, orders = "starts_at", {"starts": "starts_at"}
    indexes = (
        ([("organ", 1), ("created_at", -1)], {}),
        ([("invited.id", 1), ("starts_at", 1)], {}),
        ([("chair", 1)], {}),
        ([("sent", 1)], {}),
    )
    derived_from = frozenset(
        ("title", "topics", "agenda", "decisions", "organ", "organ_name", "chair", "chair_name", "invited", "sent")
    )

    @classmethod
    def derived(cls, state: State) -> Record:
        """Return its search terms: the title, the agenda and the decisions, which everybody who sees it may read."""
        agenda, decisions = state.get("agenda", ()), state.get("decisions", ())
        texts = [state["title"], *state.get("topics", ()), *(each["title"] for each in agenda)]
        texts += [each["text"] for each in decisions]
        names = [state["organ_name"], state["chair_name"], *(each["responsible_name"] for each in decisions)]
        people = {state["chair"], *(each["id"] for each in state["invited"]), *state.get("sent", ())}
        return {"terms": terms_of(texts, names), "organ": state["organ"], "people": sorted(people), "loose": True}

    @staticmethod
    def shows(thing: Meeting, actor: Actor) -> bool:
        """Check whether an actor may see a meeting."""
        return sees(thing, actor)

    def matches(self, thing: Meeting, wanted: Mapping[str, Any]) -> bool:
        """Check whether a meeting is in the requested year."""
        return wanted.get("year") in (None, thing.held_on.year)

    def sought(self, actor: Actor, terms: Sequence[str]) -> list[list[str]]:
        """Return the marks to search for: the office's own meetings, and those that the actor attends."""
        office = [[f"{ORGAN}{actor.organ}", *terms]] if any(actor.holds(name) for name in OFFICE) else []
        return [*office, [f"{PERSON}{actor.person_id}", *terms]]

    def search(self, actor: Actor, wanted: Listing) -> Page[Meeting]:
        """Return the requested items that the actor may see (`domain.sees`)."""
        seen: list[dict[str, Any]] = [
            {"invited.id": actor.person_id},
            {"chair": actor.person_id},
            {"sent": actor.person_id},
        ]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        return self.listed(actor, {"$or": seen}, wanted)

    def busy(self, people: Sequence[str], begin: date, end: date) -> list[Meeting]:
        """Return current and future meetings, from one day to another, that any of some people attend."""
        return self._between(people, begin, end, {"status": {"$in": sorted(AHEAD)}})

    def calendar_of(self, person: str, begin: date, end: date) -> list[Meeting]:
        """Return all meetings of a person from one day to another that ever had their rooms, the earliest first."""
        found = self._between([person], begin, end, {"arranged_at": {"$ne": None}})
        return sorted(found, key=lambda each: (each.starts_at, each.id))

    def of_series(self, series: str) -> list[Meeting]:
        """Return the meetings of a series."""
        return [self._load(each) for each in self._docs.find({"series": series}, {"history": 0})]

    def of_branch(self, branch: str, begin: date, end: date) -> list[Meeting]:
        """Return the meetings that a branch held and closed, from one day to another, the earliest first."""
        days = {"$gte": (begin - ONE_DAY).isoformat(), "$lt": (end + 2 * ONE_DAY).isoformat()}
        query = {"branch": branch, "status": MeetingStatus.CLOSED.value, "starts_at": days}
        found = [self._load(each) for each in self._docs.find(query, {"history": 0}).sort([("starts_at", 1)])]
        return [each for each in found if begin <= each.held_on <= end]

    def _between(self, people: Sequence[str], begin: date, end: date, more: dict[str, Any]) -> list[Meeting]:
        """Return the meetings of some people; a few people are queried by name, for many all meetings then are read."""
        window = {"$gte": (begin - ONE_DAY).isoformat(), "$lt": (end + 2 * ONE_DAY).isoformat()}
        stages: list[dict[str, Any]] = [{"$match": {"starts_at": window, **more}}]
        if len(people) <= FEW:
            who = {"$in": list(people)}
            stages.append({"$match": {"$or": [{"invited.id": who}, {"chair": who}, {"sent": who}]}})
        wanted = set(people)
        found = [self._load(each) for each in self._docs.aggregate([*stages, {"$project": {"history": 0}}])]
        return [each for each in found if wanted & {each.chair, *each.members, *each.sent}]
