"""The sequence of changes in MongoDB; the package's docstring describes its purpose."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

from pymongo import ReturnDocument, WriteConcern

from shared.runtime.clock import now
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db

MOST_SECONDS = 3.0
LOOK_SECONDS = 0.1
RESERVE = 10_000
"""How many numbers a start leaves out: more than a store can lose that ends between two writes of its log."""
GAP = timedelta(seconds=2)
"""How long a number taken but not yet written holds up later ones."""
KEPT = Expiring("changes", "at", timedelta(days=1), "待办变化的次序", "只供浏览器断开后续接")


class Changes:
    """The sequence of changes, each with its number."""

    expiring = (KEPT,)

    def __init__(self, db: Db) -> None:
        quick = WriteConcern(w=1, j=False)  # what a power cut takes is read again
        self._docs = db["changes"].with_options(write_concern=quick)
        self._numbers = db["numbers"].with_options(write_concern=quick)

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the index, and begin the sequence anew above every number that may have been told.

        The store may have lost the last numbers, which would be given again for other changes: whoever resumes before
        this start is told that everything may have changed.
        """
        KEPT.prepare(db)
        numbers = db["numbers"]
        begun = numbers.find_one_and_update(
            {"_id": "changes"}, {"$inc": {"last": RESERVE}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        assert begun is not None
        numbers.update_one({"_id": "changes"}, {"$max": {"begun": begun["last"]}})
        db["changes"].insert_one({"_id": begun["last"], "at": now(), "keys": []})  # the first that is known

    def add(
        self,
        keys: Iterable[str],
        *,
        kind: str = "todo_changed",
        type: str = "",
        record_id: str = "",
        version: int = 0,
    ) -> None:
        """Append a change; one that concerns nobody is left out."""
        meant = sorted(set(keys))
        if not meant:
            return
        number = self._numbers.find_one_and_update(
            {"_id": "changes"}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        assert number is not None
        change = {"kind": kind, "type": type, "record_id": record_id, "version": version, "keys": meant}
        self._docs.insert_one({"_id": number["last"], "at": now(), **change})

    def after(self, seq: int | None, *, wait: float, limit: int) -> dict[str, Any]:
        """Return the changes after a number, waiting for one if there is none."""
        if seq is None:
            return {"items": [], "last": self._last(), "lost": False}
        if self._lost(seq):
            return {"items": [], "last": self._last(), "lost": True}
        until = monotonic() + min(wait, MOST_SECONDS)
        while not (found := self._whole(seq, limit)) and monotonic() < until:
            sleep(LOOK_SECONDS)
        return {"items": found, "last": found[-1]["seq"] if found else seq, "lost": False}

    def _whole(self, seq: int, limit: int) -> Sequence[dict[str, Any]]:
        """Return the following changes, up to the first number that another process has taken and may still write."""
        found = list[dict[str, Any]]()
        settled, before = now() - GAP, seq
        for each in self._docs.find({"_id": {"$gt": seq}}).sort("_id", 1).limit(limit):
            if each["_id"] != before + 1 and each["at"] > settled:
                break
            before = each["_id"]
            found.append({"seq": before, **{name: value for name, value in each.items() if name not in ("_id", "at")}})
        return found

    def _lost(self, seq: int) -> bool:
        """Check whether changes after a number are forgotten already, or it was given before the last start."""
        numbers = self._counter()
        if not numbers.get("begun", 0) <= seq <= numbers["last"]:
            return True
        if seq == numbers["last"]:
            return False
        first = self._docs.find_one({"_id": {"$gte": numbers.get("begun", 0)}}, {"_id": 1}, sort=[("_id", 1)])
        return first is None or first["_id"] > seq + 1

    def _last(self) -> int:
        return int(self._counter()["last"])

    def _counter(self) -> dict[str, Any]:
        return self._numbers.find_one({"_id": "changes"}) or {"last": 0}
