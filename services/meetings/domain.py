"""A meeting (会议); immutable, no clock, no broker, no store.

Sources of the rules stand with the kinds of meetings (`kinds.py`) and with the steps (`steps.py`).
"""

import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.contracts.directory import OrganRecorded
from shared.contracts.meetings import Decision
from shared.errors import Refused
from shared.office import Named
from shared.workflow import By, role

INSTANT = timedelta(microseconds=1)
CODE_SECONDS = 30
"""How long a code for signing in is shown; the one before it is still taken."""
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 6


class MeetingStatus(StrEnum):
    """Where a meeting stands."""

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
"""A meeting whose time can still be changed."""
AHEAD = frozenset({MeetingStatus.PLANNED, MeetingStatus.CALLED, MeetingStatus.HELD})
"""A meeting that takes its members' time."""


class Answer(StrEnum):
    """How a member replied to a notice (回执)."""

    ATTEND = "attend"
    ABSENT = "absent"
    DEPUTY = "deputy"


ANSWER_NAMES: Mapping[Answer, str] = {
    Answer.ATTEND: "参加",
    Answer.ABSENT: "请假",
    Answer.DEPUTY: "委托他人参加",
}


class Matter(StrEnum):
    """How much weighs what a topic is about; it sets how many must be there."""

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
    """Who signed in, and when; `left_at`: since when they are away."""

    name: str
    at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """What a member replied to the notice. `reason` where they are absent, `deputy` where another comes for them."""

    answer: Answer
    at: datetime
    reason: str = ""
    deputy: Named | None = None


@dataclass(frozen=True)
class Clash:
    """Somebody who attends another meeting at the same hour; nobody learns which."""

    person: Named
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class AgendaItem:
    """A topic that is on the agenda (议程)."""

    topic: str
    title: str
    matter: Matter = Matter.ORDINARY


@dataclass(frozen=True)
class Stay:
    """Where and when a meeting is to be; `sequence` counts how often it was moved, `pads` says what each room needs
    before and after, in minutes, `hours` from when until when all of them are open."""

    places: tuple[Named, ...]
    starts_at: datetime
    ends_at: datetime
    sequence: int = 0
    pads: dict[str, tuple[int, int]] = field(default_factory=dict)
    hours: tuple[time, time] = (time(8), time(20))

    def pad(self, room: str) -> tuple[int, int]:
        """Give how many minutes a room needs before and after."""
        return self.pads.get(room, (0, 0))

    @property
    def rooms(self) -> tuple[str, ...]:
        """Give the ids of the rooms."""
        return tuple(each.id for each in self.places)

    def purpose(self, meeting_id: str) -> str:
        """Give what its rooms are booked for; every stay of one meeting has its own."""
        return f"meeting:{meeting_id}" + (f"#{self.sequence}" if self.sequence else "")


@dataclass(frozen=True, kw_only=True)
class Meeting(Aggregate):
    """A meeting of an organ. `invited`: its members, who count for the quorum; `signed`: who is there, by person.

    arranged_at: when it had all its rooms; until then nothing can be done with it. A cancelled meeting without it never
    got them. sequence: how often its time or place was changed. moving: where it is about to be moved; given_up: where it
    was to be before, whose rooms go back. code_key: what the codes for signing in are made from; empty where none is asked.
    deputies_count: whether somebody who comes for a member counts for the quorum; sent: who does, to find meetings by.
    pads: minutes that each room needs before and after. record: what was recorded (会议记录).
    held_at, ended_at: when it was in fact opened and ended. clashes: who sat elsewhere when its hour was set.
    """

    kind: str
    title: str
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

    @property
    def stay(self) -> Stay:
        """Give where and when it is to be now."""
        return Stay(self.places, self.starts_at, self.ends_at, self.sequence, self.pads, self.hours_open)

    @property
    def purpose(self) -> str:
        """Give what its rooms are booked for."""
        return self.stay.purpose(self.id)

    @property
    def rooms(self) -> tuple[str, ...]:
        """Give the ids of its rooms."""
        return self.stay.rooms

    @property
    def members(self) -> tuple[str, ...]:
        """Give the ids of its members."""
        return tuple(each.id for each in self.invited)

    @property
    def attended(self) -> tuple[str, ...]:
        """Give who signed in, in that order, also those who left."""
        return tuple(self.signed)

    @property
    def here(self) -> frozenset[str]:
        """Give who signed in and has not left."""
        return frozenset(person for person, each in self.signed.items() if each.left_at is None)

    @property
    def deputies(self) -> Mapping[str, str]:
        """Tell for whom somebody comes who is sent in another's place: deputy to member."""
        return {each.deputy.id: member for member, each in self.replies.items() if each.deputy is not None}

    @property
    def members_here(self) -> frozenset[str]:
        """Give the members who are there, and where deputies count, those for whom a deputy is."""
        sent = {member for deputy, member in self.deputies.items() if deputy in self.here}
        return frozenset(self.members) & (self.here | (sent if self.deputies_count else frozenset()))

    @property
    def present(self) -> int:
        """Count the members who are there; a chair who is no member does not count."""
        return len(self.members_here)

    @property
    def held_on(self) -> date:
        """Give the day of the meeting in the office."""
        return office_date(self.starts_at)

    @property
    def hours(self) -> float:
        """Give how long it lasts by its plan, rounded to half hours."""
        return math.floor((self.ends_at - self.starts_at) / timedelta(hours=0.5) + 0.5) / 2

    def code(self, at: datetime) -> str:
        """Give the code that the room shows at an instant (签到码)."""
        return _code(self.code_key, int(at.timestamp()) // CODE_SECONDS)

    def takes_code(self, code: str, at: datetime) -> bool:
        """Tell whether a code is the one shown, or the one just before it."""
        window = int(at.timestamp()) // CODE_SECONDS
        given = code.strip().upper().encode()
        return any(hmac.compare_digest(_code(self.code_key, each).encode(), given) for each in (window, window - 1))

    def moved(self) -> "Meeting":
        """Give the meeting where it was to be moved; whoever replied is asked anew."""
        wanted = self.moving
        assert wanted is not None, "only a meeting that is being moved arrives"
        status = MeetingStatus.PLANNED if self.called_at is None else MeetingStatus.CALLED
        return replace(
            self,
            status=status,
            places=wanted.places,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            sequence=wanted.sequence,
            pads=wanted.pads,
            hours_open=wanted.hours,
            given_up=(*self.given_up, self.stay),
            moving=None,
            replies={},
            sent=(),
        )


def _code(key: str, window: int) -> str:
    drawn = hmac.digest(key.encode(), str(window).encode(), hashlib.sha256)
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in drawn[:CODE_LENGTH])


def time_faults(starts_at: datetime, ends_at: datetime, *, now: datetime) -> list[dict[str, str]]:
    """Name what is wrong with a time: it must lie ahead, end after it begins, and stay within one day of the office."""
    faults = []
    if starts_at <= now:
        faults.append({"field": "starts_at", "code": "time_past", "message": "开始时间应晚于现在"})
    if ends_at <= starts_at:
        faults.append({"field": "ends_at", "code": "ends_before_start", "message": "结束时间应晚于开始时间"})
    elif office_date(starts_at) != office_date(ends_at - INSTANT):
        faults.append({"field": "ends_at", "code": "spans_days", "message": "会议应在同一天内结束，跨天的请分次安排"})
    return faults


def circle(organ: OrganRecorded) -> tuple[str, ...]:
    """Give the path of the school that an organ belongs to, or of the bureau: whose people and rooms it may ask for."""
    in_school = organ.kind == "school" or len(organ.path) > 2
    return organ.path[: 2 if in_school else 1]


def within(path: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Tell whether a path leads through another."""
    return path[: len(above)] == above


OFFICE = ("director", "leader", "registrar")
"""Roles that see every meeting of their organ."""


def runs(meeting: Meeting, actor: Actor) -> bool:
    """Tell whether an actor sees to a meeting: the office of its organ, and its chair."""
    office = actor.organ == meeting.organ and any(actor.holds(name) for name in OFFICE)
    return office or actor.person_id == meeting.chair


def warned(meeting: Meeting, actor: Actor) -> bool:
    """Check whether an actor is told who sits elsewhere at that hour: whoever runs the meeting, while it can be moved."""
    return meeting.status in BEFORE and runs(meeting, actor)


def sees(meeting: Meeting, actor: Actor) -> bool:
    """Tell whether an actor sees a meeting: the office of its organ, its members and their deputies, and its chair."""
    return runs(meeting, actor) or _attends(meeting, actor)


def _attends(meeting: Meeting, actor: Actor) -> bool:
    return actor.person_id in (meeting.chair, *meeting.members, *meeting.deputies)


def _directs(meeting: Meeting, actor: Actor) -> bool:
    return actor.holds("director") and actor.organ == meeting.organ


DIRECTOR = role("director")
MEMBER = By("member", lambda meeting, actor: actor.person_id in meeting.members, "应到人员")
ATTENDING = By("member, deputy or chair", _attends, "应到人员、代会人员或者主持人")
CHAIR = By("chair", lambda meeting, actor: actor.person_id == meeting.chair, "主持人")
CHAIRING_DIRECTOR = By(
    "director who chairs", lambda m, actor: _directs(m, actor) and actor.person_id == m.chair, "主持会议的办公室主任"
)
LEAVING = By(
    "who attends, or director", lambda m, actor: _attends(m, actor) or _directs(m, actor), "与会人员或者办公室主任"
)
