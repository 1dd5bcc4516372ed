"""How meetings and the days of rooms are kept in MongoDB."""

from dataclasses import replace
from typing import Any

from services.meetings.domain import OFFICE, Meeting, RoomDay
from shared.actor import Actor
from shared.occasion import Occasion
from shared.pages import Page
from shared.runtime.store import Db, MongoCollection, Nudge


class MeetingCollection(MongoCollection[Meeting]):
    """Meetings."""

    name, service, kind = "meetings", "meetings", Meeting
    indexes = (([("organ", 1), ("created_at", -1)], {}), ([("invited.id", 1)], {}), ([("chair", 1)], {}))

    def search(
        self, actor: Actor, *, status: str | None, kind: str | None, cursor: str | None, limit: int
    ) -> Page[Meeting]:
        """Give what the actor may see (`domain.sees`) and asked for."""
        seen: list[dict[str, Any]] = [{"invited.id": actor.person_id}, {"chair": actor.person_id}]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        query: dict[str, Any] = {"$or": seen}
        if status is not None:
            query["status"] = status
        if kind is not None:
            query["kind"] = kind
        return self.page(query, cursor=cursor, limit=limit)


class RoomDayCollection(MongoCollection[RoomDay]):
    """The days of rooms. A booking is known by its purpose: the key of a request belongs to the meeting that it made."""

    name, service, kind = "room_days", "meetings", RoomDay

    def __init__(self, db: Db, occasion: Occasion, nudge: Nudge) -> None:
        super().__init__(db, replace(occasion, key=None), nudge)
