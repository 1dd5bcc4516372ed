"""The working days of districts, as a service copies them from the events that set them."""

from datetime import date

from pymongo.errors import DuplicateKeyError

from shared.calendar import NATIONAL, WorkCalendar
from shared.contracts.supervision import WorkingDaySet
from shared.occasion import AlreadyHandled, Cause
from shared.runtime.store import Db


class DistrictDays:
    """Districts' differences from the national calendar: one record for each district and day, from its newest event."""

    def __init__(self, db: Db) -> None:
        self._docs = db["district_days"]

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the index."""
        db["district_days"].create_index([("district", 1)])

    def keep(self, event: WorkingDaySet, cause: Cause) -> None:
        """Store a day's difference; raise AlreadyHandled if this event or a later one came first."""
        version = cause.version
        told = {"district": event.district, "on": event.on.isoformat(), "working": event.working, "version": version}
        try:
            self._docs.update_one(
                {"_id": f"{event.district} {told['on']}", "version": {"$lt": version}}, {"$set": told}, upsert=True
            )
        except DuplicateKeyError as error:
            raise AlreadyHandled() from error
        cause.effects.add()

    def calendar(self, district: str) -> WorkCalendar:
        """Return the calendar of a district."""
        days = {
            date.fromisoformat(each["on"]): each["working"]
            for each in self._docs.find({"district": district})
            if each["working"] is not None
        }
        return WorkCalendar(days) if days else NATIONAL
