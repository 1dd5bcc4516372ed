"""Use cases of the account that each vehicle has for a year (单车核算)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.logistics.vehicles import domain
from services.logistics.vehicles.domain import (
    Cost,
    CostAccount,
    CostKind,
    EnteredTwice,
    Vehicle,
)
from services.logistics.vehicles.repositories import Accounts, Vehicles
from shared.calendar import office_date
from shared.contracts import logistics as events
from shared.errors import Forbidden, VersionConflict
from shared.occasion import AlreadyHandled, Occasion
from shared.office import fault
from shared.usecase import Repository, again, to_show


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
