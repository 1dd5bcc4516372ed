"""What a branch owes and what it held (三会一课): by month, quarter and year, with who came.

How often each kind is owed stands with the kinds (`kinds.py`).
Source: 中国共产党支部工作条例（试行）, arts. 11 to 16; what is local is data.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.meetings.branches.domain import Branch
from services.meetings.domain import Meeting
from services.meetings.kinds import KINDS, Every, MeetingKind
from shared.calendar import ONE_DAY

GROUPS = "party_group"
"""The kind that only a branch with groups owes."""


class State(StrEnum):
    """How a branch stands to what it owes."""

    DONE = "done"
    OWED = "owed"
    LATE = "late"


STATE_NAMES = {State.DONE: "已召开", State.OWED: "待召开", State.LATE: "逾期未开"}


@dataclass(frozen=True)
class Period:
    """A month, quarter or year, its first and last day included."""

    label: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True)
class Duty:
    """A meeting that a branch owes in a period, and those that it held."""

    kind: MeetingKind
    period: Period
    held: tuple[Meeting, ...]
    state: State


@dataclass(frozen=True)
class Attendance:
    """How often somebody was to come and came."""

    person: str
    name: str
    expected: int
    came: int

    @property
    def rate(self) -> float | None:
        """Tell which share that is."""
        return None if self.expected == 0 else round(self.came / self.expected, 4)


def periods(every: Every, year: int) -> Iterator[Period]:
    """Give the periods of a year."""
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    for begin in range(1, 13, months):
        last = date(year + 1, 1, 1) if begin + months > 12 else date(year, begin + months, 1)
        label = f"{year}年" + {1: f"{begin}月", 3: f"第{(begin + 2) // 3}季度", 12: ""}[months]
        yield Period(label, date(year, begin, 1), last - ONE_DAY)


def duties(branch: Branch, held: Sequence[Meeting], on: date) -> list[Duty]:
    """Tell what a branch owes in the year of a day, up to the periods that the day is in; `held`: its closed meetings.

    A period counts from the one in which the branch was founded to the one in which it was dissolved.
    """
    found = []
    for kind in KINDS.values():
        if kind.every is None or (kind.code == GROUPS and not branch.has_groups):
            continue
        for period in periods(kind.every, on.year):
            gone = branch.until is not None and period.ends_on >= branch.until
            if period.begins_on > on or period.ends_on < branch.founded_on:
                continue
            within = [m for m in held if m.kind == kind.code and period.begins_on <= m.held_on <= period.ends_on]
            if not within and gone:
                continue
            late = State.LATE if period.ends_on < on else State.OWED
            found.append(Duty(kind, period, tuple(within), State.DONE if within else late))
    return found


def attendance(branch: Branch, held: Iterable[Meeting]) -> list[Attendance]:
    """Tell for each member how often they were to come to the branch's meetings, and came."""
    meetings = list(held)
    return [
        Attendance(
            each.id,
            each.name,
            sum(each.id in meeting.members for meeting in meetings),
            sum(each.id in meeting.members and each.id in meeting.signed for meeting in meetings),
        )
        for each in branch.members
    ]
