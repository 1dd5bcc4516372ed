"""A chair who left or moved to another organ confirms nothing any more; a leader of the organ confirms the record instead."""

from typing import Any

import pytest

import services.meetings.turns  # noqa: F401  (says whose turn it is)
from services.meetings import app
from services.meetings.domain import Matter, Meeting
from services.meetings.kinds import Mode
from services.meetings.topics import app as topics
from services.meetings.topics.domain import Topic, TopicStatus
from services.meetings.topics.steps import TOPIC
from services.meetings.votes.domain import Round
from services.meetings.votes.steps import ROUND
from services.notifications.domain import Box, Circumstances, wait_for
from shared.actor import Actor
from shared.errors import ConfirmationNeeded, Forbidden, InvalidInput, RuleBroken
from shared.office import Named
from shared.workflow import Context
from tests.support.offers import codes
from tests.unit.meetings.office import House, actor, by
from tests.unit.notifications.turns import BEGIN, listed


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
    assert found is not None and found["action"]["code"] == "name_chair"


def test_a_chair_who_moved_puts_defers_and_counts_nothing() -> None:
    here = actor("east.clerk")
    there = Actor(here.person_id, here.username, here.name, "west", ("nanhu", "shiyan", "west"), here.roles)
    topic = Topic(
        id="t", meeting="m", organ="east", chair=here.person_id, chair_organ="east", title="议题", matter=Matter.ORDINARY,
        proposer="p", proposer_name="某", status=TopicStatus.ACCEPTED,
    )  # fmt: skip
    vote = Round(
        id="r", meeting="m", kind="party_committee", topic="t", title="议题", matter=Matter.ORDINARY, organ="east",
        chair=here.person_id, chair_organ="east", mode=Mode.OPEN, members=(),
    )  # fmt: skip

    for table, subject, steps in (
        (TOPIC, topic, ("put", "defer")),
        (ROUND, vote, ("count", "start", "void", "decide")),
    ):
        for step in steps:
            assert table.step(subject, step, here), step
            with pytest.raises(Forbidden):
                table.step(subject, step, there)


@pytest.mark.parametrize("mode", [Mode.OPEN, Mode.HEARING])
def test_a_chair_who_moved_keeps_a_members_ballot_and_has_no_last_word_in_a_hearing(mode: Mode) -> None:
    here = actor("east.clerk")
    there = Actor(here.person_id, here.username, here.name, "west", ("nanhu", "shiyan", "west"), here.roles)
    vote = Round(
        id="r", meeting="m", kind="party_committee", topic="t", title="议题", matter=Matter.ORDINARY, organ="east",
        chair=here.person_id, chair_organ="east", mode=mode, members=(Named(here.person_id, here.name),),
    )  # fmt: skip
    present = frozenset({here.person_id})
    around = Circumstances(here={"meetings:m": present})
    said = {"in_session": True, "here": present, "choice": "agree"}

    def casts(who: Actor) -> bool:
        known = Context(who, BEGIN, "", said)
        rules = ROUND.judging(ROUND.step(vote, "cast", who), vote, known)
        return [each.check(vote, known) for each in rules] == [None] * len(rules)

    waiting = wait_for(listed(vote, there), there, Box.TODO, around)
    assert casts(here) and casts(there) is (mode is Mode.OPEN)
    assert (waiting is not None and waiting["action"]["code"] == "cast") is (mode is Mode.OPEN)


@pytest.mark.parametrize("how", GONE)
@pytest.mark.parametrize("called", [False, True])
def test_the_office_names_another_chair_before_the_meeting(house: House, how: str, called: bool) -> None:
    meeting = house.plan(chair="east.clerk")
    if called:
        house.act(meeting, "call")
    meeting = house.repositories(by("east.director")).meetings.get(meeting.id)
    record, gone = listed(meeting, actor("east.director")), Circumstances(gone=frozenset({"p:p-east-clerk@east"}))
    for who in ("east.leader", "east.clerk", "east.director"):
        found = wait_for(record, actor(who), Box.TODO, Circumstances())
        assert found is None or found["action"]["code"] != "name_chair", who
    for who in ("east.director", "east.leader"):
        found = wait_for(record, actor(who), Box.TODO, gone)
        assert found is not None and found["action"]["code"] == "name_chair", who

    changes(house, "east.clerk", **GONE[how])
    after = house.act(meeting, "name_chair", "east.leader", chair="east.registrar")

    assert (after.chair, after.chair_organ, after.status) == ("p-east-registrar", "east", meeting.status)
    assert "chair_named" in house.announced
    record = listed(after, actor("east.director"))
    found = wait_for(record, actor("east.leader"), Box.TODO, gone)
    assert found is None or found["action"]["code"] != "name_chair"


def test_another_chair_is_of_the_school_and_is_named_by_the_office_only(house: House) -> None:
    meeting = house.plan(chair="east.clerk")
    for who in ("east.registrar", "east.clerk"):
        with pytest.raises(Forbidden):
            house.act(meeting, "name_chair", who, chair="east.leader")
    for chair in ("lake.leader", "nobody", "east.clerk"):
        with pytest.raises(InvalidInput):
            house.act(meeting, "name_chair", "east.director", chair=chair)


def test_the_topics_of_a_meeting_follow_it_to_another_chair(house: House) -> None:
    meeting = house.plan(kind="party_committee", chair="east.leader", topics=[])
    repositories = house.repositories(by("east.director"))
    topic = topics.propose(
        repositories, meeting.id, new_id="t", wanted={"title": "关于甲的议题", "matter": "ordinary", "papers": []}
    )
    house.act(meeting, "name_chair", "east.director", chair="east.clerk")

    for _ in range(2):
        topics.follow_chair(house.repositories(by("east.director")), meeting.id)

    after = house.repositories(by("east.director")).topics.get(topic.id)
    assert (after.chair, after.chair_organ, after.version) == ("p-east-clerk", "east", topic.version + 1)


def test_a_topic_that_nobody_would_examine_asks_before_it_is_proposed(house: House) -> None:
    meeting = house.plan(kind="party_committee", chair="east.leader", topics=[])
    changes(house, "east.director", active=False)
    wanted = {"title": "关于甲的议题", "matter": "ordinary", "papers": []}

    with pytest.raises(ConfirmationNeeded, match="办公室主任"):
        topics.propose(house.repositories(by("east.leader")), meeting.id, new_id="t", wanted=wanted)

    made = topics.propose(
        house.repositories(by("east.leader")), meeting.id, new_id="t", wanted={**wanted, "confirm": True}
    )
    assert made.status == "submitted"
