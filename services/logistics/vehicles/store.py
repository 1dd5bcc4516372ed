"""MongoDB storage of vehicles, drivers, trips, rosters and accounts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.logistics.vehicles.domain import HAVE_CAR, OFFICE, CostAccount, Driver, Roster, Trip, Vehicle
from shared.actor import Actor
from shared.listing import Listing
from shared.occasion import Occasion
from shared.pages import Page
from shared.runtime.listed import Listed
from shared.runtime.store import Db, MongoCollection, Nudge


def _stored(at: datetime) -> str:
    """Return an instant as it is stored: the times of trips are in UTC, so that their texts have the order of time."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _of_unit(actor: Actor) -> dict[str, Any] | None:
    """Build the query for what the actor's unit keeps (`domain.sees_kept`); None if the actor sees nothing of it."""
    if not any(actor.holds(name) for name in OFFICE):
        return None
    return {"$or": [{"organ": actor.organ}, {"shared": True, "unit": {"$in": list(actor.path)}}]}


class VehicleCollection(Listed[Vehicle]):
    """Vehicles; a plate is entered once."""

    name, service, kind = "vehicles", "logistics", Vehicle
    indexes = (
        ([("unit", 1), ("created_at", -1)], {}),
        ([("organ", 1), ("created_at", -1)], {}),
        ([("plate", 1)], {"unique": True}),
    )

    def search(self, actor: Actor, wanted: Listing) -> Page[Vehicle]:
        """Return the vehicles that the actor may see."""
        query = _of_unit(actor)
        return Page([]) if query is None else self.listed(actor, query, wanted)


class DriverCollection(Listed[Driver]):
    """Drivers."""

    name, service, kind = "drivers", "logistics", Driver
    indexes = (
        ([("unit", 1), ("created_at", -1)], {}),
        ([("organ", 1), ("created_at", -1)], {}),
    )

    def search(self, actor: Actor, wanted: Listing) -> Page[Driver]:
        """Return the drivers that the actor may see."""
        query = _of_unit(actor)
        return Page([]) if query is None else self.listed(actor, query, wanted)


class TripCollection(Listed[Trip]):
    """Trips."""

    name, service, kind = "trips", "logistics", Trip
    orders = {"starts": "starts_at"}
    worded = ("destination", "purpose")
    indexes = (
        ([("organ", 1), ("created_at", -1)], {}),
        ([("applicant", 1), ("created_at", -1)], {}),
        ([("driver", 1), ("created_at", -1)], {}),
        ([("vehicle", 1), ("starts_at", 1)], {}),
    )

    def search(self, actor: Actor, wanted: Listing, vehicle: str | None = None) -> Page[Trip]:
        """Return the trips that the actor may see (`domain.sees_trip`)."""
        seen: list[dict[str, Any]] = [{"applicant": actor.person_id}, {"driver": actor.person_id}]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        return self.listed(actor, {"$or": seen} | ({} if vehicle is None else {"vehicle": vehicle}), wanted)

    def out_with(self, vehicle: str) -> list[Trip]:
        """Return the trips on which a vehicle is out."""
        return [self._load(each) for each in self._docs.find({"vehicle": vehicle, "status": "out"}, {"history": 0})]

    def of_vehicles(self, vehicles: Sequence[str], begin: datetime, end: datetime, limit: int) -> list[Trip]:
        """Return the trips of some vehicles that overlap a time, in order."""
        query = {
            "vehicle": {"$in": list(vehicles)}, "starts_at": {"$lt": _stored(end)}, "ends_at": {"$gt": _stored(begin)},
            "status": {"$in": [each.value for each in HAVE_CAR]},
        }  # fmt: skip
        found = self._docs.find(query, {"history": 0}).sort([("starts_at", 1), ("_id", 1)]).limit(limit)
        return [self._load(each) for each in found]


class RosterCollection(MongoCollection[Roster]):
    """The rosters of units. The key of a request belongs to the trip that it is for."""

    name, service, kind = "rosters", "logistics", Roster

    def __init__(self, db: Db, occasion: Occasion, nudge: Nudge) -> None:
        super().__init__(db, replace(occasion, key=None), nudge)


class AccountCollection(MongoCollection[CostAccount]):
    """Costs, an account for each vehicle and year."""

    name, service, kind = "accounts", "logistics", CostAccount
