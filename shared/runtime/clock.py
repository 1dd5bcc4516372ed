"""The one place that reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the instant to the millisecond, which is what the store keeps."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
