"""Topics: invited, proposed with papers, examined, settled into an agenda, sent; and recusals."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.meetings import turns
from services.meetings.domain import Meeting
from services.meetings.topics import app as topics
from services.meetings.topics.domain import Topic, TopicClosed
from services.meetings.views import shown_meeting
from services.notifications.domain import Box, wait_for
from shared.errors import Forbidden, InvalidInput, NotFound, OfficeError, Refused, RuleBroken, TransitionRefused
from shared.occasion import Occasion
from shared.turn import TOLD
from tests.unit.meetings.office import NOW, House, actor, at, by
from tests.unit.notifications.turns import LED, listed

assert turns, "the turns are told by their module"
MEMBERS = ["east.leader", "east.director", "east.clerk", "east.teacher1"]


@pytest.fixture
def house() -> House:
    return House()


WANTED = {"title": "冬季安全", "matter": "ordinary", "papers": []}


def committee(house: House, **changes: Any) -> Meeting:
    return house.plan(kind="party_committee", members=MEMBERS, chair="east.leader", rooms=[], **changes)


def accepted(house: House, meeting: Meeting, **changes: Any) -> Topic:
    return house.on_topic(house.propose(meeting, "east.clerk", **changes), "accept")


def told(meeting: Meeting) -> set[str]:
    """Return the members whose list says until when topics are asked for."""
    record = {**listed(meeting, actor("east.clerk")), "stage_name": TOLD[Meeting].stage(meeting)}
    found = {each for each in MEMBERS if wait_for(record, actor(each), Box.TO_READ, LED)}
    until = meeting.topics_until
    due = {wait["due_on"] for wait in record["waits"] if wait["box"] == Box.TO_READ}
    assert not found or (
        due == {"2026-11-23"}
        and until
        and f"征集议题，11月23日{until + timedelta(hours=8):%H:%M}截止" == record["stage_name"]
    )
    return found


def codes(refused: pytest.ExceptionInfo[OfficeError]) -> list[str]:
    return [each["code"] for each in refused.value.errors]


def test_topics_are_called_for_until_a_time_and_later_ones_are_told_where_to_go(house: House) -> None:
    meeting = committee(house)
    house.act(meeting, "invite_topics", until=at(12, day=23))
    assert house.propose(meeting, "east.clerk").status == "submitted"
    following = committee(house, starts_at=at(9, day=30), ends_at=at(10, day=30), title="下一次会议")

    late = replace(by("east.clerk"), at=NOW + timedelta(hours=4))
    with pytest.raises(TopicClosed) as refused:
        topics.propose(house.repositories(late), meeting.id, new_id="late", wanted=WANTED)

    assert (refused.value.status, refused.value.code) == (409, "topic_closed")
    assert [each["id"] for each in refused.value.details["next"]] == [following.id]
    assert "下一次会议" in refused.value.message and refused.value.details["until"].startswith("2026-11-23T04:00")


def test_members_are_told_until_when_topics_are_asked_for_and_have_read_it_once(house: House) -> None:
    meeting = house.act(committee(house), "invite_topics", until=at(12, day=23))
    assert told(meeting) == {"east.leader", "east.clerk", "east.teacher1"}

    read = house.act(meeting, "read", "east.clerk")

    assert told(read) == {"east.leader", "east.teacher1"}
    assert told(house.act(meeting, "invite_topics", until=at(16, day=23))) == {
        "east.leader",
        "east.clerk",
        "east.teacher1",
    }
    with pytest.raises(Forbidden):
        house.act(meeting, "read", "east.registrar")


def test_nobody_is_asked_for_topics_once_the_agenda_is_settled(house: House) -> None:
    meeting = committee(house)
    house.act(meeting, "invite_topics", until=at(12, day=23))

    settled = house.act(meeting, "settle", "east.leader", topics=[accepted(house, meeting).id])

    assert told(settled) == set()
    assert [each["code"] for each in shown_meeting(settled, actor("east.clerk"), NOW)["actions"]] == []


def test_once_the_agenda_is_settled_no_topic_is_taken(house: House) -> None:
    meeting = committee(house)
    house.act(meeting, "settle", "east.leader", topics=[accepted(house, meeting).id])

    with pytest.raises(TopicClosed) as refused:
        house.propose(meeting)

    assert refused.value.details == {"until": None, "next": []}


def test_the_office_examines_and_takes_no_topic_without_its_papers(house: House) -> None:
    meeting = committee(house)
    topic = house.propose(meeting, "east.clerk", papers=[])

    with pytest.raises(RuleBroken) as refused:
        house.on_topic(topic, "accept")
    with pytest.raises(Forbidden):
        house.on_topic(topic, "accept", "east.leader")
    with pytest.raises(RuleBroken):
        house.on_topic(topic, "return")
    house.on_topic(topic, "return", comment="请补充议题说明")
    revised = house.on_topic(topic, "revise", "east.clerk", papers=[{"name": "议题说明", "text": "补充"}])

    assert codes(refused) == ["papers_missing"] and "议题说明" in refused.value.message
    assert (revised.title, revised.status) == ("冬季安全", "submitted")
    assert house.on_topic(topic, "accept").status == "accepted"


def test_who_presides_settles_the_agenda_by_the_kind(house: House) -> None:
    meeting = committee(house)
    one, two = accepted(house, meeting, title="一"), accepted(house, meeting, title="二", matter="important")
    waiting = house.propose(meeting)

    with pytest.raises(Forbidden):
        house.act(meeting, "settle", topics=[one.id])
    with pytest.raises(InvalidInput) as refused:
        house.act(meeting, "settle", "east.leader", topics=[one.id, one.id, waiting.id, "nothing"])
    with pytest.raises(RuleBroken) as alone:
        house.act(meeting, "settle", "east.leader", topics=[two.id, one.id])
    settled = house.act(meeting, "settle", "east.leader", topics=[two.id, one.id], talked_with=["west.leader"])

    assert codes(refused) == ["topic_repeated", "topic_not_accepted", "topic_not_accepted"]
    assert codes(alone) == ["not_talked_over"]
    assert [each.title for each in settled.agenda] == ["二", "一"]
    assert [each.name for each in settled.talked_with] == ["westleader"]


def test_nobody_is_called_before_the_agenda_is_settled_and_its_papers_are_sent(house: House) -> None:
    meeting = committee(house)
    topic = accepted(house, meeting)
    for step in ("call", "send_papers"):
        with pytest.raises(RuleBroken) as refused:
            house.act(meeting, step)
        assert codes(refused) == ["agenda_unsettled"]

    house.act(meeting, "settle", "east.leader", topics=[topic.id])
    with pytest.raises(RuleBroken):
        house.act(meeting, "call")
    house.act(meeting, "send_papers")

    assert house.act(meeting, "call").status == "called"
    for step, who in (("withdraw", "east.clerk"), ("return", "east.director")):
        with pytest.raises(RuleBroken) as refused:
            house.on_topic(topic, step, who, comment="理由")
        assert codes(refused) == ["on_agenda"]


def shown(house: House, topic: Topic, who: str) -> dict[str, Any] | None:
    try:
        return topics.get(house.repositories(Occasion(NOW)), topic.id, actor=actor(who))
    except NotFound:
        return None


def test_papers_are_read_by_members_once_they_are_sent_and_never_by_who_is_concerned(house: House) -> None:
    meeting = committee(house)
    topic = accepted(house, meeting)
    house.on_topic(topic, "recuse", "east.leader", person="east.teacher1")
    assert [shown(house, topic, f"east.{who}") is not None for who in ("clerk", "leader", "teacher1", "handler")] == [
        True, True, False, False,
    ]  # fmt: skip

    house.act(meeting, "settle", "east.leader", topics=[topic.id])
    house.act(meeting, "send_papers")

    seen = {who: shown(house, topic, who) for who in ("east.clerk", "east.teacher1", "east.handler", "west.director")}
    assert [None if each is None else each["papers"] is not None for each in seen.values()] == [True, False, None, None]
    listed = topics.listed(
        house.repositories(Occasion(NOW)), meeting.id, actor=actor("east.clerk"), cursor=None, limit=9
    )
    assert [each["id"] for each in listed["items"]] == [topic.id]


def test_one_withdraws_oneself_and_only_who_runs_the_meeting_names_another(house: House) -> None:
    meeting = committee(house)
    topic = accepted(house, meeting)

    with pytest.raises(Forbidden):
        house.on_topic(topic, "recuse", "east.clerk", person="east.teacher1")
    with pytest.raises(InvalidInput):
        house.on_topic(topic, "recuse", person="east.handler")
    after = house.on_topic(topic, "recuse", "east.clerk")
    with pytest.raises(InvalidInput):
        house.on_topic(topic, "recuse", "east.clerk")

    assert [each.id for each in after.recused] == ["p-east-clerk"]


def test_what_a_meeting_left_undecided_is_put_off(house: House) -> None:
    meeting = committee(house)
    topic, other = accepted(house, meeting), house.propose(meeting)
    house.act(meeting, "settle", "east.leader", topics=[topic.id])
    house.act(meeting, "send_papers")
    house.act(meeting, "call")
    for who in MEMBERS:
        house.act(meeting, "sign_in", who)
    house.act(meeting, "hold")
    with pytest.raises(RuleBroken) as refused:
        house.act(meeting, "adjourn", decisions=[DECISION])
    assert codes(refused) == ["undecided"]

    ended = house.act(meeting, "adjourn")
    house.hear()

    assert [house.topic(each).status for each in (topic, other)] == ["deferred", "deferred"]
    assert ended.record.startswith("east校区第一次办公会议会议记录") and "应到4人，实到4人" in ended.record
    with pytest.raises(Forbidden):
        house.act(meeting, "confirm")
    house.act(meeting, "revise", record="改过的记录")
    assert house.act(meeting, "confirm", "east.leader").record == "改过的记录"
    with pytest.raises(TransitionRefused):
        house.act(meeting, "revise", record="再改")


DECISION = {"text": "开展检查", "responsible": "east.handler", "due_on": "2026-12-10", "topic": None}


def test_a_topic_that_the_agenda_does_not_list_is_not_voted_on(house: House) -> None:
    meeting = committee(house)
    listed, left_out = accepted(house, meeting), accepted(house, meeting, title="另一件事")
    house.act(meeting, "settle", "east.leader", topics=[listed.id], talked_with=["east.director"])
    house.act(meeting, "send_papers")
    house.act(meeting, "call")
    for who in MEMBERS:
        house.act(meeting, "sign_in", who)
    house.act(meeting, "hold")

    with pytest.raises(Refused) as refused:
        house.put(left_out, who="east.leader")
    assert "议程" in refused.value.message
    assert house.put(listed, who="east.leader").topic == listed.id


def test_whoever_takes_the_chair_has_every_undecided_topic_also_one_that_is_voted_on(house: House) -> None:
    meeting = committee(house)
    topics_of = {
        "submitted": house.propose(meeting, "east.clerk"), "accepted": accepted(house, meeting),
        "returned": house.on_topic(house.propose(meeting, "east.clerk"), "return", comment="缺说明"),
        "voting": accepted(house, meeting),
        "withdrawn": house.on_topic(house.propose(meeting, "east.clerk"), "withdraw", "east.clerk"),
    }  # fmt: skip
    house._topics.records[topics_of["voting"].id]["status"] = "voting"
    house._meetings.records[meeting.id]["chair"] = "p-east-director"

    topics.follow_chair(house.repositories(Occasion(NOW)), meeting.id)

    chairs = {name: house.topic(each).chair for name, each in topics_of.items()}
    assert chairs == dict.fromkeys(chairs, "p-east-director") | {"withdrawn": "p-east-leader"}
