"""A meeting (会议) and the day of a room (会议室); immutable, no clock, no broker, no store.

Sources of the rules stand with the kinds of meetings (`kinds.py`).
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import OFFICE_ZONE, office_date
from shared.contracts.directory import OrganRecorded
from shared.contracts.meetings import Decision, RoomBooked, RoomReleased
from shared.errors import InvalidInput, Refused
from shared.workflow import By, role

OPENS, CLOSES = time(8), time(20)
SLOTS, DAYS_SEARCHED = 3, 7
INSTANT = timedelta(microseconds=1)

Slot = tuple[datetime, datetime]


class MeetingStatus(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    CALLED = "called"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATUS_NAMES: Mapping[MeetingStatus, str] = {
    MeetingStatus.PLANNED: "筹备中",
    MeetingStatus.CALLED: "已通知",
    MeetingStatus.HELD: "开会中",
    MeetingStatus.CLOSED: "已结束",
    MeetingStatus.CANCELLED: "已取消",
}


class RoomConflict(Refused):
    """会议室在这一时段已被占用。"""

    code = "room_conflict"


class RoomTooSmall(InvalidInput):
    """会议室座位不够。"""

    code = "room_too_small"


class QuorumMissing(Refused):
    """到会人数不足，不能开会。"""

    code = "quorum_missing"


class NotArranged(Refused):
    """会议室还在安排，请稍后再办。"""

    code = "rooms_pending"


@dataclass(frozen=True)
class Named:
    """A room or a person by id, with the name it had when it was written down."""

    id: str
    name: str


@dataclass(frozen=True)
class SignIn:
    """Who signed in, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Meeting(Aggregate):
    """A meeting of an organ. `invited`: its members, who count for the quorum; `signed`: who is there, by person.

    arranged_at: when it had all its rooms; until then nothing can be done with it. A cancelled meeting without it never
    got them.
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

    @property
    def meeting_id(self) -> str:
        """Give the id, as events name it."""
        return self.id

    @property
    def purpose(self) -> str:
        """Give what its rooms are booked for."""
        return f"meeting:{self.id}"

    @property
    def rooms(self) -> tuple[str, ...]:
        """Give the ids of its rooms."""
        return tuple(each.id for each in self.places)

    @property
    def members(self) -> tuple[str, ...]:
        """Give the ids of its members."""
        return tuple(each.id for each in self.invited)

    @property
    def attended(self) -> tuple[str, ...]:
        """Give who signed in, in that order."""
        return tuple(self.signed)

    @property
    def present(self) -> int:
        """Count the members who signed in; a chair who is no member does not count."""
        return len(set(self.members) & self.signed.keys())

    @property
    def held_on(self) -> date:
        """Give the day of the meeting in the office."""
        return office_date(self.starts_at)

    @property
    def hours(self) -> float:
        """Give how long it lasts by its plan, rounded to half hours."""
        return math.floor((self.ends_at - self.starts_at) / timedelta(hours=0.5) + 0.5) / 2


@dataclass(frozen=True)
class Booking:
    """A room taken from `starts_at` until before `ends_at`; one that was given back stays, and is never taken again."""

    starts_at: datetime
    ends_at: datetime
    released_at: datetime | None = None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether the two share an instant; where one ends the other may begin."""
        return self.released_at is None and self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True, kw_only=True)
class RoomDay(Aggregate):
    """A room's day: the one place where it is decided who has the room. `bookings` by purpose."""

    room: str
    day: date
    bookings: dict[str, Booking] = field(default_factory=dict)

    @property
    def day_id(self) -> str:
        """Give the id, as events name it."""
        return self.id

    def taken(self, purpose: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether anybody else has the room then."""
        return any(each.overlaps(starts_at, ends_at) for name, each in self.bookings.items() if name != purpose)

    def book(self, purpose: str, starts_at: datetime, ends_at: datetime) -> tuple["RoomDay", RoomBooked]:
        """Give the room away; whoever calls has seen that it is free."""
        after = replace(self, bookings={**self.bookings, purpose: Booking(starts_at, ends_at)})
        return after, RoomBooked.of(after, purpose=purpose, starts_at=starts_at, ends_at=ends_at)

    def release(self, purpose: str, booking: Booking, at: datetime) -> tuple["RoomDay", RoomReleased]:
        """Take the room back, or bar a purpose that has ended from booking it later."""
        after = replace(self, bookings={**self.bookings, purpose: replace(booking, released_at=at)})
        return after, RoomReleased.of(after, purpose=purpose)


def new_day(room: str, starts_at: datetime) -> RoomDay:
    """Begin a room's day; its id follows from both, so that there is one."""
    day = office_date(starts_at)
    return RoomDay(id=day_id(room, day), room=room, day=day)


def day_id(room: str, day: date) -> str:
    """Name a room's day in the office."""
    return f"{room}.{day.isoformat()}"


def free_slots(
    bookings_on: Callable[[date], Iterable[Booking]], starts_at: datetime, ends_at: datetime, *, after: datetime
) -> list[Slot]:
    """Give the next three free times of the same length, between 08:00 and 20:00 and within a week.

    bookings_on: who has the rooms on a day. after: now, since nothing is free in the past.
    """
    length, found = ends_at - starts_at, list[Slot]()
    earliest = max(starts_at, after)
    for ahead in range(DAYS_SEARCHED):
        day = office_date(earliest) + timedelta(days=ahead)
        opens, closes = (datetime.combine(day, at, OFFICE_ZONE).astimezone(UTC) for at in (OPENS, CLOSES))
        cursor, bookings = max(opens, earliest), list(bookings_on(day))
        while cursor + length <= closes:
            clash = next((each for each in bookings if each.overlaps(cursor, cursor + length)), None)
            if clash is not None:
                cursor = clash.ends_at
                continue
            found.append((cursor, cursor + length))
            if len(found) == SLOTS:
                return found
            cursor += length
    return found


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


def sees(meeting: Meeting, actor: Actor) -> bool:
    """Tell whether an actor sees a meeting: the office of its organ, its members and its chair."""
    office = actor.organ == meeting.organ and any(actor.holds(name) for name in OFFICE)
    return office or _attends(meeting, actor)


def _attends(meeting: Meeting, actor: Actor) -> bool:
    return actor.person_id == meeting.chair or actor.person_id in meeting.members


DIRECTOR = role("director")
MEMBER = By("member", _attends)
