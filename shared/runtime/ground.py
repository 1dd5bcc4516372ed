"""The ground that a service stands on: its database, journal, relay, inbox, and what it must still catch up on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from random import uniform
from time import monotonic
from typing import Any

import structlog
from nameko.extensions import DependencyProvider, SharedExtension
from pymongo import MongoClient

from shared.runtime.attempts import ATTEMPTS
from shared.runtime.catching_up import EPOCH, OVERLAP, CatchingUp, Handler
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.derivations import Derivations
from shared.runtime.disk import room
from shared.runtime.expiry import Expiring
from shared.runtime.green import Semaphore, Signal, Timeout, sleep
from shared.runtime.housekeeping import Housekeeping
from shared.runtime.inbox import ANSWERS, LEASE, Due, Inbox
from shared.runtime.occasions import occasion_of
from shared.runtime.relay import Relay
from shared.runtime.rpc import Caller
from shared.runtime.store import Db, Journal, MongoCollection, OpenedOnce, connect

log = structlog.get_logger()

PAGE = 100
ALONE = 4
"""So much more seldom unpublished events are looked for where all services share one process: nobody else writes there."""
GATHER_SECONDS = 0.1
"""How long an inbox in which nothing is due rests before it is looked at again, whatever comes meanwhile."""
DERIVED_SECONDS = 300
"""How often it is looked whether records are found by old terms."""
FIRST_SECONDS = 0.3
"""How long the first question to a source may take: it may still be starting, and then nobody hears it."""


_opening = Semaphore()


def client() -> MongoClient[dict[str, Any]]:
    """Open the store once a process, also where services that start at once ask for it at once."""
    with _opening:
        return _client()


@lru_cache(maxsize=1)
def _client() -> MongoClient[dict[str, Any]]:
    uri = settings().mongo_uri
    assert uri is not None, "the runner sets the store's address"
    return connect(uri)


def close_client() -> None:
    """Close the store, if it was opened; while it still answers, or else closing waits for it in vain."""
    if _client.cache_info().currsize:
        client().close()
        _client.cache_clear()


def database_of(service: str) -> Db:
    """Open the database of a service; only that service does."""
    return OpenedOnce(client(), f"{settings().database_prefix}_{service}")


def always_expiring() -> tuple[Expiring, ...]:
    """Name what every service keeps for a while only."""
    return (ANSWERS,)


class Ground(SharedExtension):
    """One a service and process."""

    caller = Caller()
    service: str
    db: Db
    journal: Journal
    inbox: Inbox
    derivations: Derivations
    relay: Relay
    housekeeping: Housekeeping

    def __init__(self) -> None:
        self.reactions: dict[str, Handler] = {}
        self.caught_up = False
        self._wary_until = datetime.max.replace(tzinfo=UTC)
        self._turns: dict[str, list[Any]] = {}
        self._signal = Signal()
        self._stopping = False
        self._patience = FIRST_SECONDS

    def setup(self) -> None:
        """Open the service's own database and prepare its indexes before anyone asks.

        Not sooner and not as properties: nameko looks through every attribute while it still puts the service together.
        """
        self.service = str(self.container.service_name)
        self._patience = settings().call_timeout
        self.db = database_of(self.service)
        kept = [each.kind for each in self.container.dependencies if isinstance(each, Kept)]
        self.journal = Journal(self.db, sorted(kept, key=lambda kind: kind.name))
        self.inbox = Inbox(self.db, settings().delays())
        self.derivations = Derivations(self.db, kept)
        self._catching_up = CatchingUp(self.db, self.inbox, self.reactions, self._page)
        seconds = settings().sweep_seconds * (ALONE if settings().embedded_broker else 1)
        self.relay = Relay(self.service, self.container.config["AMQP_URI"], self.journal, seconds)
        self.housekeeping = Housekeeping(self.service, self.db, self.journal, self.inbox, self.relay)
        self.journal.prepare()
        self.inbox.prepare()

    def start(self) -> None:
        """Start publishing, retrying and catching up."""
        self._relaying = self.container.spawn_managed_thread(self.relay.run)
        self.container.spawn_managed_thread(self._retry)
        self.container.spawn_managed_thread(self._make_derived_anew)
        self.container.spawn_managed_thread(self._catch_up)

    def stop(self) -> None:
        """Publish what is at hand and note that nothing was cut off."""
        self._stopping = True
        self.inbox.bell.ring()
        self.relay.stop()
        with Timeout(3, False):
            self._relaying.wait()
        try:
            self._runs.update_one({"_id": "last"}, {"$set": {"clean": True}})
        except Exception as error:
            log.warning("clean_stop_not_noted", service=self.service, error=str(error)[:200])

    def register(self, reaction: Handler) -> None:
        """Enter a reaction under its name."""
        self.reactions[reaction.handler] = reaction

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Let one at a time pass under a name, in the order of their coming."""
        turn = self._turns.setdefault(name, [Semaphore(), 0])
        turn[1] += 1
        try:
            with turn[0]:
                yield
        finally:
            turn[1] -= 1
            if turn[1] == 0:
                self._turns.pop(name, None)

    def catch_up_soon(self) -> None:
        """Ask the sources now for what was not handled."""
        if not self._signal.ready():
            self._signal.send(None)

    def events_between(self, source_service: str, source: str, events: list[str], after: int, before: int) -> Any:
        """Fetch events of one aggregate from the service that announced them."""
        if source_service == self.service:
            return self.journal.events_between(self.service, source, events, after, before)
        asked = {"source": source, "events": events, "after": after, "before": before}
        return self.caller.call(source_service, "events_between", asked)

    def left_to_inbox(self, handler: str, envelope: dict[str, Any]) -> bool:
        """Tell whether an event that comes is left to the inbox: after a process was cut off it may be what ended it.

        The relay sends again what it did not mark. Handled as it comes, it would end one process after another, uncounted.
        """
        if now() >= self._wary_until:
            return False
        if self.caught_up:
            return self.inbox.stands(handler, envelope)
        self.inbox.put(handler, envelope, at=now())
        return True

    def parts(self) -> dict[str, dict[str, str]]:
        """Tell how each part of the service is, and refresh its figures."""
        counts = self.housekeeping.count()
        return {
            "store": {"status": "ok", "detail": room().shown()},
            "search": {"status": "ok", "detail": self.derivations.shown()},
            "broker": {"status": "ok" if self.relay.connected else "down", "detail": ""},
            "events": {"status": "ok" if self.caught_up else "catching up", "detail": f"{counts['parked']} parked"},
        }

    def catch_up(self) -> int:
        """Hand every event of the sources, since the last pass, to its reaction; give how many were not known."""
        return self._catching_up.run()

    def _page(self, source: str, events: Sequence[str], since: datetime, cursor: str | None) -> Mapping[str, Any]:
        if source == self.service:
            return self.journal.events_since(source, events, since, cursor=cursor, limit=PAGE).to_wire()
        asked = {"events": events, "since": since.isoformat(), "cursor": cursor, "limit": PAGE}
        page: Mapping[str, Any] = self.caller.call(source, "events_since", asked, timeout=self._patience)
        return page

    def _catch_up(self) -> None:
        cut_off, failures, giving_way = self._persist("run not noted", self._begin_run), 0, False
        if not cut_off:
            self._wary_until = EPOCH
        self._patience = FIRST_SECONDS
        while not self._stopping:
            self._signal = Signal()
            try:
                self._catching_up.run(giving_way=giving_way)
                if cut_off:
                    self._wary_until = now() + OVERLAP
                cut_off, failures, self.caught_up = False, 0, True
            except Exception as error:
                failures += 1
                if failures % 20 == 5:
                    log.info("catching_up_later", service=self.service, error=str(error)[:200])
                self._patience = min(self._patience * 1.5, settings().call_timeout)
                sleep(0.1 if not self.caught_up else 2)
                continue
            seconds = settings().reconcile_seconds * uniform(0.8, 1.2)  # or all that started together pass together
            with Timeout(seconds, False):
                self._signal.wait()
            giving_way = not self._signal.ready()

    def _begin_run(self) -> bool:
        last = self._runs.find_one_and_update({"_id": "last"}, {"$set": {"clean": False}}, upsert=True)
        return last is not None and not last["clean"]

    def _retry(self) -> None:
        kept_house = monotonic()
        while not self._stopping:
            if monotonic() - kept_house >= self.housekeeping.seconds:
                kept_house = monotonic()
                self.housekeeping.run(self._persist, self._expiring())
            due = self._persist("inbox not read", lambda: self.inbox.due(now()))
            if due is None:
                sleep(GATHER_SECONDS)
                self.inbox.bell.wait(self._rest())
            else:
                with ATTEMPTS.alone() if due.cut_off else ATTEMPTS.among_others():
                    self._try(due)

    def _rest(self) -> float:
        """Say after how many seconds the inbox is to be looked at, unless somebody rings before."""
        next_at, most = self.inbox.next_at, self.housekeeping.seconds
        return most if next_at is None else min(max((next_at - now()).total_seconds(), 0.0), most)

    def _make_derived_anew(self) -> None:
        """Make anew what records are found by where that is old, once the service has caught up, and look again at times: a
        process that was at it may have ended."""
        while not (self.caught_up or self._stopping):
            sleep(1)
        run = partial(self.derivations.run, rest=sleep, stopping=lambda: self._stopping)
        while not self._stopping:
            self._persist("search_terms_not_made_anew", run)
            sleep(DERIVED_SECONDS)

    def _expiring(self) -> list[Expiring]:
        """List what the service keeps for a while only."""
        beside = (each.kind for each in self.container.dependencies if isinstance(each, Beside))
        return [one for kind in beside for one in getattr(kind, "expiring", ())]

    def _try(self, due: Due) -> None:
        entry = self._persist("inbox not read", lambda: self.inbox.take(due, now()))
        if entry is not None:
            self._persist("entry not settled", partial(self._retry_one, entry, due.cut_off))

    def _retry_one(self, entry: dict[str, Any], cut_off: bool) -> None:
        reaction = self.reactions.get(entry["handler"])
        if reaction is None:
            self.inbox.failed(entry, "no handler of this name", at=now(), hopeless=True)
        elif self.inbox.exhausted(entry):
            self.inbox.failed(entry, "the process ended during the last attempt", at=now(), hopeless=True)
        else:
            with self._holding(entry):
                reaction.retry(entry, cut_off=cut_off)

    @contextmanager
    def _holding(self, entry: dict[str, Any]) -> Iterator[None]:
        """Keep an entry from others for as long as this process works at it, and no longer than it lives."""
        done = Signal()

        def hold() -> None:
            while not done.ready():
                with Timeout(LEASE.total_seconds() / 3, False):
                    done.wait()
                    return
                self._persist("entry not held", lambda: self.inbox.hold(entry, at=now()))

        self.container.spawn_managed_thread(hold)
        try:
            yield
        finally:
            done.send(None)

    def _persist(self, event: str, act: Callable[[], Any]) -> Any:
        """Act, again and again where the store is away."""
        while not self._stopping:
            try:
                return act()
            except Exception as error:
                log.warning(event.replace(" ", "_"), service=self.service, error=str(error)[:200])
                sleep(1)
        return None

    @property
    def _runs(self) -> Any:
        return self.db["runs"]


class Kept(DependencyProvider):
    """Gives a service one of its collections, bound to the occasion of the worker."""

    ground = Ground()

    def __init__(self, kind: type[MongoCollection[Any]]) -> None:
        self.kind = kind

    def get_dependency(self, worker_ctx: Any) -> MongoCollection[Any]:
        """Bind the collection to what the worker runs for."""
        occasion = worker_ctx.data["occasion"] = occasion_of(worker_ctx.data)
        return self.kind(self.ground.db, occasion, self.ground.relay.nudge)


class Beside(DependencyProvider):
    """Gives a service what it keeps beside its aggregates: `kind(db)`, whose indexes `kind.prepare(db)` makes."""

    ground = Ground()

    def __init__(self, kind: Any) -> None:
        self.kind = kind

    def start(self) -> None:
        """Make the indexes; the database is open by now."""
        self.kind.prepare(self.ground.db)

    def get_dependency(self, worker_ctx: Any) -> Any:
        """Open it for a worker."""
        return self.kind(self.ground.db)
