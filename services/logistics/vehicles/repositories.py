"""Repositories of vehicles, drivers, trips, rosters and accounts."""

from datetime import datetime
from typing import Protocol

from services.logistics.vehicles.domain import (
    CostAccount,
    Driver,
    Roster,
    Trip,
    Vehicle,
)
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.usecase import Repository


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
