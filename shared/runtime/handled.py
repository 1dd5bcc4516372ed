"""Events handled lately by the processes of a service: each notes its own events, and the passes of the others skip them."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice, takewhile
from typing import Any, Protocol
from uuid import uuid4

from shared.runtime.clock import now
from shared.runtime.expiry import Expiring
from shared.runtime.store import Db

KEPT = timedelta(minutes=5)
"""Longer than two passes of a process are apart, with what they overlap."""
MOST = 5_000
"""The maximum events of a handler in one note; what is left out may be asked for again, which is harmless."""
REMEMBERED = 20_000
"""The maximum events, and the maximum sources, that a handler remembers."""
NOTES = Expiring("handled_lately", "at", KEPT, "各进程最近处理过的消息", "另一进程补读时不再重复处理")
Handling = tuple[str, int]
"""An event that was handled: its source, and its version there."""


class Handled:
    """The events that one handler has handled in this process.

    That an event was handled says nothing about those before it, which may have gone to another process or be lost:
    one that does not concern the handler needs no predecessor. So events are remembered one by one, and only what was
    handled after its predecessor counts as in order.
    """

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._events: OrderedDict[Handling, None] = OrderedDict()
        self._in_order: OrderedDict[str, int] = OrderedDict()

    def add(self, source: str, version: int, *, in_order: bool) -> None:
        """Remember an event; in_order: everything before it that the handler listens to was handled."""
        self._events.pop((source, version), None)
        self._events[source, version] = None
        if len(self._events) > self._most:
            self._events.popitem(last=False)
        if in_order:
            self._in_order[source] = max(version, self._in_order.pop(source, 0))
            if len(self._in_order) > self._most:
                self._in_order.popitem(last=False)

    def knows(self, source: str, version: int) -> bool:
        """Check whether the event was handled."""
        return (source, version) in self._events

    def up_to(self, source: str) -> int:
        """Return the version of a source up to which all was handled in order, as far as is known."""
        return self._in_order.get(source, 0)

    def newest(self) -> Iterator[Handling]:
        """Iterate over the events, the one handled last first."""
        return reversed(self._events)


class Remembering(Protocol):
    """The interface of a reaction that knows what it handled."""

    handled: Handled


class HandledLately:
    """The notes of one service, written and read by one of its processes."""

    def __init__(self, db: Db, reactions: Mapping[str, Remembering]) -> None:
        self._docs, self._reactions, self._me = db[NOTES.collection], reactions, uuid4().hex
        self._last: dict[str, Handling] = {}
        self._others: dict[str, set[Handling]] = {}

    def write(self) -> None:
        """Note what this process has handled since its last note."""
        found = {handler: self._fresh(handler, reaction) for handler, reaction in self._reactions.items()}
        fresh = {handler: events for handler, events in found.items() if events}
        if fresh:
            told = [
                {"handler": handler, "events": [list(each) for each in events]} for handler, events in fresh.items()
            ]
            self._docs.insert_one({"by": self._me, "at": now(), "handled": told})
            self._last |= {handler: events[0] for handler, events in fresh.items()}

    def _fresh(self, handler: str, reaction: Remembering) -> Sequence[Handling]:
        """Return what was handled after the newest of the last note, the newest first."""
        last = self._last.get(handler)
        return list(islice(takewhile(lambda each: each != last, reaction.handled.newest()), MOST))

    def read(self) -> None:
        """Read the notes of the other processes."""
        self._others = {}
        for note in self._docs.find({"at": {"$gt": now() - KEPT}, "by": {"$ne": self._me}}):
            for each in note["handled"]:
                self._others.setdefault(each["handler"], set()).update(map(_handling, each["events"]))

    def knows(self, handler: str, envelope: Mapping[str, Any]) -> bool:
        """Check whether another process noted that it has handled an event."""
        return (envelope["source"], envelope["version"]) in self._others.get(handler, ())


def _handling(noted: Sequence[Any]) -> Handling:
    source, version = noted
    return source, version
