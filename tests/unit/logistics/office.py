"""An office with vehicles, drivers, trips and accounts in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.logistics.vehicles import app, dispatching, domain, fleet
from services.logistics.vehicles.domain import HAVE_CAR, CostAccount, Driver, Trip, TripStatus, Vehicle
from services.logistics.vehicles.domain import Roster as Bookings
from shared.actor import Actor
from shared.calendar import NATIONAL
from shared.listing import Listing
from shared.occasion import Occasion
from shared.pages import Page
from shared.testing import MemoryCollection
from tests.support.office import MORNING, Roster, on

COPIES = Roster()
VEHICLE = {
    "plate": "浙A·12345", "model": "别克GL8", "seats": 7, "licence_class": "c1", "parking": "地下车库",
    "inspection_until": "2027-06-30", "insurance_until": "2027-06-30", "service_on": None, "odometer": 1000,
}  # fmt: skip
DRIVER = {"person": "east.handler", "licence_class": "c1", "licence_until": "2030-06-30", "begins": None, "ends": None}
TRIP = {
    "purpose": "送教", "destination": "区教育局", "starts_at": "2026-11-23T14:00:00+08:00",
    "ends_at": "2026-11-23T17:00:00+08:00", "passengers": 3, "special": None,
}  # fmt: skip


class Vehicles(MemoryCollection[Vehicle]):
    name, service, kind = "vehicles", "logistics", Vehicle
    unique = (("plate",),)

    def search(self, actor: Actor, wanted: Listing) -> Page[Vehicle]:
        return self.listed(lambda each: domain.sees_kept(each, actor), wanted)


class Drivers(MemoryCollection[Driver]):
    name, service, kind = "drivers", "logistics", Driver

    def search(self, actor: Actor, wanted: Listing) -> Page[Driver]:
        return self.listed(lambda each: domain.sees_kept(each, actor), wanted)


class Trips(MemoryCollection[Trip]):
    name, service, kind = "trips", "logistics", Trip

    def search(self, actor: Actor, wanted: Listing, vehicle: str | None = None) -> Page[Trip]:
        def seen(trip: Trip) -> bool:
            return domain.sees_trip(trip, actor) and vehicle in (None, trip.vehicle)

        return self.listed(seen, wanted, starts="starts_at")

    def all(self) -> list[Trip]:
        return [found for each in self.records if (found := self.find(each)) is not None]

    def out_with(self, vehicle: str) -> list[Trip]:
        return [each for each in self.all() if each.vehicle == vehicle and each.status is TripStatus.OUT]

    def of_vehicles(self, vehicles: Sequence[str], begin: datetime, end: datetime, limit: int) -> list[Trip]:
        found = [
            each
            for each in self.all()
            if each.vehicle in vehicles and each.starts_at < end and each.ends_at > begin and each.status in HAVE_CAR
        ]
        return sorted(found, key=lambda each: (each.starts_at, each.id))[:limit]


class Rosters(MemoryCollection[Bookings]):
    name, service, kind = "rosters", "logistics", Bookings


class Accounts(MemoryCollection[CostAccount]):
    name, service, kind = "accounts", "logistics", CostAccount


class Office:
    """The collections of one service, for one occasion after another."""

    calendar = NATIONAL

    def __init__(self, **kept: Any) -> None:
        occasion = on("east.clerk")
        self.vehicles: Any = kept.get("vehicles") or Vehicles(occasion).on
        self.drivers: Any = kept.get("drivers") or Drivers(occasion).on
        self.trips: Any = kept.get("trips") or Trips(occasion).on
        self.rosters: Any = kept.get("rosters") or Rosters(occasion).on
        self.accounts: Any = kept.get("accounts") or Accounts(occasion).on

    def vehicle(self, vehicle_id: str = "v1", who: str = "east.clerk", **changes: Any) -> Vehicle:
        occasion = on(who)
        wanted = {**VEHICLE, "plate": f"浙A·{vehicle_id}", **changes}
        return fleet.enter_vehicle(self.vehicles(occasion), COPIES, occasion=occasion, new_id=vehicle_id, wanted=wanted)

    def driver(self, person: str = "east.handler", who: str = "east.clerk", **changes: Any) -> Driver:
        occasion = on(who)
        wanted = {**DRIVER, "person": person, **changes}
        return fleet.enter_driver(self.drivers(occasion), COPIES, occasion=occasion, wanted=wanted)

    def trip(self, trip_id: str = "t1", who: str = "east.handler", **changes: Any) -> Trip:
        occasion = on(who)
        return app.request(
            self.trips(occasion), COPIES, self.calendar, occasion=occasion, new_id=trip_id, wanted={**TRIP, **changes}
        )

    def act(
        self, action: str, who: str, trip_id: str = "t1", *, hours: float = 0, comment: str = "", **said: Any
    ) -> Trip:
        occasion = on(who, hours=hours)
        fields = dict.fromkeys(
            ("odometer", "fuel_fen", "happened_at", "place", "starts_at", "ends_at", "passengers", "special")
        )
        return app.act(
            self.trips(occasion), self.vehicles(occasion), self.drivers(occasion), self.rosters(occasion), self.calendar,
            trip_id, action, occasion=occasion, comment=comment, **{**fields, **said},
        )  # fmt: skip

    def approved(self, trip_id: str = "t1", who: str = "east.handler", **changes: Any) -> Trip:
        self.trip(trip_id, who, **changes)
        organ = who.partition(".")[0]
        self.act("examine", f"{organ}.director", trip_id)
        return self.act("approve", f"{organ}.leader", trip_id)

    def dispatch(
        self, trip_id: str = "t1", vehicle: str = "v1", driver: str = "east.handler", who: str = "east.clerk",
        *, occasion: Occasion | None = None,
    ) -> Trip:  # fmt: skip
        now = occasion or on(who)
        return dispatching.dispatch(
            self.trips(now), self.vehicles(now), self.drivers(now), self.rosters(now), trip_id, occasion=now,
            vehicle=vehicle, driver=domain.driver_id("shiyan", f"p-{driver}"),
        )  # fmt: skip

    def bookings(self) -> dict[str, Any]:
        found = self.rosters(on("east.clerk")).find("shiyan")
        return {} if found is None else found.bookings


def later(trip: Trip, **by: float) -> Trip:
    """Return a trip moved in time."""
    return replace(trip, starts_at=trip.starts_at + timedelta(**by), ends_at=trip.ends_at + timedelta(**by))


__all__ = ["MORNING", "Office", "later"]
