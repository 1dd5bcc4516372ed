"""Events of vehicles (公务用车), their drivers, trips and accounts."""

from datetime import date, datetime

from shared.contracts.event import Event


class VehicleRecorded(Event):
    """A vehicle was entered or changed; carries what other services may keep of it."""

    found_by = ("unit",)

    vehicle_id: str
    organ: str
    unit: str
    plate: str
    seats: int
    licence_class: str
    odometer: int
    active: bool


class DriverRecorded(Event):
    """A driver was entered or changed; carries what other services may keep of them."""

    found_by = ("unit",)

    driver_id: str
    organ: str
    unit: str
    person: str
    licence_class: str
    active: bool


class TripRequested(Event):
    """A person asked for a vehicle (申请用车)."""

    trip_id: str
    organ: str
    unit: str
    applicant: str
    destination: str
    starts_at: datetime
    ends_at: datetime
    passengers: int


class TripExamined(Event):
    """The office examined a request for a vehicle (审核)."""

    trip_id: str
    organ: str


class TripApproved(Event):
    """A leader approved a request for a vehicle (批准)."""

    trip_id: str
    organ: str


class TripSentBack(Event):
    """A request for a vehicle was returned to the applicant, with the reason (退回)."""

    trip_id: str
    organ: str
    unit: str
    reason: str


class TripDispatched(Event):
    """A vehicle and a driver were assigned to a trip (派车)."""

    trip_id: str
    organ: str
    unit: str
    vehicle: str
    driver: str
    starts_at: datetime
    ends_at: datetime


class TripDeparted(Event):
    """A vehicle left for a trip (出车)."""

    trip_id: str
    organ: str
    vehicle: str
    odometer_out: int


class TripEnded(Event):
    """A vehicle is back from a trip, with its mileage in kilometres and the fuel bought in fen (收车)."""

    trip_id: str
    organ: str
    unit: str
    vehicle: str
    odometer_back: int
    fuel_fen: int
    ended_on: date


class TripClosed(Event):
    """The office closed a trip whose figures it had checked (办结)."""

    trip_id: str
    organ: str
    vehicle: str


class TripCancelled(Event):
    """A request for a vehicle was cancelled, with the reason (取消)."""

    trip_id: str
    organ: str
    unit: str
    reason: str


class AccidentRecorded(Event):
    """An accident on a trip was recorded (事故登记)."""

    trip_id: str
    organ: str
    vehicle: str
    happened_at: datetime
    place: str


class VehicleBooked(Event):
    """A vehicle and its driver were reserved for a trip in the roster of their unit; `number` counts its bookings."""

    roster_id: str
    trip_id: str
    vehicle: str
    driver: str
    starts_at: datetime
    ends_at: datetime
    number: int


class VehicleReleased(Event):
    """A vehicle and its driver are free again of a trip."""

    roster_id: str
    trip_id: str
    vehicle: str


class CostEntered(Event):
    """A cost was entered into the account of a vehicle and year; a negative counter-entry cancels it (冲销)."""

    account_id: str
    vehicle: str
    organ: str
    year: int
    source: str
    kind: str
    amount_fen: int
