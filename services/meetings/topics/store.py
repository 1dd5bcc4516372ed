"""MongoDB storage of topics."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.meetings.domain import OFFICE
from services.meetings.store import MeetingCollection
from services.meetings.topics.domain import MOST, Topic, sees
from shared.actor import Actor
from shared.aggregate import State
from shared.collection import Record
from shared.runtime.searchable import ORGAN, PERSON, Searchable
from shared.search.terms import terms_of


class TopicCollection(Searchable[Topic]):
    """Topics."""

    name, service, kind = "topics", "meetings", Topic
    indexes = (([("meeting", 1), ("created_at", 1)], {}),)
    derived_from = frozenset(("title", "organ", "chair", "proposer", "proposer_name"))

    @classmethod
    def derived(cls, state: State) -> Record:
        """Return its search terms: its title; its papers are for those who did not recuse themselves."""
        people = sorted({state["chair"], state["proposer"]})
        terms = terms_of((state["title"],), (state["proposer_name"],))
        return {"terms": terms, "organ": state["organ"], "people": people, "loose": True}

    def sought(self, actor: Actor, terms: Sequence[str]) -> list[list[str]]:
        """Return the marks to search for: topics of the office, and those that the actor proposed or presides over.

        Attendees find them by the agenda of the meeting.
        """
        office = [[f"{ORGAN}{actor.organ}", *terms]] if any(actor.holds(name) for name in OFFICE) else []
        return [*office, [f"{PERSON}{actor.person_id}", *terms]]

    def judged(self, things: Sequence[Topic], actor: Actor, wanted: Mapping[str, Any]) -> list[Topic]:
        """Return the topics that the actor may know of, by the meetings they were proposed for."""
        meetings = MeetingCollection(self._db, self.occasion, self._nudge)
        held = meetings.held(sorted({each.meeting for each in things}))
        return [
            each
            for each in things
            if each.meeting in held
            and sees(each, held[each.meeting], actor)
            and meetings.matches(held[each.meeting], wanted)
        ]

    def of_meeting(self, meeting_id: str) -> list[Topic]:
        """Return a meeting's topics, the earliest first."""
        found = self._docs.find({"meeting": meeting_id}, {"history": 0})
        return [self._load(each) for each in found.sort([("created_at", 1), ("_id", 1)]).limit(2 * MOST)]
