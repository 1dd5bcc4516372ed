"""Rooms have hours, equipment, set-up and clearing; they are booked manually; free times of people and rooms."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.meetings.rooms import bookings, catalogue, domain
from services.meetings.rooms.domain import RoomClosed, RoomConflict
from shared.calendar import OFFICE_ZONE
from shared.contracts.meetings import RoomRefused
from shared.errors import Forbidden, InvalidInput, KeyReused, NotFound, PreconditionFailed
from shared.occasion import Occasion
from tests.support.offers import codes
from tests.unit.meetings.office import NOW, House, actor, at, by
from tests.unit.meetings.test_rooms import Visits, wished

DAY = date(2026, 11, 24)


@pytest.fixture
def house() -> House:
    return House()


def clock(slot: dict[str, Any]) -> str:
    begin, end = (datetime.fromisoformat(slot[name]).astimezone(OFFICE_ZONE) for name in ("starts_at", "ends_at"))
    return f"{begin:%d %H:%M}-{end:%H:%M}"


def test_the_office_of_its_organ_says_what_a_room_has_and_when_it_is_open(house: House) -> None:
    house.describe("east-101", opens="08:30", closes="18:00", equipment=["video", "video", "projector"])
    after = house.describe("east-101", setup_minutes=15)

    assert (after.pad, after.equipment, f"{after.opens:%H:%M}", after.version) == (
        (15, 0),
        ("video", "projector"),
        "08:30",
        2,
    )
    assert [each["id"] for each in house.listed("west.clerk", equipment=["video"])["items"]] == ["east-101"]
    assert [each["id"] for each in house.listed("west.clerk", seats=30)["items"]] == ["east-101", "east-hall"]
    for who, error in (("west.director", Forbidden), ("east.clerk", Forbidden), ("lake.director", NotFound)):
        with pytest.raises(error):
            house.describe("east-101", who, setup_minutes=5)
    with pytest.raises(InvalidInput):
        house.describe("east-101", closes="08:00")
    with pytest.raises(PreconditionFailed):
        catalogue.describe(house.repositories(by("east.director", expected=1)), "east-101", {})


def test_nobody_meets_outside_the_hours_of_a_room(house: House) -> None:
    house.describe("east-101", opens="08:30", closes="18:00")

    for begin, end in ((8, 9), (17, 18.5), (20, 24)):
        with pytest.raises(RoomClosed) as refused:
            house.plan(starts_at=at(begin), ends_at=at(end))
        assert refused.value.errors[0]["field"] == "rooms" and "08:30—18:00" in refused.value.errors[0]["message"]
        with pytest.raises(RoomClosed):
            house.book(starts_at=at(begin), ends_at=at(end))
    house.plan(starts_at=at(8.5), ends_at=at(18))
    with pytest.raises(RoomConflict) as taken:
        house.plan(starts_at=at(9), ends_at=at(17.5))
    assert [clock(each) for each in taken.value.details["free"]] == [
        "25 08:30-17:00",
        "26 08:30-17:00",
        "27 08:30-17:00",
    ]


def test_a_visit_is_told_that_the_room_is_closed(house: House) -> None:
    house.describe("east-101", opens="13:00")
    visits = Visits(house)

    visits.approve(begin=9, end=10)

    assert visits.last(RoomRefused).reason == "会议室在这一时段不开放"
    assert [each["message"] for each in wished(house, 9, 10)] == ["会议室在这一时段不开放"]


def test_a_room_is_set_up_before_and_cleared_after_and_nobody_else_has_it_then(house: House) -> None:
    house.describe("east-101", setup_minutes=15, clearing_minutes=10)
    house.plan()

    for begin, end in ((10, 11), (10 + 20 / 60, 11), (8, 9), (8, 8 + 40 / 60)):
        with pytest.raises(RoomConflict) as refused:
            house.plan(starts_at=at(begin), ends_at=at(end))
    assert clock(refused.value.details["free"][0]) == "24 10:25-11:05"
    house.plan(starts_at=at(10 + 25 / 60), ends_at=at(11))
    house.plan(starts_at=at(8), ends_at=at(8 + 35 / 60))


def test_a_room_is_booked_by_hand_and_given_back_once(house: House) -> None:
    found = house.book(key="once")
    shown = bookings.shown(found, actor("east.clerk"))
    with pytest.raises(RoomConflict) as refused:
        house.book(who="west.clerk")
    with pytest.raises(RoomConflict):
        house.plan()
    assert house.book(key="once").booking == found.booking
    with pytest.raises(KeyReused):
        house.book(key="once", title="别的")

    for who in ("east.leader", "west.director", "lake.director"):
        with pytest.raises(NotFound):
            bookings.cancel(house.repositories(by(who)), shown["id"])
    for _ in range(2):
        after = bookings.cancel(house.repositories(by("east.clerk")), shown["id"])

    assert refused.value.details["rooms"] == ["east-101"] and after.booking.released_at is not None
    assert house.plan().arranged_at is not None
    assert house.book(key="once").booking == found.booking  # a repeat answers as the first time, and takes nothing
    assert len(house.holders("east-101")) == 1


@pytest.mark.parametrize(
    ("who", "room", "error"),
    [("main.clerk", "east-101", Forbidden), ("east.handler", "east-101", Forbidden), ("lake.clerk", "east-101", NotFound),
     ("east.clerk", "cellar", NotFound)],
)  # fmt: skip
def test_only_the_office_of_the_school_books(house: House, who: str, room: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        house.book(room, who)

    assert house.records == []


def test_a_room_tells_when_it_is_taken_and_what_for_only_to_whoever_booked_it(house: House) -> None:
    house.describe("east-101", setup_minutes=10)
    house.plan(title="秘密会议")
    house.book(starts_at=at(14), ends_at=at(15))
    repositories = house.repositories(Occasion(NOW))

    def seen(who: str) -> list[tuple[str, str | None, list[str]]]:
        asked = {"begin": "2026-11-01", "until": "2026-11-30"}
        items = bookings.listed(repositories, "east-101", actor=actor(who), **asked)["items"]
        return [(each["for"], each["title"], codes(each)) for each in items]

    assert seen("east.clerk") == [("meeting", None, []), ("booking", "合唱团排练", ["cancel"])]
    assert seen("west.handler") == [("meeting", None, []), ("booking", None, [])]
    with pytest.raises(NotFound):
        seen("lake.clerk")
    with pytest.raises(InvalidInput):
        bookings.listed(repositories, "east-101", actor=actor("east.clerk"), begin="2026-01-01", until="2026-12-31")


def test_free_times_are_those_when_everybody_and_a_room_in_every_campus_are_free(house: House) -> None:
    house.describe("west-201", "west.director", closes="12:00", equipment=["video"])
    house.plan(members=["east.leader"], starts_at=at(9), ends_at=at(10))  # east-101 and the leader
    house.plan("west.director", rooms=["west-201"], members=["west.clerk"], starts_at=at(10.5), ends_at=at(11))
    house.book("east-hall", starts_at=at(8), ends_at=at(9))

    found = house.free(campuses=["east", "west"], people=["east.leader"], seats=10)

    assert [clock(each) for each in found] == ["24 08:00-09:00", "24 11:00-12:00"]
    assert [[room["id"] for room in each["rooms"]] for each in found] == [["east-101", "west-201"]] * 2
    assert [clock(each) for each in house.free(campuses=["east"], seats=200)][:2] == [
        "24 09:00-10:00",
        "24 10:00-11:00",
    ]
    assert clock(house.free(rooms=["east-101"])[1]) == "24 10:00-11:00"
    assert house.free(until="2026-11-24", begin="2026-11-22")[0]["starts_at"].startswith("2026-11-23T01:00")


def test_who_is_absent_is_free_and_holidays_are_not_searched(house: House) -> None:
    meeting = house.plan(members=["east.leader", "east.clerk"])
    house.act(meeting, "call")
    assert clock(house.free(people=["east.leader"], minutes=120)[0]) == "24 10:00-12:00"
    house.act(meeting, "reply", "east.leader", answer="absent", comment="出差")

    assert clock(house.free(people=["east.leader"], minutes=120)[0]) == "24 08:00-10:00"
    assert house.free(begin="2026-11-28", until="2026-11-29") == []
    assert len(house.free(begin="2026-11-28", until="2026-11-29", working_days=False)) == 24


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"minutes": 7}, "minutes", "not_a_multiple"),
        ({"people": ["main.clerk"]}, "people", "unknown_person"),
        ({"rooms": ["main-1"]}, "rooms", "unknown_room"),
        ({"campuses": ["main"]}, "campuses", "no_room"),
        ({"campuses": ["west"], "seats": 21}, "campuses", "no_room"),
        ({"campuses": ["west"], "equipment": ["video"]}, "campuses", "no_room"),
        ({"until": "2026-11-23"}, "until", "ends_before_start"),
        ({"until": "2027-11-23"}, "until", "span_too_long"),
    ],
)
def test_a_search_that_cannot_be_is_refused_by_its_field(
    house: House, changes: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        house.free(**changes)

    assert [(each["field"], each["code"]) for each in refused.value.errors] == [(field, code)]
    with pytest.raises(Forbidden):
        house.free("east.handler")


TAKEN = st.lists(st.tuples(st.integers(0, 1440), st.integers(1, 300)), max_size=6)


@given(TAKEN, st.integers(1, 60).map(lambda n: 5 * n), st.integers(0, 20), st.integers(1, 12))
def test_the_masks_find_what_trying_every_five_minutes_finds(
    taken: list[tuple[int, int]], minutes: int, opens: int, length: int
) -> None:
    midnight = datetime(2026, 11, 24, tzinfo=OFFICE_ZONE)
    slots = [(midnight + timedelta(minutes=b), midnight + timedelta(minutes=b + n)) for b, n in taken]
    hours = (datetime(2026, 1, 1, opens).time(), datetime(2026, 1, 1, min(23, opens + length)).time())

    mask = domain.free_starts(slots, DAY, hours, minutes)

    closes = hours[1].hour * 60
    tried = 0
    for step in range(domain.STEPS):
        begin = 5 * step
        grid = [(b // 5 * 5, -(-(b + n) // 5) * 5) for b, n in taken]
        fits = begin >= opens * 60 and begin + minutes <= closes
        if fits and not any(b < begin + minutes and begin < e for b, e in grid):
            tried |= 1 << step
    assert mask == tried
    starts = list(domain.starts_in(mask, DAY, minutes))
    assert all(one[1] <= two[0] for one, two in pairwise(starts))


def test_nobody_books_a_room_for_a_time_that_is_past(house: House) -> None:
    with pytest.raises(InvalidInput):
        house.book(starts_at=at(8, day=23), ends_at=at(9, day=23))

    assert house.holders("east-101", day=23) == []


def test_a_free_day_begins_at_midnight() -> None:
    slots = list(domain.starts_in(0b111111111111, DAY, 30))

    assert [begin.astimezone(OFFICE_ZONE).strftime("%H:%M") for begin, _ in slots] == ["00:00", "00:30"]


def test_a_booking_is_cancelled_as_it_was_seen_and_by_its_id(house: House) -> None:
    found = house.book()
    booking_id = bookings.shown(found, actor("east.clerk"))["id"]

    def cancel(expected: int | None = None, asked: str = booking_id) -> bookings.Found:
        return bookings.cancel(house.repositories(by("east.clerk", expected=expected)), asked)

    for asked in ("east-101.2026-11-24~unknown", "east-101.2026-11-25~b1", "unknown"):
        with pytest.raises(NotFound):
            cancel(asked=asked)
    with pytest.raises(PreconditionFailed) as refused:
        cancel(2)
    assert refused.value.details["current_version"] == 1
    assert bookings.shown(cancel(1), actor("east.clerk"))["version"] == 2
    with pytest.raises(PreconditionFailed):
        cancel(1)


def test_a_booking_is_shown_whole_to_its_holder_and_the_director_of_the_room(house: House) -> None:
    booked, purpose = house.book(), "booking:b1"
    found = bookings.Found(booked.day, booked.purpose, booked.booking, "east")

    shown = {
        who: bookings.shown(found, actor(who))
        for who in ("east.clerk", "east.director", "west.director", "east.leader")
    }

    assert {who: (each["title"], codes(each)) for who, each in shown.items()} == {
        "east.clerk": ("合唱团排练", ["cancel"]), "east.director": ("合唱团排练", ["cancel"]),
        "west.director": (None, []), "east.leader": (None, []),
    }  # fmt: skip
    nobodys = bookings.shown(found, None)
    assert (nobodys["title"], nobodys["actions"], nobodys["cancelled"], booked.purpose) == (None, [], False, purpose)
    gone = bookings.shown(
        bookings.cancel(house.repositories(by("east.director")), shown["east.clerk"]["id"]), actor("east.clerk")
    )
    assert (gone["cancelled"], codes(gone)) == (True, [])


def test_the_rooms_of_a_day_show_what_is_taken_and_not_what_was_given_back(house: House) -> None:
    house.plan()
    gone = house.book(starts_at=at(14), ends_at=at(15))
    bookings.cancel(house.repositories(by("east.clerk")), bookings.shown(gone, actor("east.clerk"))["id"])
    house.book(who="east.clerk", starts_at=at(16), ends_at=at(17))

    items = bookings.of_day(
        house.repositories(by("east.clerk")), actor=actor("east.clerk"), on="2026-11-24", organ="east"
    )["items"]

    assert [(each["room"]["id"], [one["for"] for one in each["bookings"]]) for each in items] == [
        ("east-101", ["meeting", "booking"]), ("east-hall", []),
    ]  # fmt: skip
    assert [one["title"] for one in items[0]["bookings"]] == [None, "合唱团排练"]


def test_two_months_are_asked_for_at_most() -> None:
    assert bookings.span("2026-11-01", "2027-01-01") == (date(2026, 11, 1), date(2027, 1, 1))
    assert bookings.span("2026-11-01", "2026-11-01")[0] == date(2026, 11, 1)
    for until, code in (("2027-01-02", "span_too_long"), ("2026-10-31", "ends_before_start")):
        with pytest.raises(InvalidInput) as refused:
            bookings.span("2026-11-01", until)
        assert refused.value.errors[0]["code"] == code


def test_a_room_with_all_that_is_asked_for_is_listed_and_a_full_page_is_the_last(house: House) -> None:
    house.describe("east-101", equipment=["投影", "话筒"])

    def listed(**asked: Any) -> list[str]:
        return [each["id"] for each in house.listed("east.clerk", organ="east", **asked)["items"]]

    assert listed(equipment=["投影"]) == listed(equipment=["话筒", "投影"]) == ["east-101"]
    assert listed(equipment=["投影", "电视"]) == [] and listed(seats=300) == ["east-hall"] and listed(seats=301) == []
    assert house.listed("east.clerk", organ="east", limit=2)["next"] is None
    assert house.listed("east.clerk", organ="east", limit=1)["next"] is not None
