"""What a service does from time to time beside its work: counts what waits, and deletes what is over.

One thing at a time and seldom, since a system in which nothing happens should cost next to nothing.
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
from shared.runtime.inbox import ANSWERS, Inbox
from shared.runtime.metrics import PARKED, UNPUBLISHED, WAITING
from shared.runtime.relay import Relay
from shared.runtime.store import Db, Journal

UNPUBLISHED_SECONDS, SEEN_SECONDS = 2.0, 60.0
"""How often the unpublished events of one collection are counted; and where the relay sees itself that there are none."""
COUNT_SECONDS = 10.0
FORGET_SECONDS = 60.0
Persist = Callable[[str, Callable[[], Any]], Any]
"""Does something that is named, again and again where the store is away."""


class Pace:
    """Says when something is due again, the first time after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._last = seconds, monotonic()

    def due(self, *, within: float | None = None) -> bool:
        """Check whether it is due, by now or by a shorter pace, and begin anew."""
        at = monotonic()
        if at - self._last < (self._seconds if within is None else within):
            return False
        self._last = at
        return True


class Housekeeping:
    """The housekeeping of one service in one process."""

    def __init__(self, service: str, db: Db, journal: Journal, inbox: Inbox, relay: Relay) -> None:
        self._service, self._db, self._journal, self._inbox, self._relay = service, db, journal, inbox, relay
        self._unpublished: dict[str, int] = {}
        self._turn = 0
        self._counting, self._counting_unpublished = Pace(COUNT_SECONDS), Pace(SEEN_SECONDS)
        self._forgetting = Pace(FORGET_SECONDS)
        self._fresh = True
        self.each_round: list[Callable[[], object]] = []
        """What a service does itself whenever what is over is deleted."""

    @property
    def seconds(self) -> float:
        """Say after how long to come again."""
        return UNPUBLISHED_SECONDS if self._backlog else COUNT_SECONDS / 2

    def run(self, persist: Persist, expiring: Iterable[Expiring]) -> None:
        """Do what is due."""
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
        """Count what stands in the inbox, and show it."""
        counts = self._inbox.counts()
        PARKED.labels(self._service).set(counts["parked"])
        WAITING.labels(self._service).set(counts["waiting"])
        return counts

    @property
    def _backlog(self) -> bool:
        """Check whether events wait to be published, as far as is known: a connected relay publishes what it finds."""
        return not self._relay.connected or any(self._unpublished.values())

    def _count_unpublished(self) -> None:
        """Count the unpublished events of the next collection: all at once keep the store from others."""
        self._turn += 1
        name = self._journal.names[self._turn % len(self._journal.names)]
        self._unpublished[name] = self._journal.count_unpublished(name)
        UNPUBLISHED.labels(self._service).set(sum(self._unpublished.values()))

    def _forget(self, expiring: Iterable[Expiring]) -> None:
        """Delete what the service keeps for a while only and whose time is over."""
        for each in (ANSWERS, *expiring):
            each.forget(self._db, now())
        self._journal.forget(now())
        for act in self.each_round:
            act()
