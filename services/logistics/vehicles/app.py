"""Use cases of trips; a vehicle and a driver are assigned to one in `dispatching.py`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from services.logistics.vehicles import domain
from services.logistics.vehicles.dispatching import give_back
from services.logistics.vehicles.domain import Accident, Trip
from services.logistics.vehicles.repositories import Drivers, Rosters, Trips, Vehicles
from services.logistics.vehicles.steps import (
    OF_REQUEST,
    TRIP,
)
from shared import usecase
from shared.aggregate import Aggregate
from shared.calendar import WorkCalendar, office_date
from shared.given import as_given
from shared.occasion import Occasion
from shared.office import Copies, organ_of
from shared.shown import Shown
from shared.usecase import Repository, made_id
from shared.workflow import Context, broken

if TYPE_CHECKING:
    from shared.api import shapes

T = TypeVar("T", bound=Aggregate)


def request(
    trips: Trips,
    copies: Copies,
    calendar: WorkCalendar,
    *,
    occasion: Occasion,
    new_id: str,
    wanted: Mapping[str, Any],
) -> Trip:
    """Ask for a vehicle of one's unit."""
    trip = _requested(copies, occasion, made_id(occasion, new_id), wanted)
    if occasion.key is not None and trips.find(trip.id) is not None:
        return trips.get(trip.id)  # raises Repeated
    return usecase.begin(trips, TRIP, trip, "request", _judging(occasion, calendar))


def check(
    copies: Copies, calendar: WorkCalendar, *, occasion: Occasion, wanted: Mapping[str, Any]
) -> "list[Shown[shapes.Violation]]":
    """Return every rule that a request would break, without storing it."""
    return broken(OF_REQUEST, _requested(copies, occasion, "", wanted), _judging(occasion, calendar))


def _judging(occasion: Occasion, calendar: WorkCalendar) -> Context:
    return Context(occasion.person, occasion.at, said={"calendar": calendar})


def _requested(copies: Copies, occasion: Occasion, trip_id: str, wanted: Mapping[str, Any]) -> Trip:
    actor = occasion.person
    organ = organ_of(copies, actor.organ)
    return Trip(
        id=trip_id,
        organ=organ.organ_id,
        organ_name=organ.name,
        unit=domain.unit_of(organ)[0],
        applicant=actor.person_id,
        applicant_name=actor.name,
        **as_given(Trip, wanted),
    )


def act(
    trips: Trips,
    vehicles: Vehicles,
    drivers: Drivers,
    rosters: Rosters,
    calendar: WorkCalendar,
    trip_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    **said: Any,
) -> Trip:
    """Take a step with a trip other than dispatching; a trip that ends gives its vehicle back."""

    def gather(trip: Trip) -> Context:
        known: dict[str, Any] = {"calendar": calendar, "changes": as_given(Trip, said) if action == "apply" else {}}
        if action in ("depart", "end"):
            known |= {"odometer": said["odometer"], "fuel_fen": said["fuel_fen"] or 0}
            known |= {"car": _found(vehicles, trip.vehicle), "away": _away(trips, trip)}
            known |= {"ended_on": office_date(occasion.at)}
        if action == "depart":
            known["chauffeur"] = _found(drivers, domain.driver_id(trip.unit, trip.driver or ""))
        if action == "record_accident":
            known |= as_given(Accident, said)
        return Context(occasion.person, occasion.at, comment or "", known)

    after = usecase.act(
        trips, TRIP, trip_id, action, sees=domain.sees_trip, occasion=occasion, gather=gather,
        taking=(lambda trip, context: _apply(trips, trip, context)) if action == "apply" else None,
    )  # fmt: skip
    if after.status not in domain.HOLD:
        give_back(trips, rosters, trip_id, after.unit)
    return after


def _apply(trips: Trips, trip: Trip, context: Context) -> Trip:
    """Apply again with the changes, judged as changed."""
    changed = replace(trip, **context.said["changes"])
    return usecase.take(trips, TRIP, changed, "apply", context)


def _found(repository: Repository[T], record_id: str | None) -> T:
    found = repository.find(record_id or "")
    assert found is not None, "a trip that was dispatched has a vehicle and a driver, and neither is deleted"
    return found


def _away(trips: Trips, trip: Trip) -> Trip | None:
    """Return another trip on which the vehicle still is, unless this one shares it."""
    if trip.vehicle is None:
        return None
    return next(
        (
            each
            for each in trips.out_with(trip.vehicle)
            if each.id != trip.id and (each.destination, each.starts_at) != (trip.destination, trip.starts_at)
        ),
        None,
    )
