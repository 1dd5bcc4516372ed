"""MongoDB storage of calendar feeds."""

from services.meetings.calendars.domain import Calendar
from shared.runtime.store import MongoCollection

MOST = 500


class CalendarCollection(MongoCollection[Calendar]):
    """Calendars; their addresses are unique."""

    name, service, kind = "calendars", "meetings", Calendar
    indexes = (([("secret", 1)], {"unique": True}), ([("owner", 1), ("created_at", -1)], {}))

    def at(self, secret: str) -> Calendar | None:
        """Return the calendar at an address, or None."""
        found = self._docs.find_one({"secret": secret}, {"history": 0})
        return None if found is None else self._load(found)

    def of_owner(self, owner: str) -> list[Calendar]:
        """Return a person's calendars, the newest first."""
        found = self._docs.find({"owner": owner}, {"history": 0}).sort([("created_at", -1)]).limit(MOST)
        return [self._load(each) for each in found]
