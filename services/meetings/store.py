"""How meetings are kept in MongoDB."""

from typing import Any

from services.meetings.domain import OFFICE, Meeting
from shared.actor import Actor
from shared.aggregate import State
from shared.collection import Record
from shared.pages import Page
from shared.runtime.store import MongoCollection


class MeetingCollection(MongoCollection[Meeting]):
    """Meetings."""

    name, service, kind = "meetings", "meetings", Meeting
    indexes = (
        ([("organ", 1), ("created_at", -1)], {}),
        ([("invited.id", 1)], {}),
        ([("chair", 1)], {}),
        ([("also_seen_by", 1)], {}),
    )

    @classmethod
    def derived(cls, state: State) -> Record:
        """Keep who comes for a member, to find meetings by."""
        sent = [each["deputy"]["id"] for each in state["replies"].values() if each["deputy"] is not None]
        return {"also_seen_by": sent}

    def search(
        self, actor: Actor, *, status: str | None, kind: str | None, cursor: str | None, limit: int
    ) -> Page[Meeting]:
        """Give what the actor may see (`domain.sees`) and asked for."""
        seen: list[dict[str, Any]] = [
            {"invited.id": actor.person_id},
            {"chair": actor.person_id},
            {"also_seen_by": actor.person_id},
        ]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        query: dict[str, Any] = {"$or": seen}
        if status is not None:
            query["status"] = status
        if kind is not None:
            query["kind"] = kind
        return self.page(query, cursor=cursor, limit=limit)
