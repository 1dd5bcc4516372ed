"""Use cases of dispatching a vehicle and a driver.

The roster of a unit decides who has a vehicle and a driver, by its version: of two who dispatch at once, one loses, looks
again and sees what is taken. A trip follows its booking, at once or, after a crash, by the event of the booking; a booking
whose trip was returned or cancelled meanwhile is released. Everything here may be repeated.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from services.logistics.vehicles import domain
from services.logistics.vehicles.domain import (
    Driver,
    Roster,
    Trip,
    TripStatus,
    Vehicle,
)
from services.logistics.vehicles.repositories import Drivers, Rosters, Trips, Vehicles
from services.logistics.vehicles.steps import (
    ROSTER,
    TRIP,
    UNIT,
    it_is_of_the_unit,
    the_driver_is_of_the_unit,
)
from shared import usecase
from shared.actor import Actor
from shared.contracts import logistics as events
from shared.occasion import Occasion
from shared.office import fault
from shared.usecase import Repository, again, to_change
from shared.workflow import Context, because, refuse_broken


def dispatch(
    trips: Trips,
    vehicles: Vehicles,
    drivers: Drivers,
    rosters: Rosters,
    trip_id: str,
    *,
    occasion: Occasion,
    vehicle: str,
    driver: str,
) -> Trip:
    """Reserve a vehicle and a driver, and assign them; of those who want one at once, one gets it."""

    def attempt() -> Context:
        trip = to_change(trips, trip_id, domain.sees_trip, occasion)
        row = TRIP.step(trip, "dispatch", occasion.person)
        car, chauffeur = _chosen(vehicles, drivers, occasion.person, vehicle, driver)
        roster = rosters.find(trip.unit) or Roster(id=trip.unit)
        said = {"car": car, "chauffeur": chauffeur, "roster": roster}
        context = Context(occasion.person, occasion.at, said=said)
        for rules in ((it_is_of_the_unit, the_driver_is_of_the_unit), TRIP.judging(row, trip, context)):
            refuse_broken(rules, trip, context, TRIP.acts["dispatch"].label)  # of another unit's nothing more is said
        standing = roster.bookings.get(trip.id)
        if standing is None or not standing.serves(trip, car.id, chauffeur.id):
            after, event = roster.book(trip, car.id, chauffeur.id)
            _keep(rosters, after, event, "book")
            standing = after.bookings[trip.id]
        return Context(occasion.person, occasion.at, said={**said, "number": standing.number})

    context = again(attempt)

    def assign() -> Trip:
        trip = trips.get(trip_id)
        if trip.booked >= context.said["number"]:
            return trip  # the event of the booking was faster
        return usecase.take(trips, TRIP, trip, "dispatch", context)

    return again(assign)


def _chosen(vehicles: Vehicles, drivers: Drivers, actor: Actor, vehicle: str, driver: str) -> tuple[Vehicle, Driver]:
    car, chauffeur = vehicles.find(vehicle), drivers.find(driver)
    if car is None:
        raise fault("vehicle", "unknown_vehicle", "未找到该车辆，请从本单位车辆中选择", source=UNIT)
    if chauffeur is None:
        raise fault("driver", "unknown_driver", "未找到该驾驶员，请从本单位驾驶员中选择")
    return car, chauffeur


def booked(
    trips: Trips, vehicles: Repository[Vehicle], drivers: Repository[Driver], rosters: Rosters, event: events.VehicleBooked,
    *, at: datetime,
) -> None:  # fmt: skip
    """Assign what was reserved for a trip if that was not done at once; release it if the trip does not take place.

    An event of a booking that has been replaced or released since changes nothing.
    """
    roster, trip = rosters.find(event.roster_id), trips.find(event.trip_id)
    standing = None if roster is None else roster.bookings.get(event.trip_id)
    if trip is None or standing is None or standing.number != event.number or trip.booked >= event.number:
        return
    if trip.status not in (TripStatus.APPROVED, TripStatus.DISPATCHED):
        _release(trips, rosters, trip.id, trip.unit, (TripStatus.APPROVED, TripStatus.DISPATCHED))
        return
    car, chauffeur = vehicles.find(standing.vehicle), drivers.find(standing.driver)
    said: dict[str, Any] = {"car": car, "chauffeur": chauffeur, "number": standing.number}
    usecase.take(trips, TRIP, trip, "assign", because(ROSTER, trip, at, **said))


def give_back(trips: Trips, rosters: Rosters, trip_id: str, unit: str) -> None:
    """Release what a trip that is over still holds; a trip that was dispatched again meanwhile keeps it."""
    _release(trips, rosters, trip_id, unit, domain.HOLD)


def _release(trips: Trips, rosters: Rosters, trip_id: str, unit: str, holding: Collection[TripStatus]) -> None:
    def attempt() -> None:
        roster = rosters.find(unit)  # read before the trip, so that a booking made after it makes this write fail
        trip = trips.find(trip_id)
        if roster is None or trip is None or trip_id not in roster.bookings or trip.status in holding:
            return
        after, event = roster.release(trip_id)
        _keep(rosters, after, event, "release")

    again(attempt)


def _keep(rosters: Rosters, roster: Roster, event: Any, action: str) -> None:
    """Store a new or changed roster; raise VersionConflict if somebody else wrote it meanwhile."""
    if roster.kept is not None:
        rosters.save(roster, announcing=event, action=action)
    else:
        rosters.add(roster, announcing=event, action=action)
