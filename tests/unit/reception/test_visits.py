"""The rules of reception at their edges, and the effects of answers about rooms."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain import Box
from services.notifications.views import item
from services.reception import app, domain
from services.reception.domain import Visit, VisitStatus, hosts_allowed
from services.reception.kinds import VISIT
from services.registry import service_class
from shared.contracts.directory import RulingRecorded
from shared.contracts.meetings import RoomBooked, RoomRefused
from shared.errors import Forbidden, InvalidInput, NotFound, OfficeError, RuleBroken, TransitionRefused
from shared.occasion import Key, Repeated
from shared.testing import MemoryCollection
from tests.support.office import MORNING, Roster, actor, caused, on
from tests.unit.notifications.turns import LED, listed

service_class("reception")  # with it comes whose turn it is

PEOPLE = [{"name": f"来宾{place}", "post": "教师"} for place in range(12)]
LETTER = {
    "issuer": "北湖区教育局", "number": "北教函〔2026〕8号", "purpose": "调研", "people": PEOPLE,
    "from_on": "2026-12-01", "until_on": "2026-12-02",
}  # fmt: skip
MEAL = {"kind": "working", "guests": 10, "hosts": 3, "cost_per_head_fen": 5000}
WANTED = {
    "letter": LETTER, "room": "east-101", "starts_at": "2026-12-01T09:00:00+08:00",
    "ends_at": "2026-12-01T11:00:00+08:00", "meals": [MEAL],
}  # fmt: skip
TEN, TWELVE = datetime(2026, 12, 1, 2, tzinfo=UTC), datetime(2026, 12, 1, 4, tzinfo=UTC)


class MemoryVisits(MemoryCollection[Visit]):
    name, service, kind = "visits", "reception", Visit


class Desk:
    def __init__(self) -> None:
        self.visits = MemoryVisits(on("east.clerk"))

    def plan(self, who: str = "east.clerk", **changes: Any) -> Visit:
        occasion = on(who)
        wanted = {**WANTED, **changes}
        return app.plan(self.visits.on(occasion), Roster(), occasion=occasion, new_id="v1", wanted=wanted)

    def act(self, who: str, action: str, comment: str = "", *, hours: float = 0, **more: Any) -> Visit:
        occasion = on(who, hours=hours)
        return app.act(self.visits.on(occasion), Roster(), "v1", action, occasion=occasion, comment=comment, **more)

    def approved(self) -> Visit:
        self.plan()
        self.act("east.clerk", "apply")
        return self.act("east.leader", "approve")

    def answer(self, answer: RoomBooked | RoomRefused, version: int = 1) -> Visit:
        app.room_answered(self.visits.on(caused("room_days:d", version)), answer, at=MORNING)
        found = self.visits.find("v1")
        assert found is not None
        return found


@pytest.fixture
def desk() -> Desk:
    return Desk()


def booked(purpose: str = "visit:v1") -> RoomBooked:
    return RoomBooked(day_id="d", room="east-101", purpose=purpose, starts_at=TEN, ends_at=TWELVE)


def refused(purpose: str = "visit:v1") -> RoomRefused:
    return RoomRefused(day_id="d", room="east-101", purpose=purpose, reason="该时段已被占用", free=((TEN, TWELVE),))


def violations(**changes: Any) -> list[str]:
    found = app.check(Roster(), occasion=on("east.clerk"), wanted={**WANTED, **changes})["violations"]
    assert all(each["source"] and each["message"] for each in found)
    return [each["code"] for each in found]


def meal(**changes: Any) -> dict[str, Any]:
    return {"meals": [{**MEAL, **changes}]}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"letter": None}, ["letter_missing"]),
        ({"letter": {**LETTER, "number": ""}}, ["letter_incomplete"]),
        ({"letter": {**LETTER, "people": []}}, ["letter_incomplete", "guests_beyond_letter"]),
        ({"letter": {**LETTER, "until_on": "2026-11-30"}}, ["letter_incomplete", "outside_letter"]),
        ({"letter": {**LETTER, "from_on": "2026-12-02"}}, ["outside_letter"]),
        ({"starts_at": "2026-12-02T23:00:00+08:00", "ends_at": "2026-12-02T23:59:00+08:00"}, []),
        ({"starts_at": "2026-12-02T23:00:00+08:00", "ends_at": "2026-12-03T00:00:00+08:00"}, ["outside_letter"]),
        (meal(hosts=4), ["too_many_hosts"]),
        (meal(guests=11, hosts=3), []),
        (meal(guests=11, hosts=4), ["too_many_hosts"]),
        (meal(guests=12, hosts=4), []),
        (meal(guests=12, hosts=5), ["too_many_hosts"]),
        (meal(guests=13), ["guests_beyond_letter"]),
        (meal(cost_per_head_fen=5001), ["over_cap"]),
        (meal(kind="self_paid", cost_per_head_fen=9000), []),
        ({"meals": [MEAL, {**MEAL, "kind": "self_paid"}]}, []),
        ({"meals": [MEAL, MEAL]}, ["one_working_meal"]),
        (meal(kind="banquet"), ["forbidden"]),
        (meal(kind="alcohol"), ["forbidden"]),
        (meal(kind="tobacco"), ["forbidden"]),
        (meal(kind="gift"), ["forbidden"]),
        ({"letter": None, **meal(kind="gift", hosts=9)}, ["letter_missing", "forbidden", "too_many_hosts"]),
    ],
)
def test_the_check_names_every_broken_rule_and_applying_refuses_with_the_same(
    desk: Desk, changes: dict[str, Any], codes: list[str]
) -> None:
    assert violations(**changes) == codes

    before = desk.plan(**changes)
    if not codes:
        assert desk.act("east.clerk", "apply").status is VisitStatus.APPLIED
        return
    with pytest.raises(RuleBroken) as found:
        desk.act("east.clerk", "apply")
    assert [each["code"] for each in found.value.errors] == codes
    assert desk.visits.find("v1") == before


def test_hosts_at_table() -> None:
    assert [hosts_allowed(guests) for guests in (1, 10, 11, 12, 14, 15, 30)] == [3, 3, 3, 4, 4, 5, 10]


def test_only_the_clerk_plans_and_only_the_leader_approves(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.plan("east.leader")
    desk.plan()
    with pytest.raises(Forbidden):
        desk.act("east.leader", "apply")
    desk.act("east.clerk", "apply")
    with pytest.raises(Forbidden):
        desk.act("east.clerk", "approve")
    for stranger in ("west.leader", "nanhu.leader", "east.handler", "lake.clerk"):
        with pytest.raises(NotFound):
            desk.act(stranger, "approve")


def test_a_visit_that_ends_before_it_begins_is_no_visit(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.plan(ends_at="2026-12-01T09:00:00+08:00")
    desk.plan()
    occasion = on("east.clerk")
    with pytest.raises(InvalidInput):
        app.revise(desk.visits.on(occasion), "v1", occasion=occasion, wanted={"starts_at": "2026-12-01T12:00:00+08:00"})


def test_a_visit_is_planned_and_approved_before_it_begins(desk: Desk) -> None:
    past = {"starts_at": "2026-11-22T09:00:00+08:00", "ends_at": "2026-11-22T11:00:00+08:00"}
    with pytest.raises(InvalidInput) as planned:
        desk.plan(**past)
    assert [each["code"] for each in planned.value.errors] == ["time_past"]
    assert violations(**past, letter={**LETTER, "from_on": "2026-11-22"}) == ["time_past"]
    desk.plan()
    occasion = on("east.clerk")
    with pytest.raises(InvalidInput) as revised:
        app.revise(desk.visits.on(occasion), "v1", occasion=occasion, wanted=past)
    assert [each["code"] for each in revised.value.errors] == ["time_past"]

    begun = 24 * 8 + 0.01
    with pytest.raises(RuleBroken, match="时间已过"):
        desk.act("east.clerk", "apply", hours=begun)
    desk.act("east.clerk", "apply")
    with pytest.raises(RuleBroken, match="时间已过") as approved:
        desk.act("east.leader", "approve", hours=begun)

    leader, visit = actor("east.leader"), desk.visits.get("v1")
    shown = [
        item(
            {**listed(visit, leader), "since": ""},
            leader,
            Box.TODO,
            LED,
            at=visit.starts_at + timedelta(seconds=off),
            read={},
        )["action"]
        for off in (-1, 0)
    ]
    assert (shown[0]["enabled"], shown[1]["enabled"]) == (True, False) and "不能补办" in shown[1]["why_not"]
    assert approved.value.errors[0]["source"].startswith("党政机关国内公务接待管理规定")
    assert desk.act("east.leader", "return", "改期", hours=begun).status is VisitStatus.RETURNED


def test_a_visit_asked_for_again_after_it_began_is_the_same_visit(desk: Desk) -> None:
    key = Key("k1", "print")
    for hours in (0, 24 * 9):
        occasion = on("east.clerk", hours=hours, key=key)
        with nullcontext() if hours == 0 else pytest.raises(Repeated):
            app.plan(desk.visits.on(occasion), Roster(), occasion=occasion, new_id="v1", wanted=WANTED)


def test_a_room_confirms_the_visit_and_a_taken_room_sends_it_back_with_the_next_free_time(desk: Desk) -> None:
    desk.approved()
    assert desk.answer(booked("meeting:v1")).status is VisitStatus.APPROVED
    assert desk.answer(booked("visit:v2"), 2).status is VisitStatus.APPROVED

    back = desk.answer(refused(), 3)
    assert (back.status, back.free) == (VisitStatus.RETURNED, ((TEN, TWELVE),))
    assert "该时段已被占用" in (back.return_reason or "")
    desk.act("east.clerk", "apply")
    desk.act("east.leader", "approve")
    confirmed = desk.answer(booked(), 4)

    assert confirmed.status is VisitStatus.CONFIRMED
    with pytest.raises(RuleBroken, match="12月1日09:00开始") as early:
        desk.act("east.clerk", "finish")
    assert early.value.errors[0]["code"] == "not_begun" and early.value.source
    finished = desk.act("east.clerk", "finish", hours=24 * 8)
    assert finished.status is VisitStatus.FINISHED and finished.finished_at is not None


def test_an_answer_that_comes_after_the_visit_was_called_off_changes_nothing(desk: Desk) -> None:
    desk.approved()
    cancelled = desk.act("east.clerk", "cancel")

    assert desk.answer(booked()) == replace(cancelled, kept=None)


def test_a_person_cannot_answer_for_the_rooms(desk: Desk) -> None:
    desk.approved()
    for who in ("east.clerk", "east.leader", "east.director"):
        for action in ("confirm", "turn_down"):
            with pytest.raises((Forbidden, TransitionRefused)):
                desk.act(who, action)


WHO = ["east.clerk", "east.leader", "east.director", "west.clerk"]
TRIES = st.lists(
    st.tuples(
        st.sampled_from(WHO), st.sampled_from([step.action for step in VISIT.steps]), st.sampled_from(["", "理由"])
    ),
    max_size=10,
)


@given(TRIES)
def test_whatever_is_tried_a_refusal_changes_nothing(tries: list[tuple[str, str, str]]) -> None:
    desk = Desk()
    desk.plan()
    for who, action, comment in tries:
        if action == "revise":
            continue
        before = desk.visits.find("v1")
        assert before is not None
        allowed = action in VISIT.actions(before, actor(who)) and domain.sees(before, actor(who))
        try:
            after = desk.act(who, action, comment)
        except OfficeError as refusal:
            assert desk.visits.find("v1") == before
            assert not allowed or isinstance(refusal, RuleBroken)
        else:
            assert allowed and after.version == before.version + 1


def test_the_cap_of_a_meal_is_what_the_district_rules_for_that_day() -> None:
    def judged(cap: int, since: str) -> list[str]:
        roster = Roster()
        roster.rulings = [
            RulingRecorded(
                ruling_id="r", district="nanhu", since=date.fromisoformat(since), made_at=MORNING, kinds=None, series=None,
                cap_fen=cap, retention=None, receivers=None, active=True,
            )
        ]  # fmt: skip
        return [each["code"] for each in app.check(roster, occasion=on("east.clerk"), wanted=WANTED)["violations"]]

    assert (
        judged(4_000, "2026-12-01") == ["over_cap"]
        and judged(4_000, "2026-12-02") == []
        and judged(5_000, "2026-11-01") == []
    )


def test_a_visit_is_shown_with_who_approved_it_and_how_it_ended(desk: Desk) -> None:
    before = app.shown_visit(desk.plan(), actor("east.clerk"), at=MORNING)
    desk.act("east.clerk", "apply")
    approved = app.shown_visit(desk.act("east.leader", "approve"), actor("east.clerk"), at=MORNING)

    assert (before["approved_by"], before["finished_at"], before["return_reason"]) == (None, None, None)
    assert approved["approved_by"] == {"id": "p-east.leader", "name": "east.leader"}
    assert (before["status_name"], approved["status"]) == ("拟定中", "approved")
    assert [each["kind_name"] for each in approved["meals"]] == ["工作餐"]


def test_a_step_that_the_rules_forbid_names_every_broken_rule_before_it_is_tried(desk: Desk) -> None:
    wrong = {**MEAL, "hosts": 6, "cost_per_head_fen": 12_000}
    desk.plan(meals=[wrong, wrong])

    shown = app.get(desk.visits, Roster(), "v1", actor=actor("east.clerk"), at=MORNING)

    why = next(each["why_not"] for each in shown["actions"] if each["code"] == "apply")
    assert all(words in why for words in ("工作餐只能安排一次", "不得超过3人，现为6人", "每人不得超过50.00元"))


def test_a_kept_plan_is_judged_for_everybody_who_sees_it_with_the_room_that_it_asks_for(desk: Desk) -> None:
    desk.plan(letter=None)
    visits = desk.visits.on(on("east.leader"))

    judged = app.judge(visits, Roster(), "v1", occasion=on("east.leader"))

    assert [each["code"] for each in judged["violations"]] == ["letter_missing"]
    times = {"starts_at": "2026-12-01T01:00:00.000+00:00", "ends_at": "2026-12-01T03:00:00.000+00:00"}
    assert judged["asks"] == {"room": "east-101", **times, "purpose": "visit:v1"}
    with pytest.raises(NotFound):
        app.judge(visits, Roster(), "v1", occasion=on("west.leader"))


def test_an_approval_does_not_outlive_the_room_that_was_refused(desk: Desk) -> None:
    desk.approved()

    back = desk.answer(refused())

    shown = app.shown_visit(back, actor("east.clerk"), at=MORNING)
    assert (shown["approved_by"], shown["return_reason"]) == (None, "该时段已被占用")


@pytest.mark.parametrize(("guests", "hosts"), [(1, 3), (9, 3), (10, 3), (11, 3), (12, 4), (14, 4), (15, 5)])
def test_three_hosts_attend_for_ten_guests_and_a_third_of_the_guests_above(guests: int, hosts: int) -> None:
    assert hosts_allowed(guests) == hosts


def test_a_visit_is_shown_as_a_step_left_it_with_its_letter_and_to_nobody_without_steps(desk: Desk) -> None:
    visit = desk.plan()

    mine, nobodys = (app.shown_now(Roster(), visit, actor=each, at=MORNING) for each in (on("east.clerk").person, None))

    assert mine["letter"]["number"] == "北教函〔2026〕8号" and len(mine["letter"]["people"]) == 12
    assert [each["code"] for each in mine["actions"]] and nobodys["actions"] == []
    without = app.shown_now(Roster(), replace(visit, letter=None), actor=None, at=MORNING)
    assert without["letter"] is None


@pytest.mark.parametrize(("who", "action"), [("east.clerk", "apply"), ("east.leader", "approve")])
def test_a_visit_whose_room_is_taken_is_neither_applied_for_nor_approved(desk: Desk, who: str, action: str) -> None:
    desk.plan(meals=[MEAL, MEAL] if action == "apply" else [MEAL])
    if action == "approve":
        desk.act("east.clerk", "apply")

    with pytest.raises(RuleBroken, match="12月1日11:30以后可用") as refused:
        desk.act(who, action, of_room=["会议室在这一时段已被占用，12月1日11:30以后可用"])

    codes = [each["code"] for each in refused.value.errors]
    assert codes == [*(["one_working_meal"] if action == "apply" else []), "room_conflict"], (
        "with every other broken rule"
    )
