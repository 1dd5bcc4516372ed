"""A chair who left or moved to another organ confirms nothing any more; a leader of the organ confirms the record instead."""

from typing import Any

import pytest

import services.meetings.turns  # noqa: F401  (says whose turn it is)
from services.meetings import app
from services.meetings.domain import Meeting
from services.notifications.domain import Box, Circumstances, wait_for
from shared.actor import Actor
from shared.errors import Forbidden, RuleBroken
from tests.support.offers import codes
from tests.unit.meetings.office import House, actor, by
from tests.unit.notifications.turns import listed


@pytest.fixture
def house() -> House:
    return House()


def adjourned(house: House) -> Meeting:
    meeting = house.plan(chair="east.clerk")
    house.act(meeting, "call")
    for who in ("east.leader", "east.clerk", "east.director"):
        house.act(meeting, "sign_in", who)
    house.act(meeting, "hold")
    return house.act(meeting, "adjourn")


def changes(house: House, username: str, **what: Any) -> None:
    house.copies.people = [
        each.model_copy(update=what) if each.username == username else each for each in house.copies.people
    ]


GONE = {"left": {"active": False}, "moved": {"organ": "west", "path": ("nanhu", "shiyan", "west")}}


@pytest.mark.parametrize("how", GONE)
def test_a_leader_confirms_the_record_of_a_chair_who_is_gone(house: House, how: str) -> None:
    meeting = adjourned(house)
    changes(house, "east.clerk", **GONE[how])

    shown = app.get(house.repositories(by("east.leader")), meeting.id, actor=actor("east.leader"))
    closed = house.act(meeting, "confirm_for_chair", "east.leader")

    assert [each["enabled"] for each in shown["actions"] if each["code"] == "confirm_for_chair"] == [True]
    assert (closed.status, closed.chair_name) == ("closed", "eastclerk")
    assert "meeting_closed" in house.announced


def test_the_record_of_a_chair_who_is_there_is_theirs_to_confirm(house: House) -> None:
    meeting = adjourned(house)

    shown = app.get(house.repositories(by("east.leader")), meeting.id, actor=actor("east.leader"))
    with pytest.raises(RuleBroken, match="主持人"):
        house.act(meeting, "confirm_for_chair", "east.leader")

    assert [each["enabled"] for each in shown["actions"] if each["code"] == "confirm_for_chair"] == [False]
    assert house.act(meeting, "confirm", "east.clerk").status == "closed"


def test_a_chair_who_moved_confirms_nothing(house: House) -> None:
    meeting, moved = adjourned(house), actor("east.clerk")
    there = Actor(moved.person_id, moved.username, moved.name, "west", ("nanhu", "shiyan", "west"), moved.roles)

    assert codes(app.get(house.repositories(by("east.clerk")), meeting.id, actor=there)) == []
    assert codes(app.get(house.repositories(by("east.clerk")), meeting.id, actor=moved)) == ["confirm"]
    with pytest.raises(Forbidden):
        house.act(meeting, "confirm_for_chair", "east.director")


def test_what_waits_for_a_chair_goes_to_the_leader_once_the_chair_is_gone(house: House) -> None:
    meeting, leader = adjourned(house), actor("east.leader")
    record = listed(meeting, leader)
    (wait,) = record["waits"]
    assert wait["whom"] == ["p:p-east-clerk@east"]

    assert wait_for(record, leader, Box.TODO, Circumstances()) is None
    taken_over = wait_for(record, leader, Box.TODO, Circumstances(gone=frozenset(wait["whom"])))

    assert taken_over is not None and taken_over["action"]["code"] == "confirm_for_chair"


def test_a_meeting_whose_chair_left_before_the_agenda_was_settled_goes_to_the_office(house: House) -> None:
    meeting = house.plan(kind="party_committee", chair="east.leader", topics=[])
    record = listed(meeting, actor("east.director"))

    gone = Circumstances(gone=frozenset({"p:p-east-leader@east"}))

    assert wait_for(record, actor("east.director"), Box.TODO, Circumstances()) is None
    found = wait_for(record, actor("east.director"), Box.TODO, gone)
    assert found is not None and found["action"]["code"] == "cancel"
