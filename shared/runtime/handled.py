"""Which events took effect in any process of a service, told among them, so that none asks for what another has handled.

Each writes once a second what took effect, one short-lived record for all of it, and reads what the others wrote before it
asks the sources. Nothing rests on it: an event that two handle all the same is refused by the second write.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

from pymongo import WriteConcern

from shared.runtime.clock import now
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db

NAME = "handled"
KEPT = Expiring(NAME, "at", timedelta(minutes=10), "各进程已处理的事件", "只供同一服务的进程互相告知")
SHARE_SECONDS = 1.0
OVERLAP = timedelta(seconds=10)
"""What was written so shortly before is read again, since clocks differ and writes take time."""


class Knowing(Protocol):
    """A reaction as it is known here."""

    def learn(self, source: str, version: int) -> None:
        """Hear that an event took effect."""


class Handled:
    """What took effect in one process, and what it heard of the others."""

    def __init__(self, db: Db) -> None:
        self._docs = db[NAME].with_options(write_concern=WriteConcern(w=1, j=False))
        self._me, self._fresh, self._read = uuid4().hex, dict[str, dict[str, int]](), datetime.min
        self._db = db

    def prepare(self) -> None:
        """Create the index."""
        KEPT.prepare(self._db)

    def note(self, handler: str, source: str, version: int) -> None:
        """Note that an event took effect here."""
        by_source = self._fresh.setdefault(handler, {})
        by_source[source] = max(version, by_source.get(source, 0))

    def share(self) -> None:
        """Tell the others what took effect since this was last told; what could not be told is kept."""
        fresh, self._fresh = self._fresh, {}
        if not fresh:
            return
        told = [(handler, source, version) for handler, its in fresh.items() for source, version in its.items()]
        try:
            self._docs.insert_one({"_id": uuid4().hex, "by": self._me, "at": now(), "events": [*map(list, told)]})
        except Exception:
            for handler, source, version in told:
                self.note(handler, source, version)
            raise

    def learn(self, reactions: Mapping[str, Knowing]) -> None:
        """Tell the reactions what took effect in other processes, or in this one before it was started again."""
        began = now()
        query: dict[str, Any] = {"by": {"$ne": self._me}}
        if self._read != datetime.min:
            query["at"] = {"$gte": self._read}
        for record in self._docs.find(query):
            for handler, source, version in record["events"]:
                if handler in reactions:
                    reactions[handler].learn(source, version)
        self._read = began - OVERLAP
