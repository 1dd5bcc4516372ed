"""Logistics in memory and in the real store: one vehicle goes to one trip, one item is signed for once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.logistics.mail.domain import sees_item, sees_subscription
from services.logistics.mail.store import MailCollection, SubscriptionCollection
from services.logistics.supplies.store import SupplyCollection, SupplyRequestCollection
from services.logistics.vehicles import accounts
from services.logistics.vehicles.domain import sees_kept, sees_trip
from services.logistics.vehicles.store import (
    AccountCollection,
    DriverCollection,
    RosterCollection,
    TripCollection,
    VehicleCollection,
)
from shared.contracts.logistics import TripEnded
from shared.errors import OfficeError
from shared.listing import Listing
from shared.runtime.store import Journal
from tests.support.office import MORNING, caused, on
from tests.unit.logistics.desk import Desk
from tests.unit.logistics.office import Office
from tests.unit.logistics.storeroom import Storeroom

KINDS = {
    "mail": MailCollection, "subscriptions": SubscriptionCollection, "supplies": SupplyCollection,
    "supply_requests": SupplyRequestCollection,
    "vehicles": VehicleCollection, "drivers": DriverCollection, "trips": TripCollection, "rosters": RosterCollection,
    "accounts": AccountCollection,
}  # fmt: skip


@pytest.fixture(params=["memory", "mongo"])
def opened(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Callable[[], list[Any]]]:
    """Provide the collections of the real store, or none for those in memory, and the faults in the histories."""
    if request.param == "memory":
        return {}, list
    db = request.getfixturevalue("client")[f"t{abs(hash(request.node.name)):x}"]
    journal = Journal(db, list(KINDS.values()))
    journal.prepare()
    made = {name: (lambda occasion, kind=kind: kind(db, occasion, lambda *entry: None)) for name, kind in KINDS.items()}
    return made, lambda: list(journal.breaks())


@pytest.fixture
def kept(opened: tuple[dict[str, Any], Any]) -> tuple[Office, Callable[[], list[Any]]]:
    """Provide an office with a vehicle and a driver, and the faults in the histories."""
    office = Office(**opened[0])
    office.vehicle()
    office.driver()
    return office, opened[1]


def at_once(many: int, act: Callable[[int], Any]) -> list[str]:
    """Run many calls at once; return "done" or the code of the refusal for each."""

    def one(number: int) -> str:
        try:
            act(number)
        except OfficeError as refused:
            return refused.errors[0]["code"] if refused.errors else refused.code
        return "done"

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(one, range(many)))


def test_of_two_hundred_who_dispatch_one_vehicle_at_once_one_gets_it(kept: tuple[Office, Any]) -> None:
    office, breaks = kept
    for number in range(200):
        office.approved(f"t{number}", destination=f"第{number}所学校")

    answers = at_once(200, lambda number: office.dispatch(f"t{number}"))

    assert sorted(set(answers)) == ["done", "vehicle_taken"] and answers.count("done") == 1
    winner = f"t{answers.index('done')}"
    assert list(office.bookings()) == [winner]
    trips = office.trips(on("east.clerk"))
    assert [each.id for each in trips.of_vehicles(["v1"], MORNING, trips.find("t0").ends_at, 999)] == [winner]
    assert breaks() == []


def test_costs_that_meet_in_one_account_all_count(kept: tuple[Office, Any]) -> None:
    office, breaks = kept

    def enter(number: int) -> None:
        occasion = on("east.clerk")
        wanted = {"kind": "fuel", "amount_fen": number, "on": "2026-11-20", "note": None}
        accounts.enter_cost(
            office.accounts(occasion), office.vehicles(occasion), "v1", occasion=occasion, wanted=wanted
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, range(1, 41)))

    vehicle = office.vehicles(on("east.clerk")).find("v1")
    account = accounts.account_of(office.accounts(on("east.clerk")), vehicle, 2026)
    assert (account.total_fen, len(account.entries), account.version) == (820, 40, 40)
    assert breaks() == []


def test_a_cost_of_a_trip_is_cancelled_once(kept: tuple[Office, Any]) -> None:
    office, breaks = kept
    ended = TripEnded(
        trip_id="t1", organ="east", unit="shiyan", vehicle="v1", odometer_back=1, fuel_fen=300, ended_on=MORNING.date()
    )
    heard = caused("trips:t1", 7)
    accounts.account_fuel(office.accounts(heard), office.vehicles(heard), ended)
    wanted = {"year": 2026, "source": "trip:t1", "reason": "误记"}
    occasion = on("east.clerk")
    for _ in range(2):
        accounts.correct_cost(
            office.accounts(occasion), office.vehicles(occasion), "v1", occasion=occasion, wanted=wanted
        )

    account = accounts.account_of(office.accounts(occasion), office.vehicles(occasion).find("v1"), 2026)
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


def test_of_two_hundred_who_sign_for_one_item_at_once_one_does(opened: tuple[dict[str, Any], Any]) -> None:
    desk, breaks = Desk(**opened[0]), opened[1]
    desk.arrives()
    desk.act("hand_on", "east.registrar", person="east.clerk")

    answers = at_once(200, lambda number: desk.act("sign", ("east.handler", "east.clerk")[number % 2]))

    assert answers.count("done") == 1 and set(answers) <= {"done", "version_conflict", "transition_refused"}
    item = desk.mail(on("east.registrar")).find("m1")
    assert (item.status, item.version) == ("signed", 3)
    assert breaks() == []


def test_a_number_that_is_registered_by_many_at_once_is_registered_once(opened: tuple[dict[str, Any], Any]) -> None:
    desk, breaks = Desk(**opened[0]), opened[1]

    answers = at_once(40, lambda number: desk.arrives(f"m{number}"))

    assert sorted(set(answers)) == ["done", "registered_twice"] and answers.count("done") == 1
    assert breaks() == []


def test_each_person_finds_their_own_mail_and_the_desk_all(opened: tuple[dict[str, Any], Any]) -> None:
    desk = Desk(**opened[0])
    desk.arrives()
    desk.arrives("m2", code=None, addressee="east.clerk")
    desk.arrives("m3", who="west.registrar", addressee="west.handler")
    desk.act("hand_on", "east.registrar", person="east.leader")
    desk.ordered()
    for organ in ("east", "west", "main"):
        for role in ("clerk", "director", "leader", "registrar", "handler"):
            who = on(f"{organ}.{role}").person
            mail, papers = desk.mail(on("east.clerk")), desk.subscriptions(on("east.clerk"))
            found = mail.search(who, Listing()).items
            expected = {each for each in ("m1", "m2", "m3") if sees_item(mail.find(each), who)}
            assert {each.id for each in found} == expected, who.username
            listed = papers.search(who, Listing(status="ordered"), 2027).items
            assert len(listed) == sees_subscription(papers.find("s1"), who), who.username


def test_what_is_in_stock_is_issued_to_as_many_as_it_lasts_for(opened: tuple[dict[str, Any], Any]) -> None:
    room, breaks = Storeroom(**opened[0]), opened[1]
    room.supply(stock=7)
    for number in range(100):
        room.approved(f"r{number}", quantity=2)

    answers = at_once(200, lambda number: room.issue(f"r{number % 100}"))

    assert answers.count("done") == 3 and set(answers) <= {"conflict", "done", "stock_short", "transition_refused"}
    assert room.stock() == 1
    assert sum(room.kept(f"r{number}").status == "issued" for number in range(100)) == 3
    assert breaks() == []
