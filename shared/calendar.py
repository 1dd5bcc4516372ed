"""Dates as an office counts them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def office_date(at: datetime) -> date:
    """Give the calendar day that an instant falls on in the office."""
    return at.astimezone(OFFICE_ZONE).date()


def instant_text(at: datetime) -> str:
    """Write an instant to the millisecond, in UTC: what is kept, hashed and sent."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
