"""Vehicles in memory and in the real store: of many who dispatch at once, one gets the vehicle."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.logistics.vehicles import app
from services.logistics.vehicles.domain import sees_kept, sees_trip
from services.logistics.vehicles.store import (
    AccountCollection,
    DriverCollection,
    RosterCollection,
    TripCollection,
    VehicleCollection,
)
from shared.contracts.logistics import TripEnded
from shared.errors import Refused
from shared.listing import Listing
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import Journal, connect
from tests.support.office import MORNING, caused, on
from tests.unit.logistics.office import Office

KINDS = {
    "vehicles": VehicleCollection, "drivers": DriverCollection, "trips": TripCollection, "rosters": RosterCollection,
    "accounts": AccountCollection,
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    found = EmbeddedStore(tmp_path_factory.mktemp("store"))
    found.start()
    yield found.uri
    found.stop()


@pytest.fixture(params=["memory", "mongo"])
def kept(request: pytest.FixtureRequest) -> tuple[Office, Callable[[], list[Any]]]:
    """Provide an office with a vehicle and a driver, and the faults in the histories."""
    if request.param == "memory":
        office, breaks = Office(), list
    else:
        db = connect(request.getfixturevalue("store"))[f"t{abs(hash(request.node.name)):x}"]
        journal = Journal(db, list(KINDS.values()))
        journal.prepare()
        made = {
            name: (lambda occasion, kind=kind: kind(db, occasion, lambda *entry: None)) for name, kind in KINDS.items()
        }
        office, breaks = Office(**made), lambda: list(journal.breaks())
    office.vehicle()
    office.driver()
    return office, breaks


def test_of_two_hundred_who_dispatch_one_vehicle_at_once_one_gets_it(kept: tuple[Office, Any]) -> None:
    office, breaks = kept
    for number in range(200):
        office.approved(f"t{number}", destination=f"第{number}所学校")

    def dispatch(number: int) -> str:
        try:
            office.dispatch(f"t{number}")
        except Refused as refused:
            return refused.code
        return "dispatched"

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(dispatch, range(200)))

    assert sorted(set(answers)) == ["dispatched", "vehicle_taken"] and answers.count("dispatched") == 1
    winner = f"t{answers.index('dispatched')}"
    assert list(office.bookings()) == [winner]
    trips = office.trips(on("east.clerk"))
    assert [each.id for each in trips.of_vehicles(["v1"], MORNING, trips.find("t0").ends_at, 999)] == [winner]
    assert breaks() == []


def test_costs_that_meet_in_one_account_all_count(kept: tuple[Office, Any]) -> None:
    office, breaks = kept

    def enter(number: int) -> None:
        occasion = on("east.clerk")
        wanted = {"kind": "fuel", "amount_fen": number, "on": "2026-11-20", "note": None}
        app.enter_cost(office.accounts(occasion), office.vehicles(occasion), "v1", occasion=occasion, wanted=wanted)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, range(1, 41)))

    vehicle = office.vehicles(on("east.clerk")).find("v1")
    account = app.account_of(office.accounts(on("east.clerk")), vehicle, 2026)
    assert (account.total_fen, len(account.entries), account.version) == (820, 40, 40)
    assert breaks() == []


def test_a_cost_of_a_trip_is_cancelled_once(kept: tuple[Office, Any]) -> None:
    office, breaks = kept
    ended = TripEnded(
        trip_id="t1", organ="east", unit="shiyan", vehicle="v1", odometer_back=1, fuel_fen=300, ended_on=MORNING.date()
    )
    heard = caused("trips:t1", 7)
    app.account_fuel(office.accounts(heard), office.vehicles(heard), ended)
    wanted = {"year": 2026, "source": "trip:t1", "reason": "误记"}
    occasion = on("east.clerk")
    for _ in range(2):
        app.correct_cost(office.accounts(occasion), office.vehicles(occasion), "v1", occasion=occasion, wanted=wanted)

    account = app.account_of(office.accounts(occasion), office.vehicles(occasion).find("v1"), 2026)
    assert [each.amount_fen for each in account.entries.values()] == [300, -300] and account.total_fen == 0
    assert breaks() == []


def test_a_list_holds_what_each_person_sees(kept: tuple[Office, Any]) -> None:
    office, _ = kept
    office.vehicle("v2", who="main.clerk")
    office.vehicle("v3", who="nanhu.clerk")
    for number, who in enumerate(("east.handler", "east.clerk", "west.handler", "main.handler")):
        office.approved(f"t{number}", who, destination=f"第{number}所学校")
    office.dispatch("t0")

    vehicles, trips = office.vehicles(on("east.clerk")), office.trips(on("east.clerk"))
    for organ in ("east", "west", "main", "nanhu", "lake", "shiyan"):
        for role in ("clerk", "director", "leader", "registrar", "handler"):
            who = on(f"{organ}.{role}").person
            page = vehicles.search(who, Listing())
            expected = {each for each in ("v1", "v2", "v3") if sees_kept(vehicles.find(each), who)}
            assert {each.id for each in page.items} == expected, who.username
            for status in (None, "approved", "dispatched"):
                listed = trips.search(who, Listing(status=status))
                found = [trips.find(f"t{number}") for number in range(4)]
                wanted = {each.id for each in found if sees_trip(each, who) and status in (None, each.status.value)}
                assert {each.id for each in listed.items} == wanted, who.username
