"""A meeting (会议); immutable, no clock, no broker, no store.

The sources of the rules are named with the kinds of meetings (`kinds.py`) and with the steps (`steps.py`).
"""

import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.contracts.directory import OrganRecorded
from shared.contracts.meetings import Decision
from shared.errors import Refused
from shared.given import Given
from shared.office import Named, faulty
from shared.workflow import By, role

INSTANT = timedelta(microseconds=1)
CODE_SECONDS = 30
"""How long a sign-in code is shown, in seconds; the previous one is still accepted."""
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 6


class MeetingStatus(StrEnum):
    """The status of a meeting."""

    PLANNED = "planned"
    CALLED = "called"
    POSTPONED = "postponed"
    HELD = "held"
    ADJOURNED = "adjourned"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATUS_NAMES: Mapping[MeetingStatus, str] = {
    MeetingStatus.PLANNED: "筹备中",
    MeetingStatus.CALLED: "已通知",
    MeetingStatus.POSTPONED: "已延期",
    MeetingStatus.HELD: "进行中",
    MeetingStatus.ADJOURNED: "记录待确认",
    MeetingStatus.CLOSED: "已结束",
    MeetingStatus.CANCELLED: "已取消",
}


BEFORE = frozenset({MeetingStatus.PLANNED, MeetingStatus.CALLED})
"""Statuses of a meeting whose time can still be changed."""
AHEAD = frozenset({MeetingStatus.PLANNED, MeetingStatus.CALLED, MeetingStatus.HELD})
"""Statuses of a meeting that takes its members' time."""


class Answer(StrEnum):
    """The kind of a member's reply to a notice (回执)."""

    ATTEND = "attend"
    ABSENT = "absent"
    DEPUTY = "deputy"


ANSWER_NAMES: Mapping[Answer, str] = {
    Answer.ATTEND: "参加",
    Answer.ABSENT: "请假",
    Answer.DEPUTY: "派人代会",
}


class Matter(StrEnum):
    """The weight of a topic, which sets its quorum."""

    ORDINARY = "ordinary"
    IMPORTANT = "important"
    ELECTION = "election"


MATTER_NAMES: Mapping[Matter, str] = {
    Matter.ORDINARY: "一般事项",
    Matter.IMPORTANT: "重要事项（含干部任免）",
    Matter.ELECTION: "选举",
}


class QuorumMissing(Refused):
    """到会人数不足，不能开会。"""

    code = "quorum_missing"


class NotArranged(Refused):
    """会议室还在安排，请稍后再办。"""

    code = "rooms_pending"


class WrongCode(Refused):
    """签到码不正确或者已经更换，请看会场屏幕上最新的签到码。"""

    code = "wrong_code"


@dataclass(frozen=True)
class SignIn:
    """A sign-in and its time; `left_at`: since when the person is away."""

    name: str
    at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """A member's reply to the notice. `reason` if they are absent, `deputy` if another comes for them."""

    answer: Answer
    at: datetime
    reason: str = ""
    deputy: Named | None = None


@dataclass(frozen=True)
class Clash:
    """A person who attends another meeting at the same time; which one is not disclosed."""

    person: Named
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class AgendaItem:
    """A topic on the agenda (议程)."""

    topic: str
    title: str
    matter: Matter = Matter.ORDINARY


@dataclass(frozen=True)
class Stay:
    """The place and time of a meeting; `sequence` counts its moves, `pads` holds the set-up and clearing minutes of each
    room, `hours` the time within which all of them are open.
    """

    places: tuple[Named, ...]
    starts_at: datetime
    ends_at: datetime
    sequence: int = 0
    pads: dict[str, tuple[int, int]] = field(default_factory=dict)
    hours: tuple[time, time] = (time(8), time(20))

    def pad(self, room: str) -> tuple[int, int]:
        """Return the set-up and clearing minutes of a room."""
        return self.pads.get(room, (0, 0))

    @property
    def rooms(self) -> tuple[str, ...]:
        """Return the ids of the rooms."""
        return tuple(each.id for each in self.places)

    def purpose(self, meeting_id: str) -> str:
        """Return the purpose of its bookings; every stay of a meeting has its own."""
        return f"meeting:{meeting_id}" + (f"#{self.sequence}" if self.sequence else "")


@dataclass(frozen=True, kw_only=True)
class Meeting(Aggregate):
    """A meeting of an organ. `invited`: its members, who count for the quorum; `signed`: who signed in, by person.

    arranged_at: when it had all its rooms; until then no step can be taken. A cancelled meeting without it never
    got them. unsecured_why: why a day of a series has none of its rooms, until it is moved or cancelled.
    sequence: how often its time or place was changed. moving: the stay it is about to be moved to; given_up:
    earlier stays, whose rooms are to be released. code_key: the key of the sign-in codes; empty if none are used.
    chair_organ: the chair's organ when the meeting was planned, which they chair it for; empty for earlier meetings.
    topics_until: until when topics are asked for; told_of_topics: the members who have read that they are.
    deputies_count: whether a member's deputy counts for the quorum; sent: the deputies, to find meetings by.
    pads: set-up and clearing minutes of each room. record: the minutes taken (会议记录).
    held_at, ended_at: when it actually began and ended. clashes: who had another meeting when its time was set.
    """

    kind: Given[str]
    title: Given[str]
    organ: str
    organ_name: str
    path: tuple[str, ...]
    chair: str
    chair_name: str
    places: tuple[Named, ...]
    starts_at: datetime
    ends_at: datetime
    invited: tuple[Named, ...]
    topics: tuple[str, ...] = ()
    status: MeetingStatus = MeetingStatus.PLANNED
    arranged_at: datetime | None = None
    unsecured_why: str | None = None
    signed: dict[str, SignIn] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    planner: str = ""
    branch: str | None = None
    series: str | None = None
    sequence: int = 0
    pads: dict[str, tuple[int, int]] = field(default_factory=dict)
    hours_open: tuple[time, time] = (time(8), time(20))
    moving: Stay | None = None
    given_up: tuple[Stay, ...] = ()
    code_key: str = ""
    deputies_count: bool = False
    topics_until: datetime | None = None
    told_of_topics: tuple[str, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    agenda_settled_at: datetime | None = None
    talked_with: tuple[Named, ...] = ()
    papers_sent_at: datetime | None = None
    called_at: datetime | None = None
    replies: dict[str, Reply] = field(default_factory=dict)
    sent: tuple[str, ...] = ()
    record: str = ""
    held_at: datetime | None = None
    ended_at: datetime | None = None
    clashes: tuple[Clash, ...] = ()
    chair_organ: str = ""

    @property
    def stay(self) -> Stay:
        """Return its current place and time."""
        return Stay(self.places, self.starts_at, self.ends_at, self.sequence, self.pads, self.hours_open)

    @property
    def settled(self) -> bool:
        """Check whether nothing is still being done about its rooms: they are booked, or known not to be had."""
        return (self.arranged_at is not None or self.unsecured_why is not None) and self.moving is None

    @property
    def purpose(self) -> str:
        """Return the purpose of its bookings."""
        return self.stay.purpose(self.id)

    @property
    def rooms(self) -> tuple[str, ...]:
        """Return the ids of its rooms."""
        return self.stay.rooms

    @property
    def members(self) -> tuple[str, ...]:
        """Return the ids of its members."""
        return tuple(each.id for each in self.invited)

    @property
    def asks_for_topics(self) -> bool:
        """Check whether its members were asked for topics and its agenda is open."""
        return self.topics_until is not None and not self.agenda

    @property
    def attended(self) -> tuple[str, ...]:
        """Return the people who signed in, in that order, including those who left."""
        return tuple(self.signed)

    @property
    def here(self) -> frozenset[str]:
        """Return the people who signed in and have not left."""
        return frozenset(person for person, each in self.signed.items() if each.left_at is None)

    @property
    def left(self) -> frozenset[str]:
        """Return the people who signed in and left before the end."""
        return frozenset(self.signed) - self.here

    @property
    def deputies(self) -> Mapping[str, str]:
        """Return the member represented by each deputy."""
        return {each.deputy.id: member for member, each in self.replies.items() if each.deputy is not None}

    @property
    def members_here(self) -> frozenset[str]:
        """Return the members present, and if deputies count, those represented by one."""
        sent = {member for deputy, member in self.deputies.items() if deputy in self.here}
        return frozenset(self.members) & (self.here | (sent if self.deputies_count else frozenset()))

    @property
    def present(self) -> int:
        """Count the members present; a chair who is no member does not count."""
        return len(self.members_here)

    @property
    def held_on(self) -> date:
        """Return the office's day of the meeting."""
        return office_date(self.starts_at)

    @property
    def hours(self) -> float:
        """Return its planned length in hours, rounded to half hours."""
        return math.floor((self.ends_at - self.starts_at) / timedelta(hours=0.5) + 0.5) / 2

    def code(self, at: datetime) -> str:
        """Return the code that the room shows at an instant (签到码)."""
        return _code(self.code_key, int(at.timestamp()) // CODE_SECONDS)

    def takes_code(self, code: str, at: datetime) -> bool:
        """Check whether a code is the current one, or the one just before it."""
        window = int(at.timestamp()) // CODE_SECONDS
        given = code.strip().upper().encode()
        return any(hmac.compare_digest(_code(self.code_key, each).encode(), given) for each in (window, window - 1))


def _code(key: str, window: int) -> str:
    drawn = hmac.digest(key.encode(), str(window).encode(), hashlib.sha256)
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in drawn[:CODE_LENGTH])


def time_faults(starts_at: datetime, ends_at: datetime, *, now: datetime) -> list[dict[str, str]]:
    """Return the faults of a time: it must lie ahead, end after it begins, and stay within one day of the office."""
    faults = []
    if starts_at <= now:
        faults.append(faulty("starts_at", "time_past", "开始时间应晚于现在"))
    if ends_at <= starts_at:
        faults.append(faulty("ends_at", "ends_before_start", "结束时间应晚于开始时间"))
    elif office_date(starts_at) != office_date(ends_at - INSTANT):
        faults.append(faulty("ends_at", "spans_days", "会议应在同一天内结束，跨天的请分次安排"))
    return faults


def circle(organ: OrganRecorded) -> tuple[str, ...]:
    """Return the path of an organ's school, or of the bureau, whose people and rooms it may use."""
    in_school = organ.kind == "school" or len(organ.path) > 2
    return organ.path[: 2 if in_school else 1]


def within(path: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Check whether a path leads through another."""
    return path[: len(above)] == above


OFFICE = ("director", "leader", "registrar")
"""Roles that see every meeting of their organ."""


def runs(meeting: Meeting, actor: Actor) -> bool:
    """Check whether an actor runs a meeting: the office of its organ, and its chair."""
    office = actor.organ == meeting.organ and any(actor.holds(name) for name in OFFICE)
    return office or chairs(meeting, actor)


class Chaired(Protocol):
    """A meeting, or a topic or a vote of one."""

    @property
    def chair(self) -> str:
        """Return the chair's id."""

    @property
    def chair_organ(self) -> str:
        """Return the organ that the chair presides for; empty for earlier records."""


def chairs(subject: Chaired, actor: Actor) -> bool:
    """Check whether an actor chairs: somebody who has moved to another organ does not."""
    return actor.person_id == subject.chair and subject.chair_organ in ("", actor.organ)


def warned(meeting: Meeting, actor: Actor) -> bool:
    """Check whether an actor is told of members with another meeting: those who run it, while it can be moved."""
    return meeting.status in BEFORE and runs(meeting, actor)


def sees(meeting: Meeting, actor: Actor) -> bool:
    """Check whether an actor may see a meeting: the office of its organ, its members and their deputies, and its chair."""
    return runs(meeting, actor) or _attends(meeting, actor)


def _attends(meeting: Meeting, actor: Actor) -> bool:
    return actor.person_id in (meeting.chair, *meeting.members, *meeting.deputies)


def directs(meeting: Meeting, actor: Actor) -> bool:
    """Check whether an actor is the director of the office that holds a meeting."""
    return actor.holds("director") and actor.organ == meeting.organ


DIRECTOR = role("director")
MEMBER = By("member", lambda meeting, actor: actor.person_id in meeting.members, "应到人员")
ATTENDING = By("member, deputy or chair", _attends, "应到人员、代会人员或者主持人")
LEADER = role("leader")
CHAIR = By("chair", chairs, "主持人")
CHAIRING_DIRECTOR = By(
    "director who chairs", lambda m, actor: directs(m, actor) and chairs(m, actor), "主持会议的办公室主任"
)
ORGANISER = By(
    "director or leader",
    lambda m, actor: actor.organ == m.organ and (actor.holds("director") or actor.holds("leader")),
    "办公室主任或者领导",
)
LEAVING = By(
    "who attends, or director", lambda m, actor: _attends(m, actor) or directs(m, actor), "与会人员或者办公室主任"
)
