"""Official vehicles: a trip from the request to its account, and every rule at its edge."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import services.logistics.vehicles.turns  # noqa: F401  (says whose turn it is)
from services.logistics.vehicles import accounts, app, dispatching, domain, fleet
from services.logistics.vehicles.domain import COVERS, LicenceClass, TripStatus, VehicleStatus
from services.logistics.vehicles.steps import TRIP
from shared import usecase
from shared.calendar import NATIONAL
from shared.contracts.directory import OrganRecorded
from shared.contracts.logistics import TripEnded, VehicleBooked
from shared.errors import Forbidden, InvalidInput, NotFound, OfficeError, RuleBroken
from shared.listing import Listing
from shared.occasion import AlreadyHandled, Key, Occasion, Repeated
from shared.turn import waits_of
from tests.support.office import MORNING, caused, on
from tests.unit.logistics.office import COPIES, Office
from tests.unit.logistics.office import TRIP as WANTED


@pytest.fixture
def office() -> Office:
    found = Office()
    found.vehicle()
    found.driver()
    return found


def refused(code: str, act: Any) -> OfficeError:
    with pytest.raises(OfficeError) as error:
        act()
    assert [each["code"] for each in error.value.errors] == [code]
    assert error.value.errors[0]["source"]
    return error.value


def ended(office: Office, **changes: Any) -> TripEnded:
    trip = office.trips(on("east.clerk")).find("t1")
    return TripEnded(
        **{"trip_id": "t1", "organ": "east", "unit": "shiyan", "vehicle": "v1", "odometer_back": trip.odometer_back,
           "fuel_fen": trip.fuel_fen, "ended_on": MORNING.date(), **changes}
    )  # fmt: skip


def test_a_trip_goes_from_request_to_account(office: Office) -> None:
    office.approved()
    sent = office.dispatch()
    assert (sent.status, sent.plate, sent.driver_name) == (TripStatus.DISPATCHED, "浙A·v1", "east.handler")
    assert list(office.bookings()) == ["t1"]

    office.act("depart", "east.handler", hours=5, odometer=1000)
    accident = {"happened_at": "2026-11-23T14:10:00+08:00", "place": "人民路口", "comment": "剐蹭"}
    office.act("record_accident", "east.handler", hours=6, **accident)
    back = office.act("end", "east.handler", hours=8, odometer=1038, fuel_fen=30_000)

    assert (back.kilometres, back.fuel_fen, back.accidents[0].place) == (38, 30_000, "人民路口")
    assert office.bookings() == {}
    assert office.act("close", "east.clerk", hours=9).status is TripStatus.CLOSED
    occasion = caused("trips:t1", 8)
    fleet.read_odometer(office.vehicles(occasion), ended(office), at=MORNING)
    accounts.account_fuel(office.accounts(occasion), office.vehicles(occasion), ended(office))
    with pytest.raises(AlreadyHandled):
        accounts.account_fuel(office.accounts(occasion), office.vehicles(occasion), ended(office))
    vehicle = office.vehicles(occasion).find("v1")
    assert vehicle.odometer == 1038
    assert accounts.account_of(office.accounts(occasion), vehicle, 2026).total_fen == 30_000


def test_a_vehicle_of_another_unit_is_refused_with_the_article(office: Office) -> None:
    office.approved()
    office.vehicle("v2", who="main.clerk")

    error = refused("other_unit", lambda: office.dispatch(vehicle="v2"))

    assert "机关事务管理条例（2012）第二十五条" in str(error.source) and "借用" in error.message
    assert office.bookings() == {}


def test_of_a_vehicle_or_driver_of_another_unit_nothing_more_is_said(office: Office) -> None:
    office.approved()
    office.vehicle("v2", who="main.clerk", seats=2, inspection_until="2026-01-01")

    refused("other_unit", lambda: office.dispatch(vehicle="v2"))


def test_campuses_of_one_school_share_their_vehicles(office: Office) -> None:
    office.approved("t2", "west.handler")
    assert office.dispatch("t2", who="west.clerk").vehicle == "v1"


def test_neither_a_vehicle_nor_a_driver_is_in_two_places(office: Office) -> None:
    office.vehicle("v2")
    office.driver("west.handler")
    office.approved()
    office.dispatch()
    office.approved("t2", destination="区档案馆")

    error = refused("driver_taken", lambda: office.dispatch("t2", vehicle="v2"))
    assert error.status == 409
    refused("vehicle_taken", lambda: office.dispatch("t2", driver="west.handler"))
    assert office.dispatch("t2", vehicle="v2", driver="west.handler").vehicle == "v2"


def test_a_trip_may_begin_when_the_one_before_ends(office: Office) -> None:
    office.approved()
    office.dispatch()
    after = {"starts_at": "2026-11-23T17:00:00+08:00", "ends_at": "2026-11-23T18:00:00+08:00"}
    office.approved("t2", destination="区档案馆", **after)
    assert office.dispatch("t2").status is TripStatus.DISPATCHED


def test_trips_to_one_destination_share_a_vehicle_as_far_as_it_has_seats(office: Office) -> None:
    office.approved()
    office.dispatch()
    office.approved("t2", "west.handler")
    office.dispatch("t2", who="west.clerk")
    office.approved("t3", passengers=1)

    error = refused("too_many_passengers", lambda: office.dispatch("t3"))

    assert "核定载客7人，现连同驾驶员8人" in error.message


@pytest.mark.parametrize(("passengers", "fits"), [(6, True), (7, False)])
def test_the_driver_takes_a_seat(office: Office, passengers: int, fits: bool) -> None:
    office.approved(passengers=passengers)
    if fits:
        assert office.dispatch().vehicle == "v1"
    else:
        refused("too_many_passengers", office.dispatch)


@pytest.mark.parametrize(
    ("field", "code"),
    [("inspection_until", "inspection_due"), ("insurance_until", "insurance_due"), ("service_on", "service_due")],
)
def test_a_date_that_passed_blocks_dispatch_and_one_that_comes_is_a_warning(
    office: Office, field: str, code: str
) -> None:
    office.vehicle("v2", **{field: "2026-11-23"})
    office.vehicle("v3", **{field: "2026-11-22"})
    office.approved()

    refused(code, lambda: office.dispatch(vehicle="v3"))
    assert office.dispatch(vehicle="v2").vehicle == "v2"
    found = office.vehicles(on("east.clerk")).find("v2")
    until = MORNING.date()
    assert [day for _, day in found.warnings(until - timedelta(days=30))] == [until]
    assert list(found.warnings(until - timedelta(days=31))) == []


def test_a_licence_covers_the_classes_below_it(office: Office) -> None:
    bus = office.vehicle("bus", licence_class="a1", seats=40)
    office.approved()

    refused("licence_unfit", lambda: office.dispatch(vehicle=bus.id))
    office.driver(licence_class="a1")
    assert office.dispatch(vehicle=bus.id).vehicle == "bus"
    assert all(each in COVERS[each] for each in LicenceClass)
    assert LicenceClass.A3 not in COVERS[LicenceClass.A2]


def test_a_licence_that_ends_before_the_trip_and_hours_outside_duty_are_refused(office: Office) -> None:
    office.driver("west.handler", licence_until="2026-11-22")
    office.driver("north.handler", ends="16:59")
    office.approved()

    refused("licence_unfit", lambda: office.dispatch(driver="west.handler"))
    refused("outside_hours", lambda: office.dispatch(driver="north.handler"))
    office.driver("north.handler", ends="17:00")
    assert office.dispatch(driver="north.handler").driver == "p-north.handler"


def test_vehicles_are_sealed_on_holidays_unless_special_work_is_named(office: Office) -> None:
    sunday = {"starts_at": "2026-11-29T08:00:00+08:00", "ends_at": "2026-11-29T09:00:00+08:00"}

    refused("sealed", lambda: office.trip(**sunday))
    assert office.trip(**sunday, special="高考送卷").special == "高考送卷"


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ({"starts_at": "2026-11-23T09:00:00+08:00"}, "time_past"),
        ({"ends_at": "2026-11-23T14:00:00+08:00"}, "ends_before_start"),
        ({"ends_at": "2026-12-24T14:00:01+08:00", "special": "长途"}, "ends_before_start"),
    ],
)
def test_a_request_is_for_a_time_to_come(office: Office, times: dict[str, str], code: str) -> None:
    refused(code, lambda: office.trip(**times))


def test_a_leader_does_not_approve_the_trip_they_asked_for(office: Office) -> None:
    trip = office.trip(who="east.leader")
    assert office.act("examine", "east.director").status is TripStatus.EXAMINED

    error = refused("own_request", lambda: office.act("approve", "east.leader"))

    assert "请由其他有权批准的人批准" in error.message
    (waiting,) = waits_of(office.trips(on("east.leader")).get("t1"))
    assert waiting["besides"] == [trip.applicant]


def test_the_mileage_goes_forward_only(office: Office) -> None:
    office.approved()
    office.dispatch()

    refused("odometer_backwards", lambda: office.act("depart", "east.handler", hours=5, odometer=999))
    office.act("depart", "east.handler", hours=5, odometer=1000)
    refused("odometer_backwards", lambda: office.act("end", "east.handler", hours=8, odometer=999))


def test_a_vehicle_that_is_not_back_does_not_leave_again_and_stays_taken(office: Office) -> None:
    office.approved()
    office.dispatch()
    after = {"starts_at": "2026-11-23T17:00:00+08:00", "ends_at": "2026-11-23T18:00:00+08:00"}
    office.approved("t2", destination="区档案馆", **after)
    office.dispatch("t2")
    office.act("depart", "east.handler", hours=5, odometer=1000)

    refused("not_back", lambda: office.act("depart", "east.handler", "t2", hours=8, odometer=1000))
    office.driver("west.handler")
    last = {"starts_at": "2026-11-23T18:00:00+08:00", "ends_at": "2026-11-23T19:00:00+08:00"}
    office.approved("t3", destination="区体育馆", **last)
    late = on("east.clerk", hours=9.5)  # 18:30, and the first is still out
    refused("vehicle_taken", lambda: office.dispatch("t3", driver="west.handler", occasion=late))


def test_a_mistyped_mileage_of_a_vehicle_is_corrected(office: Office) -> None:
    occasion, fields = on("east.clerk"), {"model": None, "seats": None, "licence_class": None, "parking": None}
    after = fleet.act_vehicle(
        office.vehicles(occasion), "v1", "correct", occasion=occasion, comment=None, odometer=900, **fields
    )
    assert (after.odometer, after.seats) == (900, 7)


def test_a_driver_who_has_left_since_the_dispatch_does_not_depart(office: Office) -> None:
    office.approved()
    office.dispatch()
    occasion, driver = on("east.clerk"), domain.driver_id("shiyan", "p-east.handler")
    fleet.act_driver(office.drivers(occasion), driver, "leave", occasion=occasion, comment=None)

    refused("licence_unfit", lambda: office.act("depart", "east.clerk", hours=5, odometer=1000))


def test_an_accident_is_recorded_with_its_account_and_on_the_trip(office: Office) -> None:
    office.approved()
    office.dispatch()
    office.act("depart", "east.handler", hours=5, odometer=1000)
    found = {"happened_at": "2026-11-23T14:10:00+08:00", "place": "人民路口"}
    before = {**found, "happened_at": "2026-11-23T13:59:00+08:00"}

    refused("account_missing", lambda: office.act("record_accident", "east.handler", hours=6, comment=" ", **found))
    refused(
        "accident_outside", lambda: office.act("record_accident", "east.handler", hours=6, comment="剐蹭", **before)
    )


def test_a_vehicle_out_of_use_is_not_dispatched(office: Office) -> None:
    occasion = on("east.clerk")
    with pytest.raises(RuleBroken):
        fleet.act_vehicle(office.vehicles(occasion), "v1", "suspend", occasion=occasion, comment="")
    kept = fleet.act_vehicle(office.vehicles(occasion), "v1", "suspend", occasion=occasion, comment="送修")
    assert (kept.status, kept.reason) == (VehicleStatus.SUSPENDED, "送修")
    office.approved()
    refused("vehicle_not_in_use", office.dispatch)


@pytest.mark.parametrize(("action", "who"), [("cancel", "east.handler"), ("return", "east.clerk")])
def test_what_is_cancelled_or_returned_gives_its_vehicle_back(office: Office, action: str, who: str) -> None:
    office.approved()
    office.dispatch()
    with pytest.raises(RuleBroken):
        office.act(action, who)

    after = office.act(action, who, comment="会议改为线上")

    assert (after.vehicle, after.return_reason, office.bookings()) == (None, "会议改为线上", {})


def test_a_returned_request_is_asked_again_with_other_times(office: Office) -> None:
    office.trip()
    office.act("return", "east.director", comment="请改乘公共交通或者改期")
    again = office.act("apply", "east.handler", ends_at="2026-11-23T16:00:00+08:00", passengers=2)
    assert (again.status, again.passengers, again.ends_at.hour) == (TripStatus.REQUESTED, 2, 8)
    assert again.return_reason is None


def booking_event(office: Office, trip_id: str = "t1") -> VehicleBooked:
    found = office.bookings()[trip_id]
    return VehicleBooked(
        roster_id="shiyan", trip_id=trip_id, vehicle=found.vehicle, driver=found.driver, starts_at=found.starts_at,
        ends_at=found.ends_at, number=found.number,
    )  # fmt: skip


def hear(office: Office, event: VehicleBooked, version: int) -> None:
    occasion = caused("rosters:shiyan", version)
    dispatching.booked(
        office.trips(occasion), office.vehicles(occasion), office.drivers(occasion), office.rosters(occasion), event,
        at=MORNING,
    )  # fmt: skip


def reserved(office: Office) -> VehicleBooked:
    """Reserve for a trip and end before it is assigned, as a crash would."""
    trip = office.approved()
    rosters = office.rosters(on("east.clerk"))
    after, event = domain.Roster(id="shiyan").book(trip, "v1", domain.driver_id("shiyan", "p-east.handler"))
    rosters.add(after, announcing=event, action="book")
    return event


def test_what_was_reserved_before_a_crash_is_assigned_by_its_event_once(office: Office) -> None:
    event = reserved(office)

    for _ in range(2):
        hear(office, event, 1)

    trip = office.trips(on("east.clerk")).find("t1")
    assert (trip.status, trip.plate, trip.booked) == (TripStatus.DISPATCHED, "浙A·v1", 1)
    assert office.dispatch().version == trip.version, "asking again changes nothing"


def test_what_was_reserved_for_a_trip_that_was_cancelled_meanwhile_is_free_again(office: Office) -> None:
    event = reserved(office)
    occasion = on("east.handler")
    usecase.act(office.trips(occasion), TRIP, "t1", "cancel", "改期", sees=domain.sees_trip, occasion=occasion)
    hear(office, event, 1)

    assert office.bookings() == {}


@pytest.mark.parametrize("status", [TripStatus.APPROVED, TripStatus.DISPATCHED, TripStatus.OUT])
def test_a_late_release_leaves_alone_what_was_dispatched_again(office: Office, status: TripStatus) -> None:
    reserved(office)
    if status is not TripStatus.APPROVED:
        office.dispatch()
    if status is TripStatus.OUT:
        office.act("depart", "east.handler", hours=5, odometer=1000)
    assert office.trips(on("east.clerk")).find("t1").status is status

    dispatching.give_back(office.trips(on("east.clerk")), office.rosters(on("east.clerk")), "t1", "shiyan")

    assert list(office.bookings()) == ["t1"]


def test_what_a_returned_trip_held_before_a_crash_does_not_stand_for_its_new_times(office: Office) -> None:
    office.approved()
    office.dispatch()
    occasion = on("east.clerk")
    usecase.act(office.trips(occasion), TRIP, "t1", "return", "改期", sees=domain.sees_trip, occasion=occasion)
    times = {"starts_at": "2026-11-24T14:00:00+08:00", "ends_at": "2026-11-24T17:00:00+08:00"}
    rosters, office.rosters = office.rosters, lambda at: Office().rosters(at)  # the release is late
    office.act("apply", "east.handler", **times)
    office.act("examine", "east.director")
    office.act("approve", "east.leader")
    office.rosters = rosters

    trip = office.dispatch()

    booking = office.bookings()["t1"]
    assert (booking.starts_at, booking.number) == (trip.starts_at, trip.booked) and booking.number == 2


def test_another_vehicle_takes_the_place_of_the_first_in_one_write(office: Office) -> None:
    office.vehicle("v2")
    office.approved()
    office.dispatch()
    first = booking_event(office)
    assert office.dispatch(vehicle="v2").plate == "浙A·v2"
    assert [each.vehicle for each in office.bookings().values()] == ["v2"]

    hear(office, first, 1)

    assert office.trips(on("east.clerk")).find("t1").plate == "浙A·v2"


def test_only_the_office_of_the_unit_sees_vehicles_and_only_a_clerk_enters_them(office: Office) -> None:
    for who in ("east.leader", "west.clerk", "west.director"):
        assert len(office.vehicles(on(who)).search(on(who).person, Listing()).items) == 1
    for who in ("east.handler", "main.clerk", "lake.director"):
        assert office.vehicles(on(who)).search(on(who).person, Listing()).items == []
    with pytest.raises(Forbidden):
        office.vehicle("v9", who="east.director")
    with pytest.raises(InvalidInput):
        office.vehicle("v9", plate="浙A·v1")
    with pytest.raises(InvalidInput):
        office.driver("main.handler")
    office.trip()
    with pytest.raises(NotFound):
        office.act("cancel", "west.clerk", comment="改期")


def test_costs_are_entered_and_cancelled_by_the_clerk_of_the_organ_that_keeps_the_vehicle(office: Office) -> None:
    occasion = on("west.clerk")  # who sees and dispatches it
    wanted = {"kind": "fuel", "amount_fen": 1, "on": "2026-11-20", "note": None}
    kept = office.accounts(occasion), office.vehicles(occasion)

    with pytest.raises(Forbidden, match="east校区的文秘"):
        accounts.enter_cost(*kept, "v1", occasion=occasion, wanted=wanted)
    with pytest.raises(Forbidden):
        accounts.correct_cost(*kept, "v1", occasion=occasion, wanted={"year": 2026, "source": "1", "reason": "误记"})


@given(st.lists(st.tuples(st.sampled_from(["fuel", "repair", "toll"]), st.integers(1, 10**9)), max_size=12))
def test_an_account_is_the_sum_of_its_entries_and_what_is_cancelled_counts_nothing(said: list[tuple[str, int]]) -> None:
    office, occasion = Office(), on("east.clerk")
    vehicle = office.vehicle()
    for kind, fen in said:
        wanted = {"kind": kind, "amount_fen": fen, "on": "2026-11-20", "note": None}
        account = accounts.enter_cost(
            office.accounts(occasion), office.vehicles(occasion), "v1", occasion=occasion, wanted=wanted
        )
    for source in ("1", "1", "2")[: len(said)]:
        wanted = {"year": 2026, "source": source, "reason": "误记"}
        if int(source) <= len(said):
            account = accounts.correct_cost(
                office.accounts(occasion), office.vehicles(occasion), "v1", occasion=occasion, wanted=wanted
            )

    account = accounts.account_of(office.accounts(occasion), vehicle, 2026)
    gone = {0, 1} if len(said) > 2 else {0}
    assert account.total_fen == sum(fen for place, (_, fen) in enumerate(said) if place not in gone)
    assert account.total_fen == sum(account.of_kind(kind) for kind in domain.CostKind)


COST = {"kind": "repair", "amount_fen": 20_000, "on": "2026-11-20", "note": "换轮胎"}


def entered(office: Office, occasion: Occasion | None = None, **changes: Any) -> domain.CostAccount:
    now = occasion or on("east.clerk")
    return accounts.enter_cost(
        office.accounts(now), office.vehicles(now), "v1", occasion=now, wanted={**COST, **changes}
    )


def cancelled(office: Office, source: str) -> domain.CostAccount:
    now, wanted = on("east.clerk"), {"year": 2026, "source": source, "reason": "误记"}
    return accounts.correct_cost(office.accounts(now), office.vehicles(now), "v1", occasion=now, wanted=wanted)


def test_a_cost_is_entered_with_its_note_and_cancelled_by_a_counter_entry_that_nobody_cancels(office: Office) -> None:
    entered(office)
    entered(office, note=None, on="2026-11-23")

    after = cancelled(office, "1")

    assert list(after.entries) == ["1", "2", "counter:1"] and after.total_fen == 20_000
    assert [each.note for each in after.entries.values()] == ["换轮胎", "", "误记"]
    assert after.entries["counter:1"].on == date(2026, 11, 20) and after.version == 3
    assert cancelled(office, "1").version == 3, "a second time changes nothing"
    for source in ("3", "counter:1"):
        refused_field("source", lambda source=source: cancelled(office, source))


def refused_field(field: str, act: Any) -> None:
    with pytest.raises(InvalidInput) as error:
        act()
    assert [each["field"] for each in error.value.errors] == [field]


def test_no_cost_is_entered_before_it_arose_and_none_is_cancelled_in_an_empty_account(office: Office) -> None:
    refused_field("on", lambda: entered(office, on="2026-11-24"))
    refused_field("source", lambda: cancelled(office, "1"))


def test_a_repeated_request_enters_a_cost_once(office: Office) -> None:
    once = on("east.clerk", key=Key("once", "same"))
    entered(office)
    entered(office, once)

    with pytest.raises(Repeated):
        entered(office, once)

    assert accounts.account_of(office.accounts(once), office.vehicles(once).find("v1"), 2026).total_fen == 40_000


def test_of_two_who_open_an_account_at_once_both_are_counted(office: Office) -> None:
    find, looked = domain_find(office), []

    def blind(kept: Any) -> Any:
        def look(record_id: str) -> Any:
            looked.append(record_id)
            if len(looked) == 1:
                find(record_id)
                return None
            return type(kept).find(kept, record_id)

        kept.find = look
        return kept

    open_accounts = office.accounts
    office.accounts = lambda occasion: blind(open_accounts(occasion))
    entered(office, amount_fen=1)
    office.accounts = open_accounts

    account = accounts.account_of(office.accounts(on("east.clerk")), office.vehicles(on("east.clerk")).find("v1"), 2026)
    assert account.total_fen == 20_001


def domain_find(office: Office) -> Any:
    """Enter a cost while another request has just looked and found no account."""
    accounts_of = office.accounts

    def find(_record_id: str) -> None:
        now = on("east.clerk")
        accounts.enter_cost(accounts_of(now), office.vehicles(now), "v1", occasion=now, wanted=COST)

    return find


def test_a_trip_without_fuel_and_a_vehicle_of_elsewhere_enter_nothing(office: Office) -> None:
    occasion, told = caused("trips:t1", 8), {"odometer_back": 1038}
    office.approved()

    for changes in ({"fuel_fen": 0}, {"fuel_fen": 100, "vehicle": "unknown"}):
        accounts.account_fuel(
            office.accounts(occasion), office.vehicles(occasion), ended(office, **{**told, **changes})
        )
        fleet.read_odometer(office.vehicles(occasion), ended(office, **{**told, "vehicle": "unknown"}), at=MORNING)

    assert accounts.account_of(office.accounts(occasion), office.vehicles(occasion).find("v1"), 2026).entries == {}


def test_a_mileage_that_is_known_to_be_as_high_is_not_read_again(office: Office) -> None:
    office.approved()
    occasion = caused("trips:t1", 8)

    for back in (999, 1000):
        fleet.read_odometer(office.vehicles(occasion), ended(office, odometer_back=back, fuel_fen=0), at=MORNING)

    vehicle = office.vehicles(occasion).find("v1")
    assert (vehicle.odometer, vehicle.version) == (1000, 1)


def test_a_request_repeated_after_its_time_has_come_is_the_first_one(office: Office) -> None:
    def ask(hours: float) -> domain.Trip:
        once = on("east.handler", hours=hours, key=Key("once", "same"))
        return app.request(office.trips(once), COPIES, NATIONAL, occasion=once, new_id="t", wanted=WANTED)

    ask(0)

    with pytest.raises(Repeated):
        ask(12)


def test_a_trip_on_which_nothing_was_bought_cost_no_fuel_and_has_no_distance_before_it_is_back(office: Office) -> None:
    office.approved()
    office.dispatch()

    out = office.act("depart", "east.handler", hours=5, odometer=1000)
    back = office.act("end", "east.handler", hours=8, odometer=1020)

    assert (out.kilometres, back.kilometres, back.fuel_fen) == (None, 20, 0)


def test_trips_that_share_a_vehicle_leave_together(office: Office) -> None:
    for trip in ("t1", "t2"):
        office.approved(trip, passengers=2)
        office.dispatch(trip)

    office.act("depart", "east.handler", "t1", hours=5, odometer=1000)

    assert office.act("depart", "east.handler", "t2", hours=5, odometer=1000).status is TripStatus.OUT
    assert office.act("end", "east.handler", "t1", hours=8, odometer=1020).status is TripStatus.BACK


def test_what_is_not_entered_is_not_dispatched(office: Office) -> None:
    office.approved()

    refused_field("vehicle", lambda: office.dispatch(vehicle="v9"))
    refused_field("driver", lambda: office.dispatch(driver="east.leader"))


@pytest.mark.parametrize(
    ("kind", "path", "unit", "school"),
    [
        ("bureau", ("nanhu",), "nanhu", False),
        ("department", ("nanhu", "jijian"), "nanhu", False),
        ("school", ("nanhu", "shiyan"), "shiyan", True),
        ("campus", ("nanhu", "shiyan", "east"), "shiyan", True),
        ("department", ("nanhu", "shiyan", "east", "desk"), "shiyan", True),
    ],
)
def test_a_school_is_one_unit_with_its_campuses_and_the_bureau_one_with_its_departments(
    kind: Any, path: tuple[str, ...], unit: str, school: bool
) -> None:
    organ = OrganRecorded(
        organ_id=path[-1], kind=kind, name="单位", short_name="单位", parent=None, path=path, issuer_code=None
    )

    assert domain.unit_of(organ) == (unit, school)


@pytest.mark.parametrize(
    ("begin", "end", "may"),
    [
        ("23T14:00", "23T17:00", True), ("23T13:59", "23T17:00", False), ("23T14:00", "23T17:01", False),
        ("23T10:00", "24T17:30", True),
    ],
)  # fmt: skip
def test_a_driver_drives_within_their_hours_unless_a_trip_takes_days(begin: str, end: str, may: bool) -> None:
    office = Office()
    office.vehicle()
    office.driver(begins="14:00", ends="17:00")
    office.approved(starts_at=f"2026-11-{begin}:00+08:00", ends_at=f"2026-11-{end}:00+08:00")

    if may:
        assert office.dispatch().status is TripStatus.DISPATCHED
    else:
        refused("outside_hours", office.dispatch)


def test_a_trip_may_end_when_the_next_begins(office: Office) -> None:
    office.approved()
    office.dispatch()
    times = {"starts_at": "2026-11-23T12:00:00+08:00", "ends_at": "2026-11-23T14:00:00+08:00"}
    office.approved("t2", **times)

    assert office.dispatch("t2").status is TripStatus.DISPATCHED


def test_a_trip_takes_a_month_at_most_and_a_vehicle_is_warned_of_for_one(office: Office) -> None:
    longest = {"starts_at": "2026-11-24T08:00:00+08:00", "ends_at": "2026-12-25T08:00:00+08:00", "special": "援建"}
    assert office.trip("t3", **longest).status is TripStatus.REQUESTED
    refused("ends_before_start", lambda: office.trip("t4", **{**longest, "ends_at": "2026-12-25T08:01:00+08:00"}))

    vehicle = office.vehicle("v3", inspection_until="2026-12-23")
    assert list(vehicle.warnings(date(2026, 11, 22))) == []
    assert list(vehicle.warnings(date(2026, 11, 23))) == [("年检", date(2026, 12, 23))]


def test_a_driver_entered_again_has_the_new_licence(office: Office) -> None:
    again = office.driver(licence_class="b1", licence_until="2031-01-01")

    assert (again.licence_class, again.licence_until, again.version) == ("b1", date(2031, 1, 1), 2)
