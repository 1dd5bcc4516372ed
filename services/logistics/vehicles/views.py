"""API views of vehicles, drivers, trips and accounts; the day of the vehicles; the use register and the yearly figures."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from services.logistics.vehicles import domain
from services.logistics.vehicles.accounts import account_of
from services.logistics.vehicles.domain import CLASS_NAMES, COST_NAMES, CostAccount, CostKind, Driver, Trip, Vehicle
from services.logistics.vehicles.repositories import Accounts, Trips, Vehicles
from services.logistics.vehicles.steps import DRIVER, TRIP, VEHICLE
from shared.actor import Actor
from shared.calendar import OFFICE_ZONE, instant_text, office_date
from shared.errors import OfficeError
from shared.listing import Listing
from shared.office import named
from shared.shown import Shown
from shared.spreadsheet import Build, Cell, Heading, workbook

if TYPE_CHECKING:
    from services.logistics.vehicles import api

MOST_ROWS = 20_000
MOST_VEHICLES = 1_000


class TooManyTrips(OfficeError):
    """用车记录过多，不能一次导出，请按车辆分别查看。"""

    code = "too_many_rows"
    status = 422


def shown_vehicle(vehicle: Vehicle, actor: Actor | None, at: datetime) -> "Shown[api.Vehicle]":
    """Return a vehicle with its warnings and the steps that the actor may take now."""
    return {
        **vehicle.described(),
        "organ": named(vehicle.organ, vehicle.organ_name),
        "plate": vehicle.plate,
        "model": vehicle.model,
        "seats": vehicle.seats,
        "licence_class": vehicle.licence_class.value,
        "licence_class_name": CLASS_NAMES[vehicle.licence_class],
        "parking": vehicle.parking,
        "inspection_until": vehicle.inspection_until.isoformat(),
        "insurance_until": vehicle.insurance_until.isoformat(),
        "service_on": _day(vehicle.service_on),
        "odometer": vehicle.odometer,
        "warnings": _warnings(vehicle, office_date(at)),
        "reason": vehicle.reason,
        "status": vehicle.status.value,
        "status_name": domain.VEHICLE_NAMES[vehicle.status],
        "actions": VEHICLE.offers(vehicle, actor, at=at),
    }


def _warnings(vehicle: Vehicle, today: date) -> "list[Shown[api.DueDay]]":
    return [
        {"name": name, "until": until.isoformat(), "passed": until < today} for name, until in vehicle.warnings(today)
    ]


def shown_driver(driver: Driver, actor: Actor | None, at: datetime) -> "Shown[api.Driver]":
    """Return a driver with the steps that the actor may take now."""
    return {
        **driver.described(),
        "organ": named(driver.organ, driver.organ_name),
        "person": named(driver.person, driver.name),
        "licence_class": driver.licence_class.value,
        "licence_class_name": CLASS_NAMES[driver.licence_class],
        "licence_until": driver.licence_until.isoformat(),
        "begins": None if driver.begins is None else f"{driver.begins:%H:%M}",
        "ends": None if driver.ends is None else f"{driver.ends:%H:%M}",
        "status": driver.status.value,
        "status_name": domain.DRIVER_NAMES[driver.status],
        "actions": DRIVER.offers(driver, actor, at=at),
    }


def shown_trip(trip: Trip, actor: Actor | None, at: datetime) -> "Shown[api.Trip]":
    """Return a trip with the steps that the actor may take now."""
    return {
        **trip.described(),
        "organ": named(trip.organ, trip.organ_name),
        "applicant": named(trip.applicant, trip.applicant_name),
        "purpose": trip.purpose,
        "destination": trip.destination,
        "starts_at": instant_text(trip.starts_at),
        "ends_at": instant_text(trip.ends_at),
        "passengers": trip.passengers,
        "special": trip.special,
        "status": trip.status.value,
        "status_name": domain.TRIP_NAMES[trip.status],
        "stage_name": TRIP.stage(trip.status),
        "approved_by": trip.approved_by_name,
        "return_reason": trip.return_reason,
        "vehicle": None if trip.vehicle is None else named(trip.vehicle, trip.plate or ""),
        "driver": None if trip.driver is None else named(trip.driver, trip.driver_name or ""),
        "departed_at": _instant(trip.departed_at),
        "odometer_out": trip.odometer_out,
        "ended_at": _instant(trip.ended_at),
        "odometer_back": trip.odometer_back,
        "kilometres": trip.kilometres,
        "fuel_fen": trip.fuel_fen,
        "accidents": [
            {
                "happened_at": instant_text(each.happened_at),
                "place": each.place,
                "account": each.account,
                "recorded_by": each.recorded_by,
            }
            for each in trip.accidents
        ],
        "actions": TRIP.offers(trip, actor, at=at),
    }


def shown_account(account: CostAccount) -> "Shown[api.VehicleAccount]":
    """Return an account in the order of its entries."""
    countered = {source.removeprefix("counter:") for source in account.entries if source.startswith("counter:")}
    return {
        "vehicle": account.vehicle,
        "year": account.year,
        "total_fen": account.total_fen,
        "items": [
            {
                "source": source,
                "kind": each.kind.value,
                "kind_name": COST_NAMES[each.kind],
                "amount_fen": each.amount_fen,
                "on": each.on.isoformat(),
                "note": each.note,
                "by": each.by_name,
                "countered": source.startswith("counter:") or source in countered,
            }
            for source, each in account.entries.items()
        ],
    }


def of_day(vehicles: Vehicles, trips: Trips, *, actor: Actor, on: str, at: datetime) -> "Shown[api.VehicleDays]":
    """Return when each vehicle of the actor's unit is taken on a day; what a trip is for only to those who may see it."""
    begin = datetime.combine(date.fromisoformat(on), time(), OFFICE_ZONE).astimezone(UTC)
    kept = [each for each in _all_of(vehicles, actor) if each.active]
    taken = trips.of_vehicles([each.id for each in kept], begin, begin + timedelta(days=1), MOST_ROWS)
    return {
        "items": [
            {
                "vehicle": {
                    "id": vehicle.id,
                    "plate": vehicle.plate,
                    "model": vehicle.model,
                    "seats": vehicle.seats,
                    "warnings": _warnings(vehicle, office_date(at)),
                },
                "trips": [_taken(trip, actor) for trip in taken if trip.vehicle == vehicle.id],
            }
            for vehicle in kept
        ],
        "next": None,
    }


def _taken(trip: Trip, actor: Actor) -> "Shown[api.Taken]":
    whole = domain.sees_trip(trip, actor)
    return {
        "id": trip.id if whole else None,
        "destination": trip.destination if whole else None,
        "organ": trip.organ_name,
        "driver": trip.driver_name,
        "starts_at": instant_text(trip.starts_at),
        "ends_at": instant_text(trip.ends_at),
        "status_name": domain.TRIP_NAMES[trip.status],
    }


def _all_of(vehicles: Vehicles, actor: Actor) -> list[Vehicle]:
    """Return every vehicle that the actor may see, by its plate."""
    found, cursor = list[Vehicle](), None
    while len(found) < MOST_VEHICLES:
        page = vehicles.search(actor, Listing(cursor=cursor, limit=100))
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    return sorted(found, key=lambda each: each.plate)


REGISTER: Sequence[Heading] = (
    ("号牌", 12), ("用车单位", 20), ("申请人", 10), ("事由", 30), ("目的地", 24), ("乘车人数", 8), ("驾驶员", 10),
    ("批准人", 10), ("出车时间", 18), ("出车里程", 10), ("收车时间", 18), ("收车里程", 10), ("行驶公里", 10),
    ("途中加油（元）", 12), ("事故", 30), ("状态", 10),
)  # fmt: skip
FIGURES: Sequence[Heading] = (
    ("号牌", 12), ("车型", 20), ("保管单位", 20), ("出车次数", 10), ("行驶公里", 10),
    *((f"{name}（元）", 12) for name in COST_NAMES.values()), ("合计（元）", 12),
)  # fmt: skip


def register_file(vehicles: Vehicles, trips: Trips, *, actor: Actor, year: int, build: Build) -> dict[str, str]:
    """Export the use register of a unit's vehicles (公务用车使用登记簿), as far as the actor may see the trips."""
    rows = (
        (
            trip.plate, trip.organ_name, trip.applicant_name, trip.purpose, trip.destination, trip.passengers,
            trip.driver_name, trip.approved_by_name, trip.departed_at, trip.odometer_out, trip.ended_at,
            trip.odometer_back, trip.kilometres, trip.fuel_fen / 100,
            "；".join(f"{each.place}：{each.account}" for each in trip.accidents), domain.TRIP_NAMES[trip.status],
        )
        for trip in _of_year(vehicles, trips, actor, year)
        if domain.sees_trip(trip, actor)
    )  # fmt: skip
    return workbook(f"{year}年公务用车使用登记簿", REGISTER, rows, build)


def figures_file(
    vehicles: Vehicles, trips: Trips, accounts: Accounts, *, actor: Actor, year: int, build: Build
) -> dict[str, str]:
    """Export the figures of a unit's vehicles, each apart (单车核算表)."""
    driven = _of_year(vehicles, trips, actor, year)

    def rows() -> Iterator[Sequence[Cell]]:
        for vehicle in _all_of(vehicles, actor):
            account = account_of(accounts, vehicle, year)
            own = [each for each in driven if each.vehicle == vehicle.id and each.kilometres is not None]
            yield (
                vehicle.plate, vehicle.model, vehicle.organ_name, len(own), _distance(own),
                *(account.of_kind(kind) / 100 for kind in CostKind), account.total_fen / 100,
            )  # fmt: skip

    return workbook(f"{year}年公务用车单车核算表", FIGURES, rows(), build)


def _distance(trips: Iterable[Trip]) -> int:
    """Return the kilometres of a vehicle; trips that shared a drive count once."""
    drives = {(each.starts_at, each.destination): each.kilometres or 0 for each in trips}
    return sum(drives.values())


def _of_year(vehicles: Vehicles, trips: Trips, actor: Actor, year: int) -> list[Trip]:
    begin, end = (datetime(each, 1, 1, tzinfo=OFFICE_ZONE).astimezone(UTC) for each in (year, year + 1))
    ids = [each.id for each in _all_of(vehicles, actor)]
    found = trips.of_vehicles(ids, begin, end, MOST_ROWS + 1)
    if len(found) > MOST_ROWS:
        raise TooManyTrips(largest=MOST_ROWS)
    return found


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _instant(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)
