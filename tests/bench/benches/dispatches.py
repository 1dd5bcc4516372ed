"""Vehicles: dispatches with their check for conflicts."""

import itertools
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from pymongo import MongoClient

from services.logistics.vehicles.store import RosterCollection, TripCollection
from shared.calendar import OFFICE_ZONE
from tests.bench.load import Asked
from tests.bench.register import Comparison, bench, in_turn
from tests.bench.stand import Office, Stand, until

BARE = "bench_dispatches"
TODAY = datetime.now(OFFICE_ZONE).date()
HOURS = range(8, 18)


@bench()
def dispatches(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The share of the bare store's speed left when vehicles are dispatched and checked for conflicts."""
    office, count = stand.office(broker), stand.some(100, 10)
    until(lambda: office.database("logistics")["copy_organ_recorded"].count_documents({}) == 23)
    until(lambda: office.database("logistics")["copy_person_recorded"].count_documents({"username": "east.clerk"}) == 1)
    chosen = _car_and_driver(office)
    days = (TODAY + timedelta(days=10 + ahead) for ahead in itertools.count())
    standing: list[str] = []

    def dispatch() -> float:
        trips = _approved(office, [(next(days), hour) for _ in range(count // len(HOURS)) for hour in HOURS])
        asked: list[Asked] = [("POST", f"/api/v1/trips/{each}/actions/dispatch", chosen) for each in trips]
        found = office.ask(asked, "clerk", 1)
        standing[:] = trips
        return len(trips) / (found["ended"] - found["began"])

    dispatch()
    changes = _same_records(office, standing)

    def bare() -> float:
        """Read and update the roster and the trip, once for each dispatch."""
        return count / sum(office.bare(BARE, name, ids, change, 1) for name, ids, change in changes)

    ours, store = in_turn(stand.some(5, 1), dispatch, bare)
    yield Comparison(
        "vehicles dispatched, each checked for conflicts",
        "the bare store's reads and updates of the same roster and trips",
        "1/s", broker, ours, store, wanted=0.5,
        notes=f"1 connection, as a unit has one roster; {count} trips a round, over HTTP; the relay works beside",
    )  # fmt: skip


def _posted(office: Office, path: str, body: Any, collection: str) -> str:
    """Enter one record, and return its id."""
    office.ask([("POST", f"/api/v1/{path}", body)], "clerk", 1)
    found = office.database("logistics")[collection].find_one({}, {"_id": 1})
    assert found is not None
    return str(found["_id"])


def _car_and_driver(office: Office) -> dict[str, str]:
    later = f"{TODAY.year + 2}-06-30"
    vehicle = {
        "plate": "浙A·12345", "model": "别克GL8", "seats": 7, "licence_class": "C1", "parking": "地下车库",
        "inspection_until": later, "insurance_until": later,
    }  # fmt: skip
    driver = {"person": "east.clerk", "licence_class": "C1", "licence_until": later}
    return {
        "vehicle": _posted(office, "vehicles", vehicle, "vehicles"),
        "driver": _posted(office, "drivers", driver, "drivers"),
    }


def _approved(office: Office, times: "list[tuple[Any, int]]") -> list[str]:
    """Ask for a vehicle at each time, and take the requests up to their dispatch."""
    trips = office.database("logistics")["trips"]
    known = {each["_id"] for each in trips.find({}, {"_id": 1})}
    asked: list[Asked] = []
    for day, hour in times:
        start = datetime.combine(day, time(hour), OFFICE_ZONE)
        trip = {
            "purpose": "送教", "destination": "区教育局", "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(minutes=50)).isoformat(), "passengers": 2, "special": "值班",
        }  # fmt: skip
        asked.append(("POST", "/api/v1/trips", trip))
    office.ask(asked, "clerk")
    new = [each["_id"] for each in trips.find({}, {"_id": 1}) if each["_id"] not in known]
    for role, action in (("director", "examine"), ("leader", "approve")):
        office.ask([("POST", f"/api/v1/trips/{each}/actions/{action}", None) for each in new], role)
    return new


def _same_records(office: Office, trips: list[str]) -> "list[tuple[str, list[str], dict[str, Any]]]":
    """Copy the roster and the trips with their indexes to a separate database, and return what a dispatch writes to each."""
    found, database = office.database("logistics"), MongoClient[dict[str, Any]](office.store_uri)[BARE]
    rosters = list(found["rosters"].find({}))
    kept = list(found["trips"].find({"_id": {"$in": trips}}))
    changes = []
    for collection, records, repeated, field in (
        (RosterCollection, rosters, len(trips), "bookings.more"),
        (TripCollection, kept, 1, "vehicle"),
    ):
        database[collection.name].drop()
        collection.prepare(database)
        database[collection.name].insert_many(records)
        record = records[0]
        value = next(iter(record["bookings"].values())) if field == "bookings.more" else record["vehicle"]
        change = {field: value, "head": record["head"], "updated_at": record["updated_at"].isoformat()}
        ids = [each["_id"] for each in records] * repeated
        changes.append((collection.name, ids, {"set": change, "entry": record["history"][-1]}))
    return changes
