"""Use cases of votes.

A topic is put to the vote first, which prevents a second vote, and then its round is stored; if the process ends in
between, the event TopicPut stores it (`open_round`). A round that ends moves its topic on, by the request or by its event.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.meetings import domain as office
from services.meetings.domain import MeetingStatus
from services.meetings.kinds import Mode
from services.meetings.topics import app as topics
from services.meetings.topics.domain import Topic, round_id
from services.meetings.topics.steps import TOPIC
from services.meetings.votes import blind, views
from services.meetings.votes.domain import NO_BOX, AlreadyVoted, Choice, Counted, Round, RoundStatus
from services.meetings.votes.repositories import VoteRepositories
from services.meetings.votes.steps import PUT, ROUND
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.contracts import meetings as events
from shared.errors import NotFound, Refused, VersionConflict
from shared.listing import Listing, page_of
from shared.occasion import Repeated
from shared.office import Named, fault
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import to_show
from shared.workflow import Context, because

if TYPE_CHECKING:
    from services.meetings.votes import api


def put(repositories: VoteRepositories, meeting_id: str, topic_id: str, mode: str) -> Round:
    """Put a topic to the vote, or begin its hearing, with its quorum (counted again for every topic).

    Raise QuorumMissing with who is missing, and InvalidInput if the kind of meeting decides in another way.
    """
    occasion, actor = repositories.occasion, repositories.occasion.person
    meeting = to_show(repositories.meetings, meeting_id, office.sees, actor)
    try:
        topic = repositories.topics.get(topic_id)
    except Repeated as repeated:
        topic = repositories.topics.first_answer(repeated)
        opened = open_round(repositories, topic)
        return repositories.rounds.at_version(opened.id, 1)
    except NotFound:
        topic = None
    if topic is None or topic.meeting != meeting.id:
        raise fault("topic", "unknown_topic", "未找到该议题，请从本次会议的议题中选择")
    said = {
        "round": round_id(topic.id, topic.rounds + 1),
        "mode": mode,
        "recused": tuple(person.id for person in topic.recused),
        "kind": meeting.kind,
        "sitting": meeting,
        "listed": [each.topic for each in meeting.agenda],
    }
    return open_round(
        repositories, usecase.take(repositories.topics, TOPIC, topic, "put", Context(actor, occasion.at, "", said))
    )


def open_round(repositories: VoteRepositories, topic: Topic) -> Round:
    """Store the round that a topic was put to; an existing one is left alone."""
    standing, meeting = repositories.rounds.find(topic.round or ""), repositories.meetings.find(topic.meeting)
    if standing is not None:
        return standing
    assert topic.round is not None and meeting is not None, "only a topic of a meeting is put, and has its round then"
    mode = Mode(topic.mode)
    new = Round(
        id=topic.round,
        meeting=meeting.id,
        kind=meeting.kind,
        topic=topic.id,
        title=topic.title,
        matter=topic.matter,
        organ=topic.organ,
        chair=meeting.chair,
        chair_organ=meeting.chair_organ,
        mode=mode,
        members=tuple(each for each in meeting.invited if not topic.concerns(each.id)),
        recused=topic.recused,
        key=blind.new_key() if mode is Mode.SECRET else "",
    )
    with suppress(VersionConflict):
        usecase.begin(repositories.rounds, ROUND, new, "open", because(PUT, new, repositories.occasion.at))
    found = repositories.rounds.find(new.id)
    assert found is not None, "what was added stands there"
    return found


def follow_put(repositories: VoteRepositories, event: events.TopicPut) -> None:
    """Store the round of a topic whose process ended after it was put."""
    topic = repositories.topics.find(event.topic_id)
    if topic is not None and topic.round == event.round:
        open_round(repositories, topic)


def vote(repositories: VoteRepositories, found_id: str, *, choice: str, comment: str | None) -> Round:
    """Vote openly, or give an opinion in a hearing."""
    said = {"choice": choice, "voter": repositories.occasion.person.person_id}
    return _act(repositories, found_id, "cast", comment or "", said)


def take_paper(repositories: VoteRepositories, found_id: str, blinded: str) -> "Shown[api.SignedPaper]":
    """Take the paper of a secret vote: return the signature of the voter's blinded number. The same request again is
    answered again; a different one is refused, because each person has one paper.
    """
    occasion, actor = repositories.occasion, repositories.occasion.person
    print_ = blind.print_of(blinded)

    def attempt() -> "Shown[api.SignedPaper]":
        found = _seen(repositories.rounds.find(found_id), repositories)
        if found.mode is Mode.SECRET and found.papers.get(actor.person_id) == print_:
            signature = blind.signed(found.key, blinded)
            assert signature is not None, "what was signed once can be signed again"
            return {"vote": found.id, "signature": signature}
        known = Context(
            actor, occasion.at, "", {"print": print_, "voter": actor.person_id, **_presence(repositories, found)}
        )
        taken = ROUND.take(found, "take_paper", known)
        signature = blind.signed(found.key, blinded)
        if signature is None:
            raise fault("blinded", "out_of_range", "应为小于模数的十六进制数")
        usecase.keep(repositories.rounds, "take_paper", known, taken)
        return {"vote": found.id, "signature": signature}

    return usecase.again(attempt)


def cast_secretly(
    repositories: VoteRepositories, found_id: str, *, token: str, signature: str, choice: str
) -> "Shown[api.Receipt]":
    """Cast a ballot. The voter stays anonymous: the paper bears the office's signature, and that is enough.

    The same ballot again is answered again; a different one under the same paper is refused.
    """
    found = repositories.rounds.find(found_id)
    if found is None or found.mode is not Mode.SECRET:
        raise NotFound()
    if not blind.is_signed(found.key, token, signature):
        raise fault("signature", "not_signed", "选票没有本次投票的签名")
    if found.status is RoundStatus.OPEN:
        raise Refused("还在领取选票，请等主持人宣布开始投票。")
    if found.status is RoundStatus.VOIDED:
        raise Refused("本次投票已经作废，这张选票没有投入；请等主持人重新组织投票。")
    receipt = blind.receipt_of(token)
    standing = repositories.boxes.cast(found.id, receipt, choice)
    if standing is None and repositories.boxes.count(found.id) is None:
        raise Refused(f"{NO_BOX}。")
    if standing is None:
        raise Refused("投票已经结束，这张选票没有投入。")
    if standing != choice:
        raise AlreadyVoted("这张选票已经投出，不能更改。")
    return {"vote": found.id, "receipt": receipt, "choice": Choice(choice).value}


def act(repositories: VoteRepositories, found_id: str, action: str, *, said: Mapping[str, Any]) -> Round:
    """Start the casting, recuse oneself, count, decide or void; the end of a vote moves its topic on."""
    known = {"outcome": said["outcome"]} if action == "decide" else {}
    after = _act(repositories, found_id, action, said["comment"] or "", known, confirm=bool(said.get("confirm")))
    if after.status in (RoundStatus.COUNTED, RoundStatus.VOIDED):
        follow(repositories, after)
    if action == "withdraw":
        note_recusal(repositories, after, repositories.occasion.person.person_id)
    return after


def follow(repositories: VoteRepositories, found: Round) -> None:
    """Bring box and topic in line with their vote's result."""
    if found.mode is Mode.SECRET:
        repositories.boxes.shut(found.id)
    outcome = None if found.outcome is None else found.outcome.value
    topics.follow(repositories.topics, found.id, found.topic, outcome, found.how)


def note_recusal(repositories: VoteRepositories, found: Round, person: str) -> None:
    """Record at the topic who recused themself from its vote."""
    gone = next((each for each in found.recused if each.id == person), None)
    if gone is not None:
        with suppress(VersionConflict):  # else by its event
            topics.note_recusal(repositories.topics, found.topic, Named(gone.id, gone.name))


def follow_event(
    repositories: VoteRepositories, event: events.VoteCounted | events.VoteVoided | events.VoterRecused
) -> None:
    """Do what follows from a vote, if the request did not."""
    found = repositories.rounds.find(event.round_id)
    if found is None:
        return
    if isinstance(event, events.VoterRecused):
        topics.note_recusal(repositories.topics, found.topic, next(p for p in found.recused if p.id == event.person))
    else:
        follow(repositories, found)


def get(repositories: VoteRepositories, found_id: str, *, actor: Actor) -> "Shown[api.Vote]":
    """Return a vote to those who see its meeting."""
    found = repositories.rounds.find(found_id)
    if found is None or not _meeting_of(repositories, found, actor):
        raise NotFound()
    return views.shown_round(found, actor, repositories.occasion.at)


def listed(repositories: VoteRepositories, meeting_id: str, *, actor: Actor, **wanted: Any) -> "Shown[api.VotePage]":
    """List a meeting's votes, the earliest first."""
    meeting = to_show(repositories.meetings, meeting_id, office.sees, actor)
    page = page_of(repositories.rounds.of_meeting(meeting.id), Listing(**wanted, sort="created"))
    return page.map(lambda each: views.shown_round(each, actor, repositories.occasion.at)).to_wire()


def history(
    repositories: VoteRepositories, found_id: str, *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Return a page of a vote's history; of a secret one, who took a paper and when it was counted."""
    get(repositories, found_id, actor=actor)
    return repositories.rounds.history(found_id, cursor=cursor, limit=limit)


def _act(
    repositories: VoteRepositories,
    found_id: str,
    action: str,
    comment: str,
    said: Mapping[str, Any],
    *,
    confirm: bool = False,
) -> Round:
    occasion = repositories.occasion

    def gather(found: Round) -> Context:
        known = _known(repositories, found, action)
        return Context(occasion.person, occasion.at, comment, {**said, **known, "confirm": confirm})

    def complete(found: Round, known: Context) -> Context:
        if action == "start":
            repositories.boxes.put(found.id)
        if action != "count" or found.mode is not Mode.SECRET:
            return known
        return replace(known, said={**known.said, "counted": _counted(repositories, found)})

    return usecase.act(
        repositories.rounds,
        ROUND,
        found_id,
        action,
        sees=lambda found, actor: _meeting_of(repositories, found, actor),
        occasion=occasion,
        gather=gather,
        complete=complete,
        together=True,
    )


def _known(repositories: VoteRepositories, found: Round, action: str) -> dict[str, Any]:
    """Return the context of a step besides the round."""
    person = repositories.occasion.person.person_id
    match action:
        case "cast" | "decide":
            return _presence(repositories, found)
        case "start":
            return {"papers": len(found.papers)}
        case "withdraw":
            return {"person": person}
        case "count":
            in_box = repositories.boxes.count(found.id) if found.mode is Mode.SECRET else 0
            return {"counted": (), "in_box": in_box, **_presence(repositories, found)}
    return {}


def _counted(repositories: VoteRepositories, found: Round) -> tuple[Counted, ...]:
    """Close the box and return its ballots."""
    ballots = repositories.boxes.shut(found.id)
    return tuple(Counted(receipt, Choice(choice)) for receipt, choice in ballots.items())


def _presence(repositories: VoteRepositories, found: Round) -> dict[str, Any]:
    meeting, nobody = repositories.meetings.find(found.meeting), frozenset[str]()
    if meeting is None:
        return {"in_session": False, "here": nobody, "left": nobody}
    return {"in_session": meeting.status is MeetingStatus.HELD, "here": meeting.here, "left": meeting.left}


def _seen(found: Round | None, repositories: VoteRepositories) -> Round:
    if found is None or not _meeting_of(repositories, found, repositories.occasion.person):
        raise NotFound()
    found.expect(repositories.occasion.expected)
    return found


def _meeting_of(repositories: VoteRepositories, found: Round, actor: Actor) -> bool:
    meeting = repositories.meetings.find(found.meeting)
    return meeting is not None and office.sees(meeting, actor)
