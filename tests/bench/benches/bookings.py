"""Rooms: bookings with their check for conflicts, and the search for free times of people and rooms of many campuses."""

import itertools
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymongo import MongoClient

from services.meetings.domain import Meeting, MeetingStatus
from services.meetings.rooms.domain import Booking, RoomDay, day_id
from services.meetings.rooms.store import RoomDayCollection
from services.meetings.store import MeetingCollection
from shared.aggregate import Written, written
from shared.calendar import OFFICE_ZONE, is_working_day
from shared.contracts.directory import PersonRecorded
from shared.contracts.meetings import MeetingPlanned, RoomBooked
from shared.occasion import Occasion
from shared.office import Named
from tests.bench.load import Asked
from tests.bench.register import Comparison, bench, in_turn
from tests.bench.stand import ROOMS, Office, Stand, until

CONNECTIONS = 16
BARE = "bench_rooms"
TODAY = datetime.now(OFFICE_ZONE).date()
FIRST_HOUR = 8
FILLED = Written(action="fill")


@bench()
def bookings(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The share of the bare store's speed left when a room is booked and checked for conflicts."""
    office = stand.office(broker)
    until(lambda: office.database("meetings")["copy_organ_recorded"].count_documents({}) == 23)
    days = [TODAY + timedelta(days=1000 + ahead) for ahead in range(stand.some(320 // len(ROOMS) + 1, 1))]
    kept = [(room, day) for day in days for room in ROOMS][: stand.some(320, 32)]
    hour = itertools.count(FIRST_HOUR)

    def book() -> float:
        at = next(hour)
        requests: list[Asked] = [
            ("POST", f"/api/v1/rooms/{room}/bookings", _wanted(day, at)) for room, day in kept
        ]  # fmt: skip
        found = office.ask(requests, "clerk", CONNECTIONS)
        return len(kept) / (found["ended"] - found["began"])

    book()  # begins every room's day, so that the rounds update it
    ids = [day_id(room, day) for room, day in kept]
    change = _same_records(office, ids)

    def bare() -> float:
        return len(ids) / office.bare(BARE, "room_days", ids, change, CONNECTIONS)

    ours, store = in_turn(stand.some(5, 1), book, bare)
    yield Comparison(
        "rooms booked by hand, each checked for conflicts",
        "the bare store's reads and updates of the same room days",
        "1/s", broker, ours, store, wanted=0.4,
        notes=f"{CONNECTIONS} connections, {len(kept)} room days a round, over HTTP; the relay works beside",
    )  # fmt: skip


@bench("embedded")
def free_slots(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The time to find when 500 people and a room in each of 20 campuses are free in a month of a full year."""
    office = stand.office(broker)
    people, year = stand.some(500, 20), [TODAY + timedelta(days=ahead) for ahead in range(stand.some(365, 8))]
    names = _fill(office, people, year)
    begin, until_ = TODAY + timedelta(days=2), TODAY + timedelta(days=32)
    campuses = ",".join(sorted({room.partition("-")[0] for room in ROOMS}))
    path = f"/api/v1/free-slots?from={begin}&until={until_}&minutes=60&campuses={campuses}&people={','.join(names)}&most=20"
    database = office.database("meetings")

    def search() -> float:
        took: float = statistics.median(office.ask([("GET", path, None)] * stand.some(5, 1), "clerk", 1)["took"])
        return took * 1000

    def bare() -> float:
        """Read the same records, and nothing else."""
        began = time.perf_counter()
        window = {"$gte": begin.isoformat(), "$lte": until_.isoformat()}
        for room in ROOMS:
            list(database["room_days"].find({"room": room, "day": window}, {"history": 0}))
        list(database["meetings"].find({"starts_at": window}, {"history": 0}))
        return (time.perf_counter() - began) * 1000

    search()
    ours, theirs = in_turn(stand.some(5, 1), search, bare)
    yield Comparison(
        f"free times of {people} people and a room in each of 20 campuses ({len(ROOMS)} rooms), over HTTP",
        "reading the same records from the store",
        "ms", broker, ours, theirs, wanted=4.0, less=True,
        notes=f"31 days of a year with {database['room_days'].estimated_document_count()} room days",
    )  # fmt: skip


def _wanted(day: date, hour: int) -> dict[str, str]:
    begin = datetime(day.year, day.month, day.day, hour, tzinfo=OFFICE_ZONE)
    return {"title": "排练", "starts_at": begin.isoformat(), "ends_at": (begin + timedelta(minutes=45)).isoformat()}


def _same_records(office: Office, ids: list[str]) -> dict[str, Any]:
    """Copy the room days and their indexes to a separate database, and return what a booking writes into one."""
    records = list(office.database("meetings")["room_days"].find({"_id": {"$in": ids}}))
    database = MongoClient[dict[str, Any]](office.store_uri)[BARE]
    database["room_days"].drop()
    RoomDayCollection.prepare(database)
    database["room_days"].insert_many(records)
    record = records[0]
    entry = record["history"][-1]
    (booking,) = list(record["bookings"].values())[:1]
    written = {"head": record["head"], "updated_at": record["updated_at"].isoformat(), "announced.room_booked": 2}
    return {"set": {"bookings.more": booking, **written}, "entry": entry}


def _fill(office: Office, people: int, year: list[date]) -> list[str]:
    """Enter this many people, and a year of bookings and meetings, as the service itself would have stored them."""
    long_ago = Occasion(datetime.now(UTC) - timedelta(days=400))  # nobody catches up on it
    database, occasion = office.database("meetings"), long_ago
    names = [f"t{number:03}" for number in range(people)]
    copies = [
        PersonRecorded(
            person_id=f"p-{name}", username=name, name=name, organ="east", path=("nanhu", "shiyan", "east"), post="教师",
            roles=("handler",), active=True,
        )
        for name in names
    ]  # fmt: skip
    database["copy_person_recorded"].insert_many([{"_id": p.person_id, **p.to_wire(), "version": 1} for p in copies])
    days = RoomDayCollection(database, occasion, lambda *_: None)
    meetings = MeetingCollection(database, occasion, lambda *_: None)
    for place, day in enumerate(each for each in year if is_working_day(each)):
        times = [(_at(day, hour), _at(day, hour) + timedelta(minutes=90)) for hour in (8, 10, 14, 16)]
        new_days, new = [], []
        for spread, room in enumerate(ROOMS):
            taken = {
                f"booking:{place}.{n}": Booking(*span) for n, span in enumerate(times) if (place + spread + n) % 3
            }  # fmt: skip
            room_day = RoomDay(id=day_id(room, day), room=room, day=day, bookings=taken)
            purpose, booking = next(iter(taken.items()))
            event = RoomBooked.of(room_day, purpose=purpose, starts_at=booking.starts_at, ends_at=booking.ends_at)
            new_days.append((room_day, event))
        for n in range(20):
            span = times[(place + n) % 4]
            who = tuple(Named(f"p-{name}", name) for name in names[n :: max(1, people // 10)][:10])
            meeting = Meeting(
                id=f"bench{place:04}{n:02}", kind="office", title="例会", organ="east", organ_name="东校区",
                path=("nanhu", "shiyan", "east"), chair=who[0].id, chair_name="主持", places=(), starts_at=span[0],
                ends_at=span[1], invited=who, arranged_at=occasion.at, status=MeetingStatus.CALLED,
            )  # fmt: skip
            new.append((meeting, MeetingPlanned.of(meeting)))
        for name, records in (
            (days.name, [days._record(day, event, FILLED) for day, event in new_days]),
            (meetings.name, [meetings._record(meeting, event, FILLED) for meeting, event in new]),
        ):
            published = [{**each, "history": [written(entry) for entry in each["history"]]} for each in records]
            for each in published:
                del each["unpublished"]
            database[name].insert_many(published)
    return names


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=OFFICE_ZONE).astimezone(UTC)
