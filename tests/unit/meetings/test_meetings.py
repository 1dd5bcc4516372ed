"""A meeting's life: permissions, the quorum of each kind at its edges, decisions, and visibility."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.meetings import app, views
from services.meetings.domain import Meeting, QuorumMissing
from services.meetings.kinds import KINDS
from services.meetings.steps import MEETING
from shared.aggregate import first_break
from shared.collection import META
from shared.errors import (
    Forbidden,
    InvalidInput,
    KeyReused,
    NotFound,
    OfficeError,
    PreconditionFailed,
    TransitionRefused,
)
from shared.occasion import Occasion
from tests.support.offers import codes
from tests.unit.meetings.office import NOW, PATHS, House, actor, at

DECISION = {"text": "开展冬季安全检查", "responsible": "east.handler", "due_on": "2026-12-10"}
QUORA = [
    ("party_committee", 8, 4), ("party_committee", 9, 5), ("party_committee", 1, 1),
    ("principals_office", 8, 4), ("principals_office", 7, 4), ("principals_office", 2, 1),
    ("party_assembly", 20, 10), ("party_assembly", 21, 11),
    ("branch_committee", 4, 2), ("branch_committee", 5, 3),
    ("staff_congress", 9, 6), ("staff_congress", 10, 7), ("staff_congress", 11, 8), ("staff_congress", 12, 8),
    ("party_lecture", 30, 1), ("party_lecture", 1, 1),
    ("office", 8, 4), ("office", 3, 2),
    ("party_group", 7, 4), ("party_day", 9, 1), ("organisational_life", 9, 5), ("democratic_review", 8, 4),
]  # fmt: skip


@pytest.fixture
def house() -> House:
    return House()


def held(house: House, **changes: Any) -> Meeting:
    meeting = house.plan(**changes)
    house.act(meeting, "call")
    for who in ("east.leader", "east.director"):
        house.act(meeting, "sign_in", who)
    return house.act(meeting, "hold")


@pytest.mark.parametrize(("kind", "members", "needed"), QUORA)
def test_a_meeting_opens_with_its_quorum_and_not_with_one_less(
    house: House, kind: str, members: int, needed: int
) -> None:
    names = [f"east.teacher{n}" for n in range(1, members + 1)]
    meeting = house.plan(kind=kind, members=names, rooms=["east-hall"])
    if KINDS[kind].formal:
        topic = house.propose(meeting, "east.director")
        house.on_topic(topic, "accept")
        house.act(meeting, "settle", topics=[topic.id])
        house.act(meeting, "send_papers")
    house.act(meeting, "call")
    house.act(meeting, "sign_in", "east.director")  # chairs, and is no member
    for name in names[: needed - 1]:
        house.act(meeting, "sign_in", name)

    with pytest.raises(QuorumMissing) as refused:
        house.act(meeting, "hold")
    house.act(meeting, "sign_in", names[needed - 1])

    counted = {name: refused.value.details[name] for name in ("needed", "present", "members")}
    assert counted == {"needed": needed, "present": needed - 1, "members": members}
    assert len(refused.value.details["missing"]) == members - needed + 1
    assert (refused.value.code, refused.value.status) == ("quorum_missing", 409)
    assert refused.value.source == KINDS[kind].source
    assert [each["source"] for each in refused.value.errors] == [KINDS[kind].source]
    assert house.act(meeting, "hold").status == "held"


def test_every_kind_has_a_quorum_that_cites_its_source() -> None:
    assert {kind for kind, *_ in QUORA} == set(KINDS)
    assert all(kind.source and kind.code == code for code, kind in KINDS.items())


def test_a_meeting_goes_from_its_plan_to_its_decisions(house: House) -> None:
    meeting = held(house)

    closed = house.act(meeting, "close", decisions=[DECISION, {**DECISION, "responsible": "p-west-clerk"}])

    assert (closed.status, closed.attended) == ("closed", ("p-east-leader", "p-east-director"))
    assert [each.responsible for each in closed.decisions] == ["p-east-handler", "p-west-clerk"]
    assert house.announced[:3] == ["meeting_planned", "meeting_arranged", "meeting_called"]
    assert house.announced.count("meeting_signed_in") == 2 and house.announced.count("meeting_closed") == 1


def test_whoever_comes_late_signs_in_while_it_is_held_and_nobody_twice(house: House) -> None:
    meeting = held(house)

    late = house.act(meeting, "sign_in", "east.clerk")
    again = house.act(meeting, "sign_in", "east.clerk")

    assert late.attended[-1] == "p-east-clerk" and again.version == late.version
    house.act(meeting, "close")
    with pytest.raises(TransitionRefused):
        house.act(meeting, "sign_in", "east.clerk")


@pytest.mark.parametrize(
    ("who", "error"),
    [("east.clerk", Forbidden), ("east.leader", Forbidden), ("west.director", NotFound), ("west.clerk", NotFound)],
)
def test_only_the_director_of_the_organ_calls_holds_closes_and_cancels(
    house: House, who: str, error: type[OfficeError]
) -> None:
    meeting = house.plan()

    for action in ("call", "hold", "close", "cancel"):
        with pytest.raises(error):
            house.act(meeting, action, who)


def test_only_members_and_the_chair_sign_in_and_only_once_it_was_called(house: House) -> None:
    meeting = house.plan(members=["east.leader", "west.clerk"])
    with pytest.raises(TransitionRefused):
        house.act(meeting, "sign_in", "east.leader")
    house.act(meeting, "call")

    with pytest.raises(Forbidden):
        house.act(meeting, "sign_in", "east.registrar")
    for who in ("west.clerk", "east.director"):
        assert f"p-{who.replace('.', '-')}" in house.act(meeting, "sign_in", who).attended


def test_only_a_director_plans(house: House) -> None:
    with pytest.raises(Forbidden):
        house.plan("east.clerk")

    assert house.records == []


@pytest.mark.parametrize("status", ["held", "closed"])
def test_what_is_held_can_no_longer_be_cancelled(house: House, status: str) -> None:
    meeting = held(house)
    if status == "closed":
        house.act(meeting, "close")

    with pytest.raises(TransitionRefused):
        house.act(meeting, "cancel")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"responsible": "nobody"}, "decisions[1].responsible", "unknown_person"),
        ({"responsible": "main.clerk"}, "decisions[1].responsible", "unknown_person"),
        ({"due_on": "2026-11-23"}, "decisions[1].due_on", "deadline_past"),
    ],
)
def test_a_decision_has_one_of_the_school_and_a_deadline_ahead(
    house: House, changes: dict[str, str], field: str, code: str
) -> None:
    meeting = held(house)

    with pytest.raises(InvalidInput) as refused:
        house.act(meeting, "close", decisions=[{**DECISION, "due_on": "2026-11-24"}, {**DECISION, **changes}])

    assert [(each["field"], each["code"]) for each in refused.value.errors] == [(field, code)]


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [(9, 10, 1), (9, 10.5, 1.5), (9, 9.25, 0.5), (9, 9.2, 0), (9, 10.75, 2), (9, 10.7, 1.5), (0, 24, 24)],
)
def test_a_meeting_counts_in_half_hours(house: House, begin: float, end: float, hours: float) -> None:
    assert house.plan(starts_at=at(begin), ends_at=at(end)).hours == hours


SEEN_BY = {"east.director", "east.leader", "east.registrar", "east.clerk", "west.handler"}


def test_the_office_and_the_members_see_a_meeting_and_nobody_else(house: House) -> None:
    meeting = house.plan(members=["east.clerk", "west.handler"])

    for organ in PATHS:
        for role in ("clerk", "director", "leader", "registrar", "handler"):
            who = actor(f"{organ}.{role}")
            kept = house.repositories(Occasion(NOW))
            listed = app.search(kept, actor=who, status=None, kind=None, cursor=None, limit=20)["items"]
            assert bool(listed) == (who.username in SEEN_BY), who.username
            if who.username in SEEN_BY:
                assert app.get(kept, meeting.id, actor=who)["id"] == meeting.id
                assert len(app.history(kept, meeting.id, actor=who, cursor=None, limit=20).items) == 2
            else:
                for ask in (app.get, lambda *a, **k: app.history(*a, cursor=None, limit=20, **k)):
                    with pytest.raises(NotFound):
                        ask(kept, meeting.id, actor=who)


def test_what_can_be_done_is_told_to_whoever_may(house: House) -> None:
    meeting = house.plan()
    called = house.act(meeting, "call")

    shown = {who: codes(views.shown_meeting(called, actor(who))) for who in ("east.director", "east.leader")}

    assert shown == {
        "east.director": ["reply", "sign_in", "leave", "hold", "postpone", "move", "cancel", "name_chair"],
        "east.leader": ["reply", "sign_in", "name_chair"],
    }
    signed = house.act(meeting, "sign_in", "east.leader")
    assert codes(views.shown_meeting(signed, actor("east.leader"))) == ["leave", "name_chair"]


def test_who_saw_another_version_is_told(house: House) -> None:
    meeting = house.plan()

    with pytest.raises(PreconditionFailed):
        house.act(meeting, "call", expected=1)

    assert house.act(meeting, "call", expected=2).status == "called"


def test_a_repeated_key_plans_once_and_answers_as_the_first_time(house: House) -> None:
    first = house.plan(key="once")
    house.act(first, "call")
    house.act(first, "cancel")

    again = house.plan(key="once")

    assert again == first and again.arranged_at is not None and house.holders("east-101") == []
    with pytest.raises(KeyReused):
        house.plan(key="once", print="other", title="另一次会议")


def test_what_is_wrong_with_a_plan_is_named_all_at_once(house: House) -> None:
    with pytest.raises(InvalidInput) as refused:
        house.plan(
            rooms=["east-101", "main-1", "east-101", "cellar"],
            members=["east.leader", "p-east-leader", "main.clerk", "nobody"],
            starts_at=at(10, day=22),
            ends_at=at(9, day=22),
        )

    assert [(each["field"], each["code"]) for each in refused.value.errors] == [
        ("starts_at", "time_past"),
        ("ends_at", "ends_before_start"),
        ("rooms[1]", "unknown_room"),
        ("rooms[2]", "room_repeated"),
        ("rooms[3]", "unknown_room"),
        ("members[1]", "person_repeated"),
        ("members[2]", "unknown_person"),
        ("members[3]", "unknown_person"),
    ]
    assert house.records == []


SAID: dict[str, dict[str, Any]] = {
    "invite_topics": {"until": at(18, day=23)},
    "settle": {"topics": []},
    "reply": {"answer": "absent", "comment": "外出"},
    "revise": {"record": "更正"},
    "postpone": {"comment": "另行通知"},
    "move": {"starts_at": at(9.5), "ends_at": at(11)},
}
WALK = st.lists(
    st.tuples(
        st.sampled_from(sorted({step.action for step in MEETING.steps})),
        st.sampled_from(["east.director", "east.leader", "east.clerk", "west.director"]),
    ),
    max_size=12,
)


@given(WALK)
def test_a_refusal_changes_nothing_and_every_version_is_an_event(walk: list[tuple[str, str]]) -> None:
    house = House()
    meeting = house.plan()

    for action, who in walk:
        before = copy.deepcopy(house.records)
        try:
            house.act(meeting, action, who, **SAID.get(action, {}))
        except OfficeError:
            assert house.records == before

    assert len(house.announced) == sum(record["version"] for record in house.records)
    for record in house.records:
        state = {name: value for name, value in record.items() if name not in META}
        assert first_break(record["_id"], record["version"], state, record["head"], record["history"]) is None
    after = house.find(meeting.id)
    assert after is not None
    assert house.holders("east-101") == ([] if after.status in ("cancelled", "postponed") else [after.purpose])
