"""Vehicles, drivers, trips, and accounts."""

from typing import Annotated, Literal

from pydantic import Field

from services.logistics.vehicles.acts import DRIVER_ACTS, TRIP_ACTS, VEHICLE_ACTS
from services.logistics.vehicles.domain import (
    CLASS_NAMES,
    COST_NAMES,
    CostKind,
    DriverStatus,
    LicenceClass,
    TripStatus,
    VehicleStatus,
)
from shared.api.routes import Route
from shared.api.shapes import (
    CLOCK,
    CLOCK_FORM,
    Code,
    Day,
    HistoryPage,
    Id,
    In,
    Instant,
    Line,
    Moment,
    Opinion,
    Out,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    TurnQuery,
    Violation,
    WordsQuery,
    formed,
)
from shared.api.steps import step_route
from shared.register import WRITTEN
from shared.spreadsheet import XLSX

TAG = "用车 Vehicles"
Class = Annotated[LicenceClass, Code(CLASS_NAMES)]
Clock = Annotated[str, formed(CLOCK, CLOCK_FORM, examples=["08:00"])]
Fen = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]
Seats = Annotated[int, Field(strict=True, ge=2, le=60)]
Kilometres = Annotated[int, Field(strict=True, ge=0, le=5_000_000)]
Passengers = Annotated[int, Field(strict=True, ge=1, le=59)]
Special = Annotated[Line, Field(max_length=200)]
Source = Annotated[str, formed(r"^[A-Za-z0-9][A-Za-z0-9:._-]{0,79}$", "未找到该项安排，请从列表中选择")]


class NewVehicle(In):
    """A vehicle to be entered."""

    plate: Line = Field(max_length=12, description="The number plate (号牌).", examples=["浙A·12345"])
    model: Line = Field(max_length=60, examples=["别克GL8"])
    seats: Seats = Field(description="With the driver's (核定载客).", examples=[7])
    licence_class: Class = Field(description="The class that it needs (准驾车型).", examples=["c1"])
    parking: Line = Field(max_length=100, description="Its fixed place (停放地点).", examples=["东校区地下车库"])
    inspection_until: Day = Field(description="The last valid day of the inspection (年检).", examples=["2027-06-30"])
    insurance_until: Day = Field(description="The last valid day of the insurance (保险).", examples=["2027-06-30"])
    service_on: Day | None = Field(None, description="When its service is due (保养).")
    odometer: Kilometres = Field(0, description="Kilometres.")


class VehicleStep(Opinion):
    """The fields of a step: `renew` sets dates, `correct` the rest."""

    inspection_until: Day | None = None
    insurance_until: Day | None = None
    service_on: Day | None = None
    model: Annotated[Line, Field(max_length=60)] | None = None
    seats: Seats | None = None
    licence_class: Class | None = None
    parking: Annotated[Line, Field(max_length=100)] | None = None
    odometer: Kilometres | None = Field(None, description="Kilometres.")


class NewDriver(In):
    """A driver to be entered."""

    person: Id = Field(description="By id or username.", examples=["east.handler"])
    licence_class: Class = Field(examples=["c1"])
    licence_until: Day = Field(examples=["2030-06-30"])
    begins: Clock | None = Field(None, description="The beginning of their duty.")
    ends: Clock | None = Field(None, description="The end of their duty.")


class DriverStep(Opinion):
    """The fields of a step: `renew` sets the licence and the hours of duty."""

    licence_class: Class | None = None
    licence_until: Day | None = None
    begins: Clock | None = None
    ends: Clock | None = None


class NewTrip(In):
    """A request for a vehicle."""

    purpose: Line = Field(max_length=100, examples=["送教下乡"])
    destination: Line = Field(max_length=60, examples=["区教育局"])
    starts_at: Moment = Field(examples=["2026-12-01T08:00:00+08:00"])
    ends_at: Moment = Field(examples=["2026-12-01T11:30:00+08:00"])
    passengers: Passengers = Field(description="Without the driver.", examples=[3])
    special: Special | None = Field(None, description="Why on a day on which vehicles are sealed (节假日用车事由).")


class TripStep(Opinion):
    """The fields of a step: `dispatch` names vehicle and driver, `depart` and `end` the mileage, `apply` what changes."""

    vehicle: Id | None = None
    driver: Id | None = Field(None, description="The id of the driver's entry.")
    odometer: Kilometres | None = Field(None, description="Kilometres.")
    fuel_fen: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)] | None = Field(
        None, description="Fuel bought on the way, in fen."
    )
    happened_at: Moment | None = None
    place: Line | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    passengers: Passengers | None = None
    special: Special | None = None


class VehicleQuery(PageQuery, TurnQuery):
    """Filter of vehicles."""

    status: Annotated[VehicleStatus, Code()] | None = None


class DriverQuery(PageQuery, TurnQuery):
    """Filter of drivers."""

    status: Annotated[DriverStatus, Code()] | None = None


class TripQuery(PageQuery, TurnQuery, WordsQuery):
    """Filter of trips."""

    status: Annotated[TripStatus, Code()] | None = None
    vehicle: Id | None = None
    sort: Literal["-created", "-changed", "starts", "-starts"] = Field(
        "-created", description="The last requested first, the last changed first, or by when they begin."
    )


class DayQuery(In):
    """The day."""

    on: Day


class YearQuery(In):
    """The year."""

    year: int = Field(ge=2000, le=2999)


class NewCost(In):
    """A cost of a vehicle."""

    kind: Annotated[CostKind, Code(COST_NAMES)] = Field(examples=["repair"])
    amount_fen: Fen = Field(description="In fen, a hundredth of a yuan.", examples=[48000])
    on: Day = Field(description="The day of the receipt.", examples=["2026-11-20"])
    note: Annotated[Line, Field(max_length=200)] | None = Field(None, examples=["更换刹车片"])


class CostCorrection(In):
    """An entry to be cancelled by a counter-entry (冲销)."""

    year: int = Field(ge=2000, le=2999)
    source: Source
    reason: Line


class DueDay(Out):
    """A day that limits the use of a vehicle, passed or soon."""

    name: str
    until: str
    passed: bool


class Vehicle(Resource):
    """A vehicle."""

    organ: Reference
    plate: str
    model: str
    seats: int
    licence_class: Annotated[LicenceClass, Code()]
    licence_class_name: str
    parking: str
    inspection_until: str
    insurance_until: str
    service_on: str | None
    odometer: int
    warnings: list[DueDay]
    reason: str | None
    status: Annotated[VehicleStatus, Code()]
    status_name: str


class VehiclePage(PageOf[Vehicle]):
    """A page of vehicles."""


class DayVehicle(Out):
    """A vehicle of a day."""

    id: str
    plate: str
    model: str
    seats: int
    warnings: list[DueDay]


class Taken(Out):
    """A time in which a vehicle is taken; `id` and `destination` only for those who may see the trip."""

    id: str | None
    destination: str | None
    organ: str
    driver: str | None
    starts_at: Instant
    ends_at: Instant
    status_name: str


class VehicleDay(Out):
    """A vehicle's day."""

    vehicle: DayVehicle
    trips: list[Taken]


class VehicleDays(PageOf[VehicleDay]):
    """A day over all vehicles of the unit."""


class CostEntry(Out):
    """One entry of an account; a counter-entry is negative."""

    source: str
    kind: Annotated[CostKind, Code()]
    kind_name: str
    amount_fen: int
    on: str
    note: str
    by: str
    countered: bool = Field(description="Cancelled, or a counter-entry itself.")


class VehicleAccount(Out):
    """The costs of a vehicle in a year (单车核算): `total_fen` is the sum of the items."""

    vehicle: str
    year: int
    total_fen: int
    items: list[CostEntry]


class Driver(Resource):
    """A driver."""

    organ: Reference
    person: Reference
    licence_class: Annotated[LicenceClass, Code()]
    licence_class_name: str
    licence_until: str
    begins: str | None
    ends: str | None
    status: Annotated[DriverStatus, Code()]
    status_name: str


class DriverPage(PageOf[Driver]):
    """A page of drivers."""


class TripAccident(Out):
    """An accident on a trip."""

    happened_at: Instant
    place: str
    account: str
    recorded_by: str


class Trip(Resource):
    """A request for a vehicle, and the trip."""

    organ: Reference
    applicant: Reference
    purpose: str
    destination: str
    starts_at: Instant
    ends_at: Instant
    passengers: int
    special: str
    status: Annotated[TripStatus, Code()]
    status_name: str
    stage_name: str
    approved_by: str | None
    return_reason: str | None
    vehicle: Reference | None
    driver: Reference | None
    departed_at: Instant | None
    odometer_out: int | None
    ended_at: Instant | None
    odometer_back: int | None
    kilometres: int | None
    fuel_fen: int
    accidents: list[TripAccident]


class TripPage(PageOf[Trip]):
    """A page of trips."""


class TripCheck(Out):
    """Every rule that a request would break."""

    violations: list[Violation]


VEHICLE, DRIVER, TRIP = "/api/v1/vehicles/{id}", "/api/v1/drivers/{id}", "/api/v1/trips/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/vehicles", "Enter a vehicle", TAG, Vehicle, "vehicle_enter", status=201, body=NewVehicle,
        located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/vehicles", "List vehicles", TAG, VehiclePage, "vehicle_search", query=VehicleQuery,
        turns="vehicle",
    ),
    Route("GET", VEHICLE, "Show a vehicle", TAG, Vehicle, "vehicle_get"),
    Route(
        "GET", f"{VEHICLE}/history", "Who did what with a vehicle", TAG, HistoryPage, "vehicle_history", query=PageQuery
    ),
    step_route(VEHICLE, "Take a step with a vehicle", TAG, Vehicle, "vehicle_act", VEHICLE_ACTS, VehicleStep),
    Route(
        "GET", "/api/v1/vehicle-days", "When vehicles are taken on a day", TAG, VehicleDays, "vehicles_on", query=DayQuery
    ),
    Route("GET", f"{VEHICLE}/costs", "Show a vehicle's account", TAG, VehicleAccount, "account_get", query=YearQuery),
    Route(
        "POST", f"{VEHICLE}/costs", "Enter a cost of a vehicle", TAG, VehicleAccount, "cost_enter", status=201,
        body=NewCost, refusals=(403,),
    ),
    Route(
        "POST", f"{VEHICLE}/cost-corrections", "Cancel a cost by a counter-entry", TAG, VehicleAccount, "cost_correct",
        status=201, body=CostCorrection, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/drivers", "Enter a driver", TAG, Driver, "driver_enter", status=201, body=NewDriver,
        located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/drivers", "List drivers", TAG, DriverPage, "driver_search", query=DriverQuery, turns="driver"),
    Route("GET", DRIVER, "Show a driver", TAG, Driver, "driver_get"),
    Route("GET", f"{DRIVER}/history", "Who did what with a driver", TAG, HistoryPage, "driver_history", query=PageQuery),
    step_route(DRIVER, "Take a step with a driver", TAG, Driver, "driver_act", DRIVER_ACTS, DriverStep),
    Route(
        "POST", "/api/v1/trips", "Ask for a vehicle", TAG, Trip, "trip_request", status=201, body=NewTrip, located=True
    ),
    Route(
        "POST", "/api/v1/trips/check", "Check a request against the rules", TAG, TripCheck, "trip_check", body=NewTrip
    ),
    Route("GET", "/api/v1/trips", "List trips", TAG, TripPage, "trip_search", query=TripQuery, turns="trip"),
    Route("GET", TRIP, "Show a trip", TAG, Trip, "trip_get"),
    Route("GET", f"{TRIP}/history", "Who did what with a trip", TAG, HistoryPage, "trip_history", query=PageQuery),
    step_route(TRIP, "Take a step with a trip", TAG, Trip, "trip_act", TRIP_ACTS, TripStep),
    Route(
        "GET", "/api/v1/registers/trips.xlsx", "Export the use register of vehicles", TAG, None, "register_file",
        query=YearQuery, media=XLSX, refusals=(503,), seconds=WRITTEN,
    ),
    Route(
        "GET", "/api/v1/registers/vehicles.xlsx", "Export the figures of vehicles", TAG, None, "figures_file",
        query=YearQuery, media=XLSX, refusals=(503,), seconds=WRITTEN,
    ),
)  # fmt: skip
