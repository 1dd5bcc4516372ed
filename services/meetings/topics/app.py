"""Use cases of topics."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.meetings import domain as office
from services.meetings.domain import Matter, Meeting, MeetingStatus
from services.meetings.repositories import Repositories, Topics, people
from services.meetings.topics import domain, views
from services.meetings.topics.domain import COUNTED, ENDED, MOST, Paper, Topic, TopicClosed, TopicStatus
from services.meetings.topics.steps import BY_OUTCOME, TOPIC, an_election_is_called_one
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import instant_text
from shared.contracts import meetings as events
from shared.errors import Forbidden, InvalidInput, NotFound
from shared.office import Named
from shared.pages import Page, decode_version, encode_version
from shared.usecase import Sees, made_id, to_show
from shared.vacancy import refuse_vacancies
from shared.workflow import Context, because, refuse_broken

Wanted = Mapping[str, Any]


def propose(repositories: Repositories, meeting_id: str, *, new_id: str, wanted: Wanted) -> Topic:
    """Propose a topic with its papers, by the members of a meeting, its chair or its office. `wanted`: title, matter,
    papers. Raise TopicClosed if the agenda is settled or the day has passed, with the next meetings that take topics.
    """
    occasion, actor = repositories.occasion, repositories.occasion.person
    meeting = to_show(repositories.meetings, meeting_id, office.sees, actor)
    topic_id = made_id(occasion, new_id)
    if occasion.key is not None and repositories.topics.find(topic_id) is not None:
        return repositories.topics.get(topic_id)  # raises Repeated
    if not _takes_topics(meeting, repositories):
        raise _closed(repositories, meeting)
    if len(repositories.topics.of_meeting(meeting.id)) >= MOST:
        raise TopicClosed(f"一次会议最多征集{MOST}个议题。")
    topic = Topic(
        id=topic_id,
        meeting=meeting.id,
        organ=meeting.organ,
        chair=meeting.chair,
        chair_organ=meeting.chair_organ,
        title=wanted["title"],
        matter=Matter(wanted["matter"]),
        proposer=actor.person_id,
        proposer_name=actor.name,
        papers=_papers(wanted["papers"]),
    )
    refuse_broken((an_election_is_called_one,), topic, None)
    refuse_vacancies(topic, repositories.copies, confirm=bool(wanted.get("confirm")))
    return repositories.topics.add(topic, announcing=events.TopicProposed.of(topic), action="propose")


def act(repositories: Repositories, topic_id: str, action: str, *, said: Wanted) -> Topic:
    """Take a step with a topic, retrying after a conflict unless the caller named a version."""
    occasion = repositories.occasion

    def gather(topic: Topic) -> Context:
        _, meeting = found(repositories, topic_id, occasion.person)
        known: dict[str, Any] = {"kind": meeting.kind, "listed": [each.topic for each in meeting.agenda]}
        if action == "revise":
            known |= {"title": said["title"] or topic.title}
            known |= {"papers": topic.papers if said["papers"] is None else _papers(said["papers"])}
        if action == "recuse":
            known["who"] = _recused(repositories, meeting, topic, said["person"])
            known["person"] = known["who"].id
        step = Context(occasion.person, occasion.at, said["comment"] or "", known)
        if action == "revise" and not said.get("confirm"):
            after = TOPIC.take(topic, action, step).after
            refuse_vacancies(after, repositories.copies, confirm=False, before=topic)
        return step

    return usecase.act(
        repositories.topics,
        TOPIC,
        topic_id,
        action,
        sees=_sees(repositories),
        occasion=occasion,
        gather=gather,
        together=True,
    )


def get(repositories: Repositories, topic_id: str, *, actor: Actor) -> dict[str, Any]:
    """Return a topic to those who may know of it."""
    topic, meeting = found(repositories, topic_id, actor)
    return views.shown_topic(topic, meeting, actor, repositories.occasion.at)


def listed(
    repositories: Repositories, meeting_id: str, *, actor: Actor, cursor: str | None, limit: int
) -> dict[str, Any]:
    """List a meeting's topics that an actor may know of: those on the agenda in its order, then the others."""
    meeting = to_show(repositories.meetings, meeting_id, office.sees, actor)
    order = {each.topic: place for place, each in enumerate(meeting.agenda)}
    seen = [each for each in repositories.topics.of_meeting(meeting.id) if domain.sees(each, meeting, actor)]
    seen.sort(key=lambda each: order.get(each.id, len(order)))
    begin = decode_version(cursor)
    page = Page(seen[begin : begin + limit], encode_version(begin + limit) if len(seen) > begin + limit else None)
    return page.map(lambda each: views.shown_topic(each, meeting, actor, repositories.occasion.at)).to_wire()


def history(repositories: Repositories, topic_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a topic's history, to those who know of it."""
    found(repositories, topic_id, actor)
    return repositories.topics.history(topic_id, cursor=cursor, limit=limit)


def _sees(repositories: Repositories) -> Sees[Topic]:
    def sees(topic: Topic, actor: Actor) -> bool:
        meeting = repositories.meetings.find(topic.meeting)
        return meeting is not None and domain.sees(topic, meeting, actor)

    return sees


def found(repositories: Repositories, topic_id: str, actor: Actor) -> tuple[Topic, Meeting]:
    """Return a topic and its meeting if the actor may know of it; raise NotFound otherwise."""
    topic = repositories.topics.find(topic_id)
    meeting = None if topic is None else repositories.meetings.find(topic.meeting)
    if topic is None or meeting is None or not domain.sees(topic, meeting, actor):
        raise NotFound()
    return topic, meeting


def agenda(repositories: Repositories, meeting: Meeting, wanted: Sequence[str]) -> tuple[office.AgendaItem, ...]:
    """Build the agenda from topics accepted for the meeting, in the given order; raise InvalidInput naming every fault."""
    known = {each.id: each for each in repositories.topics.of_meeting(meeting.id)}
    errors, items = list[dict[str, str]](), dict[str, office.AgendaItem]()
    for place, topic_id in enumerate(wanted):
        topic, field = known.get(topic_id), f"topics[{place}]"
        if topic is None or topic.status is not TopicStatus.ACCEPTED:
            errors.append({"field": field, "code": "topic_not_accepted", "message": "议题不存在或者尚未审核通过"})
        elif topic_id in items:
            errors.append({"field": field, "code": "topic_repeated", "message": "同一议题不能重复"})
        else:
            items[topic_id] = office.AgendaItem(topic.id, topic.title, topic.matter)
    if errors:
        raise InvalidInput(errors=errors)
    return tuple(items.values())


LEFT = (TopicStatus.SUBMITTED, TopicStatus.RETURNED, TopicStatus.ACCEPTED, TopicStatus.VOTING)
"""Statuses of an undecided topic."""


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
    after = replace(topic, recused=(*topic.recused, person))
    topics.save(after, announcing=events.MemberRecused.of(after, person=person.id), action="recuse")


def follow_chair(repositories: Repositories, meeting_id: str) -> None:
    """Bring the undecided topics of a meeting under its chair."""
    meeting = repositories.meetings.find(meeting_id)
    for topic in repositories.topics.of_meeting(meeting_id):
        if meeting is not None and topic.status in LEFT and topic.chair != meeting.chair:
            after = replace(topic, chair=meeting.chair, chair_organ=meeting.chair_organ)
            repositories.topics.save(after, announcing=events.TopicChaired.of(after), action="name_chair")


def leave_over(topics: Topics, meeting_id: str) -> None:
    """Defer the topics that an ended meeting left undecided."""
    for topic in topics.of_meeting(meeting_id):
        if topic.status in LEFT:
            known = because(ENDED, topic, topics.occasion.at, "会议结束时尚未审议")
            usecase.take(topics, TOPIC, topic, "leave_over", known)


def _recused(repositories: Repositories, meeting: Meeting, topic: Topic, name: str | None) -> Named:
    """Return who recuses themself: the actor, or a person named by the office or the chair."""
    actor = repositories.occasion.person
    person = people(repositories.copies, [name]).get(name) if name is not None else None
    who = actor.person_id if name is None else None if person is None else person.person_id
    if who != actor.person_id and not office.runs(meeting, actor):
        raise Forbidden("请他人回避由办公室或者主持人提出。")
    if who is None or who not in (*meeting.members, meeting.chair) or topic.concerns(who):
        fault = {"field": "person", "code": "unknown_person", "message": "不是应到会的成员，或者已经回避"}
        raise InvalidInput(errors=[fault])
    return next((each for each in meeting.invited if each.id == who), Named(meeting.chair, meeting.chair_name))


def _papers(wanted: Sequence[Wanted]) -> tuple[Paper, ...]:
    return tuple(Paper(each["name"], each["text"]) for each in wanted)


def _takes_topics(meeting: Meeting, repositories: Repositories) -> bool:
    open_ = meeting.status is MeetingStatus.PLANNED and meeting.agenda_settled_at is None
    return open_ and (meeting.topics_until is None or repositories.occasion.at <= meeting.topics_until)


def _closed(repositories: Repositories, meeting: Meeting) -> TopicClosed:
    actor = repositories.occasion.person
    others = repositories.meetings.search(actor, status="planned", kind=meeting.kind, cursor=None, limit=20).items
    following = [each for each in others if each.organ == meeting.organ and _takes_topics(each, repositories)]
    following.sort(key=lambda each: each.starts_at)
    hint = f"可以提交到：{'、'.join(each.title for each in following[:3])}。" if following else "请等下一次征集。"
    return TopicClosed(
        f"“{meeting.title}”已不再征集议题。{hint}",
        until=None if meeting.topics_until is None else instant_text(meeting.topics_until),
        next=[
            {"id": each.id, "title": each.title, "starts_at": instant_text(each.starts_at)} for each in following[:3]
        ],
    )
