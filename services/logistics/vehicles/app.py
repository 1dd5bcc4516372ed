"""Use cases of vehicles, drivers, trips and accounts.

The roster of a unit decides who has a vehicle and a driver, by its version: of two who dispatch at once, one loses, looks
again and sees what is taken. A trip follows its booking, at once or, after a crash, by the event of the booking; a booking
whose trip was returned or cancelled meanwhile is released. Everything here may be repeated.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from services.logistics.vehicles import domain
from services.logistics.vehicles.domain import (
    Cost,
    CostAccount,
    CostKind,
    Driver,
    EnteredTwice,
    LicenceClass,
    Roster,
    Trip,
    TripStatus,
    Vehicle,
)
from services.logistics.vehicles.steps import (
    BACK,
    DRIVER,
    OF_REQUEST,
    ROSTER,
    TRIP,
    UNIT,
    VEHICLE,
    it_is_of_the_unit,
    the_driver_is_of_the_unit,
)
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import WorkCalendar, office_date
from shared.contracts import logistics as events
from shared.errors import Forbidden, NotFound, VersionConflict
from shared.listing import Listing
from shared.occasion import AlreadyHandled, Occasion, Taken
from shared.office import Copies, called, fault, organ_of, unfound
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository, again, made_id, to_change, to_show
from shared.workflow import Context, because, broken, refuse_broken

if TYPE_CHECKING:
    from shared.api import shapes

T = TypeVar("T", bound=Aggregate)


class Vehicles(Repository[Vehicle], Protocol):
    """The repository of vehicles."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Vehicle]: ...


class Drivers(Repository[Driver], Protocol):
    """The repository of drivers."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Driver]: ...


class Trips(Repository[Trip], Protocol):
    """The repository of trips."""

    def search(self, actor: Actor, wanted: Listing, vehicle: str | None = None) -> Page[Trip]: ...
    def out_with(self, vehicle: str) -> list[Trip]: ...
    def of_vehicles(self, vehicles: list[str], begin: datetime, end: datetime, limit: int) -> list[Trip]: ...


Rosters = Repository[Roster]
"""The repository of rosters."""
Accounts = Repository[CostAccount]
"""The repository of accounts."""


def enter_vehicle(
    vehicles: Vehicles, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]
) -> Vehicle:
    """Enter a vehicle of the actor's unit."""
    VEHICLE.admit("enter", occasion.person)
    vehicle = Vehicle(
        id=made_id(occasion, new_id),
        **_keeper(copies, occasion.person),
        plate=wanted["plate"],
        model=wanted["model"],
        seats=wanted["seats"],
        parking=wanted["parking"],
        odometer=wanted["odometer"],
        **_typed({name: wanted[name] for name in ("licence_class", *DATES)}),
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
    fields = _typed({name: wanted[name] for name in ("licence_class", "licence_until", "begins", "ends")})
    driver = Driver(
        id=domain.driver_id(kept["unit"], person.person_id), **kept, person=person.person_id, name=person.name, **fields
    )
    if drivers.find(driver.id) is not None:
        return act_driver(drivers, driver.id, "renew", occasion=occasion, comment=None, **wanted)
    return usecase.begin(drivers, DRIVER, driver, "enter", Context(occasion.person, occasion.at))


DATES = ("inspection_until", "insurance_until", "service_on")


def _keeper(copies: Copies, actor: Actor) -> dict[str, Any]:
    organ = organ_of(copies, actor.organ)
    unit, shared = domain.unit_of(organ)
    return {"organ": organ.organ_id, "organ_name": organ.name, "unit": unit, "shared": shared}


def _typed(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Convert the fields of a form that were filled in."""
    made: dict[str, Any] = {}
    for name, value in wanted.items():
        if value is None:
            continue
        if name in (*DATES, "licence_until"):
            made[name] = date.fromisoformat(value)
        elif name in ("starts_at", "ends_at", "happened_at"):
            made[name] = datetime.fromisoformat(value).astimezone(UTC)
        elif name in ("begins", "ends"):
            made[name] = time.fromisoformat(value)
        else:
            made[name] = LicenceClass(value) if name == "licence_class" else value
    return made


def act_vehicle(
    vehicles: Vehicles, vehicle_id: str, action: str, *, occasion: Occasion, comment: str | None, **said: Any
) -> Vehicle:
    """Take a step with a vehicle."""
    return usecase.act(
        vehicles, VEHICLE, vehicle_id, action, sees=domain.sees_kept, occasion=occasion,
        gather=lambda vehicle: Context(occasion.person, occasion.at, comment or "", {"changes": _typed(said)}),
    )  # fmt: skip


def act_driver(
    drivers: Drivers, driver_id: str, action: str, *, occasion: Occasion, comment: str | None, **said: Any
) -> Driver:
    """Take a step with a driver."""
    return usecase.act(
        drivers, DRIVER, driver_id, action, sees=domain.sees_kept, occasion=occasion,
        gather=lambda driver: Context(occasion.person, occasion.at, comment or "", {"changes": _typed(_licence(said))}),
    )  # fmt: skip


def _licence(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("licence_class", "licence_until", "begins", "ends") if name in said}


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
        purpose=wanted["purpose"],
        destination=wanted["destination"],
        passengers=wanted["passengers"],
        special=wanted["special"] or "",
        **_typed({name: wanted[name] for name in ("starts_at", "ends_at")}),
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
        told = _typed({name: value for name, value in said.items() if name in CHANGED}) if action == "apply" else {}
        known: dict[str, Any] = {"calendar": calendar, "changes": told}
        if action in ("depart", "end"):
            known |= {"odometer": said["odometer"], "fuel_fen": said["fuel_fen"] or 0}
            known |= {"car": _found(vehicles, trip.vehicle), "away": _away(trips, trip)}
            known |= {"ended_on": office_date(occasion.at)}
        if action == "depart":
            known["chauffeur"] = _found(drivers, domain.driver_id(trip.unit, trip.driver or ""))
        if action == "record_accident":
            known |= {"happened_at": _typed(said)["happened_at"], "place": said["place"]}
        return Context(occasion.person, occasion.at, comment or "", known)

    after = usecase.act(
        trips, TRIP, trip_id, action, sees=domain.sees_trip, occasion=occasion, gather=gather,
        taking=(lambda trip, context: _apply(trips, trip, context)) if action == "apply" else None,
    )  # fmt: skip
    if after.status not in domain.HOLD:
        give_back(trips, rosters, trip_id, after.unit)
    return after


CHANGED = ("starts_at", "ends_at", "passengers", "special")


def _apply(trips: Trips, trip: Trip, context: Context) -> Trip:
    """Apply again with the changes, judged as changed."""
    changed = replace(trip, **context.said["changes"])
    return usecase.take(trips, TRIP, changed, "apply", context)


def _found(repository: Repository[T], record_id: str | None) -> T:
    found = None if record_id is None else repository.find(record_id)
    if found is None:
        raise NotFound()
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


def read_odometer(vehicles: Repository[Vehicle], ended: events.TripEnded, *, at: datetime) -> None:
    """Record the mileage of a vehicle that is back, unless it is known to be higher."""
    vehicle = vehicles.find(ended.vehicle)
    if vehicle is not None and vehicle.odometer < ended.odometer_back:
        said = because(BACK, vehicle, at, changes={"odometer": ended.odometer_back})
        usecase.take(vehicles, VEHICLE, vehicle, "read", said)


def account_fuel(accounts: Accounts, vehicles: Repository[Vehicle], ended: events.TripEnded) -> None:
    """Enter the fuel bought on a trip into the account of its vehicle."""
    vehicle = vehicles.find(ended.vehicle)
    if ended.fuel_fen and vehicle is not None:
        cost = Cost(CostKind.FUEL, ended.fuel_fen, ended.ended_on, "途中加油", "")
        _enter(accounts, vehicle, f"trip:{ended.trip_id}", cost, "enter")


def enter_cost(
    accounts: Accounts, vehicles: Vehicles, vehicle_id: str, *, occasion: Occasion, wanted: Mapping[str, Any]
) -> CostAccount:
    """Enter a cost of a vehicle by hand."""
    vehicle = _accounted(vehicles, vehicle_id, occasion)
    on = date.fromisoformat(wanted["on"])
    if on > office_date(occasion.at):
        raise fault("on", "in_future", "发生日期不能晚于今天")
    cost = Cost(CostKind(wanted["kind"]), wanted["amount_fen"], on, wanted["note"] or "", occasion.person.name)
    return again(lambda: _enter(accounts, vehicle, "", cost, "enter"))


def correct_cost(
    accounts: Accounts, vehicles: Vehicles, vehicle_id: str, *, occasion: Occasion, wanted: Mapping[str, Any]
) -> CostAccount:
    """Cancel an entry by a counter-entry (冲销); the first entry stays; a second time changes nothing."""
    vehicle = _accounted(vehicles, vehicle_id, occasion)

    def attempt() -> CostAccount:
        new = domain.new_account(vehicle.id, vehicle.organ, wanted["year"])
        account = accounts.find(new.id)
        entry = None if account is None else account.entries.get(wanted["source"])
        if entry is None or wanted["source"].startswith("counter:"):
            raise fault("source", "unknown_entry", "未找到该笔费用，请从台账中选择")
        counter = Cost(entry.kind, -entry.amount_fen, entry.on, wanted["reason"], occasion.person.name)
        try:
            return _enter(accounts, vehicle, f"counter:{wanted['source']}", counter, "counter")
        except AlreadyHandled:
            return accounts.get(new.id)

    return again(attempt)


def _accounted(vehicles: Vehicles, vehicle_id: str, occasion: Occasion) -> Vehicle:
    vehicle, actor = to_show(vehicles, vehicle_id, domain.sees_kept, occasion.person), occasion.person
    if not (actor.holds("clerk") and actor.organ == vehicle.organ):
        raise Forbidden(f"单车费用由{vehicle.organ_name}的文秘记账。")
    return vehicle


def _enter(accounts: Accounts, vehicle: Vehicle, source: str, cost: Cost, action: str) -> CostAccount:
    """Enter a cost in one write, by hand if it has no source; raise AlreadyHandled if its source was entered before."""
    new = domain.new_account(vehicle.id, vehicle.organ, cost.on.year)
    standing = accounts.find(new.id)
    if standing is not None and accounts.occasion.key is not None:
        accounts.get(new.id)  # raises Repeated
    try:
        account = standing or new
        source = source or str(len(account.entries) + 1)
        after, event = account.enter(source, cost)
    except EnteredTwice as error:
        raise AlreadyHandled() from error
    if standing is not None:
        return accounts.save(after, announcing=event, action=action)
    made = accounts.add(after, announcing=event, action=action)
    found = accounts.find(new.id)
    if found is None or source not in found.entries:
        raise VersionConflict()  # another event opened the account at the same time, and `add` left it alone
    return made


def account_of(accounts: Accounts, vehicle: Vehicle, year: int) -> CostAccount:
    """Return a vehicle's account of a year, an empty one if nothing was entered."""
    new = domain.new_account(vehicle.id, vehicle.organ, year)
    return accounts.find(new.id) or new
