"""Turns of vehicles, drivers and trips: for which step each status waits, and who may know of it."""

from collections.abc import Sequence
from datetime import date, datetime, time

from services.logistics.vehicles.domain import OFFICE, WARNED_BEFORE, Driver, Trip, Vehicle
from services.logistics.vehicles.domain import DriverStatus as D
from services.logistics.vehicles.domain import TripStatus as T
from services.logistics.vehicles.domain import VehicleStatus as V
from services.logistics.vehicles.steps import DRIVER, TRIP, VEHICLE
from shared.calendar import OFFICE_ZONE, office_date
from shared.turn import Party, Wait, people, post, tell

clerk, director, leader, office = post("clerk"), post("director"), post("leader"), post(*OFFICE)


def _begin(trip: Trip) -> datetime:
    return trip.starts_at


def _driver(trip: Trip) -> Sequence[Party]:
    return [*people(trip.driver), *clerk(trip)]


def _warned(until: date) -> datetime:
    return datetime.combine(until - WARNED_BEFORE, time(), OFFICE_ZONE)


tell(
    Trip,
    TRIP,
    type="trip",
    knows=lambda trip: [*office(trip), *people(trip.applicant, trip.driver)],
    mine=lambda trip: people(trip.applicant),
    due=lambda trip: office_date(trip.starts_at),
    waits={
        T.REQUESTED: (Wait("examine", director, closes=_begin),),
        T.EXAMINED: (Wait("approve", leader, closes=_begin, besides=lambda trip: (trip.applicant,)),),
        T.APPROVED: (Wait("dispatch", clerk),),
        T.DISPATCHED: (Wait("depart", _driver),),
        T.OUT: (Wait("end", _driver, due=lambda trip: office_date(trip.ends_at)),),
        T.BACK: (Wait("close", clerk),),
        T.RETURNED: (Wait("apply", lambda trip: people(trip.applicant)),),
    },
)
tell(
    Vehicle,
    VEHICLE,
    type="vehicle",
    knows=office,
    due=lambda vehicle: vehicle.next_due,
    waits={V.IN_USE: (Wait("renew", clerk, opens=lambda vehicle: _warned(vehicle.next_due)),)},
)
tell(
    Driver,
    DRIVER,
    type="driver",
    knows=office,
    due=lambda driver: driver.licence_until,
    waits={D.ON_DUTY: (Wait("renew", clerk, opens=lambda driver: _warned(driver.licence_until)),)},
)
