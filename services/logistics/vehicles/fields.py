"""The fields of a form in the types of the domain."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from services.logistics.vehicles.domain import LicenceClass

DATES = ("inspection_until", "insurance_until", "service_on")


def typed(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Convert the fields of a form that were filled in."""
    made: dict[str, Any] = {}
    for name, value in wanted.items():
        if value is None:
            continue
        if name in (*DATES, "licence_until"):
            made[name] = date.fromisoformat(value)
        elif name in ("starts_at", "ends_at", "happened_at"):
            made[name] = datetime.fromisoformat(value).astimezone(UTC)
        elif name in ("begins", "ends"):
            made[name] = time.fromisoformat(value)
        else:
            made[name] = LicenceClass(value) if name == "licence_class" else value
    return made
