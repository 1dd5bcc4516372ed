"""Relay events from the journal to the broker in order per aggregate, and move the published mark soon after.

Nudged by the write itself, and swept at start, after every lost connection and at a slow interval. Confirms are
pipelined: a batch is sent whole and its confirms are awaited together. Several relays of one service may run at once,
because consumers ignore duplicates. For the same reason marks may be delayed and combined: of
several writes to one aggregate only the last one's mark is moved.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import monotonic

import structlog
from kombu import Connection, Exchange, Producer

from shared.aggregate import Entry
from shared.occasion import envelope
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.failpoint import passing
from shared.runtime.green import Signal, Timeout, sleep
from shared.runtime.metrics import PUBLISHED
from shared.runtime.store import Journal

log = structlog.get_logger()

BATCH = 500
CONFIRM_SECONDS = 10
HEARTBEAT = 10
MARK_SECONDS, QUIET_SECONDS = 1.0, 0.1
"""The maximum delay of a mark, below the age at which a sweep looks for unpublished events; and in a quiet moment."""
SWEPT_AGE = timedelta(seconds=2)
LISTEN = 0.01
"""How long an idle relay listens for the broker's heartbeat, in seconds."""
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
LOT = 8
"""The maximum marks moved by one statement, which may take the store as long for each as a command."""
Announced = tuple[str, str, Entry]
Aggregate = tuple[str, str]


def exchange_of(service: str) -> Exchange:
    """Return the exchange on which a service announces its events."""
    return Exchange(f"{service}.events", type="topic", durable=True)


def routing_key(event: str, version: int) -> str:
    """Return the routing key of one version of an event."""
    return f"{event}.v{version}"


class NotConfirmed(OSError):
    """The broker refused a message or did not confirm it in time."""


class Outlet:
    """A connection that publishes batches and knows when the broker has confirmed them all."""

    def __init__(self, uri: str, service: str) -> None:
        self._service = service
        self._connection = Connection(uri, connect_timeout=2, heartbeat=HEARTBEAT)
        self._channel = self._connection.channel()
        exchange_of(service)(self._channel).declare(passive=not settings().declare)
        self._producer = Producer(self._channel, exchange_of(service), auto_declare=False, serializer="json")
        self._open: set[int] = set()
        self._sent = 0
        self._refused = False
        self._confirms = hasattr(self._channel, "confirm_select")
        if self._confirms:
            self._channel.confirm_select()
            self._channel.events["basic_ack"].add(self._on_ack)
            self._channel.events["basic_nack"].add(self._on_nack)

    def send(self, batch: Sequence[Announced]) -> None:
        """Publish a batch and wait for its confirms; raise NotConfirmed."""
        for collection, aggregate_id, entry in batch:
            if self._confirms:
                self._sent += 1
                self._open.add(self._sent)
            self._producer.publish(
                envelope(collection, self._service, aggregate_id, entry),
                routing_key=routing_key(entry["event"], entry["event_version"]),
                delivery_mode=2,
            )
        with Timeout(CONFIRM_SECONDS, NotConfirmed("no confirm in time")):
            while self._open:
                self._connection.drain_events(timeout=CONFIRM_SECONDS)
        if self._refused:
            raise NotConfirmed("the broker refused an event")

    def beat(self) -> None:
        """Send a heartbeat, and check that the connection is alive."""
        if self._confirms:
            with suppress(
                TimeoutError
            ):  # what nobody reads was never heard, and two intervals later the broker counts as gone
                self._connection.drain_events(timeout=LISTEN)
            self._connection.heartbeat_check()

    def close(self) -> None:
        """Close the connection, whatever its state."""
        try:
            self._connection.close()
        except (OSError, *self._connection.connection_errors):
            log.debug("outlet_closed_hard")

    def _on_ack(self, tag: int, multiple: bool) -> None:
        self._open -= {each for each in self._open if each <= tag} if multiple else {tag}

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._refused = True
        self._on_ack(tag, multiple)


class Relay:
    """The relay of one service in one process."""

    def __init__(self, service: str, uri: str, journal: Journal, sweep_seconds: float) -> None:
        self._service = service
        self._uri = uri
        self._journal = journal
        self._sweep_seconds = sweep_seconds
        self._turns = deque(journal.names)
        self._fresh: deque[Announced] = deque(maxlen=10_000)
        self._unmarked: dict[Aggregate, tuple[int, int, float]] = {}
        self._signal = Signal()
        self._stopping = False
        self.connected = False

    def nudge(self, collection: str, aggregate_id: str, entry: Entry) -> None:
        """Queue a written event; if too many wait, the oldest are left to the sweep."""
        passing("after_write", entry["event"])
        self._fresh.append((collection, aggregate_id, entry))
        self._wake()

    def stop(self) -> None:
        """Publish what is pending, then end."""
        self._stopping = True
        self._wake()

    def run(self) -> None:
        """Publish until stopped, through every outage of broker or store."""
        pause = 0.2
        while not self._stopping:
            outlet = None
            try:
                outlet = Outlet(self._uri, self._service)
                self._sweep(outlet, FOREVER, self._journal.names)
                self.connected, pause = True, 0.2
                self._serve(outlet)
            except Exception as error:
                log.warning("relay_interrupted", service=self._service, error=str(error)[:200])
                sleep(pause)
                pause = min(pause * 2, 2.0)
            finally:
                self.connected = False
                if outlet is not None:
                    outlet.close()

    def _serve(self, outlet: Outlet) -> None:
        """Publish new events first; marks and sweeps come in small portions between, so as not to delay them."""
        swept, quiet = monotonic(), False
        while True:
            if self._fresh:
                batch = [self._fresh.popleft() for _ in range(min(BATCH, len(self._fresh)))]
                self._publish(outlet, batch)
                quiet, owed = False, len(batch)
                while owed > 0 and self._overdue():  # no more marks wait after a batch than before it
                    owed -= self._mark_some()
            elif self._unmarked and (quiet or self._stopping or self._overdue()):
                self._mark_some()
            elif self._stopping:
                return
            elif names := self._whose_turn(monotonic() - swept):
                self._sweep(outlet, now() - SWEPT_AGE, names)
                swept = monotonic()
            else:
                self._signal = Signal()
                with Timeout(QUIET_SECONDS if self._unmarked else 1, False):
                    self._signal.wait()
                if not self._fresh:
                    quiet = True
                    outlet.beat()

    def _whose_turn(self, seconds: float) -> Sequence[str]:
        """Return the collections to sweep after this many seconds: a few at a time, as all at once would block the store."""
        count = min(len(self._turns), int(len(self._turns) * seconds / self._sweep_seconds))
        names = list(self._turns)[:count]
        self._turns.rotate(-count)
        return names

    def _sweep(self, outlet: Outlet, before: datetime, names: Sequence[str]) -> None:
        """Publish what the journal holds; stop after a page that is not full, or there would be no end under load."""
        full = True
        while full:
            found = self._journal.unpublished(before, BATCH, names)
            full = len(found) >= BATCH
            if found:
                self._publish(outlet, [(name, each, entry) for name, each, entries in found for entry in entries])
                self._mark([each for each in self._unmarked if each[0] in names])

    def _publish(self, outlet: Outlet, batch: Sequence[Announced]) -> None:
        outlet.send(batch)
        for collection, aggregate_id, entry in batch:
            passing("after_publish", entry["event"])
            self._note((collection, aggregate_id), entry["version"])
            PUBLISHED.labels(self._service, entry["event"]).inc()

    def _note(self, aggregate: Aggregate, version: int) -> None:
        """Record a version as published; only one run of versions waits for its mark, as others may publish in between."""
        first, last, since = self._unmarked.get(aggregate, (version, version - 1, monotonic()))
        if not first <= version <= last + 1:
            self._mark([aggregate])
            first, last, since = version, version, monotonic()
        self._unmarked[aggregate] = (first, max(last, version), since)

    def _overdue(self) -> bool:
        """Check whether the oldest pending mark has waited long enough."""
        return any(monotonic() - since >= MARK_SECONDS for _, _, since in islice(self._unmarked.values(), 1))

    def _mark_some(self) -> int:
        """Move the oldest pending mark and some that the same statement can move; return how many."""
        (name, _), (*run, _) = next(iter(self._unmarked.items()))
        alike = (each for each, (*its, _) in self._unmarked.items() if each[0] == name and its == run)
        some = list(islice(alike, LOT))
        self._mark(some)
        return len(some)

    def _mark(self, aggregates: Sequence[Aggregate]) -> None:
        """Move the marks of aggregates; those that fail stay pending."""
        if aggregates:
            self._journal.mark_published({each: self._unmarked[each][:2] for each in aggregates})
            for each in aggregates:
                del self._unmarked[each]

    def _wake(self) -> None:
        if not self._signal.ready():
            self._signal.send(None)
