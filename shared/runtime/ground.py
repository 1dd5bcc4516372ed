"""The ground that a service stands on: its database, journal, relay, inbox, and what it must still catch up on."""

from collections.abc import Callable
from functools import partial
from typing import Any

from nameko.extensions import DependencyProvider, SharedExtension

from shared.runtime.catching_up import CatchingUp, Handler
from shared.runtime.config import settings
from shared.runtime.databases import database_of
from shared.runtime.derivations import Derivations
from shared.runtime.disk import room
from shared.runtime.expiry import Expiring
from shared.runtime.green import Timeout, sleep
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

ALONE = 4
"""So much more seldom unpublished events are looked for where all services share one process: nobody else writes there."""
DERIVED_SECONDS = 300
"""How often it is looked whether records are found by old terms."""


def always_expiring() -> tuple[Expiring, ...]:
    """Name what every service keeps for a while only."""
    return (ANSWERS,)


class Ground(SharedExtension):
    """One a service and process."""

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
        self.turn = Turns()

    def setup(self) -> None:
        """Open the service's own database and prepare its indexes before anyone asks.

        Not sooner and not as properties: nameko looks through every attribute while it still puts the service together.
        """
        service = str(self.container.service_name)
        kept = [each.kind for each in self.container.dependencies if isinstance(each, Kept)]
        seconds = settings().sweep_seconds * (ALONE if settings().embedded_broker else 1)
        spawn = self.container.spawn_managed_thread
        self.db = database_of(service)
        self.journal = Journal(self.db, sorted(kept, key=lambda kind: kind.name))
        self.inbox = Inbox(self.db, settings().delays())
        self.derivations = Derivations(self.db, kept)
        self.relay = Relay(service, self.container.config["AMQP_URI"], self.journal, seconds)
        self.sources = Sources(service, self.journal, self.caller.call)
        self._persist = Persistence(service)
        self._catching_up = CatchingUp(self.db, self.inbox, self.reactions, self.sources.page)
        self.passes = Passes(service, self.db, self.inbox, self._catching_up, self.sources, self._persist)
        self._housekeeping = Housekeeping(service, self.db, self.journal, self.inbox, self.relay)
        self._retrying = Retrying(self.inbox, self.reactions, self._housekeeping, self._persist, spawn)
        self.journal.prepare()
        self.inbox.prepare()

    def start(self) -> None:
        """Start publishing, retrying and catching up."""
        self._relaying = self.container.spawn_managed_thread(self.relay.run)
        self.container.spawn_managed_thread(partial(self._retrying.run, self._expiring()))
        self.container.spawn_managed_thread(self._make_derived_anew)
        self.container.spawn_managed_thread(self.passes.run)

    def stop(self) -> None:
        """Publish what is at hand and note that nothing was cut off."""
        self._persist.stopping = True
        self.inbox.bell.ring()
        self.relay.stop()
        with Timeout(3, False):
            self._relaying.wait()
        self.passes.end()

    def register(self, reaction: Handler) -> None:
        """Enter a reaction under its name."""
        self.reactions[reaction.handler] = reaction

    def catch_up(self) -> int:
        """Hand every event of the sources, since the last pass, to its reaction; give how many were not known."""
        return self._catching_up.run()

    def each_round(self, act: Callable[[], object]) -> None:
        """Do something with each round of the housekeeping."""
        self._housekeeping.each_round.append(act)

    def parts(self) -> dict[str, dict[str, str]]:
        """Tell how each part of the service is, and refresh its figures."""
        counts = self._housekeeping.count()
        return {
            "store": {"status": "ok", "detail": room().shown()},
            "search": {"status": "ok", "detail": self.derivations.shown()},
            "broker": {"status": "ok" if self.relay.connected else "down", "detail": ""},
            "events": {
                "status": "ok" if self.passes.caught_up else "catching up",
                "detail": f"{counts['parked']} parked",
            },
        }

    def _expiring(self) -> list[Expiring]:
        """List what the service keeps for a while only."""
        beside = (each.kind for each in self.container.dependencies if isinstance(each, Beside))
        return [one for kind in beside for one in getattr(kind, "expiring", ())]

    def _make_derived_anew(self) -> None:
        """Make anew what records are found by where that is old, once the service has caught up, and look again at times: a
        process that was at it may have ended."""
        while not (self.passes.caught_up or self._persist.stopping):
            sleep(1)
        run = partial(self.derivations.run, rest=sleep, stopping=lambda: self._persist.stopping)
        while not self._persist.stopping:
            self._persist("search_terms_not_made_anew", run)
            sleep(DERIVED_SECONDS)


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


class EachRound(DependencyProvider):
    """Does something of the service's own with each round of its housekeeping."""

    ground = Ground()

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act

    def start(self) -> None:
        """Join the rounds; the housekeeping is there by now."""
        self.ground.each_round(self.act)

    def get_dependency(self, worker_ctx: Any) -> None:
        """Return nothing; no worker asks for it."""
        return
