"""The runtime of a service: its database, journal, relay, inbox, and catching up."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from nameko.extensions import DependencyProvider, SharedExtension

from shared.runtime import stopping
from shared.runtime.catching_up import CatchingUp, Handler
from shared.runtime.config import settings
from shared.runtime.databases import database_of
from shared.runtime.derivations import Derivations
from shared.runtime.disk import room
from shared.runtime.expiry import Expiring
from shared.runtime.green import Timeout, sleep
from shared.runtime.handled import NOTES, HandledLately
from shared.runtime.housekeeping import Housekeeping
from shared.runtime.inbox import ANSWERS, Inbox
from shared.runtime.occasions import occasion_of
from shared.runtime.passes import Passes
from shared.runtime.persistence import Persistence
from shared.runtime.relay import Relay
from shared.runtime.retrying import Retrying
from shared.runtime.rpc import Caller
from shared.runtime.sources import Sources
from shared.runtime.store import Db, Journal, MongoCollection
from shared.runtime.turns import Turns

SETTLING_SECONDS = 15
"""How long a regular pass leaves a new event to the broker: three times the interval of notes (`handled.py`)."""
ALONE = 4
"""The factor by which unpublished events are checked less often if all services share one process."""
DERIVED_SECONDS = 300
"""The interval of checks for outdated search terms, in seconds."""
log = structlog.get_logger()


def always_expiring() -> tuple[Expiring, ...]:
    """Return the expiring records that every service keeps."""
    return (ANSWERS, NOTES)


class ServiceRuntime(SharedExtension):
    """One for each service and process."""

    caller = Caller()
    db: Db
    journal: Journal
    inbox: Inbox
    derivations: Derivations
    relay: Relay
    sources: Sources
    passes: Passes

    def __init__(self) -> None:
        self.reactions: dict[str, Handler] = {}
        self._reported: dict[str, Callable[[], str]] = {}
        self.turn = Turns()

    def setup(self) -> None:
        """Open the service's database and create its indexes before the first request.

        Not sooner and not as properties: nameko looks through every attribute while it still puts the service together.
        """
        service = str(self.container.service_name)
        kept = [each.kind for each in self.container.dependencies if isinstance(each, Collected)]
        seconds = settings().sweep_seconds * (ALONE if settings().embedded_broker else 1)
        spawn = self.container.spawn_managed_thread
        self.db = database_of(service)
        self.journal = Journal(self.db, sorted(kept, key=lambda kind: kind.name))
        self.inbox = Inbox(self.db, settings().delays())
        self.derivations = Derivations(self.db, kept)
        self.relay = Relay(service, self.container.config["AMQP_URI"], self.journal, seconds)
        self.sources = Sources(service, self.journal, self.caller.call)
        self._persist = Persistence(service)
        lately = None if settings().embedded_broker else HandledLately(self.db, self.reactions)
        settling = timedelta(seconds=min(SETTLING_SECONDS, settings().reconcile_seconds / 4 if lately else 0))
        self._catching_up = CatchingUp(self.db, self.inbox, self.reactions, self.sources.page, lately, settling)
        self.passes = Passes(service, self.db, self.inbox, self._catching_up, self.sources, self._persist)
        self._housekeeping = Housekeeping(service, self.db, self.journal, self.inbox, self.relay, lately)
        self._retrying = Retrying(self.inbox, self.reactions, self._housekeeping, self._persist, spawn)
        self.journal.prepare()
        self.inbox.prepare()
        if lately is not None:
            NOTES.prepare(self.db)
        self.derivations.begin()

    def start(self) -> None:
        """Start publishing, retrying and catching up."""
        self._relaying = self.container.spawn_managed_thread(self.relay.run)
        self.container.spawn_managed_thread(partial(self._retrying.run, self._expiring()))
        self.container.spawn_managed_thread(self._make_derived_anew)
        self.container.spawn_managed_thread(self.passes.run)

    def stop(self) -> None:
        """Publish what is pending and record a clean stop."""
        self._persist.stopping = True
        self.inbox.bell.ring()
        self.relay.stop()
        with Timeout(3, False):
            self._relaying.wait()
        self.passes.end()

    def register(self, reaction: Handler) -> None:
        """Register a reaction under its name."""
        self.reactions[reaction.handler] = reaction

    @property
    def stopping(self) -> bool:
        """Check whether the service is stopping; nothing long goes on then."""
        return self._persist.stopping or stopping.begun()  # workers are waited for before extensions are stopped

    def catch_up(self) -> int:
        """Pass every event of the sources since the last pass to its reaction; return how many were new."""
        return self._catching_up.run()

    def each_round(self, act: Callable[[], object]) -> None:
        """Run a function in each round of the housekeeping."""
        self._housekeeping.each_round.append(act)

    def reports(self, part: str, detail: Callable[[], str]) -> None:
        """Add a part to the readiness, with a function that describes its problem, if there is one."""
        self._reported[part] = detail

    def parts(self) -> dict[str, dict[str, str]]:
        """Report the health of each part of the service, and refresh its metrics."""
        counts = self._housekeeping.count()
        return {
            "store": {"status": "ok", "detail": room().shown()},
            "search": {"status": "ok", "detail": self.derivations.shown()},
            "broker": {"status": "ok" if self.relay.connected else "down", "detail": ""},
            "events": {
                "status": "ok" if self.passes.caught_up else "catching up",
                "detail": f"{counts['parked']} parked",
            },
            **{
                part: {"status": "limited" if said else "ok", "detail": said}
                for part, said in ((part, detail()) for part, detail in self._reported.items())
            },
        }

    def _expiring(self) -> list[Expiring]:
        """List the records that the service keeps for a limited time."""
        beside = (each.kind for each in self.container.dependencies if isinstance(each, Beside))
        return [one for kind in beside for one in getattr(kind, "expiring", ())]

    def _make_derived_anew(self) -> None:
        """Derive outdated search terms again once the service has caught up, and check at intervals, because another process
        that did this may have ended.
        """
        while not (self.passes.caught_up or self._persist.stopping):
            sleep(1)
        run = partial(self.derivations.run, rest=sleep, stopping=lambda: self._persist.stopping)
        while not self._persist.stopping:
            self._persist("search_terms_not_made_anew", run)
            sleep(DERIVED_SECONDS)


class Collected(DependencyProvider):
    """Dependency provider of one of a service's collections, bound to the worker's occasion."""

    runtime = ServiceRuntime()

    def __init__(self, kind: type[MongoCollection[Any]]) -> None:
        self.kind = kind

    def get_dependency(self, worker_ctx: Any) -> MongoCollection[Any]:
        """Bind the collection to the worker's occasion."""
        occasion = worker_ctx.data["occasion"] = occasion_of(worker_ctx.data)
        return self.kind(self.runtime.db, occasion, self.runtime.relay.nudge)


class Beside(DependencyProvider):
    """Dependency provider of data kept beside the aggregates: `kind(db)`, whose indexes `kind.prepare(db)` creates."""

    runtime = ServiceRuntime()

    def __init__(self, kind: Any) -> None:
        self.kind = kind

    def start(self) -> None:
        """Create the indexes; the database is open by now."""
        self.kind.prepare(self.runtime.db)

    def get_dependency(self, worker_ctx: Any) -> Any:
        """Open it for a worker."""
        return self.kind(self.runtime.db)


class Reported(DependencyProvider):
    """Dependency provider of a part of the readiness whose problem, described by `detail`, makes nothing unready."""

    runtime = ServiceRuntime()

    def __init__(self, part: str, detail: Callable[[], str]) -> None:
        self.part, self.detail = part, detail

    def start(self) -> None:
        """Register the part, and log its problem."""
        self.runtime.reports(self.part, self.detail)
        if said := self.detail():
            log.warning(f"{self.part}_missing", hint=said)

    def get_dependency(self, worker_ctx: Any) -> None:
        """Return None; no worker needs it."""
        return


class EachRound(DependencyProvider):
    """Dependency provider that runs a function of the service in each round of its housekeeping."""

    runtime = ServiceRuntime()

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act

    def start(self) -> None:
        """Register the function; the housekeeping exists by now."""
        self.runtime.each_round(self.act)

    def get_dependency(self, worker_ctx: Any) -> None:
        """Return None; no worker needs it."""
        return
