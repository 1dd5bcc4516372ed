"""Whose turn it is with meetings, topics and votes: for which step each state waits, and who may know of it."""

from datetime import date

from services.meetings.domain import OFFICE, Answer, Meeting
from services.meetings.domain import MeetingStatus as M
from services.meetings.steps import MEETING
from services.meetings.topics.domain import Topic
from services.meetings.topics.domain import TopicStatus as T
from services.meetings.topics.steps import TOPIC
from services.meetings.votes.domain import Mode, Round
from services.meetings.votes.domain import RoundStatus as R
from services.meetings.votes.steps import ROUND
from shared.turn import Party, Wait, people, post, tell

director, office = post("director"), post(*OFFICE)


def _settled(meeting: Meeting) -> bool:
    return meeting.arranged_at is not None and meeting.moving is None


def _has_not_replied(meeting: Meeting) -> list[Party]:
    return people(*(each for each in meeting.members if each not in meeting.replies))


def _comes(meeting: Meeting) -> list[Party]:
    """Mean who said that they come, or was there to be, and has not signed in yet."""
    away = {member for member, reply in meeting.replies.items() if reply.answer is not Answer.ATTEND}
    replied = [each for each in meeting.members if each in meeting.replies or meeting.status is M.HELD]
    coming = [each for each in (*replied, *meeting.deputies, meeting.chair) if each not in away]
    return people(*dict.fromkeys(each for each in coming if each not in meeting.signed))


def _chair(meeting: Meeting) -> list[Party]:
    return people(meeting.chair)


def _day(meeting: Meeting) -> date:
    return meeting.held_on


tell(
    Meeting,
    MEETING,
    type="meeting",
    due=_day,
    knows=lambda meeting: [*office(meeting), *people(meeting.chair, *meeting.members, *meeting.deputies)],
    mine=_chair,
    waits={
        M.PLANNED: (Wait("call", director, when=_settled),),
        M.POSTPONED: (Wait("move", director, when=_settled),),
        M.CALLED: (
            Wait("reply", _has_not_replied, when=_settled),
            Wait("sign_in", _comes, when=_settled),
            Wait("hold", director, when=_settled),
        ),
        M.HELD: (Wait("sign_in", _comes), Wait("adjourn", director)),
        M.ADJOURNED: (Wait("confirm", _chair),),
    },
)

tell(
    Topic,
    TOPIC,
    type="topic",
    knows=lambda topic: [*office(topic), *people(topic.proposer, topic.chair)],
    mine=lambda topic: people(topic.proposer),
    waits={
        T.SUBMITTED: (Wait("accept", director),),
        T.RETURNED: (Wait("revise", lambda topic: people(topic.proposer)),),
    },
)


def _has_not_voted(vote: Round) -> list[Party]:
    if vote.chair in vote.ballots and vote.mode is not Mode.SECRET:
        return []
    return people(*(each for each in vote.entitled if each not in vote.ballots and each not in vote.papers))


tell(
    Round,
    ROUND,
    type="vote",
    title=lambda vote: vote.title,
    knows=lambda vote: [*office(vote), *people(vote.chair, *vote.entitled)],
    names_actor=False,
    waits={
        R.OPEN: (
            Wait("cast", _has_not_voted, when=lambda vote: vote.mode is not Mode.SECRET),
            Wait("take_paper", _has_not_voted, when=lambda vote: vote.mode is Mode.SECRET),
        ),
        R.CASTING: (Wait("count", lambda vote: [*director(vote), *people(vote.chair)]),),
    },
)
