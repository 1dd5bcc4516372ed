"""MongoDB storage of branches."""

from typing import Any

from services.meetings.branches.domain import Branch
from services.meetings.domain import OFFICE
from shared.actor import Actor
from shared.pages import Page
from shared.runtime.store import MongoCollection

MOST = 1000


class BranchCollection(MongoCollection[Branch]):
    """Branches."""

    name, service, kind = "branches", "meetings", Branch
    indexes = (([("organ", 1), ("created_at", -1)], {}), ([("path", 1)], {}), ([("members.id", 1)], {}))

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Branch]:
        """Return the records that the actor may see (`domain.sees`)."""
        seen: list[dict[str, Any]] = [{"members.id": actor.person_id}, {"secretary.id": actor.person_id}]
        if any(actor.holds(name) for name in OFFICE):
            seen.append({"organ": actor.organ})
        return self.page({"$or": seen}, cursor=cursor, limit=limit)

    def under(self, actor: Actor) -> list[Branch]:
        """Return the branches whose figures the actor may see (`domain.counts`), for an office or an administrator."""
        above = actor.district if actor.holds("district_admin") else actor.organ
        found = self._docs.find({"path": above}, {"history": 0}).sort([("path", 1), ("_id", 1)]).limit(MOST)
        return [self._load(each) for each in found]
