"""Required meetings of a branch and those held (三会一课): by month, quarter and year, with attendance.

How often each kind is required is defined with the kinds (`kinds.py`).
Source: 中国共产党支部工作条例（试行）, arts. 11 to 16; local parts are data.
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
"""The kind required only of a branch with groups."""


class State(StrEnum):
    """The status of a required meeting."""

    DONE = "done"
    OWED = "owed"
    LATE = "late"


STATE_NAMES = {State.DONE: "已召开", State.OWED: "待召开", State.LATE: "逾期未开"}


@dataclass(frozen=True)
class Period:
    """A month, quarter or year, including its first and last day."""

    label: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True)
class Duty:
    """A meeting required of a branch in a period, and those held."""

    kind: MeetingKind
    period: Period
    held: tuple[Meeting, ...]
    state: State


@dataclass(frozen=True)
class Attendance:
    """How often a person was expected and came."""

    person: str
    name: str
    expected: int
    came: int

    @property
    def rate(self) -> float | None:
        """Return the share attended, or None if never expected."""
        return None if self.expected == 0 else round(self.came / self.expected, 4)


def periods(every: Every, year: int) -> Iterator[Period]:
    """Yield the periods of a year."""
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    for begin in range(1, 13, months):
        last = date(year + 1, 1, 1) if begin + months > 12 else date(year, begin + months, 1)
        label = f"{year}年" + {1: f"{begin}月", 3: f"第{begin // 3 + 1}季度", 12: ""}[months]
        yield Period(label, date(year, begin, 1), last - ONE_DAY)


def duties(branch: Branch, held: Sequence[Meeting], on: date) -> list[Duty]:
    """Return the meetings required of a branch in the year of a day, up to that day's periods; `held`: its closed meetings.

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
    """Return for each member how often they were expected at the branch's meetings, and came."""
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
