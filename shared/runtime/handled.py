"""What the processes of a service have handled lately: each notes its own events, and the passes of the others skip them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol
from uuid import uuid4

from shared.runtime.clock import now
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db

KEPT = timedelta(minutes=5)
"""Longer than two passes of a process are apart, with what they overlap."""
MOST = 2_000
"""The maximum sources of a handler in one note; what is left out may be asked for again, which is harmless."""
NOTES = Expiring("handled_lately", "at", KEPT, "各进程最近处理过的消息", "另一进程补读时不再重复处理")


class Remembering(Protocol):
    """The interface of a reaction that knows what it handled."""

    def remembered(self, most: int) -> list[tuple[str, int]]:
        """Return up to so many sources whose events were handled last, each with the version up to which they were."""


class HandledLately:
    """The notes of one service, written and read by one of its processes."""

    def __init__(self, db: Db, reactions: Mapping[str, Remembering]) -> None:
        self._docs, self._reactions, self._me = db[NOTES.collection], reactions, uuid4().hex
        self._last: dict[str, tuple[str, int]] = {}
        self._others: dict[str, dict[str, int]] = {}

    def write(self) -> None:
        """Note what this process has handled since its last note."""
        found = {handler: self._fresh(handler, reaction) for handler, reaction in self._reactions.items()}
        fresh = {handler: upto for handler, upto in found.items() if upto}
        if fresh:
            told = [{"handler": handler, "upto": [list(each) for each in upto]} for handler, upto in fresh.items()]
            self._docs.insert_one({"by": self._me, "at": now(), "handled": told})
            self._last |= {handler: upto[0] for handler, upto in fresh.items()}

    def _fresh(self, handler: str, reaction: Remembering) -> Sequence[tuple[str, int]]:
        """Return what was handled after the newest of the last note, the newest first."""
        remembered = reaction.remembered(MOST)
        last = self._last.get(handler)
        return remembered[: remembered.index(last)] if last in remembered else remembered

    def read(self) -> None:
        """Read the notes of the other processes."""
        self._others = {}
        for note in self._docs.find({"at": {"$gt": now() - KEPT}, "by": {"$ne": self._me}}):
            for each in note["handled"]:
                known = self._others.setdefault(each["handler"], {})
                for source, version in each["upto"]:
                    known[source] = max(version, known.get(source, 0))

    def knows(self, handler: str, envelope: Mapping[str, Any]) -> bool:
        """Check whether another process noted that it has handled an event."""
        return self._others.get(handler, {}).get(envelope["source"], 0) >= int(envelope["version"])
