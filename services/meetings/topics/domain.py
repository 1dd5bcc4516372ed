"""A topic of a meeting (议题); immutable, no clock, no broker, no store."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.meetings import domain as office
from services.meetings.domain import Matter, Meeting
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.errors import Refused
from shared.given import Given
from shared.office import Named
from shared.workflow import By, event, role

MOST = 100
"""The maximum topics of one meeting."""


class TopicStatus(StrEnum):
    """The status of a topic."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    VOTING = "voting"
    PASSED = "passed"
    FAILED = "failed"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


STATUS_NAMES: Mapping[TopicStatus, str] = {
    TopicStatus.SUBMITTED: "待审核",
    TopicStatus.RETURNED: "已退回",
    TopicStatus.ACCEPTED: "待上会",
    TopicStatus.VOTING: "审议中",
    TopicStatus.PASSED: "通过",
    TopicStatus.FAILED: "未予通过",
    TopicStatus.DEFERRED: "暂缓",
    TopicStatus.WITHDRAWN: "已撤回",
}
DECIDED = frozenset({TopicStatus.PASSED, TopicStatus.FAILED, TopicStatus.DEFERRED})


class TopicClosed(Refused):
    """本次会议已不再征集议题。"""

    code = "topic_closed"


@dataclass(frozen=True)
class Paper:
    """A paper read before a topic is discussed (会议材料)."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Topic(Aggregate):
    """A topic proposed for a meeting. `recused`: people concerned who recused themselves.

    rounds: how often it was put to the vote; round: the vote or hearing that is open or decided it, with its mode. how: how
    it was decided, in words.
    """

    meeting: str
    organ: str
    chair: str
    title: Given[str]
    matter: Given[Matter]
    proposer: str
    proposer_name: str
    papers: tuple[Paper, ...] = ()
    status: TopicStatus = TopicStatus.SUBMITTED
    recused: tuple[Named, ...] = ()
    rounds: int = 0
    round: str | None = None
    mode: str = ""
    how: str = ""
    chair_organ: str = ""

    def concerns(self, person: str) -> bool:
        """Check whether a person recused themself from it."""
        return any(each.id == person for each in self.recused)


def round_id(topic: str, number: int) -> str:
    """Derive the id of a topic's vote, so that a second delivery finds the first."""
    return hashlib.sha256(f"vote:{topic}:{number}".encode()).hexdigest()[:32]


def sees(topic: Topic, meeting: Meeting, actor: Actor) -> bool:
    """Check whether an actor may know of a topic: its proposer, those who run the meeting, attendees once papers are sent."""
    sent = meeting.papers_sent_at is not None and any(each.topic == topic.id for each in meeting.agenda)
    discussed = topic.rounds > 0 or topic.status in DECIDED
    return (
        actor.person_id == topic.proposer
        or office.runs(meeting, actor)
        or (office.sees(meeting, actor) and (sent or discussed))
    )


def reads(topic: Topic, meeting: Meeting, actor: Actor) -> bool:
    """Check whether an actor may read its papers: those who know of it and did not recuse themselves."""
    return sees(topic, meeting, actor) and not topic.concerns(actor.person_id)


def _runs(topic: Topic, actor: Actor) -> bool:
    directs = actor.holds("director") and actor.organ == topic.organ
    return directs or office.chairs(topic, actor)


DIRECTOR = role("director")
PROPOSER = By("proposer", lambda topic, actor: actor.person_id == topic.proposer, "提出人")
RUNNER = By("director or chair", _runs, "办公室主任或者主持人")
COUNTED = event("its vote", "系统（表决）")
CHAIRED = event("its meeting", "系统（更换主持）")
ENDED = event("end of the meeting", "系统（会议结束）")
ANYONE = By("a person who sees it", lambda topic, actor: True, "知悉人员")
