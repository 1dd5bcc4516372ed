"""What refuses in meetings stands in their tables, and what judged a new record stands in its history."""

from typing import Any

from services.meetings.series.steps import SERIES
from services.meetings.steps import MEETING
from services.meetings.topics.steps import TOPIC
from services.meetings.votes.steps import ROUND
from shared.workflow import Workflow
from tests.unit.meetings.office import House, by
from tests.unit.meetings.test_topics import committee


def codes(table: Workflow, action: str) -> set[str]:
    return {rule.code for step in table.steps if step.action == action for rule in step.rules}


def judged(kept: Any, record_id: str) -> list[str]:
    return [each["code"] for each in next(iter(kept.whole_history(record_id))).get("rules", [])]


def test_seats_hours_and_bookings_of_rooms_are_rules_of_planning_and_moving() -> None:
    rooms = {"room_too_small", "room_closed"}

    assert codes(MEETING, "plan") == {*rooms, "room_conflict"}
    assert codes(MEETING, "move") == {*rooms, "room_conflict", "rooms_pending"}
    assert codes(SERIES, "plan") == rooms


def test_every_step_of_people_waits_for_the_rooms() -> None:
    by_the_system = {"plan", "arrange", "refuse_rooms", "moved", "refuse_move"}

    waits = {step.action for step in MEETING.steps if "rooms_pending" in {rule.code for rule in step.rules}}
    assert waits == {step.action for step in MEETING.steps} - by_the_system


def test_whatever_forbids_to_put_a_topic_is_a_rule() -> None:
    assert codes(TOPIC, "put") == {
        "not_in_session", "not_on_agenda", "wrong_mode", "election_is_secret", "ballot_is_secret", "quorum_missing",
    }  # fmt: skip
    assert codes(ROUND, "count") >= {"box_missing", "more_than_papers"}
    assert all("not_in_session" in codes(ROUND, action) for action in ("cast", "take_paper", "decide"))


def test_the_rules_that_judged_a_new_meeting_and_topic_are_recorded() -> None:
    house = House()
    meeting = committee(house)
    topic = house.propose(meeting)
    kept = house.repositories(by("east.director"))

    assert judged(kept.meetings, meeting.id) == ["room_too_small", "room_closed", "room_conflict"]
    assert judged(kept.topics, topic.id) == ["topic_closed", "too_many_topics", "election_named"]
