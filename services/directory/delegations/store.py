"""MongoDB storage of delegations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.directory.delegations.domain import Delegation
from shared.actor import Actor
from shared.pages import Page
from shared.runtime.store import MongoCollection


class DelegationCollection(MongoCollection[Delegation]):
    """Delegations."""

    name, service, kind = "delegations", "directory", Delegation
    indexes = (([("delegator", 1), ("delegate", 1)], {}), ([("delegate", 1)], {}), ([("organ", 1)], {}))

    def between(self, delegator: str, delegate: str) -> list[Delegation]:
        """Return the delegations from one person to another that were not ended."""
        query = {"delegator": delegator, "delegate": delegate, "status": "given"}
        return [self._load(record) for record in self._docs.find(query, {"history": 0})]

    def given_with(self, person: str) -> list[Delegation]:
        """Return the delegations that a person gave or received and that have not ended."""
        query = {"$or": [{"delegator": person}, {"delegate": person}], "status": "given"}
        return [self._load(record) for record in self._docs.find(query, {"history": 0})]

    def of_delegator(self, delegator: str) -> list[Delegation]:
        """Return a person's delegations that were not ended."""
        records = self._docs.find({"delegator": delegator, "status": "given"}, {"history": 0})
        return [self._load(record) for record in records]

    def open_of(self, person: str, on: date) -> int:
        """Count the delegations that a person gave or received and that have not ended by a day."""
        either = {"$or": [{"delegator": person}, {"delegate": person}]}
        return self._docs.count_documents({**either, "status": "given", "until_on": {"$gte": on.isoformat()}})

    def search(
        self, actor: Actor, *, ids: Sequence[str] | None = None, cursor: str | None, limit: int
    ) -> Page[Delegation]:
        """Return the delegations that the actor may know of (`domain.sees`). `ids`: of those that wait for them, if asked."""
        seen: list[dict[str, Any]] = [{"delegator": actor.person_id}, {"delegate": actor.person_id}]
        if actor.holds("director"):
            seen.append({"organ": actor.organ})
        asked = {} if ids is None else {"_id": {"$in": list(ids)}}
        return self.page({"$or": seen, **asked}, cursor=cursor, limit=limit)
