"""Retry inbox entries when they are due, and run the housekeeping between attempts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any

from shared.runtime.attempts import ATTEMPTS
from shared.runtime.catching_up import Handler
from shared.runtime.clock import now
from shared.runtime.expiry import Expiring
from shared.runtime.green import Signal, Timeout, sleep
from shared.runtime.housekeeping import Housekeeping
from shared.runtime.inbox import LEASE, Due, Inbox
from shared.runtime.persistence import Persistence

GATHER_SECONDS = 0.1
"""How long an inbox with nothing due rests before it is checked again, whatever comes meanwhile."""


class Retrying:
    """Retries the inbox entries of one service in one process."""

    def __init__(
        self,
        inbox: Inbox,
        reactions: Mapping[str, Handler],
        housekeeping: Housekeeping,
        persist: Persistence,
        spawn: Callable[[Callable[[], None]], Any],
    ) -> None:
        self._inbox, self._reactions, self._housekeeping = inbox, reactions, housekeeping
        self._persist, self._spawn = persist, spawn

    def run(self, expiring: Iterable[Expiring]) -> None:
        """Retry due entries and delete expired records until the service stops."""
        kept_house = monotonic()
        while not self._persist.stopping:
            if monotonic() - kept_house >= self._housekeeping.seconds:
                kept_house = monotonic()
                self._housekeeping.run(self._persist, expiring)
            due = self._persist("inbox not read", lambda: self._inbox.due(now()))
            if due is None:
                sleep(GATHER_SECONDS)
                self._inbox.bell.wait(self._rest())
            else:
                with ATTEMPTS.alone() if due.cut_off else ATTEMPTS.among_others():
                    self._try(due)

    def _rest(self) -> float:
        """Return the seconds until the inbox is checked again, unless the bell rings before."""
        next_at, most = self._inbox.next_at, self._housekeeping.seconds
        return most if next_at is None else min(max((next_at - now()).total_seconds(), 0.0), most)

    def _try(self, due: Due) -> None:
        entry = self._persist("inbox not read", lambda: self._inbox.take(due, now()))
        if entry is not None:
            self._persist("entry not settled", partial(self._settle, entry, due.cut_off))

    def _settle(self, entry: dict[str, Any], cut_off: bool) -> None:
        reaction = self._reactions.get(entry["handler"])
        if reaction is None:
            self._inbox.failed(entry, "no handler of this name", at=now(), hopeless=True)
        elif self._inbox.exhausted(entry):
            self._inbox.failed(entry, "the process ended during the last attempt", at=now(), hopeless=True)
        else:
            with self._holding(entry):
                reaction.retry(entry, cut_off=cut_off)

    @contextmanager
    def _holding(self, entry: dict[str, Any]) -> Iterator[None]:
        """Hold the lease of an entry while this process works at it, and no longer than the process lives."""
        done = Signal()

        def hold() -> None:
            while not done.ready():
                with Timeout(LEASE.total_seconds() / 3, False):
                    done.wait()
                    return
                self._persist("entry not held", lambda: self._inbox.hold(entry, at=now()))

        self._spawn(hold)
        try:
            yield
        finally:
            done.send(None)
