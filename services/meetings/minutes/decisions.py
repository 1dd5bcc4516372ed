"""The end of a meeting: its decisions (议定事项), and the record drafted from its course."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.meetings import domain
from services.meetings.domain import Meeting
from services.meetings.kinds import KINDS
from services.meetings.minutes import record
from services.meetings.repositories import people
from services.meetings.topics.app import TopicRepositories
from services.meetings.topics.domain import Topic, TopicStatus
from shared.calendar import office_date
from shared.contracts import meetings as events
from shared.contracts.directory import OrganRecorded
from shared.errors import InvalidInput
from shared.office import Copies, faulty, unfound

Wanted = Mapping[str, Any]


def ended(repositories: TopicRepositories, meeting: Meeting, wanted: Sequence[Wanted]) -> dict[str, Any]:
    """Return a meeting's decisions and drafted record."""
    known = topics_of(repositories, meeting)
    decisions = _decided(repositories.copies, meeting, wanted, office_date(repositories.occasion.at))
    return {
        "decisions": decisions,
        "open": [each.title for each in voting(known)],
        "passed": {each.id for each in known if each.status is TopicStatus.PASSED},
        "record": record.drafted(meeting, known, decisions, ended_at=repositories.occasion.at),
        **end_facts(repositories, meeting, known),
    }


def end_facts(
    repositories: TopicRepositories, meeting: Meeting, known: Sequence[Topic] | None = None
) -> dict[str, Any]:
    """Return what the announcement of a meeting's end carries."""
    return {
        "kind_name": KINDS[meeting.kind].name,
        "absent": tuple(record.excused(meeting)),
        "resolved": record.resolved(topics_of(repositories, meeting) if known is None else known),
    }


def topics_of(repositories: TopicRepositories, meeting: Meeting) -> list[Topic]:
    """Return the meeting's topics, those on the agenda in its order."""
    order = {each.topic: place for place, each in enumerate(meeting.agenda)}
    return sorted(repositories.topics.of_meeting(meeting.id), key=lambda each: order.get(each.id, len(order)))


def voting(known: Sequence[Topic]) -> list[Topic]:
    """Return the topics that are put to the vote and not decided."""
    return [each for each in known if each.status is TopicStatus.VOTING]


def _decided(
    copies: Copies, meeting: Meeting, decisions: Sequence[Mapping[str, str]], today: date
) -> tuple[events.Decision, ...]:
    """Build the decisions (议定事项): each with one person responsible and a deadline that has not passed."""
    organ = copies.find(OrganRecorded, meeting.organ)
    circle = meeting.path if organ is None else domain.circle(organ)
    known = people(copies, [each["responsible"] for each in decisions])
    errors, found = list[dict[str, str]](), list[events.Decision]()
    for place, each in enumerate(decisions):
        person, due_on = known.get(each["responsible"]), date.fromisoformat(each["due_on"])
        fine = person is not None and person.active and domain.within(person.path, circle)
        if not fine:
            where = f"decisions[{place}].responsible"
            errors.append(faulty(where, "unknown_person", unfound(person, circle[0], "本校")))
        if due_on < today:
            where = f"decisions[{place}].due_on"
            errors.append(faulty(where, "deadline_past", "完成时限不能早于今天"))
        if person is not None and fine:
            decision = events.Decision(
                text=each["text"],
                responsible=person.person_id,
                responsible_name=person.name,
                due_on=due_on,
                topic=each.get("topic"),
            )
            found.append(decision)
    if errors:
        raise InvalidInput(errors=errors)
    return tuple(found)
