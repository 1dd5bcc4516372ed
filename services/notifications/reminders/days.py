"""Where a district's working days differ from the national calendar, as the supervision service tells of them."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from pymongo.errors import DuplicateKeyError

from shared.calendar import NATIONAL, WorkCalendar
from shared.contracts.supervision import WorkingDaySet
from shared.runtime.store import Db


class DistrictDays:
    """One record a district and day, as the newest event left it."""

    def __init__(self, db: Db) -> None:
        self._docs = db["district_days"]

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the index."""
        db["district_days"].create_index([("district", 1)])

    def keep(self, event: WorkingDaySet, version: int) -> None:
        """Keep what was said of a day, unless a later event came first."""
        told = {"district": event.district, "on": event.on.isoformat(), "working": event.working, "version": version}
        with suppress(DuplicateKeyError):  # there is one of this version or a later one
            self._docs.update_one(
                {"_id": f"{event.district} {told['on']}", "version": {"$lt": version}}, {"$set": told}, upsert=True
            )

    def calendar(self, district: str) -> WorkCalendar:
        """Return the calendar that a district works by."""
        return _calendar(
            (date.fromisoformat(each["on"]), each["working"]) for each in self._docs.find({"district": district})
        )


def _calendar(days: Iterable[tuple[date, bool | None]]) -> WorkCalendar:
    overrides = {day: working for day, working in days if working is not None}
    return WorkCalendar(overrides) if overrides else NATIONAL
