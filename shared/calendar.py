"""Dates and working days of an office."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
FIRST_PUBLISHED: int = min(chinese_calendar.constants.holidays).year
LAST_PUBLISHED: int = max(chinese_calendar.constants.holidays).year
"""The years whose holidays and make-up working days (调休) are published; others follow the week."""
FIXED_HOLIDAYS = frozenset(((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)))
"""Month and day of the statutory holidays that never move (全国年节及纪念日放假办法, 国令第795号, 第二条)."""
LUNAR_FIRST_YEAR = 2027
LUNAR_DAYS = """
02-06 04-05 06-09 09-15, 01-26 04-04 05-28 10-03, 02-13 04-04 06-16 09-22, 02-03 04-05 06-05 09-12
01-23 04-05 06-24 10-01, 02-11 04-04 06-12 09-19, 01-31 04-04 06-01 09-08, 02-19 04-05 06-20 09-27
02-08 04-05 06-10 09-16, 01-28 04-04 05-30 10-04, 02-15 04-04 06-18 09-24, 02-04 04-05 06-07 09-13
01-24 04-05 05-27 10-02, 02-12 04-04 06-14 09-20
"""
"""By year, from the first one on: 正月初一, 清明, 端午 and 中秋, which the same article makes holidays, with 除夕 to 初三."""


def _lunar_holidays() -> Iterator[date]:
    for year, days in enumerate(LUNAR_DAYS.strip().replace("\n", ",").split(","), start=LUNAR_FIRST_YEAR):
        new_year, *single = (date.fromisoformat(f"{year}-{day}") for day in days.split())
        yield from (new_year + ahead * ONE_DAY for ahead in (-1, 0, 1, 2))
        yield from single


LUNAR_HOLIDAYS = frozenset(_lunar_holidays())


def office_date(at: datetime) -> date:
    """Return the calendar day of an instant in the office's time zone."""
    return at.astimezone(OFFICE_ZONE).date()


def begins(on: date) -> datetime:
    """Return the instant at which a day begins in the office's time zone, in UTC."""
    return datetime.combine(on, time(), OFFICE_ZONE).astimezone(UTC)


def instant_text(at: datetime) -> str:
    """Format an instant to the millisecond, in UTC, as it is stored, hashed and sent."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def on_paper(on: date) -> str:
    """Format a day without its year: 12月1日."""
    return f"{on.month}月{on.day}日"


def in_full(on: date) -> str:
    """Format a day with its year: 2026年12月1日."""
    return f"{on.year}年{on_paper(on)}"


@dataclass(frozen=True)
class WorkCalendar:
    """Working days: the national calendar with its make-up days (国务院办公厅节假日安排), with a district's overrides by
    day.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Check whether a day is a working day."""
        if day in self.overrides:
            return self.overrides[day]
        if is_published(day):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS and day not in LUNAR_HOLIDAYS

    def add(self, day: date, count: int) -> date:
        """Return the day `count` working days after a day."""
        while count > 0:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def between(self, begin: date, end: date) -> int:
        """Count the working days from after `begin` through `end`; negative if `end` is earlier."""
        if end < begin:
            return -self.between(end, begin)
        return sum(self.is_working_day(begin + ahead * ONE_DAY) for ahead in range(1, (end - begin).days + 1))


NATIONAL = WorkCalendar()


def is_published(day: date) -> bool:
    """Check whether the holidays of a day's year are published; otherwise its working days are provisional."""
    return FIRST_PUBLISHED <= day.year <= LAST_PUBLISHED


def is_working_day(day: date) -> bool:
    """Check whether a day is a working day of the national calendar."""
    return NATIONAL.is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    """Return the day `count` working days after a day, by the national calendar."""
    return NATIONAL.add(day, count)


def working_days_between(begin: date, end: date) -> int:
    """Count the working days from after `begin` through `end`, by the national calendar; negative if `end` is earlier."""
    return NATIONAL.between(begin, end)
