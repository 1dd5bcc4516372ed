"""A piece of background work that one process of a service does at a time, until it ends or holds it no longer."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from pymongo.errors import DuplicateKeyError

from shared.runtime.clock import now

LEASE = timedelta(seconds=60)


class Lease:
    """The claim of a process on a piece of work, recorded among the marks of that work."""

    def __init__(self, marks: Any, work: str) -> None:
        self._marks, self._work, self._me = marks, work, uuid4().hex

    def take(self) -> bool:
        """Claim the work, unless another process does it; return whether it is claimed."""
        at = now()
        with suppress(DuplicateKeyError):
            self._marks.update_one({"_id": self._work}, {"$setOnInsert": {"until": None}}, upsert=True)
        free = {"_id": self._work, "$or": [{"until": {"$lte": at}}, {"until": None}, {"by": self._me}]}
        return bool(self._marks.update_one(free, {"$set": {"by": self._me, "until": at + LEASE}}).matched_count)

    def hold(self) -> None:
        """Go on for another while."""
        self._marks.update_one({"_id": self._work, "by": self._me}, {"$set": {"until": now() + LEASE}})

    def give_back(self) -> None:
        """Leave the work to any process."""
        self._marks.update_one({"_id": self._work, "by": self._me}, {"$set": {"until": None}})
