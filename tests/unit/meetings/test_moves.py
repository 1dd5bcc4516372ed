"""A meeting is postponed, moved or cancelled with notice; members reply, come, send deputies and leave; sign-in codes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.meetings import app
from services.meetings.domain import Meeting, WrongCode
from services.meetings.minutes import record
from services.meetings.rooms.domain import RoomConflict
from shared.errors import Forbidden, InvalidInput, NotFound, Refused, RuleBroken, TransitionRefused
from tests.unit.meetings.office import SAYINGS, House, PowerCut, at, by

ROOMS = ["east-101", "west-201"]
LATER: dict[str, Any] = {"starts_at": at(14), "ends_at": at(15)}


@pytest.fixture
def house() -> House:
    return House()


def test_a_moved_meeting_has_its_new_rooms_gives_back_the_old_and_asks_for_replies_anew(house: House) -> None:
    meeting = house.plan()
    house.act(meeting, "call")
    house.act(meeting, "reply", "east.clerk", answer="attend")

    moved = house.act(meeting, "move", rooms=["west-201"], **LATER)

    assert (moved.status, moved.rooms, moved.sequence, moved.replies) == ("called", ("west-201",), 1, {})
    assert house.holders("east-101") == [] and house.holders("west-201") == [f"meeting:{meeting.id}#1"]
    assert house.plan(rooms=["east-101"]).arranged_at is not None
    again = house.act(meeting, "move", starts_at=at(9, day=25), ends_at=at(10, day=25))
    assert again.sequence == 2 and house.holders("west-201") == []
    assert house.holders("west-201", day=25) == [again.purpose]


def test_a_meeting_may_move_within_its_own_time(house: House) -> None:
    meeting = house.plan()

    moved = house.act(meeting, "move", starts_at=at(9.5), ends_at=at(10.5))

    assert house.holders("east-101") == [moved.purpose]
    with pytest.raises(RoomConflict):
        house.plan(starts_at=at(10), ends_at=at(11))
    assert house.plan(starts_at=at(9), ends_at=at(9.5))


def test_a_meeting_that_cannot_be_moved_stays_where_it_is(house: House) -> None:
    other, meeting = house.plan(rooms=["west-201"], **LATER), house.plan(rooms=ROOMS)

    with pytest.raises(RoomConflict) as refused:
        house.act(meeting, "move", **LATER)

    assert refused.value.details["rooms"] == ["west-201"] and refused.value.details["free"]
    found = house.find(meeting.id)
    assert found is not None and found.sequence == 0 and found.moving is None
    assert [house.holders(room) for room in ROOMS] == [[meeting.purpose], [other.purpose, meeting.purpose]]


@pytest.mark.parametrize("writes", range(7))
def test_a_move_that_was_cut_off_is_finished_or_taken_back_and_never_half_done(writes: int) -> None:
    house = House()
    meeting = house.plan(rooms=ROOMS)
    house.breaks_after, house._left = writes, iter(range(-writes, 1000))
    try:
        house.act(meeting, "move", **LATER)
    except PowerCut:
        house.restart()

    for _ in range(2):
        house.hear()

    found = house.find(meeting.id)
    assert found is not None and found.moving is None and found.sequence == (0 if writes == 0 else 1)
    for room in ROOMS:
        assert house.holders(room) == [found.purpose]


def test_a_postponed_meeting_gives_its_rooms_back_and_comes_back_with_a_new_time(house: House) -> None:
    meeting = house.plan()
    house.act(meeting, "call")
    with pytest.raises(RuleBroken):
        house.act(meeting, "postpone")

    assert house.act(meeting, "postpone", comment="书记外出").status == "postponed"

    assert house.holders("east-101") == []
    with pytest.raises(TransitionRefused):
        house.act(meeting, "hold")
    moved = house.act(meeting, "move", starts_at=at(9, day=26), ends_at=at(10, day=26))
    assert (moved.status, house.holders("east-101", day=26)) == ("called", [moved.purpose])
    house.act(meeting, "cancel")
    assert house.holders("east-101", day=26) == []


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"starts_at": at(9, day=20), "ends_at": at(10, day=20)}, "starts_at", "time_past"),
        ({"starts_at": at(9), "ends_at": at(9)}, "ends_at", "ends_before_start"),
        ({**LATER, "rooms": ["main-1"]}, "rooms[0]", "unknown_room"),
    ],
)
def test_a_move_that_cannot_be_is_refused_by_its_field(
    house: House, changes: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        house.act(house.plan(), "move", **changes)

    assert [(each["field"], each["code"]) for each in refused.value.errors] == [(field, code)]


def test_members_reply_that_they_come_or_why_not_or_who_comes_for_them(house: House) -> None:
    meeting = house.plan(members=["east.leader", "east.clerk", "east.teacher1"])
    house.act(meeting, "call")
    with pytest.raises(RuleBroken):
        house.act(meeting, "reply", "east.leader", answer="absent")
    for deputy in (None, "east.clerk", "main.clerk"):
        with pytest.raises(InvalidInput):
            house.act(meeting, "reply", "east.leader", answer="deputy", deputy=deputy)
    with pytest.raises(Forbidden):
        house.act(meeting, "reply", answer="attend")

    house.act(meeting, "reply", "east.clerk", answer="absent", comment="出差")
    after = house.act(meeting, "reply", "east.leader", answer="deputy", deputy="west.handler")

    assert after.replies["p-east-clerk"].reason == "出差"
    for who in ("west.handler", "east.teacher1"):
        after = house.act(meeting, "sign_in", who)
    assert after.present == 2 and after.deputies == {"p-west-handler": "p-east-leader"}
    held = house.act(meeting, "hold")
    assert held.status == "held" and record.excused(held) == ["eastclerk"]  # not who sent a deputy


def test_where_the_kind_votes_nobody_counts_for_another(house: House) -> None:
    meeting = house.plan(kind="party_assembly", members=["east.leader", "east.clerk"])
    house.act(meeting, "call")
    house.act(meeting, "reply", "east.leader", answer="deputy", deputy="west.handler")

    assert house.act(meeting, "sign_in", "west.handler").present == 0


def test_whoever_left_does_not_count_until_they_are_back(house: House) -> None:
    meeting = house.plan()
    house.act(meeting, "call")
    house.act(meeting, "sign_in", "east.clerk")
    with pytest.raises(Forbidden):
        house.act(meeting, "leave", "east.leader", person="east.clerk")

    assert house.act(meeting, "leave", person="east.clerk").present == 0

    back = house.act(meeting, "sign_in", "east.clerk")
    assert (back.present, back.attended) == (1, ("p-east-clerk",))


def coded(house: House) -> Meeting:
    meeting = house.plan(by_code=True)
    return house.act(meeting, "call")


def sign_in(house: House, meeting: Meeting, code: str | None, seconds: int) -> Meeting:
    occasion = replace(by("east.clerk"), at=meeting.starts_at + timedelta(seconds=seconds))
    return app.act(house.repositories(occasion), meeting.id, "sign_in", said={**SAYINGS, "code": code})


def test_one_signs_in_with_the_code_that_the_room_shows_now_or_showed_just_before(house: House) -> None:
    meeting = coded(house)
    shown = app.code(house.repositories(replace(by("east.director"), at=meeting.starts_at)), meeting.id)
    assert len(shown["code"]) == 6 and 0 < shown["seconds_left"] <= 30

    for code, seconds in ((None, 0), ("", 0), ("AAAAAA", 0), (shown["code"], 61), (shown["code"], -61)):
        with pytest.raises(WrongCode):
            sign_in(house, meeting, code, seconds)
    for seconds in (0, 29, 59):
        assert sign_in(house, meeting, shown["code"].lower(), seconds).present == 1
        house.act(meeting, "leave", "east.clerk")


def test_the_code_is_for_the_room_and_for_meetings_that_ask_for_it(house: House) -> None:
    meeting, plain = coded(house), house.plan(rooms=[])

    with pytest.raises(Forbidden):
        app.code(house.repositories(by("east.clerk")), meeting.id)
    with pytest.raises(NotFound):
        app.code(house.repositories(by("west.director")), meeting.id)
    with pytest.raises(Refused):
        app.code(house.repositories(by("east.director")), plain.id)
