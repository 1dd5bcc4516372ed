"""Recurring meetings (例会): a rule by RFC 5545, and its days; immutable, no clock, no store."""

import hashlib
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import rrulestr

from services.meetings.domain import STATUS_NAMES as MEETING_NAMES
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import OFFICE_ZONE, ONE_DAY, is_working_day
from shared.office import Named, fault
from shared.workflow import role

MOST = 100
"""The maximum meetings of one series."""
LONGEST = timedelta(days=366)
LEAP_YEAR = 2024
PARTS = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"))
_NUMBERS = re.compile(r"-?\d{1,3}(,-?\d{1,3}){0,30}")
_WEEKDAYS = re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,20}")
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")


class Holidays(StrEnum):
    """How a series treats holidays."""

    SKIP = "skip"
    NEXT = "next"
    KEEP = "keep"


class SeriesStatus(StrEnum):
    """The status of a series."""

    RUNNING = "running"
    ENDED = "ended"


STATUS_NAMES: Mapping[SeriesStatus, str] = {SeriesStatus.RUNNING: "进行中", SeriesStatus.ENDED: "已终止"}


OCCURRENCE_NAMES: Mapping[str, str] = {
    "pending": "待安排",
    "rooms_taken": "会议室未落实，待改期",
    "excepted": "停开",
    **{status.value: name for status, name in MEETING_NAMES.items()},
}
"""The state of each day: that of its meeting, unless there is none."""


@dataclass(frozen=True, kw_only=True)
class Series(Aggregate):
    """Recurring meetings of one kind. `days`: by the rule, each with one meeting.

    exceptions: days that were cancelled. The other fields are the initial ones of every meeting.
    """

    organ: str
    organ_name: str
    path: tuple[str, ...]
    kind: str
    title: str
    rule: str
    holidays: Holidays
    begins: time
    ends: time
    chair: str
    chair_name: str
    places: tuple[Named, ...]
    invited: tuple[Named, ...]
    days: tuple[date, ...]
    planner: str
    deputies_count: bool = False
    pads: dict[str, tuple[int, int]] = field(default_factory=dict)
    hours_open: tuple[time, time] = (time(8), time(20))
    branch: str | None = None
    exceptions: tuple[date, ...] = ()
    chair_organ: str = ""
    status: SeriesStatus = SeriesStatus.RUNNING

    @property
    def left(self) -> tuple[date, ...]:
        """Return the days that are not cancelled."""
        return tuple(day for day in self.days if day not in self.exceptions)


def meeting_id(series: str, day: date) -> str:
    """Derive the id of a day's meeting, so that a second delivery finds the first."""
    return hashlib.sha256(f"series:{series}:{day.isoformat()}".encode()).hexdigest()[:32]


PARTS_NAMED = {
    "INTERVAL": "重复的间隔", "COUNT": "重复的次数", "BYMONTHDAY": "每月几日", "BYMONTH": "月份", "BYSETPOS": "其中第几个",
}  # fmt: skip
"""The labels of a rule's parts."""


def rule_fault(rule: str) -> str | None:
    """Return the fault of a rule, or None: only rules that stay within a year and always reach a day are accepted."""
    parts: dict[str, str] = {}
    for part in rule.split(";"):
        name, _, value = part.partition("=")
        if name not in PARTS or name in parts or not value:
            return f"重复规则中的“{part[:40]}”不能识别或者重复"
        parts[name] = value
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        return "请从每天、每周、每月、每年中选择重复的频率"
    if "COUNT" in parts and "UNTIL" in parts:
        return "重复的次数和截止日期只能填一项"
    return _part_fault(parts)


def _part_fault(parts: Mapping[str, str]) -> str | None:
    freq = parts["FREQ"]
    for name, least, most in (("INTERVAL", 1, 366), ("COUNT", 1, MOST)):
        if name in parts and not (
            parts[name].isascii() and parts[name].isdigit() and least <= int(parts[name]) <= most
        ):
            return f"{PARTS_NAMED[name]}应为{least}至{most}的整数"
    for name, least, most in (("BYMONTHDAY", -31, 31), ("BYMONTH", 1, 12), ("BYSETPOS", -4, 4)):
        if name in parts:
            fine = _NUMBERS.fullmatch(parts[name])
            if not fine or not all(least <= int(n) <= most and int(n) for n in parts[name].split(",")):
                return f"{PARTS_NAMED[name]}超出范围"
    ordinals = any(each[:-2] for each in parts.get("BYDAY", "").split(","))
    if ordinals and not all(each[:-2] for each in parts["BYDAY"].split(",")):
        return "“每个星期几”和“第几个星期几”不能混用"  # python-dateutil takes their conjunction, RFC 5545 their union
    if "BYDAY" in parts and (not _WEEKDAYS.fullmatch(parts["BYDAY"]) or (ordinals and freq in ("DAILY", "WEEKLY"))):
        return "请从星期一至星期日中选择；“第几个星期几”只用于按月、按年重复"
    if "UNTIL" in parts and not _UNTIL.fullmatch(parts["UNTIL"]):
        return "重复的截止日期有误，请填写某日，或者某日某时"
    if parts.get("WKST", "MO") not in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"):
        return "请从星期一至星期日中选择一周的第一天"
    if freq in ("DAILY", "WEEKLY") and {"BYMONTHDAY", "BYMONTH", "BYSETPOS"} & parts.keys():
        return "按天、按周的规则不能限定月份、日期和次序"
    if "BYSETPOS" in parts and ("BYDAY" not in parts or ordinals or "BYMONTHDAY" in parts):
        return "“其中第几个”只能与“每个星期几”同用"
    if "BYMONTHDAY" in parts and ordinals:
        return "“每月几日”不能与“第几个星期几”同用"
    months = [int(n) for n in parts.get("BYMONTH", "1").split(",")]
    days = [abs(int(n)) for n in parts.get("BYMONTHDAY", "1").split(",")]
    if min(days) > max(monthrange(LEAP_YEAR, month)[1] for month in months):
        return "规则中的月份没有这一天"
    return None


def days_of(rule: str, first: date, holidays: Holidays, at: time = time()) -> tuple[date, ...]:
    """Return the days of a rule from its first day on, each at the same time, within a year; holidays by the national
    calendar with its make-up days (国务院办公厅节假日安排).

    Raise InvalidInput for an invalid rule, or one with no day or too many.
    """
    wrong = rule_fault(rule)
    if wrong is not None:
        raise fault("rule", "rule_faulty", wrong)
    try:
        timed = re.sub(r"(?<=UNTIL=)[^;]+", lambda written: _until(written[0]), rule)
        found = rrulestr(timed, dtstart=datetime.combine(first, at))
        days = dict.fromkeys(_worked(each.date(), holidays) for each in _within(found, first + LONGEST))
    except (ValueError, OverflowError) as error:
        raise fault("rule", "rule_faulty", "规则不能识别") from error
    kept = tuple(sorted(day for day in days if day is not None))
    if not 0 < len(kept) <= MOST:
        raise fault("rule", "rule_faulty", f"规则在一年内应有 1 至 {MOST} 次会议")
    return kept


def _until(written: str) -> str:
    """Convert the end of a rule to the office's time zone: a day to its last second."""
    if "T" not in written:
        return f"{written}T235959"
    zone = UTC if written.endswith("Z") else OFFICE_ZONE
    end = datetime.strptime(written.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
    return end.astimezone(OFFICE_ZONE).strftime("%Y%m%dT%H%M%S")


def _within(found: object, last: date) -> list[datetime]:
    dates = []
    for each in found:  # type: ignore[attr-defined]
        if each.date() > last:
            break
        dates.append(each)
    return dates


def _worked(day: date, holidays: Holidays) -> date | None:
    if holidays is Holidays.KEEP or is_working_day(day):
        return day
    if holidays is Holidays.SKIP:
        return None
    while not is_working_day(day):
        day += ONE_DAY
    return day


OFFICE = ("director", "leader", "registrar")


def sees(series: Series, actor: Actor) -> bool:
    """Check whether an actor may see a series: the office of its organ, its chair and its members."""
    office = actor.organ == series.organ and any(actor.holds(name) for name in OFFICE)
    return office or actor.person_id in (series.chair, *(each.id for each in series.invited))


DIRECTOR = role("director")
