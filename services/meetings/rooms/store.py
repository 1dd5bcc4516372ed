"""MongoDB storage of room days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.meetings.rooms.domain import RoomDay, RoomProfile, day_id
from shared.occasion import Occasion
from shared.runtime.store import Db, MongoCollection, Nudge


class RoomDayCollection(MongoCollection[RoomDay]):
    """The days of rooms. A booking is identified by its purpose: the key of a request belongs to the meeting that it made."""

    name, service, kind = "room_days", "meetings", RoomDay
    indexes = (([("room", 1), ("day", 1)], {}),)

    def __init__(self, db: Db, occasion: Occasion, nudge: Nudge) -> None:
        super().__init__(db, replace(occasion, key=None), nudge)

    def of_room(self, room: str, begin: date, end: date) -> list[RoomDay]:
        """Return a room's days from one to another."""
        query = {"room": room, "day": {"$gte": begin.isoformat(), "$lte": end.isoformat()}}
        return [self._load(each) for each in self._docs.find(query, {"history": 0}).sort([("day", 1)])]

    def of_day(self, rooms: Sequence[str], day: date) -> list[RoomDay]:
        """Read one day of several rooms."""
        ids = [day_id(room, day) for room in rooms]
        return [self._load(each) for each in self._docs.find({"_id": {"$in": ids}}, {"history": 0})]


class RoomProfileCollection(MongoCollection[RoomProfile]):
    """The equipment and hours of rooms."""

    name, service, kind = "room_profiles", "meetings", RoomProfile

    def several(self, ids: Sequence[str]) -> list[RoomProfile]:
        """Return the profiles of those rooms that have one."""
        return [self._load(each) for each in self._docs.find({"_id": {"$in": list(ids)}}, {"history": 0})]
