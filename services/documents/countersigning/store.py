"""MongoDB storage of requests to countersign."""

from typing import Any

from services.documents.countersigning.domain import Countersign
from services.documents.domain import OFFICE
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.listed import Listed


class CountersignCollection(Listed[Countersign]):
    """Requests to countersign at the organs asked."""

    name, service, kind = "countersigns", "documents", Countersign
    indexes = (([("organ", 1), ("created_at", -1)], {}),)

    def search(self, actor: Actor, wanted: Listing) -> Page[Countersign]:
        """Return the requested items that the actor may see (`domain.sees`)."""
        if not any(actor.holds(name) for name in OFFICE):
            return Page([], None)
        query: dict[str, Any] = {"organ": actor.organ}
        if actor.only_kinds is not None:
            query["kind"] = {"$in": sorted(actor.only_kinds)}
        return self.listed(actor, query, wanted)
