"""Use cases of vehicles and drivers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.logistics.vehicles import domain
from services.logistics.vehicles.domain import (
    Driver,
    Vehicle,
)
from services.logistics.vehicles.repositories import Drivers, Vehicles
from services.logistics.vehicles.steps import (
    BACK,
    DRIVER,
    VEHICLE,
)
from shared import usecase
from shared.actor import Actor
from shared.contracts import logistics as events
from shared.given import as_given
from shared.occasion import Occasion, Taken
from shared.office import Copies, called, fault, organ_of, unfound
from shared.usecase import Repository, made_id
from shared.workflow import Context, because


def enter_vehicle(
    vehicles: Vehicles, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]
) -> Vehicle:
    """Enter a vehicle of the actor's unit."""
    VEHICLE.admit("enter", occasion.person)
    vehicle = Vehicle(
        id=made_id(occasion, new_id),
        **_keeper(copies, occasion.person),
        **as_given(Vehicle, wanted),
    )
    try:
        return usecase.begin(vehicles, VEHICLE, vehicle, "enter", Context(occasion.person, occasion.at))
    except Taken:
        raise fault("plate", "plate_taken", "该号牌已经登记，请核对") from None


def enter_driver(drivers: Drivers, copies: Copies, *, occasion: Occasion, wanted: Mapping[str, Any]) -> Driver:
    """Enter a person of the actor's unit as a driver; somebody who is entered already gets the new licence and hours."""
    DRIVER.admit("enter", occasion.person)
    kept, person = _keeper(copies, occasion.person), called(copies, wanted["person"])
    organ = None if person is None else organ_of(copies, person.organ)
    if person is None or organ is None or not person.active or domain.unit_of(organ)[0] != kept["unit"]:
        raise fault("person", "unknown_person", unfound(person, occasion.person.district))
    driver = Driver(
        id=domain.driver_id(kept["unit"], person.person_id),
        **kept,
        person=person.person_id,
        name=person.name,
        **as_given(Driver, wanted),
    )
    if drivers.find(driver.id) is not None:
        return act_driver(drivers, driver.id, "renew", occasion=occasion, comment=None, **wanted)
    return usecase.begin(drivers, DRIVER, driver, "enter", Context(occasion.person, occasion.at))


def _keeper(copies: Copies, actor: Actor) -> dict[str, Any]:
    organ = organ_of(copies, actor.organ)
    unit, shared = domain.unit_of(organ)
    return {"organ": organ.organ_id, "organ_name": organ.name, "unit": unit, "shared": shared}


def act_vehicle(
    vehicles: Vehicles, vehicle_id: str, action: str, *, occasion: Occasion, comment: str | None, **said: Any
) -> Vehicle:
    """Take a step with a vehicle."""
    return usecase.act(
        vehicles, VEHICLE, vehicle_id, action, sees=domain.sees_kept, occasion=occasion,
        gather=lambda vehicle: Context(occasion.person, occasion.at, comment or "", {"changes": as_given(Vehicle, said)}),
    )  # fmt: skip


def act_driver(
    drivers: Drivers, driver_id: str, action: str, *, occasion: Occasion, comment: str | None, **said: Any
) -> Driver:
    """Take a step with a driver."""
    return usecase.act(
        drivers, DRIVER, driver_id, action, sees=domain.sees_kept, occasion=occasion,
        gather=lambda driver: Context(occasion.person, occasion.at, comment or "", {"changes": as_given(Driver, said)}),
    )  # fmt: skip


def read_odometer(vehicles: Repository[Vehicle], ended: events.TripEnded, *, at: datetime) -> None:
    """Record the mileage of a vehicle that is back, unless it is known to be higher."""
    vehicle = vehicles.find(ended.vehicle)
    if vehicle is not None and vehicle.odometer < ended.odometer_back:
        said = because(BACK, vehicle, at, changes={"odometer": ended.odometer_back})
        usecase.take(vehicles, VEHICLE, vehicle, "read", said)
