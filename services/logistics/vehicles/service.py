"""RPC methods and reactions of vehicles, drivers, trips and accounts."""

import uuid
from typing import TYPE_CHECKING, Any

import services.logistics.vehicles.turns  # noqa: F401  (says whose turn it is)
from services.logistics.vehicles import accounts, app, dispatching, domain, fleet, views
from services.logistics.vehicles.acts import DRIVER_ACTS, TRIP_ACTS, VEHICLE_ACTS
from services.logistics.vehicles.domain import CostAccount, Driver, Trip, Vehicle
from services.logistics.vehicles.store import (
    AccountCollection,
    DriverCollection,
    RosterCollection,
    TripCollection,
    VehicleCollection,
)
from shared.acts import in_trail
from shared.calendar import WorkCalendar
from shared.contracts.logistics import TripCancelled, TripEnded, TripSentBack, VehicleBooked
from shared.contracts.supervision import WorkingDaySet
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.district_days import DistrictDays
from shared.runtime.service import Beside, Collected, CopiesOf, Service, reaction, rpc
from shared.runtime.workbooks import built
from shared.shown import Shown
from shared.usecase import history_of, to_show

if TYPE_CHECKING:
    from services.logistics.vehicles import api
    from shared.api import shapes


def _vehicle(service: Any, vehicle: Vehicle) -> "Shown[api.Vehicle]":
    return views.shown_vehicle(vehicle, service.occasion.actor, service.occasion.at)


def _driver(service: Any, driver: Driver) -> "Shown[api.Driver]":
    return views.shown_driver(driver, service.occasion.actor, service.occasion.at)


def _trip(service: Any, trip: Trip) -> "Shown[api.Trip]":
    return views.shown_trip(trip, service.occasion.actor, service.occasion.at)


def _account(_: Any, account: CostAccount) -> "Shown[api.VehicleAccount]":
    return views.shown_account(account)


class VehicleFeature(Service):
    """Official vehicles (公务用车)."""

    vehicles = Collected(VehicleCollection)
    drivers = Collected(DriverCollection)
    trips = Collected(TripCollection)
    rosters = Collected(RosterCollection)
    accounts = Collected(AccountCollection)
    days = Beside(DistrictDays)
    copies = CopiesOf()

    @property
    def calendar(self) -> WorkCalendar:
        """Return the working days of the caller's district."""
        found: WorkCalendar = self.days.calendar(self.occasion.person.district)
        return found

    @rpc(shows=_vehicle)
    def vehicle_enter(self, **wanted: Any) -> Vehicle:
        """Enter a vehicle."""
        return fleet.enter_vehicle(
            self.vehicles, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted
        )

    @rpc(shows=_vehicle)
    def vehicle_act(self, id: str, action: str, comment: str | None, **said: Any) -> Vehicle:
        """Take a step with a vehicle."""
        return fleet.act_vehicle(self.vehicles, id, action, occasion=self.occasion, comment=comment, **said)

    @rpc()
    def vehicle_get(self, id: str) -> "Shown[api.Vehicle]":
        """Return a vehicle."""
        return _vehicle(self, to_show(self.vehicles, id, domain.sees_kept, self.occasion.person))

    @rpc()
    def vehicle_search(self, **wanted: Any) -> "Shown[api.VehiclePage]":
        """List vehicles."""
        page: Page[Vehicle] = self.vehicles.search(self.occasion.person, Listing(**wanted))
        return page.map(lambda each: _vehicle(self, each)).to_wire()

    @rpc()
    def vehicle_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a vehicle's history."""
        page = history_of(self.vehicles, id, domain.sees_kept, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(VEHICLE_ACTS)).to_wire()

    @rpc()
    def vehicles_on(self, on: str) -> "Shown[api.VehicleDays]":
        """Return when each vehicle is taken on a day."""
        occasion = self.occasion
        return views.of_day(self.vehicles, self.trips, actor=occasion.person, on=on, at=occasion.at)

    @rpc()
    def account_get(self, id: str, year: int) -> "Shown[api.VehicleAccount]":
        """Return the account of a vehicle."""
        vehicle = to_show(self.vehicles, id, domain.sees_kept, self.occasion.person)
        return views.shown_account(accounts.account_of(self.accounts, vehicle, year))

    @rpc(shows=_account)
    def cost_enter(self, id: str, **wanted: Any) -> CostAccount:
        """Enter a cost of a vehicle."""
        return accounts.enter_cost(self.accounts, self.vehicles, id, occasion=self.occasion, wanted=wanted)

    @rpc(shows=_account)
    def cost_correct(self, id: str, **wanted: Any) -> CostAccount:
        """Cancel a cost by a counter-entry."""
        return accounts.correct_cost(self.accounts, self.vehicles, id, occasion=self.occasion, wanted=wanted)

    @rpc(shows=_driver)
    def driver_enter(self, **wanted: Any) -> Driver:
        """Enter a driver."""
        return fleet.enter_driver(self.drivers, self.copies, occasion=self.occasion, wanted=wanted)

    @rpc(shows=_driver)
    def driver_act(self, id: str, action: str, comment: str | None, **said: Any) -> Driver:
        """Take a step with a driver."""
        return fleet.act_driver(self.drivers, id, action, occasion=self.occasion, comment=comment, **said)

    @rpc()
    def driver_get(self, id: str) -> "Shown[api.Driver]":
        """Return a driver."""
        return _driver(self, to_show(self.drivers, id, domain.sees_kept, self.occasion.person))

    @rpc()
    def driver_search(self, **wanted: Any) -> "Shown[api.DriverPage]":
        """List drivers."""
        page: Page[Driver] = self.drivers.search(self.occasion.person, Listing(**wanted))
        return page.map(lambda each: _driver(self, each)).to_wire()

    @rpc()
    def driver_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a driver's history."""
        page = history_of(self.drivers, id, domain.sees_kept, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(DRIVER_ACTS)).to_wire()

    @rpc(shows=_trip)
    def trip_request(self, **wanted: Any) -> Trip:
        """Ask for a vehicle."""
        return app.request(
            self.trips, self.copies, self.calendar, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted
        )

    @rpc()
    def trip_check(self, **wanted: Any) -> "Shown[api.TripCheck]":
        """Return every rule that a request would break."""
        return {"violations": app.check(self.copies, self.calendar, occasion=self.occasion, wanted=wanted)}

    @rpc(shows=_trip)
    def trip_act(
        self, id: str, action: str, comment: str | None, vehicle: str | None, driver: str | None, **said: Any
    ) -> Trip:
        """Take a step with a trip."""
        if action == "dispatch":
            assert vehicle is not None and driver is not None, "the shape requires both"
            with self.runtime.turn(f"roster:{self.occasion.person.path[:2]}"):
                return dispatching.dispatch(
                    self.trips, self.vehicles, self.drivers, self.rosters, id, occasion=self.occasion,
                    vehicle=vehicle, driver=driver,
                )  # fmt: skip
        return app.act(
            self.trips, self.vehicles, self.drivers, self.rosters, self.calendar, id, action,
            occasion=self.occasion, comment=comment, **said,
        )  # fmt: skip

    @rpc()
    def trip_get(self, id: str) -> "Shown[api.Trip]":
        """Return a trip."""
        return _trip(self, to_show(self.trips, id, domain.sees_trip, self.occasion.person))

    @rpc()
    def trip_search(self, vehicle: str | None, **wanted: Any) -> "Shown[api.TripPage]":
        """List trips."""
        page: Page[Trip] = self.trips.search(self.occasion.person, Listing(**wanted), vehicle)
        return page.map(lambda each: _trip(self, each)).to_wire()

    @rpc()
    def trip_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a trip's history."""
        page = history_of(self.trips, id, domain.sees_trip, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(TRIP_ACTS)).to_wire()

    @rpc()
    def register_file(self, year: int) -> dict[str, Any]:
        """Export the use register."""
        actor = self.occasion.person
        return views.register_file(self.vehicles, self.trips, actor=actor, year=year, build=built)

    @rpc()
    def figures_file(self, year: int) -> dict[str, Any]:
        """Export the figures of the vehicles."""
        actor = self.occasion.person
        return views.figures_file(self.vehicles, self.trips, self.accounts, actor=actor, year=year, build=built)

    @reaction(WorkingDaySet)
    def on_working_day_set(self, event: WorkingDaySet) -> None:
        """Store a district's difference from the national calendar."""
        assert self.occasion.cause is not None
        self.days.keep(event, self.occasion.cause)

    @reaction(VehicleBooked)
    def on_vehicle_booked(self, event: VehicleBooked) -> None:
        """Assign what was reserved, or release it."""
        dispatching.booked(self.trips, self.vehicles, self.drivers, self.rosters, event, at=self.occasion.at)

    @reaction(TripSentBack, TripCancelled, TripEnded)
    def on_trip_over(self, event: TripSentBack | TripCancelled | TripEnded) -> None:
        """Release the vehicle and driver of a trip that is over."""
        dispatching.give_back(self.trips, self.rosters, event.trip_id, event.unit)

    @reaction(TripEnded)
    def on_trip_ended_for_vehicle(self, event: TripEnded) -> None:
        """Record the mileage of the vehicle."""
        fleet.read_odometer(self.vehicles, event, at=self.occasion.at)

    @reaction(TripEnded)
    def on_trip_ended_for_account(self, event: TripEnded) -> None:
        """Enter the fuel into the account of the vehicle."""
        accounts.account_fuel(self.accounts, self.vehicles, event)
