"""A meeting is not held before its start, and its record states its actual times."""

from dataclasses import replace
from datetime import timedelta

import pytest

import services.meetings.turns  # noqa: F401  (says whose turn it is)
from services.meetings import app
from services.meetings.domain import Answer, Reply
from services.meetings.views import shown_meeting
from shared.errors import RuleBroken
from shared.turn import turn_of
from tests.unit.meetings.office import House, actor, at, by

DECISION = {"text": "完成检查", "responsible": "east.clerk", "due_on": "2026-12-31"}


def called(house: House, **changes: object) -> "app.Meeting":
    meeting = house.plan(**changes)  # type: ignore[arg-type]
    house.act(meeting, "call")
    for who in ("east.leader", "east.director", "east.clerk"):
        house.act(meeting, "sign_in", who)
    return meeting


@pytest.mark.parametrize("minutes", [-24 * 60, -1])
def test_a_meeting_is_not_held_before_it_begins(minutes: int) -> None:
    house = House()
    meeting = called(house)

    with pytest.raises(RuleBroken, match="11月24日09:00开始") as refused:
        house.act(meeting, "hold", later=minutes)

    assert refused.value.errors[0]["code"] == "not_begun" and "改期" in refused.value.message
    assert house.find(meeting.id).status == "called"  # type: ignore[union-attr]
    assert house.act(meeting, "hold", later=0).status == "held"


@pytest.mark.parametrize("minutes", [-24 * 60, -61])
def test_nobody_signs_in_to_a_meeting_of_tomorrow(minutes: int) -> None:
    house = House()
    meeting = house.plan()
    house.act(meeting, "call")

    with pytest.raises(RuleBroken, match="11月24日09:00开始，08:00起签到") as refused:
        house.act(meeting, "sign_in", "east.clerk", later=minutes)

    assert [each["code"] for each in refused.value.errors] == ["sign_in_early"]
    assert house.find(meeting.id).present == 0  # type: ignore[union-attr]
    assert house.act(meeting, "sign_in", "east.clerk", later=-60).present == 1


def test_signing_in_waits_from_an_hour_before_a_meeting() -> None:
    house = House()
    meeting = house.find(called(house).id)
    assert meeting is not None

    coming = replace(meeting, signed={}, replies={"p-east-clerk": Reply(Answer.ATTEND, meeting.starts_at)})
    turn = turn_of(coming, {"by": None, "action": "call", "comment": None})

    assert turn is not None and [each["opens_at"] for each in turn["waits"] if each["action"]["code"] == "sign_in"] == [
        (meeting.starts_at - timedelta(hours=1)).isoformat()
    ]


@pytest.mark.parametrize("action", ["close", "adjourn"])
def test_a_meeting_that_was_opened_too_early_once_does_not_end_before_it_begins(action: str) -> None:
    house = House()
    meeting = called(house, chair="east.director")
    house.act(meeting, "hold")

    with pytest.raises(RuleBroken, match="尚未到时间"):
        house.act(meeting, action, later=-60)

    assert house.act(meeting, action, later=1).status in ("closed", "adjourned")


def test_the_record_says_from_when_until_when_it_took_place() -> None:
    house = House()
    meeting = called(house, chair="east.director")
    house.act(meeting, "hold", later=5)

    closed = house.act(meeting, "close", later=75, decisions=[DECISION])

    assert "时间：2026年11月24日09:05—10:15（通知时间09:00—10:00）" in closed.record
    shown = shown_meeting(closed, None)
    assert (shown["held_at"], shown["ended_at"]) == ("2026-11-24T01:05:00.000+00:00", "2026-11-24T02:15:00.000+00:00")


def test_who_plans_a_meeting_sees_which_members_sit_elsewhere_then_and_nobody_learns_what_for() -> None:
    house = House()
    other = house.plan(
        rooms=[], title="人事专题会", members=["east.clerk", "east.handler"], starts_at=at(9.5), ends_at=at(11)
    )
    after = house.plan(rooms=[], starts_at=at(11), ends_at=at(12))

    meeting = house.plan(starts_at=at(9), ends_at=at(10))

    def shown(who: str) -> list[object]:
        return app.get(house.repositories(by(who)), meeting.id, actor=actor(who))["elsewhere"]  # type: ignore[no-any-return]

    assert [each["person"]["name"] for each in shown("east.director")] == ["eastdirector", "eastclerk"]  # type: ignore[index]
    assert "人事" not in str(shown("east.director")) and other.id not in str(shown("east.director"))
    assert shown("east.clerk") == []
    assert app.clashes(house.repositories(by("east.director")), after) == ()
    answer = shown_meeting(meeting, actor("east.director"))
    assert answer["elsewhere"] == shown("east.director"), "who plans it is warned at once"
    house.act(other, "cancel")
    assert shown("east.director") == []
    repeated = shown_meeting(house.find(meeting.id), actor("east.director"))
    assert repeated == answer, "a command that is sent again is answered as it was"
    assert meeting.starts_at + timedelta(hours=1) == meeting.ends_at
