"""MongoDB storage of visits."""

from collections.abc import Mapping
from typing import Any

from services.reception.domain import OFFICE, Visit
from shared.actor import Actor
from shared.pages import Page
from shared.runtime.store import MongoCollection, changed_since


class VisitCollection(MongoCollection[Visit]):
    """Visits."""

    name, service, kind = "visits", "reception", Visit
    indexes = (([("organ", 1), ("created_at", -1)], {}), ([("updated_at", -1)], {}))

    def search(self, actor: Actor, wanted: Mapping[str, Any], *, cursor: str | None, limit: int) -> Page[Visit]:
        """Return the requested items that the actor may see (`domain.sees`)."""
        if not any(actor.holds(name) for name in OFFICE):
            return Page([])
        query: dict[str, Any] = {"organ": actor.organ}
        query |= changed_since(wanted["updated_since"])
        if wanted["status"] is not None:
            query["status"] = wanted["status"]
        return self.page(query, cursor=cursor, limit=limit)
