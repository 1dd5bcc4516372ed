"""MongoDB storage of the archive."""

from services.documents.archive.domain import OFFICE, Destruction, Volume
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.listed import Listed
from shared.runtime.store import MongoCollection


class VolumeCollection(MongoCollection[Volume]):
    """Years of the archive."""

    name, service, kind = "volumes", "documents", Volume
    indexes = (([("organ", 1), ("year", -1)], {}),)

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Volume]:
        """Return the records that the actor may see (`domain.sees`)."""
        if not any(actor.holds(name) for name in OFFICE):
            return Page([])
        return self.page({"organ": actor.organ}, cursor=cursor, limit=limit)


class DestructionCollection(Listed[Destruction]):
    """Lists for destruction."""

    name, service, kind = "destructions", "documents", Destruction
    indexes = (([("organ", 1), ("created_at", -1)], {}),)

    def search(self, actor: Actor, wanted: Listing) -> Page[Destruction]:
        """Return the records that the actor may see (`domain.sees`)."""
        if not any(actor.holds(name) for name in OFFICE):
            return Page([])
        return self.listed(actor, {"organ": actor.organ}, wanted)
