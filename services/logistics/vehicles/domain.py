"""Vehicles, drivers, trips, the roster that reserves them, and accounts; immutable, no clock, no broker, no store."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import OFFICE_ZONE
from shared.contracts.directory import OrganRecorded
from shared.contracts.logistics import CostEntered, VehicleBooked, VehicleReleased
from shared.errors import Refused
from shared.given import Given

WARNED_BEFORE = timedelta(days=30)
"""How long before a vehicle's or driver's date passes it stands on the to-do list."""
LONGEST_TRIP = timedelta(days=31)
OFFICE = ("clerk", "director", "leader", "registrar")
"""Roles that see the vehicles of their unit, and the trips of their organ."""


class LicenceClass(StrEnum):
    """A class of driving licences, and the one that a vehicle needs (准驾车型)."""

    A1 = "a1"
    A2 = "a2"
    A3 = "a3"
    B1 = "b1"
    B2 = "b2"
    C1 = "c1"
    C2 = "c2"


CLASS_NAMES: Mapping[LicenceClass, str] = {each: each.value.upper() for each in LicenceClass}
_L = LicenceClass
COVERS: Mapping[LicenceClass, frozenset[LicenceClass]] = {
    _L.A1: frozenset((_L.A1, _L.A3, _L.B1, _L.B2, _L.C1, _L.C2)),
    _L.A2: frozenset((_L.A2, _L.B1, _L.B2, _L.C1, _L.C2)),
    _L.A3: frozenset((_L.A3, _L.C1, _L.C2)),
    _L.B1: frozenset((_L.B1, _L.C1, _L.C2)),
    _L.B2: frozenset((_L.B2, _L.C1, _L.C2)),
    _L.C1: frozenset((_L.C1, _L.C2)),
    _L.C2: frozenset((_L.C2,)),
}
"""The other classes that a licence of a class covers (机动车驾驶证申领和使用规定，附件1)."""


class VehicleStatus(StrEnum):
    """The status of a vehicle."""

    IN_USE = "in_use"
    SUSPENDED = "suspended"
    RETIRED = "retired"


VEHICLE_NAMES: Mapping[VehicleStatus, str] = {
    VehicleStatus.IN_USE: "在用", VehicleStatus.SUSPENDED: "停用", VehicleStatus.RETIRED: "已处置",
}  # fmt: skip


class DriverStatus(StrEnum):
    """The status of a driver."""

    ON_DUTY = "on_duty"
    OFF_DUTY = "off_duty"


DRIVER_NAMES: Mapping[DriverStatus, str] = {DriverStatus.ON_DUTY: "在岗", DriverStatus.OFF_DUTY: "离岗"}


class TripStatus(StrEnum):
    """The status of a trip."""

    REQUESTED = "requested"
    EXAMINED = "examined"
    APPROVED = "approved"
    DISPATCHED = "dispatched"
    OUT = "out"
    BACK = "back"
    CLOSED = "closed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


TRIP_NAMES: Mapping[TripStatus, str] = {
    TripStatus.REQUESTED: "已申请", TripStatus.EXAMINED: "已审核", TripStatus.APPROVED: "已批准",
    TripStatus.DISPATCHED: "已派车", TripStatus.OUT: "已出车", TripStatus.BACK: "已收车",
    TripStatus.CLOSED: "已办结", TripStatus.RETURNED: "已退回", TripStatus.CANCELLED: "已取消",
}  # fmt: skip
HOLD = (TripStatus.APPROVED, TripStatus.DISPATCHED, TripStatus.OUT)
"""Statuses in which a trip may hold a booking; it is booked before it is dispatched."""
HAVE_CAR = (TripStatus.DISPATCHED, TripStatus.OUT, TripStatus.BACK, TripStatus.CLOSED)
"""Statuses of a trip that has or had a vehicle."""


class CostKind(StrEnum):
    """The kind of a vehicle's cost."""

    FUEL = "fuel"
    REPAIR = "repair"
    SERVICE = "service"
    INSURANCE = "insurance"
    TOLL = "toll"
    OTHER = "other"


COST_NAMES: Mapping[CostKind, str] = {
    CostKind.FUEL: "燃油", CostKind.REPAIR: "维修", CostKind.SERVICE: "保养", CostKind.INSURANCE: "保险",
    CostKind.TOLL: "路桥停车", CostKind.OTHER: "其他",
}  # fmt: skip


class VehicleTaken(Refused):
    """车辆在这一时段已有安排。"""

    code = "vehicle_taken"


class DriverTaken(Refused):
    """驾驶员在这一时段已有安排。"""

    code = "driver_taken"


class EnteredTwice(Exception):
    """The source is in the account already; its cost counts once."""


def unit_of(organ: OrganRecorded) -> tuple[str, bool]:
    """Return the id of an organ's legal unit, and whether it is a school, whose campuses share what it has."""
    if organ.kind == "school" or len(organ.path) > 2:
        return organ.path[1], True
    return organ.path[0], False


def in_unit(unit: str, organ: str, shared: bool, actor: Actor) -> bool:
    """Check whether an actor works in a unit, of which `organ` keeps a thing."""
    return actor.organ == organ or (shared and unit in actor.path)


@dataclass(frozen=True, kw_only=True)
class Vehicle(Aggregate):
    """A vehicle of a legal unit, kept by the office of an organ. `seats`: with the driver's (核定载客).

    licence_class: the class that it needs. parking: its fixed place. odometer: kilometres at the last return.
    inspection_until, insurance_until: the last valid days. service_on: when its service is due; None if not set.
    shared: whether all campuses of the unit may use it.
    """

    organ: str
    organ_name: str
    unit: str
    shared: bool
    plate: Given[str]
    model: Given[str]
    seats: Given[int]
    licence_class: Given[LicenceClass]
    parking: Given[str]
    inspection_until: Given[date]
    insurance_until: Given[date]
    service_on: Given[date | None] = None
    odometer: Given[int] = 0
    status: VehicleStatus = VehicleStatus.IN_USE
    reason: str | None = None

    @property
    def active(self) -> bool:
        """Return whether it may be used."""
        return self.status is VehicleStatus.IN_USE

    @property
    def title(self) -> str:
        """Return its name in lists."""
        return f"{self.plate} {self.model}"

    @property
    def dates(self) -> Mapping[str, date]:
        """Return the days that limit its use, by name."""
        found = {"年检": self.inspection_until, "保险": self.insurance_until}
        return found if self.service_on is None else {**found, "保养": self.service_on}

    @property
    def next_due(self) -> date:
        """Return the first of the days that limit its use."""
        return min(self.dates.values())

    def warnings(self, on: date) -> Iterator[tuple[str, date]]:
        """Yield the days that have passed or will soon."""
        yield from ((name, until) for name, until in self.dates.items() if until - WARNED_BEFORE <= on)


@dataclass(frozen=True, kw_only=True)
class Driver(Aggregate):
    """A person who drives for a unit. begins, ends: the hours of their duty; any time if not set."""

    organ: str
    organ_name: str
    unit: str
    shared: bool
    person: str
    name: str
    licence_class: Given[LicenceClass]
    licence_until: Given[date]
    begins: Given[time | None] = None
    ends: Given[time | None] = None
    status: DriverStatus = DriverStatus.ON_DUTY

    @property
    def active(self) -> bool:
        """Return whether they drive."""
        return self.status is DriverStatus.ON_DUTY

    @property
    def title(self) -> str:
        """Return the name in lists."""
        return f"驾驶员{self.name}"

    def on_duty(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Check whether a trip of one day lies within their hours; a longer one is arranged apart."""
        begin, end = (each.astimezone(OFFICE_ZONE) for each in (starts_at, ends_at))
        if begin.date() != end.date():
            return True
        return (self.begins is None or self.begins <= begin.time()) and (self.ends is None or end.time() <= self.ends)


def driver_id(unit: str, person: str) -> str:
    """Return the id of a person's entry as a driver of a unit; it is derived from both, so that there is only one."""
    return hashlib.sha256(f"{unit}@{person}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Accident:
    """An accident on a trip."""

    happened_at: Given[datetime]
    place: Given[str]
    account: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Trip(Aggregate):
    """A request for a vehicle, and the trip that follows. `passengers`: without the driver.

    special: why it must take place on a day on which vehicles are sealed. booked: the number of its booking in the roster.
    odometer_out, odometer_back: kilometres. fuel_fen: fuel bought on the way.
    """

    organ: str
    organ_name: str
    unit: str
    applicant: str
    applicant_name: str
    purpose: Given[str]
    destination: Given[str]
    starts_at: Given[datetime]
    ends_at: Given[datetime]
    passengers: Given[int]
    special: Given[str] = ""
    status: TripStatus = TripStatus.REQUESTED
    approved_by_name: str | None = None
    return_reason: str | None = None
    vehicle: str | None = None
    plate: str | None = None
    driver: str | None = None
    driver_name: str | None = None
    booked: int = 0
    departed_at: datetime | None = None
    odometer_out: int | None = None
    ended_at: datetime | None = None
    odometer_back: int | None = None
    fuel_fen: int = 0
    accidents: tuple[Accident, ...] = ()

    @property
    def title(self) -> str:
        """Return its name in lists."""
        return f"用车：{self.destination}（{self.purpose}）"

    @property
    def kilometres(self) -> int | None:
        """Return the distance driven."""
        if self.odometer_out is None or self.odometer_back is None:
            return None
        return self.odometer_back - self.odometer_out


def sees_trip(trip: Trip, actor: Actor) -> bool:
    """Check whether an actor may see a trip: its applicant, its driver, and the office of its organ."""
    if actor.person_id in (trip.applicant, trip.driver):
        return True
    return actor.organ == trip.organ and any(actor.holds(name) for name in OFFICE)


def sees_kept(kept: Vehicle | Driver, actor: Actor) -> bool:
    """Check whether an actor may see a vehicle or a driver: the offices of the unit."""
    return any(actor.holds(name) for name in OFFICE) and in_unit(kept.unit, kept.organ, kept.shared, actor)


@dataclass(frozen=True)
class Booking:
    """A vehicle and a driver reserved for a trip. `aboard`: its passengers."""

    vehicle: str
    driver: str
    starts_at: datetime
    ends_at: datetime
    destination: str
    aboard: int
    number: int

    def overlaps(self, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
        """Check whether it overlaps a time; one that is overdue lasts until now."""
        return self.starts_at < ends_at and starts_at < max(self.ends_at, now)

    def serves(self, trip: Trip, vehicle: str, driver: str) -> bool:
        """Check whether it is for a trip as it now is; what was assigned before a return is not."""
        wanted = (vehicle, driver, trip.starts_at, trip.ends_at, trip.destination, trip.passengers)
        mine = (self.vehicle, self.driver, self.starts_at, self.ends_at, self.destination, self.aboard)
        return mine == wanted and (trip.vehicle is not None or self.number > trip.booked)

    def joins(self, vehicle: str, driver: str, trip: Trip) -> bool:
        """Check whether a trip may share this one: same vehicle, driver, destination and departure (合并派车)."""
        return (self.vehicle, self.driver, self.destination, self.starts_at) == (
            vehicle, driver, trip.destination, trip.starts_at,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Roster(Aggregate):
    """The open bookings of a unit: the one place that decides who has a vehicle and a driver; its id is the unit's.

    bookings: by trip; one that is over is removed. count: of all bookings that were made.
    """

    bookings: dict[str, Booking] = field(default_factory=dict)
    count: int = 0

    def others(self, trip: Trip, now: datetime) -> list[Booking]:
        """Return the bookings of other trips at the time of a trip."""
        return [
            each
            for trip_id, each in self.bookings.items()
            if trip_id != trip.id and each.overlaps(trip.starts_at, trip.ends_at, now)
        ]

    def book(self, trip: Trip, vehicle: str, driver: str) -> tuple["Roster", VehicleBooked]:
        """Reserve a vehicle and a driver for a trip; the caller has checked that they are free."""
        booking = Booking(
            vehicle, driver, trip.starts_at, trip.ends_at, trip.destination, trip.passengers, self.count + 1
        )
        after = replace(self, bookings={**self.bookings, trip.id: booking}, count=booking.number)
        event = VehicleBooked.of(
            after, trip_id=trip.id, vehicle=vehicle, driver=driver, starts_at=trip.starts_at, ends_at=trip.ends_at,
            number=booking.number,
        )  # fmt: skip
        return after, event

    def release(self, trip_id: str) -> tuple["Roster", VehicleReleased]:
        """Remove the booking of a trip."""
        booking = self.bookings[trip_id]
        rest = {name: each for name, each in self.bookings.items() if name != trip_id}
        after = replace(self, bookings=rest)
        return after, VehicleReleased.of(after, trip_id=trip_id, vehicle=booking.vehicle)


@dataclass(frozen=True)
class Cost:
    """One entry of an account, in fen. `source`: a trip (`trip:<id>`), or an entry made by hand."""

    kind: CostKind
    amount_fen: int
    on: date
    note: str
    by_name: str


@dataclass(frozen=True, kw_only=True)
class CostAccount(Aggregate):
    """The costs of one vehicle in one year (单车核算). Entries are added and never changed."""

    vehicle: str
    organ: str
    year: int
    entries: dict[str, Cost] = field(default_factory=dict)

    @property
    def total_fen(self) -> int:
        """Return the sum of the entries."""
        return sum(each.amount_fen for each in self.entries.values())

    def of_kind(self, kind: CostKind) -> int:
        """Return the sum of the entries of a kind."""
        return sum(each.amount_fen for each in self.entries.values() if each.kind is kind)

    def enter(self, source: str, cost: Cost) -> tuple["CostAccount", CostEntered]:
        """Enter a cost; raise EnteredTwice if its source is in the account already."""
        if source in self.entries:
            raise EnteredTwice(source)
        after = replace(self, entries={**self.entries, source: cost})
        return after, CostEntered.of(after, source=source, kind=cost.kind.value, amount_fen=cost.amount_fen)


def new_account(vehicle: str, organ: str, year: int) -> CostAccount:
    """Create a vehicle's account of a year; its id is derived from both, so that there is only one."""
    return CostAccount(id=f"{vehicle}.{year}", vehicle=vehicle, organ=organ, year=year)
