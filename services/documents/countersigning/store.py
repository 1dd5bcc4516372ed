"""MongoDB storage of requests to countersign."""

from typing import Any

from services.documents.countersigning.domain import Countersign
from services.documents.domain import OFFICE
from shared.actor import Actor
from shared.pages import Page
from shared.runtime.store import MongoCollection


class CountersignCollection(MongoCollection[Countersign]):
    """Requests to countersign at the organs asked."""

    name, service, kind = "countersigns", "documents", Countersign
    indexes = (([("organ", 1), ("created_at", -1)], {}),)

    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Countersign]:
        """Return the requested items that the actor may see (`domain.sees`)."""
        if not any(actor.holds(name) for name in OFFICE):
            return Page([], None)
        query: dict[str, Any] = {"organ": actor.organ}
        if actor.only_kinds is not None:
            query["kind"] = {"$in": sorted(actor.only_kinds)}
        if status is not None:
            query["status"] = status
        return self.page(query, cursor=cursor, limit=limit)
