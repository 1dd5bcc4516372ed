"""Use cases of a district's working days, as far as they differ from the national calendar (local)."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from services.supervision.domain import Override, WorkingDays
from shared.actor import Actor
from shared.calendar import NATIONAL, WorkCalendar, is_published
from shared.contracts.supervision import WorkingDaySet
from shared.errors import Forbidden
from shared.office import fault
from shared.shown import Shown
from shared.usecase import Repository, again

if TYPE_CHECKING:
    from services.supervision import api

Districts = Repository[WorkingDays]
"""The repository of districts' working days."""


def calendar_of(districts: Districts, district: str) -> WorkCalendar:
    """Return the calendar of a district."""
    found = districts.find(district)
    return NATIONAL if found is None else found.calendar


def set_day(districts: Districts, *, on: str, working: bool | None, reason: str) -> WorkingDays:
    """Set whether a day is a working day in the actor's district, and why; None restores the national calendar.

    Only the district's administrator may. Existing deadlines stay; lights and counts of working days follow.
    """
    occasion, actor = districts.occasion, districts.occasion.person
    if not actor.holds("district_admin"):
        raise Forbidden("工作日调整由区管理员办理。")
    if not reason.strip():
        raise fault("reason", "missing", "请注明依据")
    day = date.fromisoformat(on).isoformat()

    def attempt() -> WorkingDays:
        if districts.find(actor.district) is None:
            new = WorkingDays(id=actor.district, days=_changed({}, day, working, reason))
            return districts.add(new, announcing=_told(new, on, working, reason), action="set", comment=reason)
        standing = districts.get(actor.district)
        standing.expect(occasion.expected)
        after = replace(standing, days=_changed(standing.days, day, working, reason))
        return districts.save(after, announcing=_told(after, on, working, reason), action="set", comment=reason)

    return again(attempt)


def listed(districts: Districts, *, actor: Actor) -> "Shown[api.WorkingDays]":
    """List the differences in the actor's district."""
    return shown(districts.find(actor.district) or WorkingDays(id=actor.district))


def shown(found: WorkingDays) -> "Shown[api.WorkingDays]":
    """Return a district's working days as the API shows them."""
    return {
        "district": found.id,
        "version": found.version,
        "items": [
            {
                "on": day,
                "working": each.working,
                "national": NATIONAL.is_working_day(date.fromisoformat(day)),
                "provisional": not is_published(date.fromisoformat(day)),
                "reason": each.reason,
            }
            for day, each in sorted(found.days.items())
        ],
        "next": None,
    }


def _changed(days: dict[str, Override], day: str, working: bool | None, reason: str) -> dict[str, Override]:
    others = {name: each for name, each in days.items() if name != day}
    return others if working is None else {**others, day: Override(working, reason)}


def _told(found: WorkingDays, on: str, working: bool | None, reason: str) -> WorkingDaySet:
    return WorkingDaySet.of(found, on=date.fromisoformat(on), working=working, reason=reason)
