"""The only module that reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current instant in UTC, to the millisecond, the precision of the store."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
