"""MongoDB storage of series."""

from typing import Any

from services.meetings.series.domain import OFFICE, Series
from shared.actor import Actor
from shared.pages import Page
from shared.runtime.store import MongoCollection


class SeriesCollection(MongoCollection[Series]):
    """Series."""

    name, service, kind = "series", "meetings", Series
    indexes = (([("organ", 1), ("created_at", -1)], {}), ([("invited.id", 1)], {}), ([("chair", 1)], {}))

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Series]:
        """Return the records that the actor may see (`domain.sees`)."""
        seen: list[dict[str, Any]] = [{"invited.id": actor.person_id}, {"chair": actor.person_id}]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        return self.page({"$or": seen}, cursor=cursor, limit=limit)
