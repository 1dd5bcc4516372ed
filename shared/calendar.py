"""Dates as an office counts them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
FIRST_PUBLISHED: int = min(chinese_calendar.constants.holidays).year
LAST_PUBLISHED: int = max(chinese_calendar.constants.holidays).year
"""The years whose holidays and make-up working days (调休) are published; others are reckoned by the week."""
FIXED_HOLIDAYS = frozenset(((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)))
"""Month and day of the statutory holidays that never move (全国年节及纪念日放假办法, 国令第795号, 第二条)."""


def office_date(at: datetime) -> date:
    """Give the calendar day that an instant falls on in the office."""
    return at.astimezone(OFFICE_ZONE).date()


def instant_text(at: datetime) -> str:
    """Write an instant to the millisecond, in UTC: what is kept, hashed and sent."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def on_paper(on: date) -> str:
    """Write a day of about this year as an office does: 12月1日."""
    return f"{on.month}月{on.day}日"


def in_full(on: date) -> str:
    """Write a day with its year: 2026年12月1日."""
    return f"{on.year}年{on_paper(on)}"


@dataclass(frozen=True)
class WorkCalendar:
    """On which days people work: the national calendar with its make-up days (国务院办公厅节假日安排), and by day where a
    place says otherwise."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on a day."""
        if day in self.overrides:
            return self.overrides[day]
        if is_published(day):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS

    def add(self, day: date, count: int) -> date:
        """Give the day that lies `count` working days after a day."""
        while count > 0:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def between(self, begin: date, end: date) -> int:
        """Count the working days after `begin` up to and with `end`; below zero where `end` lies before."""
        if end < begin:
            return -self.between(end, begin)
        return sum(self.is_working_day(begin + ahead * ONE_DAY) for ahead in range(1, (end - begin).days + 1))


NATIONAL = WorkCalendar()


def is_published(day: date) -> bool:
    """Tell whether the holidays of a day's year are published; what rests on others is provisional."""
    return FIRST_PUBLISHED <= day.year <= LAST_PUBLISHED


def is_working_day(day: date) -> bool:
    """Tell whether people work on a day, by the national calendar."""
    return NATIONAL.is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    """Give the day that lies `count` working days after a day, by the national calendar."""
    return NATIONAL.add(day, count)


def working_days_between(begin: date, end: date) -> int:
    """Count the working days after `begin` up to and with `end`, by the national calendar; below zero where `end` lies
    before."""
    return NATIONAL.between(begin, end)
