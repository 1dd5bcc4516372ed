"""What can be done with topics: one function a use case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.meetings import domain as office
from services.meetings.books import Books, Topics, people
from services.meetings.domain import Matter, Meeting, MeetingStatus
from services.meetings.topics import domain, views
from services.meetings.topics.domain import COUNTED, ENDED, MOST, Paper, Topic, TopicClosed, TopicStatus
from services.meetings.topics.steps import BY_OUTCOME, TOPIC, an_election_is_called_one
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import instant_text
from shared.contracts import meetings as facts
from shared.errors import Forbidden, InvalidInput, NotFound
from shared.office import Named
from shared.pages import Page, decode_version, encode_version
from shared.usecase import Sees, made_id, to_show
from shared.workflow import Facts, because, refuse_broken

Wanted = Mapping[str, Any]


def propose(books: Books, meeting_id: str, *, new_id: str, wanted: Wanted) -> Topic:
    """Propose a topic with its papers: the members of a meeting, its chair and its office do. `wanted`: title, matter,
    papers. Raise TopicClosed where the agenda is settled or the day is past, with the next meetings that take topics."""
    occasion, actor = books.occasion, books.occasion.person
    meeting = to_show(books.meetings, meeting_id, office.sees, actor)
    topic_id = made_id(occasion, new_id)
    if occasion.key is not None and books.topics.find(topic_id) is not None:
        return books.topics.get(topic_id)  # raises Repeated
    if not _takes_topics(meeting, books):
        raise _closed(books, meeting)
    if len(books.topics.of_meeting(meeting.id)) >= MOST:
        raise TopicClosed(f"一次会议最多征集{MOST}个议题。")
    topic = Topic(
        id=topic_id,
        meeting=meeting.id,
        organ=meeting.organ,
        chair=meeting.chair,
        title=wanted["title"],
        matter=Matter(wanted["matter"]),
        proposer=actor.person_id,
        proposer_name=actor.name,
        papers=_papers(wanted["papers"]),
    )
    refuse_broken((an_election_is_called_one,), topic, None)
    return books.topics.add(topic, announcing=facts.TopicProposed.of(topic), action="propose")


def act(books: Books, topic_id: str, action: str, *, said: Wanted) -> Topic:
    """Take a step with a topic; whoever loses a race without having named a version looks again."""
    occasion = books.occasion

    def gather(topic: Topic) -> Facts:
        _, meeting = found(books, topic_id, occasion.person)
        known: dict[str, Any] = {"kind": meeting.kind, "listed": [each.topic for each in meeting.agenda]}
        if action == "revise":
            known |= {"title": said["title"] or topic.title}
            known |= {"papers": topic.papers if said["papers"] is None else _papers(said["papers"])}
        if action == "recuse":
            known["who"] = _recused(books, meeting, topic, said["person"])
            known["person"] = known["who"].id
        return Facts(occasion.person, occasion.at, said["comment"] or "", known)

    return usecase.act(
        books.topics, TOPIC, topic_id, action, sees=_sees(books), occasion=occasion, gather=gather, together=True
    )


def get(books: Books, topic_id: str, *, actor: Actor) -> dict[str, Any]:
    """Show a topic to whoever may know of it."""
    topic, meeting = found(books, topic_id, actor)
    return views.shown_topic(topic, meeting, actor, books.occasion.at)


def listed(books: Books, meeting_id: str, *, actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """List a meeting's topics that an actor may know of: those on the agenda in its order, then the others."""
    meeting = to_show(books.meetings, meeting_id, office.sees, actor)
    order = {each.topic: place for place, each in enumerate(meeting.agenda)}
    seen = [each for each in books.topics.of_meeting(meeting.id) if domain.sees(each, meeting, actor)]
    seen.sort(key=lambda each: order.get(each.id, len(order)))
    begin = decode_version(cursor)
    page = Page(seen[begin : begin + limit], encode_version(begin + limit) if len(seen) > begin + limit else None)
    return page.map(lambda each: views.shown_topic(each, meeting, actor, books.occasion.at)).to_wire()


def history(books: Books, topic_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Give who did what with a topic, to those who know of it."""
    found(books, topic_id, actor)
    return books.topics.history(topic_id, cursor=cursor, limit=limit)


def _sees(books: Books) -> Sees[Topic]:
    def sees(topic: Topic, actor: Actor) -> bool:
        meeting = books.meetings.find(topic.meeting)
        return meeting is not None and domain.sees(topic, meeting, actor)

    return sees


def found(books: Books, topic_id: str, actor: Actor) -> tuple[Topic, Meeting]:
    """Give a topic and its meeting to somebody who may know of it; raise NotFound for anybody else."""
    topic = books.topics.find(topic_id)
    meeting = None if topic is None else books.meetings.find(topic.meeting)
    if topic is None or meeting is None or not domain.sees(topic, meeting, actor):
        raise NotFound()
    return topic, meeting


def agenda(books: Books, meeting: Meeting, wanted: Sequence[str]) -> tuple[office.AgendaItem, ...]:
    """Make the agenda of topics that were accepted for the meeting, in the order given; name everything that cannot be."""
    known = {each.id: each for each in books.topics.of_meeting(meeting.id)}
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
"""States in which a topic is not decided."""


def follow(topics: Topics, round_id: str, topic_id: str, outcome: str | None, how: str) -> None:
    """Let a topic follow its vote: decided, or given back where it was called off (`outcome` None)."""

    def attempt() -> None:
        topic = topics.find(topic_id)
        if topic is None or topic.status is not TopicStatus.VOTING or topic.round != round_id:
            return  # that was another vote, or it is done
        known = because(COUNTED, topic, topics.occasion.at, how, outcome=outcome or "", how=how)
        usecase.take(topics, TOPIC, topic, BY_OUTCOME[outcome], known)

    usecase.again(attempt)


def note_recusal(topics: Topics, topic_id: str, person: Named) -> None:
    """Note at the topic who withdrew while it was voted upon."""
    topic = topics.find(topic_id)
    if topic is None or topic.concerns(person.id):
        return
    after = replace(topic, recused=(*topic.recused, person))
    topics.save(after, announcing=facts.MemberRecused.of(after, person=person.id), action="recuse")


def leave_over(topics: Topics, meeting_id: str) -> None:
    """Put off what a meeting that has ended left undecided."""
    for topic in topics.of_meeting(meeting_id):
        if topic.status in LEFT:
            known = because(ENDED, topic, topics.occasion.at, "会议结束时尚未审议")
            usecase.take(topics, TOPIC, topic, "leave_over", known)


def _recused(books: Books, meeting: Meeting, topic: Topic, name: str | None) -> Named:
    """Tell who withdraws: whoever asks, or whom the office or the chair names."""
    actor = books.occasion.person
    person = people(books.copies, [name]).get(name) if name is not None else None
    who = actor.person_id if name is None else None if person is None else person.person_id
    if who != actor.person_id and not office.runs(meeting, actor):
        raise Forbidden("请他人回避由办公室或者主持人提出。")
    if who is None or who not in (*meeting.members, meeting.chair) or topic.concerns(who):
        fault = {"field": "person", "code": "unknown_person", "message": "不是应到会的成员，或者已经回避"}
        raise InvalidInput(errors=[fault])
    return next((each for each in meeting.invited if each.id == who), Named(meeting.chair, meeting.chair_name))


def _papers(wanted: Sequence[Wanted]) -> tuple[Paper, ...]:
    return tuple(Paper(each["name"], each["text"]) for each in wanted)


def _takes_topics(meeting: Meeting, books: Books) -> bool:
    open_ = meeting.status is MeetingStatus.PLANNED and meeting.agenda_settled_at is None
    return open_ and (meeting.topics_until is None or books.occasion.at <= meeting.topics_until)


def _closed(books: Books, meeting: Meeting) -> TopicClosed:
    actor = books.occasion.person
    others = books.meetings.search(actor, status="planned", kind=meeting.kind, cursor=None, limit=20).items
    following = [each for each in others if each.organ == meeting.organ and _takes_topics(each, books)]
    following.sort(key=lambda each: each.starts_at)
    hint = f"可以提交到：{'、'.join(each.title for each in following[:3])}。" if following else "请等下一次征集。"
    return TopicClosed(
        f"“{meeting.title}”已不再征集议题。{hint}",
        until=None if meeting.topics_until is None else instant_text(meeting.topics_until),
        next=[
            {"id": each.id, "title": each.title, "starts_at": instant_text(each.starts_at)} for each in following[:3]
        ],
    )
