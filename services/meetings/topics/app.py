"""Use cases of topics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from services.meetings import domain as office
from services.meetings.domain import Meeting
from services.meetings.repositories import MeetingRepositories, people
from services.meetings.topics import domain, views
from services.meetings.topics.domain import CHAIRED, COUNTED, ENDED, Paper, Topic, TopicStatus
from services.meetings.topics.rules import takes_topics
from services.meetings.topics.steps import BY_OUTCOME, LEFT, TOPIC
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.errors import InvalidInput, NotFound
from shared.given import as_given
from shared.listing import Listing, page_of
from shared.office import Named, faulty
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository, Sees, made_id, to_show
from shared.workflow import Context, because

if TYPE_CHECKING:
    from services.meetings.topics import api

Wanted = Mapping[str, Any]
WORDS = ("title", "papers")
"""The fields in which a secrecy mark is asked about."""


class Topics(Repository[Topic], Protocol):
    """The repository of topics."""

    def of_meeting(self, meeting_id: str) -> list[Topic]: ...


@dataclass(frozen=True, kw_only=True)
class TopicRepositories(MeetingRepositories):
    """The repositories that topics need."""

    topics: Topics


def propose(repositories: TopicRepositories, meeting_id: str, *, new_id: str, wanted: Wanted) -> Topic:
    """Propose a topic with its papers, by the members of a meeting, its chair or its office. `wanted`: title, matter,
    papers. Raise TopicClosed if the agenda is settled or the day has passed, with the next meetings that take topics.
    """
    occasion, actor = repositories.occasion, repositories.occasion.person
    meeting = to_show(repositories.meetings, meeting_id, office.sees, actor)
    topic_id = made_id(occasion, new_id)
    if occasion.key is not None and repositories.topics.find(topic_id) is not None:
        return repositories.topics.get(topic_id)  # raises Repeated
    topic = Topic(
        id=topic_id,
        meeting=meeting.id,
        organ=meeting.organ,
        chair=meeting.chair,
        chair_organ=meeting.chair_organ,
        proposer=actor.person_id,
        proposer_name=actor.name,
        papers=_papers(wanted["papers"]),
        **as_given(Topic, wanted),
    )
    said = {"sitting": meeting, "count": len(repositories.topics.of_meeting(meeting.id))}
    known = Context(actor, occasion.at, said={**said, "following": _following(repositories, meeting)})
    confirm = bool(wanted.get("confirm"))
    return usecase.begin(
        repositories.topics, TOPIC, topic, "propose", known, copies=repositories.copies, confirm=confirm, words=WORDS
    )


def act(repositories: TopicRepositories, topic_id: str, action: str, *, said: Wanted) -> Topic:
    """Take a step with a topic, retrying after a conflict unless the caller named a version."""
    occasion = repositories.occasion

    def gather(topic: Topic) -> Context:
        _, meeting = found(repositories, topic_id, occasion.person)
        known: dict[str, Any] = {"kind": meeting.kind, "listed": [each.topic for each in meeting.agenda]}
        if action == "revise":
            papers = topic.papers if said["papers"] is None else _papers(said["papers"])
            known |= {"papers": papers, "changes": {**as_given(Topic, said), "papers": papers}}
        if action == "recuse":
            who = _recused(repositories, meeting, said["person"])
            known |= {"who": who, "person": who and who.id, "runs": office.runs(meeting, occasion.person)}
        return Context(occasion.person, occasion.at, said["comment"] or "", known)

    return usecase.act(
        repositories.topics,
        TOPIC,
        topic_id,
        action,
        sees=_sees(repositories),
        occasion=occasion,
        gather=gather,
        together=True,
        copies=repositories.copies if action == "revise" else None,
        confirm=bool(said.get("confirm")),
        words=WORDS,
    )


def get(repositories: TopicRepositories, topic_id: str, *, actor: Actor) -> "Shown[api.Topic]":
    """Return a topic to those who may know of it."""
    topic, meeting = found(repositories, topic_id, actor)
    return views.shown_topic(topic, meeting, actor, repositories.occasion.at)


def listed(repositories: TopicRepositories, meeting_id: str, *, actor: Actor, **wanted: Any) -> "Shown[api.TopicPage]":
    """List a meeting's topics that an actor may know of (`Listing`): by default those on the agenda, then the others."""
    meeting = to_show(repositories.meetings, meeting_id, office.sees, actor)
    order = {each.topic: place for place, each in enumerate(meeting.agenda)}
    seen = [each for each in repositories.topics.of_meeting(meeting.id) if domain.sees(each, meeting, actor)]
    seen.sort(key=lambda each: order.get(each.id, len(order)))
    return (
        page_of(seen, Listing(**{"sort": "agenda", **wanted}))
        .map(lambda each: views.shown_topic(each, meeting, actor, repositories.occasion.at))
        .to_wire()
    )


def history(
    repositories: TopicRepositories, topic_id: str, *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Return a page of a topic's history, to those who know of it."""
    found(repositories, topic_id, actor)
    return repositories.topics.history(topic_id, cursor=cursor, limit=limit)


def _sees(repositories: TopicRepositories) -> Sees[Topic]:
    def sees(topic: Topic, actor: Actor) -> bool:
        meeting = repositories.meetings.find(topic.meeting)
        return meeting is not None and domain.sees(topic, meeting, actor)

    return sees


def found(repositories: TopicRepositories, topic_id: str, actor: Actor) -> tuple[Topic, Meeting]:
    """Return a topic and its meeting if the actor may know of it; raise NotFound otherwise."""
    topic = repositories.topics.find(topic_id)
    meeting = None if topic is None else repositories.meetings.find(topic.meeting)
    if topic is None or meeting is None or not domain.sees(topic, meeting, actor):
        raise NotFound()
    return topic, meeting


def agenda(repositories: TopicRepositories, meeting: Meeting, wanted: Sequence[str]) -> tuple[office.AgendaItem, ...]:
    """Build the agenda from topics accepted for the meeting, in the given order; raise InvalidInput naming every fault."""
    known = {each.id: each for each in repositories.topics.of_meeting(meeting.id)}
    errors, items = list[dict[str, str]](), dict[str, office.AgendaItem]()
    for place, topic_id in enumerate(wanted):
        topic, field = known.get(topic_id), f"topics[{place}]"
        if topic is None or topic.status is not TopicStatus.ACCEPTED:
            errors.append(faulty(field, "topic_not_accepted", "议题不存在或者尚未审核通过"))
        elif topic_id in items:
            errors.append(faulty(field, "topic_repeated", "同一议题不能重复"))
        else:
            items[topic_id] = office.AgendaItem(topic.id, topic.title, topic.matter)
    if errors:
        raise InvalidInput(errors=errors)
    return tuple(items.values())


def follow(topics: Topics, round_id: str, topic_id: str, outcome: str | None, how: str) -> None:
    """Bring a topic in line with its vote: decided, or released if it was voided (`outcome` None)."""

    def attempt() -> None:
        topic = topics.find(topic_id)
        if topic is None or topic.status is not TopicStatus.VOTING or topic.round != round_id:
            return  # that was another vote, or it is done
        known = because(COUNTED, topic, topics.occasion.at, how, outcome=outcome or "", how=how)
        usecase.take(topics, TOPIC, topic, BY_OUTCOME[outcome], known)

    usecase.again(attempt)


def note_recusal(topics: Topics, topic_id: str, person: Named) -> None:
    """Record at the topic who recused themself during its vote."""
    topic = topics.find(topic_id)
    if topic is None or topic.concerns(person.id):
        return
    known = because(COUNTED, topic, topics.occasion.at, who=person, person=person.id, runs=True)
    usecase.take(topics, TOPIC, topic, "recuse", known)


def follow_chair(repositories: TopicRepositories, meeting_id: str) -> None:
    """Bring the undecided topics of a meeting under its chair."""
    meeting, topics = repositories.meetings.find(meeting_id), repositories.topics
    for topic in topics.of_meeting(meeting_id):
        if meeting is not None and topic.status in LEFT and topic.chair != meeting.chair:
            chair = {"chair": meeting.chair, "chair_organ": meeting.chair_organ}
            usecase.take(topics, TOPIC, topic, "name_chair", because(CHAIRED, topic, topics.occasion.at, **chair))


def leave_over(topics: Topics, meeting_id: str) -> None:
    """Defer the topics that an ended meeting left undecided."""
    for topic in topics.of_meeting(meeting_id):
        if topic.status in LEFT:
            known = because(ENDED, topic, topics.occasion.at, "会议结束时尚未审议")
            usecase.take(topics, TOPIC, topic, "leave_over", known)


def _recused(repositories: TopicRepositories, meeting: Meeting, name: str | None) -> Named | None:
    """Return who recuses themself, the actor or a person named; None for somebody who need not attend."""
    actor = repositories.occasion.person
    person = people(repositories.copies, [name]).get(name) if name is not None else None
    who = actor.person_id if name is None else None if person is None else person.person_id
    should = (*meeting.invited, Named(meeting.chair, meeting.chair_name))
    return next((each for each in should if each.id == who), None)


def _papers(wanted: Sequence[Wanted]) -> tuple[Paper, ...]:
    return tuple(Paper(each["name"], each["text"]) for each in wanted)


def _following(repositories: TopicRepositories, meeting: Meeting) -> list[Meeting]:
    """Return the next meetings of the same kind and organ that take topics."""
    actor, known = repositories.occasion.person, Context(repositories.occasion.person, repositories.occasion.at)
    others = repositories.meetings.search(actor, Listing(status="planned", kind=meeting.kind)).items
    found = [each for each in others if each.organ == meeting.organ and takes_topics(each, known)]
    return sorted((each for each in found if each.id != meeting.id), key=lambda each: each.starts_at)[:3]
