"""How the days of rooms are kept in MongoDB."""

from dataclasses import replace

from services.meetings.rooms.domain import RoomDay
from shared.occasion import Occasion
from shared.runtime.store import Db, MongoCollection, Nudge


class RoomDayCollection(MongoCollection[RoomDay]):
    """The days of rooms. A booking is known by its purpose: the key of a request belongs to the meeting that it made."""

    name, service, kind = "room_days", "meetings", RoomDay

    def __init__(self, db: Db, occasion: Occasion, nudge: Nudge) -> None:
        super().__init__(db, replace(occasion, key=None), nudge)
