"""What can be done with votes: one function a use case.

A topic is put first, which lets no second vote begin, and then its round is written; where the process ends in between,
the event TopicPut writes it (`open_round`). A round that ends moves its topic on, by the request or by its event.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from services.meetings import domain as office
from services.meetings.books import Books
from services.meetings.domain import Matter, Meeting, MeetingStatus, QuorumMissing
from services.meetings.kinds import LOCAL, Deciding, kind_of
from services.meetings.topics import app as topics
from services.meetings.topics.domain import Topic, round_id
from services.meetings.topics.elections import ELECTION, is_ballot_on_people, is_election
from services.meetings.topics.steps import TOPIC
from services.meetings.votes import blind, views
from services.meetings.votes.domain import (
    AlreadyVoted,
    Choice,
    Counted,
    Mode,
    Round,
    RoundStatus,
)
from services.meetings.votes.steps import ROUND
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.contracts import meetings as facts
from shared.errors import NotFound, Refused, VersionConflict
from shared.occasion import Repeated
from shared.office import Named, fault
from shared.pages import Page, decode_version, encode_version
from shared.usecase import to_show
from shared.workflow import Facts

NO_BOX = "票箱的数据已经缺失，不能投票和计票；请主持人将本次投票作废后重新投票。"
MODES: Mapping[Deciding, tuple[Mode, ...]] = {
    Deciding.VOTE: (Mode.OPEN, Mode.SECRET),
    Deciding.PRINCIPAL: (Mode.HEARING,),
    Deciding.CHAIR: (Mode.HEARING,),
    Deciding.NOTHING: (),
}


def put(books: Books, meeting_id: str, topic_id: str, mode: str) -> Round:
    """Put a topic to the vote, or begin its hearing, with its quorum (counted anew for every topic).

    Raise QuorumMissing with who is missing, and InvalidInput where the kind of meeting decides in another way.
    """
    occasion, actor = books.occasion, books.occasion.person
    meeting = to_show(books.meetings, meeting_id, office.sees, actor)
    try:
        topic = books.topics.get(topic_id)
    except Repeated as repeated:
        topic = books.topics.first_answer(repeated)
        opened = open_round(books, topic)
        return books.rounds.at_version(opened.id, 1)
    except NotFound:
        topic = None
    if topic is None or topic.meeting != meeting.id:
        raise fault("topic", "unknown_topic", "未找到该议题，请从本次会议的议题中选择")
    TOPIC.step(topic, "put", actor)
    _refuse_unlisted(meeting, topic, Mode(mode))
    _refuse_without_quorum(meeting, topic)
    said = {"round": round_id(topic.id, topic.rounds + 1), "mode": mode, "recused": tuple(p.id for p in topic.recused)}
    return open_round(books, usecase.take(books.topics, TOPIC, topic, "put", Facts(actor, occasion.at, "", said)))


def open_round(books: Books, topic: Topic) -> Round:
    """Write the round that a topic was put to; one that stands there is left alone."""
    standing, meeting = books.rounds.find(topic.round or ""), books.meetings.find(topic.meeting)
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
        chair=topic.chair,
        mode=mode,
        members=tuple(each for each in meeting.invited if not topic.concerns(each.id)),
        recused=topic.recused,
        key=blind.new_key() if mode is Mode.SECRET else "",
    )
    with suppress(VersionConflict):
        books.rounds.add(new, announcing=facts.VoteOpened.of(new), action="open")
    found = books.rounds.find(new.id)
    assert found is not None, "what was added stands there"
    return found


def follow_put(books: Books, event: facts.TopicPut) -> None:
    """Write the round of a topic whose process ended after it was put."""
    topic = books.topics.find(event.topic_id)
    if topic is not None and topic.round == event.round:
        open_round(books, topic)


def vote(books: Books, found_id: str, *, choice: str, comment: str | None) -> Round:
    """Vote openly, or say one's opinion in a hearing."""
    said = {"choice": choice, "voter": books.occasion.person.person_id}
    return _act(books, found_id, "cast", comment or "", said)


def take_paper(books: Books, found_id: str, blinded: str) -> dict[str, Any]:
    """Take the paper of a secret vote: give the signature of what the voter blinded. The same asked again is answered
    again; another is refused, since one person has one paper."""
    occasion, actor = books.occasion, books.occasion.person
    print_ = blind.print_of(blinded)

    def attempt() -> dict[str, Any]:
        found = _seen(books.rounds.find(found_id), books)
        if found.mode is Mode.SECRET and found.papers.get(actor.person_id) == print_:
            signature = blind.signed(found.key, blinded)
            assert signature is not None, "what was signed once can be signed again"
            return {"vote": found.id, "signature": signature}
        known = Facts(actor, occasion.at, "", {"print": print_, "voter": actor.person_id, **_presence(books, found)})
        ROUND.take(found, "take_paper", known)
        signature = blind.signed(found.key, blinded)
        if signature is None:
            raise fault("blinded", "out_of_range", "应为小于模数的十六进制数")
        usecase.take(books.rounds, ROUND, found, "take_paper", known)
        return {"vote": found.id, "signature": signature}

    return usecase.again(attempt)


def cast_secretly(books: Books, found_id: str, *, token: str, signature: str, choice: str) -> dict[str, Any]:
    """Put a ballot into the box. Nobody is asked who they are: the paper bears the office's signature, and that is enough.

    The same ballot again is answered again; another under the same paper is refused.
    """
    found = books.rounds.find(found_id)
    if found is None or found.mode is not Mode.SECRET:
        raise NotFound()
    if not blind.is_signed(found.key, token, signature):
        raise fault("signature", "not_signed", "选票没有本次投票的签名")
    if found.status is RoundStatus.OPEN:
        raise Refused("还在领取选票，请等主持人宣布开始投票。")
    if found.status is RoundStatus.VOIDED:
        raise Refused("本次投票已经作废，这张选票没有投入；请等主持人重新组织投票。")
    receipt = blind.receipt_of(token)
    standing = books.boxes.cast(found.id, receipt, choice)
    if standing is None and books.boxes.count(found.id) is None:
        raise Refused(NO_BOX)
    if standing is None:
        raise Refused("投票已经结束，这张选票没有投入。")
    if standing != choice:
        raise AlreadyVoted("这张选票已经投出，不能更改。")
    return {"vote": found.id, "receipt": receipt, "choice": choice}


def act(books: Books, found_id: str, action: str, *, said: Mapping[str, Any]) -> Round:
    """Start the casting, withdraw, count, decide or void; what ends a vote moves its topic on."""
    known = {"outcome": said["outcome"]} if action == "decide" else {}
    after = _act(books, found_id, action, said["comment"] or "", known)
    if after.status in (RoundStatus.COUNTED, RoundStatus.VOIDED):
        follow(books, after)
    if action == "withdraw":
        note_recusal(books, after, books.occasion.person.person_id)
    return after


def follow(books: Books, found: Round) -> None:
    """Let box and topic follow what became of their vote."""
    if found.mode is Mode.SECRET:
        books.boxes.shut(found.id)
    outcome = None if found.outcome is None else found.outcome.value
    topics.follow(books.topics, found.id, found.topic, outcome, found.how)


def note_recusal(books: Books, found: Round, person: str) -> None:
    """Note at the topic who withdrew from its vote."""
    gone = next((each for each in found.recused if each.id == person), None)
    if gone is not None:
        with suppress(VersionConflict):  # else by its event
            topics.note_recusal(books.topics, found.topic, Named(gone.id, gone.name))


def follow_event(books: Books, event: facts.VoteCounted | facts.VoteVoided | facts.VoterRecused) -> None:
    """Do what follows from a vote, where the request did not come to it."""
    found = books.rounds.find(event.round_id)
    if found is None:
        return
    if isinstance(event, facts.VoterRecused):
        topics.note_recusal(books.topics, found.topic, next(p for p in found.recused if p.id == event.person))
    else:
        follow(books, found)


def get(books: Books, found_id: str, *, actor: Actor) -> dict[str, Any]:
    """Show a vote to whoever sees its meeting."""
    found = books.rounds.find(found_id)
    if found is None or not _meeting_of(books, found, actor):
        raise NotFound()
    return views.shown_round(found, actor, books.occasion.at)


def listed(books: Books, meeting_id: str, *, actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """List a meeting's votes, the earliest first."""
    meeting = to_show(books.meetings, meeting_id, office.sees, actor)
    found, begin = books.rounds.of_meeting(meeting.id), decode_version(cursor)
    more = len(found) > begin + limit
    page = Page(found[begin : begin + limit], encode_version(begin + limit) if more else None)
    return page.map(lambda each: views.shown_round(each, actor, books.occasion.at)).to_wire()


def history(books: Books, found_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Give who did what with a vote; of a secret one, who took a paper and when it was counted."""
    get(books, found_id, actor=actor)
    return books.rounds.history(found_id, cursor=cursor, limit=limit)


def _act(books: Books, found_id: str, action: str, comment: str, said: Mapping[str, Any]) -> Round:
    occasion = books.occasion

    def gather(found: Round) -> Facts:
        return Facts(occasion.person, occasion.at, comment, {**said, **_known(books, found, action)})

    def with_box(found: Round, known: Facts) -> Round:
        ROUND.take(found, action, known)
        if action == "start":
            books.boxes.put(found.id)
        elif found.mode is Mode.SECRET:
            known = replace(known, said={**known.said, "counted": _counted(books, found)})
        return usecase.take(books.rounds, ROUND, found, action, known)

    return usecase.act(
        books.rounds,
        ROUND,
        found_id,
        action,
        sees=lambda found, actor: _meeting_of(books, found, actor),
        occasion=occasion,
        gather=gather,
        taking=with_box if action in ("start", "count") else None,
        together=True,
    )


def _known(books: Books, found: Round, action: str) -> dict[str, Any]:
    """Say what a step has to know besides the round."""
    person = books.occasion.person.person_id
    match action:
        case "cast" | "decide":
            return _presence(books, found)
        case "start":
            return {"papers": len(found.papers)}
        case "withdraw":
            return {"person": person}
        case "count":
            meeting = books.meetings.find(found.meeting)
            here = frozenset[str]() if meeting is None else meeting.here
            return {"counted": (), "here": here}
    return {}


def _counted(books: Books, found: Round) -> tuple[Counted, ...]:
    """Shut the box and return its ballots; raise Refused, with the box left as it is, where they are more than papers."""
    in_it = books.boxes.count(found.id)
    if in_it is None:
        raise Refused(NO_BOX)
    if in_it > len(found.papers):
        raise Refused(f"收回{in_it}张，多于发出的{len(found.papers)}张，投票无效，请作废后重新投票。")
    ballots = books.boxes.shut(found.id)
    return tuple(Counted(receipt, Choice(choice)) for receipt, choice in ballots.items())


def _presence(books: Books, found: Round) -> dict[str, Any]:
    meeting = books.meetings.find(found.meeting)
    if meeting is None or meeting.status is not MeetingStatus.HELD:
        raise Refused("会议没有在进行，不能表决。")
    return {"here": meeting.here}


def _seen(found: Round | None, books: Books) -> Round:
    if found is None or not _meeting_of(books, found, books.occasion.person):
        raise NotFound()
    found.expect(books.occasion.expected)
    return found


def _meeting_of(books: Books, found: Round, actor: Actor) -> bool:
    meeting = books.meetings.find(found.meeting)
    return meeting is not None and office.sees(meeting, actor)


def _refuse_unlisted(meeting: Meeting, topic: Topic, mode: Mode) -> None:
    kind = kind_of(meeting)
    if meeting.status is not MeetingStatus.HELD:
        raise Refused("会议没有在进行，不能表决。")
    if meeting.agenda_settled_at is not None and topic.id not in [each.topic for each in meeting.agenda]:
        raise Refused("未列入议程的议题不上会。", source=kind.source)
    elects = topic.matter is Matter.ELECTION or is_election(topic.title)
    votes = Mode.SECRET in MODES[kind.deciding]
    if elects and not votes:
        message = f"{kind.name}不进行选举；请撤回议题，提交党员大会、支委会、教代会等以表决决定的会议"
        raise fault("mode", "wrong_mode", message, source=kind.source)
    if elects and mode is not Mode.SECRET:
        raise fault("mode", "election_is_secret", "选举采用无记名投票，请改用无记名投票", source=ELECTION)
    if votes and is_ballot_on_people(topic.title) and mode is not Mode.SECRET:
        raise fault("mode", "ballot_is_secret", "票决人选采用无记名投票，请改用无记名投票", source=f"{LOCAL}（票决）")
    if mode not in MODES[kind.deciding]:
        raise fault("mode", "wrong_mode", f"{kind.name}不以这种方式决定", source=kind.source)


def _refuse_without_quorum(meeting: Meeting, topic: Topic) -> None:
    kind = kind_of(meeting)
    members = [each for each in meeting.invited if not topic.concerns(each.id)]
    here = [each for each in members if each.id in meeting.members_here]
    wanted = kind.needed(len(members), topic.matter)
    if len(here) < wanted:
        raise QuorumMissing(
            f"这一议题应到{len(members)}人，须有{wanted}人以上到会，现有{len(here)}人。",
            source=kind.source,
            needed=wanted,
            present=len(here),
            members=len(members),
            missing=[{"id": each.id, "name": each.name} for each in members if each not in here],
        )
