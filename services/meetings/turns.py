"""Turns of meetings, topics and votes: for which step each status waits, and who may know of it."""

from collections.abc import Callable
from datetime import date

from services.meetings.domain import OFFICE, Answer, Meeting
from services.meetings.domain import MeetingStatus as M
from services.meetings.kinds import Mode, kind_of, needed, signing_in_from
from services.meetings.steps import MEETING, stage_of
from services.meetings.topics.domain import Topic
from services.meetings.topics.domain import TopicStatus as T
from services.meetings.topics.steps import TOPIC
from services.meetings.votes.domain import Round
from services.meetings.votes.domain import RoundStatus as R
from services.meetings.votes.steps import ROUND
from shared.calendar import OFFICE_ZONE, office_date, on_paper
from shared.turn import TO_READ, Left, Party, There, Wait, people, post, tell

MEETINGS = "meetings"
"""The first half of a meeting's source (`MeetingCollection.name`)."""

UNCOUNTED = "还有议题没有表决完毕，请先计票（一事一议一表决）"

director, leader, office = post("director"), post("leader"), post(*OFFICE)
organisers = post("director", "leader")


def _settles(meeting: Meeting) -> list[Party]:
    return _chair(meeting) if kind_of(meeting).settled_by_chair else director(meeting)


def _settled(meeting: Meeting) -> bool:
    return meeting.settled


def _has_not_replied(meeting: Meeting) -> list[Party]:
    return people(*(each for each in meeting.members if each not in meeting.replies and each not in meeting.signed))


def _untold(meeting: Meeting) -> list[Party]:
    return people(*(each for each in meeting.members if each not in meeting.told_of_topics))


def _asks_for_topics(meeting: Meeting) -> bool:
    return _settled(meeting) and meeting.asks_for_topics


def _topics_until(meeting: Meeting) -> date | None:
    return None if meeting.topics_until is None else office_date(meeting.topics_until)


def _stage(meeting: Meeting) -> str:
    if meeting.status is not M.PLANNED or meeting.topics_until is None or not meeting.asks_for_topics:
        return stage_of(meeting)
    until = meeting.topics_until.astimezone(OFFICE_ZONE)
    return f"征集议题，{on_paper(until)}{until:%H:%M}截止"


def _has_no_agenda(meeting: Meeting) -> bool:
    return _settled(meeting) and kind_of(meeting).formal and not meeting.agenda


def _has_no_papers(meeting: Meeting) -> bool:
    return _settled(meeting) and kind_of(meeting).formal and bool(meeting.agenda) and meeting.papers_sent_at is None


def _may_be_called(meeting: Meeting) -> bool:
    return _settled(meeting) and not _has_no_agenda(meeting) and not _has_no_papers(meeting)


def _has_quorum(meeting: Meeting) -> bool:
    return _settled(meeting) and meeting.present >= needed(meeting)


def _comes(meeting: Meeting) -> list[Party]:
    """Return those who said that they come, or were to come, and have not signed in yet."""
    away = {member for member, reply in meeting.replies.items() if reply.answer is not Answer.ATTEND}
    replied = [each for each in meeting.members if each in meeting.replies or meeting.status is M.HELD]
    coming = [each for each in (*replied, *meeting.deputies, meeting.chair) if each not in away]
    return people(*dict.fromkeys(each for each in coming if each not in meeting.signed))


def _chair(meeting: Meeting) -> list[Party]:
    return people(meeting.chair, organ=meeting.chair_organ)


ANOTHER_CHAIR = Wait("name_chair", _chair, when=_settled, left=Left("name_chair", organisers), only_left=True)
"""A chair who left or moved before the meeting is replaced."""


def _day(meeting: Meeting) -> date:
    return meeting.held_on


tell(
    Meeting,
    MEETING,
    type="meeting",
    due=_day,
    stage=_stage,
    knows=lambda meeting: [*office(meeting), *people(meeting.chair, *meeting.members, *meeting.deputies)],
    mine=_chair,
    here=lambda meeting: meeting.here,
    waits={
        M.PLANNED: (
            Wait("settle", _settles, when=_has_no_agenda, left=Left("name_chair", organisers)),
            ANOTHER_CHAIR,
            Wait("send_papers", director, when=_has_no_papers),
            Wait("call", director, when=_may_be_called),
            Wait("read", _untold, when=_asks_for_topics, due=_topics_until, box=TO_READ),
        ),
        M.POSTPONED: (ANOTHER_CHAIR, Wait("move", director, when=_settled)),
        M.CALLED: (
            ANOTHER_CHAIR,
            Wait("reply", _has_not_replied, when=_settled),
            Wait("sign_in", _comes, when=_settled, opens=signing_in_from),
            Wait("hold", director, when=_has_quorum),
        ),
        M.HELD: (Wait("sign_in", _comes), Wait("adjourn", director, held_up=UNCOUNTED)),
        M.ADJOURNED: (Wait("confirm", _chair, left=Left("confirm_for_chair", leader)),),
    },
)

tell(
    Topic,
    TOPIC,
    type="topic",
    knows=lambda topic: [*office(topic), *people(topic.proposer, topic.chair)],
    mine=lambda topic: people(topic.proposer),
    holds_up=lambda topic: f"{MEETINGS}:{topic.meeting}" if topic.status is T.VOTING else "",
    waits={
        T.SUBMITTED: (Wait("accept", director),),
        T.RETURNED: (Wait("revise", lambda topic: people(topic.proposer)),),
    },
)


def _source(vote: Round) -> str:
    return f"{MEETINGS}:{vote.meeting}"


def _silent(vote: Round) -> tuple[str, ...]:
    """Return those who may still take part, including the chair."""
    done = {*vote.ballots, *vote.papers}
    return tuple(each for each in vote.entitled if each not in done)


def _others(vote: Round) -> tuple[str, ...]:
    return tuple(each for each in _silent(vote) if each != vote.chair)


def _may_vote(vote: Round) -> list[Party]:
    """Return those who have not voted; nobody after the chair (末位表态)."""
    return [] if vote.chair in vote.ballots else people(*_others(vote))


def _chair_votes(vote: Round) -> list[Party]:
    return people(vote.chair) if vote.chair in _silent(vote) else []


def _runs(vote: Round) -> list[Party]:
    return [*director(vote), *_chair_of(vote)]


def _chair_of(vote: Round) -> list[Party]:
    return people(vote.chair, organ=vote.chair_organ)


def _enough(vote: Round) -> bool:
    return vote.took_part >= vote.needed


def _heard_enough(vote: Round) -> bool:
    return len(vote.ballots.keys() | ({vote.chair} & {*vote.entitled})) >= vote.needed


def _of(*modes: Mode) -> Callable[[Round], bool]:
    return lambda vote: vote.mode in modes


tell(
    Round,
    ROUND,
    type="vote",
    title=lambda vote: vote.title,
    stage=ROUND.status_name,
    knows=lambda vote: [*office(vote), *people(vote.chair, *vote.entitled)],
    names_actor=False,
    waits={
        R.OPEN: (
            Wait(
                "cast",
                _may_vote,
                when=_of(Mode.OPEN, Mode.HEARING),
                there=lambda vote: There(_source(vote), present=True),
            ),
            Wait(
                "cast",
                _chair_votes,
                when=_of(Mode.OPEN),
                there=lambda vote: There(_source(vote), present=True, after=_others(vote)),
            ),
            Wait(
                "take_paper",
                lambda vote: people(*_silent(vote)),
                when=_of(Mode.SECRET),
                there=lambda vote: There(_source(vote), present=True),
            ),
            Wait(
                "start",
                _runs,
                when=lambda vote: vote.mode is Mode.SECRET and _enough(vote),
                there=lambda vote: There(_source(vote), present=False, after=_silent(vote)),
            ),
            Wait(
                "count",
                _runs,
                when=lambda vote: vote.mode is Mode.OPEN and _enough(vote),
                there=lambda vote: There(_source(vote), present=False, after=_silent(vote)),
            ),
            Wait(
                "decide",
                _chair_of,
                left=Left("void", director),
                when=lambda vote: vote.mode is Mode.HEARING and _heard_enough(vote),
                there=lambda vote: There(_source(vote), present=False, after=_others(vote)),
            ),
        ),
        R.CASTING: (Wait("count", _runs, when=_enough),),
    },
)
