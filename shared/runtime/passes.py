"""When a service catches up: at start, on request and at intervals; and how cautious it is until it has."""

from datetime import UTC, datetime
from random import uniform
from typing import Any

import structlog

from shared.runtime.catching_up import EPOCH, OVERLAP, CatchingUp
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.green import Signal, Timeout, sleep
from shared.runtime.inbox import Inbox
from shared.runtime.persistence import Persistence
from shared.runtime.sources import Sources
from shared.runtime.store import Db

log = structlog.get_logger()


class Passes:
    """The passes of one service in one process over the journals of all services it listens to."""

    def __init__(
        self, service: str, db: Db, inbox: Inbox, catching_up: CatchingUp, sources: Sources, persist: Persistence
    ) -> None:
        self._service, self._runs, self._inbox = service, db["runs"], inbox
        self._catching_up, self._sources, self._persist = catching_up, sources, persist
        self._signal = Signal()
        self.caught_up = False
        self.wary_until = datetime.max.replace(tzinfo=UTC)
        """Until when a new event may be the one that ended the previous process."""

    def soon(self) -> None:
        """Start a pass now."""
        if not self._signal.ready():
            self._signal.send(None)

    def run(self) -> None:
        """Catch up repeatedly until the service stops."""
        cut_off, failures, giving_way = self._persist("run not noted", self._begin), 0, False
        if not cut_off:
            self.wary_until = EPOCH
        self._sources.be_brief()
        while not self._persist.stopping:
            self._signal = Signal()
            try:
                self._catching_up.run(giving_way=giving_way)
                if cut_off:
                    self.wary_until = now() + OVERLAP
                cut_off, failures, self.caught_up = False, 0, True
            except Exception as error:
                if self._persist.over(error):
                    return
                failures += 1
                if failures % 20 == 5:
                    log.info("catching_up_later", service=self._service, error=str(error)[:200])
                self._sources.be_patient()
                sleep(0.1 if not self.caught_up else 2)
                continue
            seconds = settings().reconcile_seconds * uniform(0.8, 1.2)  # or all that started together pass together
            with Timeout(seconds, False):
                self._signal.wait()
            giving_way = not self._signal.ready()

    def left_to_inbox(self, handler: str, envelope: dict[str, Any]) -> bool:
        """Check whether a new event is left to the inbox: after a crash it may be the event that caused it.

        The relay resends events that it did not mark. Handled at once, such an event would end one process after another,
        uncounted.
        """
        if now() >= self.wary_until:
            return False
        if self.caught_up:
            return self._inbox.stands(handler, envelope)
        self._inbox.put(handler, envelope, at=now())
        return True

    def end(self) -> None:
        """Record a clean stop, with what this run has handled."""
        try:
            self._runs.update_one({"_id": "last"}, {"$set": {"clean": True, "handled": self._catching_up.handled()}})
        except Exception as error:
            log.warning("clean_stop_not_noted", service=self._service, error=str(error)[:200])

    def _begin(self) -> bool:
        """Record that a run begins, and take over from the previous one; return whether that one was cut off."""
        begins = {"$set": {"clean": False}, "$unset": {"handled": ""}}
        last = self._runs.find_one_and_update({"_id": "last"}, begins, upsert=True)
        if last is None:
            return False
        self._catching_up.recall(last.get("handled", ()))
        return not last["clean"]
