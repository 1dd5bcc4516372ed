"""A room and its day: half-open times, all rooms or none, next free times, and nothing left booked when a process ends."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.meetings import app, domain
from services.meetings.domain import MeetingStatus, NotArranged
from services.meetings.rooms import visits as visiting
from services.meetings.rooms.domain import RoomConflict, RoomTooSmall
from services.meetings.settling import settle
from shared.calendar import OFFICE_ZONE
from shared.contracts.directory import OrganRecorded
from shared.contracts.event import Event
from shared.contracts.meetings import MeetingPlanned, RoomRefused
from shared.contracts.reception import VisitApproved, VisitCancelled
from shared.errors import InvalidInput, VersionConflict
from shared.occasion import AlreadyHandled, GapFound, Occasion
from tests.support.together import meanwhile
from tests.unit.meetings.office import NOW, SAYINGS, House, PowerCut, at, by, heard

BOTH = ["east-101", "west-201"]


@pytest.fixture
def house() -> House:
    return House()


def spoken(refused: RoomConflict) -> list[str]:
    times = [
        [datetime.fromisoformat(slot[name]).astimezone(OFFICE_ZONE) for name in ("starts_at", "ends_at")]
        for slot in refused.details["free"]
    ]
    return [f"{begin:%d %H:%M}-{end:%H:%M}" for begin, end in times]


@pytest.mark.parametrize(
    ("begin", "end", "free"),
    [
        (8, 9, True),
        (10, 11, True),
        (9, 10, False),
        (8, 9.01, False),
        (9.99, 11, False),
        (9.4, 9.6, False),
        (0, 24, False),
    ],
)
def test_where_one_meeting_ends_the_next_may_begin(house: House, begin: float, end: float, free: bool) -> None:
    house.plan()

    if free:
        assert house.plan(starts_at=at(begin), ends_at=at(end)).arranged_at is not None
    else:
        with pytest.raises(RoomConflict):
            house.plan(starts_at=at(begin), ends_at=at(end))
    assert len(house.holders("east-101")) == 1 + free


def test_a_taken_room_is_refused_with_the_next_free_times_and_nothing_is_written(house: House) -> None:
    house.plan()
    house.plan(starts_at=at(11), ends_at=at(12))
    before = house.records

    with pytest.raises(RoomConflict) as refused:
        house.plan()

    assert (refused.value.code, refused.value.status) == ("room_conflict", 409)
    assert spoken(refused.value) == ["24 10:00-11:00", "24 12:00-13:00", "24 13:00-14:00"]
    assert refused.value.details["rooms"] == ["east-101"] and "“east-101”" in refused.value.message
    assert house.records == before


@pytest.mark.parametrize(
    ("begin", "end", "free"),
    [
        (18, 20, ["25 08:00-10:00", "25 10:00-12:00", "25 12:00-14:00"]),
        (16.5, 18.5, ["24 18:00-20:00", "25 08:00-10:00", "25 10:00-12:00"]),
        (8, 20, ["25 08:00-20:00", "26 08:00-20:00", "27 08:00-20:00"]),
        (6, 7, ["24 08:00-09:00", "24 09:00-10:00", "24 10:00-11:00"]),
        (7, 20, []),
    ],
)
def test_free_times_are_of_the_same_length_between_eight_and_twenty(
    house: House, begin: float, end: float, free: list[str]
) -> None:
    if begin == 16.5:
        house.plan(starts_at=at(17), ends_at=at(18))
    else:
        house.plan(starts_at=at(begin), ends_at=at(end))

    with pytest.raises(RoomConflict) as refused:
        house.plan(starts_at=at(begin), ends_at=at(end))

    assert spoken(refused.value) == free


def test_free_times_are_those_when_all_rooms_are_free(house: House) -> None:
    house.plan(rooms=["east-101"])
    house.plan(rooms=["west-201"], starts_at=at(10), ends_at=at(11))

    with pytest.raises(RoomConflict) as refused:
        house.plan(rooms=BOTH)

    assert spoken(refused.value)[0] == "24 11:00-12:00"


@pytest.mark.parametrize("taken", BOTH)
def test_a_meeting_gets_all_its_rooms_or_none(house: House, taken: str) -> None:
    other = house.plan(rooms=[taken])

    with pytest.raises(RoomConflict):
        house.plan(rooms=BOTH)

    assert {room: house.holders(room) for room in BOTH} == {
        room: [other.purpose] if room == taken else [] for room in BOTH
    }
    house.act(other, "cancel")
    both = house.plan(rooms=BOTH)
    assert [house.holders(room) for room in BOTH] == [[both.purpose]] * 2


@pytest.mark.parametrize("step", ["plan", "call"])
def test_a_cancelled_meeting_gives_its_rooms_back(house: House, step: str) -> None:
    meeting = house.plan(rooms=BOTH)
    if step == "call":
        house.act(meeting, "call")

    house.act(meeting, "cancel")

    assert [house.holders(room) for room in BOTH] == [[], []]
    assert house.announced.count("room_released") == 2
    assert house.plan(rooms=BOTH).status is MeetingStatus.PLANNED


@pytest.mark.parametrize(
    ("begin", "end", "code"),
    [
        (at(22), at(24), None),
        (at(0), at(1), None),
        ("2026-11-24T16:00:00Z", "2026-11-24T17:00:00Z", None),  # midnight to one in the office
        (at(23), at(24.01), "spans_days"),
        ("2026-11-24T15:59:59Z", "2026-11-24T16:00:01Z", "spans_days"),
        (at(9), at(9), "ends_before_start"),
        (NOW.isoformat(), at(10, day=23), "time_past"),
        ((NOW + timedelta(seconds=1)).isoformat(), at(10, day=23), None),
    ],
)
def test_a_meeting_lies_ahead_and_within_one_day_of_the_office(
    house: House, begin: str, end: str, code: str | None
) -> None:
    if code is None:
        assert house.plan(starts_at=begin, ends_at=end).arranged_at is not None
        return
    with pytest.raises(InvalidInput) as refused:
        house.plan(starts_at=begin, ends_at=end)

    assert [each["code"] for each in refused.value.errors] == [code]


@pytest.mark.parametrize(("members", "fits"), [(29, True), (30, False)])
def test_everybody_who_comes_has_a_seat(house: House, members: int, fits: bool) -> None:
    names = [f"east.teacher{n}" for n in range(1, members + 1)]

    if fits:
        assert len(house.plan(members=names).invited) == members  # and the chair
        return
    with pytest.raises(RoomTooSmall) as refused:
        house.plan(members=names)
    assert (refused.value.code, refused.value.status) == ("room_too_small", 422)
    assert house.plan(members=names, rooms=BOTH).arranged_at is not None


def test_a_meeting_without_rooms_takes_none(house: House) -> None:
    assert house.plan(rooms=[]).arranged_at is not None


@pytest.mark.parametrize("writes", range(4))
@pytest.mark.parametrize("again", ["repeats", "hears", "both"])
def test_a_plan_that_was_cut_off_is_finished(writes: int, again: str) -> None:
    house = House(breaks_after=writes)
    with pytest.raises(PowerCut):
        house.plan(key="once", rooms=BOTH)
    house.restart()

    if again in ("hears", "both"):
        house.hear()
    meeting = house.plan(key="once", rooms=BOTH) if again != "hears" else None
    house.hear()

    if meeting is None and writes == 0:
        assert house.records == []
        return
    found = house.find(meeting.id if meeting else house.records[0]["_id"])
    assert found is not None and found.arranged_at is not None and found.version == 2
    assert meeting is None or meeting == found
    assert [house.holders(room) for room in BOTH] == [[found.purpose]] * 2
    assert house.announced.count("room_booked") == 2


@pytest.mark.parametrize("writes", range(3))
def test_a_cancellation_that_was_cut_off_gives_every_room_back(writes: int) -> None:
    house = House()
    meeting = house.plan(rooms=BOTH)
    house.breaks_after, house._left = writes, iter(range(-writes, 100))
    with pytest.raises(PowerCut):
        house.act(meeting, "cancel")
    house.restart()

    house.hear()

    assert [house.holders(room) for room in BOTH] == ([[meeting.purpose]] * 2 if writes == 0 else [[], []])


def test_a_room_lost_between_look_and_booking_leaves_nothing_taken(house: House) -> None:
    half = House(breaks_after=2)
    with pytest.raises(PowerCut):
        half.plan(key="first", rooms=BOTH)  # has east-101, not yet west-201
    half.restart()
    other = half.plan(rooms=["west-201"])

    with pytest.raises(RoomConflict):
        half.plan(key="first", rooms=BOTH)

    assert (half.holders("east-101"), half.holders("west-201")) == ([], [other.purpose])
    half.hear()
    assert (half.holders("east-101"), half.holders("west-201")) == ([], [other.purpose])
    with pytest.raises(RoomConflict):
        half.plan(key="first", rooms=BOTH)


def test_the_service_itself_refuses_a_meeting_whose_room_was_lost() -> None:
    house = House(breaks_after=2)
    with pytest.raises(PowerCut):
        house.plan(key="first", rooms=BOTH)
    house.restart()
    other = house.plan(rooms=["west-201"])

    house.hear()
    house.hear()

    refused = next(each for each in map(house.find, list(house._meetings.records)) if each and each.id != other.id)
    assert (refused.status, refused.arranged_at) == ("cancelled", None)
    assert (house.holders("east-101"), house.holders("west-201")) == ([], [other.purpose])


def test_nothing_can_be_done_with_a_meeting_that_waits_for_its_rooms() -> None:
    house = House(breaks_after=1)
    with pytest.raises(PowerCut):
        house.plan(key="once")
    house.restart()
    waiting = house.find(house.records[0]["_id"])
    assert waiting is not None

    for action in ("call", "cancel"):
        with pytest.raises(NotArranged):
            house.act(waiting, action)


def test_a_purpose_that_gave_its_room_back_cannot_book_it_any_more(house: House) -> None:
    meeting = house.plan()
    house.act(meeting, "cancel")
    late = heard(MeetingPlanned.of(meeting), f"meetings:{meeting.id}", 1)

    settle(house.meetings(late), house.days(late), meeting.id, at=NOW)

    assert house.holders("east-101") == []


class Visits:
    """Reception's events about a visit, and the answers of the rooms."""

    def __init__(self, house: House) -> None:
        self.house = house

    def approve(
        self, visit: str = "v1", *, version: int = 3, begin: float = 9, end: float = 10, **changes: Any
    ) -> None:
        times = {"starts_at": datetime.fromisoformat(at(begin)), "ends_at": datetime.fromisoformat(at(end))}
        event = VisitApproved(**{"visit_id": visit, "organ": "east", "room": "east-101", **times, **changes})
        occasion = heard(event, f"visits:{visit}", version)
        visiting.serve(self.house.days(occasion), self.house.profiles(occasion), self.house.copies, event, at=NOW)

    def cancel(self, visit: str = "v1", *, version: int = 4, previous: int = 3) -> None:
        event = VisitCancelled(visit_id=visit, organ="east", room="east-101", starts_at=datetime.fromisoformat(at(9)))
        occasion = heard(event, f"visits:{visit}", version, previous=previous)
        visiting.serve(self.house.days(occasion), self.house.profiles(occasion), self.house.copies, event, at=NOW)

    def last(self, kind: type[Event]) -> Any:
        _, entry = self.house._days.announced[-1]
        assert entry["event"] == kind.event
        return kind.read(entry["data"])


@pytest.fixture
def visits(house: House) -> Visits:
    return Visits(house)


def test_an_approved_visit_gets_its_room_once_and_gives_it_back(house: House, visits: Visits) -> None:
    visits.approve()
    with pytest.raises(AlreadyHandled):
        visits.approve()
    assert house.announced == ["room_booked"] and house.holders("east-101") == ["visit:v1"]
    with pytest.raises(RoomConflict):
        house.plan()

    visits.cancel()
    visits.cancel()

    assert house.announced == ["room_booked", "room_released"]
    with pytest.raises(AlreadyHandled):
        visits.approve()
    assert house.plan().arranged_at is not None


def test_a_visit_whose_room_is_taken_is_told_when_it_is_free(house: House, visits: Visits) -> None:
    house.plan()

    visits.approve()

    refused = visits.last(RoomRefused)
    assert (refused.purpose, refused.day_id, refused.reason) == (
        "visit:v1", "east-101.2026-11-24", "会议室在这一时段已被占用",
    )  # fmt: skip
    assert [f"{begin.astimezone(OFFICE_ZONE):%H}" for begin, _ in refused.free] == ["10", "11", "12"]
    visits.cancel()
    assert len(house.holders("east-101")) == 1
    visits.approve(version=6, begin=10, end=11)
    assert house.holders("east-101")[-1] == "visit:v1"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"room": "cellar"}, "未找到该会议室，请从本校会议室中选择"),
        ({"room": "main-1"}, "未找到该会议室，请从本校会议室中选择"),
        ({"organ": "nowhere"}, "未找到该会议室，请从本校会议室中选择"),
        ({"begin": 23, "end": 25}, "会议应在同一天内结束，跨天的请分次安排"),
        ({"begin": 10, "end": 9}, "结束时间应晚于开始时间"),
        ({"begin": -20, "end": -19}, "开始时间应晚于现在"),
    ],
)
def test_a_visit_that_cannot_have_its_room_is_told_why(
    house: House, visits: Visits, changes: dict[str, Any], reason: str
) -> None:
    visits.approve(**changes)

    refused = visits.last(RoomRefused)
    assert (refused.reason, refused.free) == (reason, ())
    with pytest.raises(AlreadyHandled):
        visits.approve(**changes)


def wished(house: House, begin: float, end: float, **changes: Any) -> list[dict[str, str]]:
    wanted = {"room": "east-101", "starts_at": at(begin), "ends_at": at(end), "purpose": "visit:v1", **changes}
    return visiting.judge(house.repositories(by("east.clerk")), wanted)


def test_a_visit_that_would_not_get_its_room_is_told_before_it_is_applied_for(house: House, visits: Visits) -> None:
    house.plan()

    (taken,) = wished(house, 9, 10)
    assert (taken["field"], taken["code"]) == ("room", "room_conflict") and taken["source"]
    assert taken["message"].startswith("会议室在这一时段已被占用，最近的空闲时段：11月24日10:00—11:00，")
    assert wished(house, 10, 11) == []
    visits.approve(begin=10, end=11)
    assert wished(house, 10, 11) == [], "its own booking is not in its way"
    assert [each["code"] for each in wished(house, 10, 11, purpose="visit:")] == ["room_conflict"]
    assert [each["code"] for each in wished(house, 9, 10, room="main-1")] == ["unknown_room"]
    assert [each["code"] for each in wished(house, 23, 25)] == ["spans_days"]
    assert wished(house, 10, 9) == wished(house, -20, -19) == [], "reception judges these itself"


def test_a_cancellation_that_comes_before_its_approval_waits_for_it(house: House, visits: Visits) -> None:
    with pytest.raises(GapFound):
        visits.cancel()
    visits.approve()
    visits.cancel()

    assert house.holders("east-101") == []


def test_rooms_are_listed_by_organ_with_all_under_it(house: House) -> None:
    def listed(who: str, organ: str | None = None, **page: Any) -> list[str]:
        return [room["id"] for room in house.listed(who, organ=organ, **page)["items"]]

    assert listed("east.clerk", "east") == ["east-101", "east-hall"]
    assert listed("east.clerk") == listed("west.clerk", "shiyan") == ["east-101", "east-hall", "west-201"]
    assert listed("nanhu.clerk") == ["east-101", "east-hall", "west-201", "main-1"]
    assert listed("lake.clerk", "east") == listed("east.clerk", "nowhere") == []
    first = house.listed("east.clerk", limit=2)
    assert listed("east.clerk", cursor=first["next"], limit=2) == ["west-201"]


def test_a_school_books_only_its_own_rooms_and_a_bureau_all_of_its_district(house: House) -> None:
    with pytest.raises(InvalidInput):
        house.plan("main.director", members=["main.clerk"])

    assert house.plan("nanhu.director", rooms=["main-1", "west-201"]).arranged_at is not None
    assert by("nanhu.director").person.district == "nanhu"


def test_only_the_rooms_that_are_taken_are_named(house: House) -> None:
    house.plan()

    with pytest.raises(RoomConflict) as refused:
        house.plan(rooms=BOTH)

    assert "“east-101”" in refused.value.message and "west-201" not in refused.value.message
    assert refused.value.details["rooms"] == ["east-101"]


def test_free_times_of_the_days_after_leave_out_what_is_taken_there(house: House) -> None:
    house.plan(starts_at=at(8), ends_at=at(20))
    house.plan(starts_at=at(8, day=25), ends_at=at(10, day=25))

    with pytest.raises(RoomConflict) as refused:
        house.plan(starts_at=at(9), ends_at=at(11))

    assert spoken(refused.value) == ["25 10:00-12:00", "25 12:00-14:00", "25 14:00-16:00"]


def test_of_two_visits_whose_rooms_are_booked_at_once_both_are_heard(house: House, visits: Visits) -> None:
    days, house_days = house.days, []

    def unseen(occasion: Occasion) -> Any:
        kept = days(occasion)
        find = kept.find

        def look(day_id: str) -> Any:
            if not house_days:
                house_days.append(day_id)
                house.days = days  # type: ignore[method-assign]
                visits.approve("v2", version=1, begin=14, end=15)
                return None
            return find(day_id)

        kept.find = look
        return kept

    house.days = unseen  # type: ignore[method-assign]

    with pytest.raises(VersionConflict):
        visits.approve(version=1)
    visits.approve(version=1)

    assert house.holders("east-101") == ["visit:v2", "visit:v1"]


def test_a_meeting_whose_new_room_is_taken_while_it_moves_stays_where_it_was(house: House) -> None:
    meeting, days = house.plan(), house.days

    def another() -> None:
        house.days = days  # type: ignore[method-assign]
        house.book(starts_at=at(14), ends_at=at(15))

    repositories = replace(
        house.repositories(by("east.director")), days=meanwhile(days(by("east.director")), another, name="find")
    )
    said = {**SAYINGS, "starts_at": at(14), "ends_at": at(15)}

    with pytest.raises(RoomConflict) as refused:
        app.act(repositories, meeting.id, "move", said=said)

    found = house.find(meeting.id)
    assert found is not None and found.starts_at == meeting.starts_at and found.moving is None
    assert spoken(refused.value)[0] == "24 15:00-16:00"


@pytest.mark.parametrize(
    ("kind", "path", "circle"),
    [
        ("bureau", ("nanhu",), ("nanhu",)), ("department", ("nanhu", "jijian"), ("nanhu",)),
        ("school", ("nanhu", "shiyan"), ("nanhu", "shiyan")), ("campus", ("nanhu", "shiyan", "east"), ("nanhu", "shiyan")),
    ],
)  # fmt: skip
def test_the_people_and_rooms_of_a_school_are_used_in_all_its_campuses(
    kind: Any, path: tuple[str, ...], circle: tuple[str, ...]
) -> None:
    organ = OrganRecorded(
        organ_id=path[-1], kind=kind, name="单位", short_name="单位", parent=None, path=path, issuer_code=None
    )

    assert domain.circle(organ) == circle
