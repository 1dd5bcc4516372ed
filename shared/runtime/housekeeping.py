"""Housekeeping of a service: count pending work, and delete expired records.

One thing at a time and seldom, because an idle system should cost next to nothing.
"""

from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic
from typing import Any

from shared.runtime import last_backup
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.disk import room
from shared.runtime.expiry import Expiring
from shared.runtime.handled import NOTES, HandledLately
from shared.runtime.inbox import ANSWERS, Inbox
from shared.runtime.metrics import PARKED, UNPUBLISHED, WAITING
from shared.runtime.relay import Relay
from shared.runtime.store import Db, Journal

UNPUBLISHED_SECONDS, SEEN_SECONDS = 2.0, 60.0
"""The intervals of counting the unpublished events of one collection; the second applies if the relay publishes them."""
COUNT_SECONDS = 10.0
FORGET_SECONDS = 60.0
Persist = Callable[[str, Callable[[], Any]], Any]
"""Calls a named function, retrying while the store is away."""


class Pace:
    """An interval in seconds, first due after one interval."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._last = seconds, monotonic()

    def due(self, *, within: float | None = None) -> bool:
        """Check whether the interval (or a shorter one) has passed, and start it again."""
        at = monotonic()
        if at - self._last < (self._seconds if within is None else within):
            return False
        self._last = at
        return True


class Housekeeping:
    """The housekeeping of one service in one process."""

    def __init__(
        self,
        service: str,
        db: Db,
        journal: Journal,
        inbox: Inbox,
        relay: Relay,
        lately: HandledLately | None = None,
    ) -> None:
        self._lately = lately
        self._service, self._db, self._journal, self._inbox, self._relay = service, db, journal, inbox, relay
        self._unpublished: dict[str, int] = {}
        self._turn = 0
        self._counting, self._counting_unpublished = Pace(COUNT_SECONDS), Pace(SEEN_SECONDS)
        self._forgetting = Pace(FORGET_SECONDS)
        self._fresh = True
        self.each_round: list[Callable[[], object]] = []
        """Functions that run whenever expired records are deleted."""

    @property
    def seconds(self) -> float:
        """Return the seconds until the next run."""
        return UNPUBLISHED_SECONDS if self._backlog else COUNT_SECONDS / 2

    def run(self, persist: Persist, expiring: Iterable[Expiring]) -> None:
        """Do the work that is due."""
        if self._lately is not None:
            persist("handled events not noted", self._lately.write)
        if self._journal.names and self._counting_unpublished.due(
            within=UNPUBLISHED_SECONDS if self._backlog else None
        ):
            persist("events not counted", self._count_unpublished)
        if self._forgetting.due() or self._fresh:
            self._fresh = False
            persist("nothing forgotten", partial(self._forget, expiring))
        if self._counting.due():
            room().ask(self._db)
            last_backup.show(settings().var, expected=room().folder is not None)
            counts = persist("events not counted", self.count)
            if counts is not None and counts["behind"]:
                persist("inbox not read", self._inbox.free_those_behind)

    def count(self) -> dict[str, int]:
        """Count the entries of the inbox, and set the metrics."""
        counts = self._inbox.counts()
        PARKED.labels(self._service).set(counts["parked"])
        WAITING.labels(self._service).set(counts["waiting"])
        return counts

    @property
    def _backlog(self) -> bool:
        """Check whether events are known to wait for publishing; a connected relay publishes what it finds."""
        return not self._relay.connected or any(self._unpublished.values())

    def _count_unpublished(self) -> None:
        """Count the unpublished events of the next collection; counting all at once would block the store."""
        self._turn += 1
        name = self._journal.names[self._turn % len(self._journal.names)]
        self._unpublished[name] = self._journal.count_unpublished(name)
        UNPUBLISHED.labels(self._service).set(sum(self._unpublished.values()))

    def _forget(self, expiring: Iterable[Expiring]) -> None:
        """Delete the expired records of the service."""
        for each in (ANSWERS, *((NOTES,) if self._lately else ()), *expiring):
            each.forget(self._db, now())
        self._journal.forget(now())
        for act in self.each_round:
            act()
