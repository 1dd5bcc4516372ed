"""Reactions: handle each event once, in order, and without losing any.

A message is acknowledged only when its event was handled or is in the inbox. A redelivered message goes through
the inbox, which counts the attempt before it is made: an event that ends the process is parked, its neighbours are not.
"""

import functools
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

import structlog
from kombu import Queue, binding
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint
from pydantic import ValidationError

from shared.contracts.event import Event
from shared.errors import OfficeError, VersionConflict
from shared.occasion import AlreadyHandled, Cause, GapFound
from shared.runtime.clock import now
from shared.runtime.config import settings
from shared.runtime.disk import DiskFull
from shared.runtime.failpoint import passing
from shared.runtime.faults import Unreadable, described, fields_of
from shared.runtime.green import Signal, sleep
from shared.runtime.handled import Handled
from shared.runtime.metrics import FAILED, HANDLED, LAG, REPEATED
from shared.runtime.relay import exchange_of, routing_key
from shared.runtime.rpc import AttentiveConsumer, store_away
from shared.runtime.service_runtime import ServiceRuntime
from shared.runtime.tracing import span

log = structlog.get_logger()

CONFLICTS = 30
QUEUE_ARGUMENTS = {"x-queue-type": "quorum", "x-delivery-limit": 20}


class ReactionConsumer(AttentiveConsumer):
    """Consumes events on a separate connection; after every connection the service catches up on what it missed."""

    runtime = ServiceRuntime()

    @property
    def prefetch_count(self) -> int:
        """Return how many messages may be delivered ahead."""
        return int(self.container.max_workers) * 2

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        """Start a pass for the events announced while there was no consumer."""
        super().on_consume_ready(connection, channel, consumers, **kwargs)
        self.runtime.passes.soon()

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """Park a message that is not JSON."""
        body = message.body if isinstance(message.body, str) else bytes(message.body).decode("utf-8", "replace")
        self.runtime.inbox.put_unreadable(
            f"{self.container.service_name}.unreadable", body[:100_000], _digest(body), at=now(), error="not JSON"
        )
        message.ack()


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:32]


class Reaction(Entrypoint):
    """The entrypoint behind `reaction`."""

    queue_consumer = ReactionConsumer()
    runtime = ServiceRuntime()

    def __init__(
        self,
        *events: type[Event],
        writes: str | None = None,
        where: str | None = None,
        turn: bool = False,
        **kwargs: Any,
    ) -> None:
        self.events, self.turn = events, turn
        self.writes, self.where = writes, where
        self._known = {(event.event, event.event_version) for event in events}
        self.names = sorted({event.event for event in events})
        self.sources: dict[str, list[str]] = {}
        for event in events:
            self.sources.setdefault(event.service, []).append(event.event)
        self.handled = Handled()
        super().__init__(**kwargs)

    @property
    def handler(self) -> str:
        """Return the handler's name, which is its queue's; renaming it orphans the queue."""
        return f"{self.container.service_name}.{self.method_name}"

    def setup(self) -> None:
        """Define the queue and register the handler."""
        self.queue = queue_of(self.handler, self.events)
        self.queue.no_declare = not settings().declare
        self.queue_consumer.register_provider(self)
        self.runtime.register(self)

    def stop(self) -> None:
        """Stop consuming."""
        self.queue_consumer.unregister_provider(self)

    def handle_message(self, body: Any, message: Any) -> None:
        """Settle one message, then acknowledge it; while the store is away, requeue it."""
        try:
            if not is_envelope(body):
                text = repr(body)[:100_000]
                self.runtime.inbox.put_unreadable(self.handler, text, _digest(text), at=now(), error="not an event")
            elif message.delivery_info.get("redelivered"):
                self.runtime.inbox.put(self.handler, body, at=now())
            elif not self.runtime.passes.left_to_inbox(self.handler, body):
                self.handle(body)
        except Exception as error:
            if not (isinstance(error, ContainerBeingKilled) or store_away(error)):
                raise
            log.warning("event_given_back", handler=self.handler, error=str(error)[:200])
            sleep(1)
            self.queue_consumer.requeue_message(message)
            return
        passing("after_handle", str(message.delivery_info["routing_key"]).partition(".")[0])
        self.queue_consumer.ack_message(message)

    def handle(self, envelope: dict[str, Any]) -> None:
        """Handle an event, or make sure that it is in the inbox."""
        with self._turn(envelope):
            try:
                failure = self._resolve(envelope)
            except DiskFull:
                raise
            except OfficeError as away:  # the service that announced the earlier events
                self.runtime.inbox.put(self.handler, envelope, at=now(), error=described(away))
                return
            if isinstance(failure, GapFound):
                self.runtime.inbox.put(self.handler, envelope, at=now(), behind=True)
            elif failure is not None:
                hopeless = isinstance(failure, Unreadable)
                error = described(failure)
                self.runtime.inbox.put(self.handler, envelope, at=now(), error=error, attempts=1, hopeless=hopeless)

    def retry(self, entry: dict[str, Any], *, cut_off: bool = False) -> None:
        """Retry an inbox entry; cut_off: its last attempt never returned."""
        inbox = self.runtime.inbox
        envelope = json.loads(entry["envelope"])
        with self._turn(envelope):
            try:
                failure = self._resolve(envelope, cut_off=cut_off)
            except DiskFull:
                raise
            except OfficeError as away:
                inbox.put_off(entry, described(away), at=now())
                return
            if failure is None:
                inbox.done(entry)
            elif isinstance(failure, GapFound):
                inbox.wait_behind(entry)
            else:
                hopeless = isinstance(failure, Unreadable)
                inbox.failed(entry, described(failure), at=now(), hopeless=hopeless)

    @contextmanager
    def _turn(self, envelope: dict[str, Any]) -> Iterator[None]:
        """Serialise events of one source, and all that write the same aggregate."""
        written = envelope["data"].get(self.writes) if self.writes is not None else None
        with self.runtime.turn(f"{self.handler}:{envelope['source']}"), ExitStack() as turn:
            if isinstance(written, str):
                turn.enter_context(self.runtime.turn(f"{self.handler}>{written}"))
            yield

    def concerns(self, envelope: dict[str, Any]) -> bool:
        """Check whether the handler has anything to do with an event; a known event may say that it has not."""
        if self.turn and not isinstance(envelope.get("turn"), dict):
            return False
        known = (envelope["event"], envelope["event_version"]) in self._known
        return not (known and self.where is not None and envelope["data"].get(self.where) is False)

    def _resolve(self, envelope: dict[str, Any], *, cut_off: bool = False) -> Exception | None:
        """Handle an event after its predecessors; return why it failed, GapFound if it has to wait.

        cut_off: the process ended during the last attempt. One of those before may be to blame: each is tried for itself.
        """
        failure = self._attempt(envelope)
        if not isinstance(failure, GapFound):
            return failure
        inbox, source = self.runtime.inbox, envelope["source"]
        if inbox.blocked(self.handler, source, envelope["version"]):
            return failure
        discarded = inbox.discarded(self.handler, source)
        between = self.runtime.sources.events_between(
            envelope["service"], source, self.names, failure.have, envelope["version"]
        )
        missing = [each for each in between if each["version"] not in discarded]
        if cut_off and missing:
            for earlier in missing:
                inbox.put(self.handler, earlier, at=now(), suspected=True)
            return failure
        for earlier in missing:
            error = self._attempt(earlier, settled=True)
            if error is not None:
                hopeless = isinstance(error, Unreadable)
                text = described(error)
                inbox.put(self.handler, earlier, at=now(), error=text, attempts=1, hopeless=hopeless)
                return failure
        return self._attempt(envelope, settled=True)

    def _attempt(self, envelope: dict[str, Any], *, settled: bool = False) -> Exception | None:
        """Run the handler in a worker and return its error; `settled`: the predecessors are known to be handled."""
        previous = max(envelope["earlier"].get(name, 0) for name in self.names)
        in_order = settled or self.handled.up_to(envelope["source"]) >= previous
        if not self.concerns(envelope):
            self._count(envelope, AlreadyHandled())
            self.handled.add(envelope["source"], envelope["version"], in_order=in_order)
            return None
        if in_order:
            previous = 0  # else each event that writes another aggregate than those before it would ask for them all
        cause = Cause(envelope["source"], envelope["version"], envelope["event"], previous)
        told = {"cause": cause, "request_id": envelope.get("request_id")}
        finished = Signal()

        def settle(worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            finished.send(result if exc_info is None else exc_info[1])
            return None, None

        self.container.spawn_worker(
            self,
            (envelope,),
            {},
            context_data=told,
            handle_result=settle,
        )
        outcome: Exception | None = finished.wait()
        self._count(envelope, outcome)
        if isinstance(outcome, AlreadyHandled):
            outcome = None
        if outcome is None:
            self.handled.add(envelope["source"], envelope["version"], in_order=in_order)
        elif store_away(outcome):
            raise outcome
        return outcome

    def _count(self, envelope: dict[str, Any], outcome: Exception | None) -> None:
        labels = (str(self.container.service_name), self.method_name, envelope["event"])
        if outcome is None:
            HANDLED.labels(*labels).inc()
            lag = now() - datetime.fromisoformat(envelope["at"])
            LAG.labels(*labels[:2]).observe(max(0.0, lag.total_seconds()))
        elif isinstance(outcome, AlreadyHandled):
            REPEATED.labels(*labels).inc()
        elif not isinstance(outcome, GapFound | DiskFull):
            FAILED.labels(*labels).inc()
            log.warning(
                "event_failed",
                handler=self.handler,
                source=envelope["source"],
                version=envelope["version"],
                request_id=envelope.get("request_id"),
                error=described(outcome),
            )


def is_envelope(body: Any) -> bool:
    """Check whether a message is an event; its handler may still not understand it."""
    try:
        texts = [body[name] for name in ("event", "service", "source", "at")]
        numbers = [body[name] for name in ("event_version", "version")] + list(body["earlier"].values())
        datetime.fromisoformat(body["at"])
    except (KeyError, TypeError, AttributeError, ValueError):
        return False
    return (
        all(isinstance(each, str) and len(each) <= 200 for each in texts)
        and all(type(each) is int and 0 <= each < 2**31 for each in numbers)
        and isinstance(body["data"], dict)
    )


def queue_of(handler: str, events: tuple[type[Event], ...]) -> Queue:
    """Return a handler's queue: a quorum queue bound to each event version that it knows."""
    bindings = [
        binding(exchange_of(event.service), routing_key=routing_key(event.event, event.event_version))
        for event in events
    ]
    return Queue(handler, bindings=bindings, durable=True, queue_arguments=QUEUE_ARGUMENTS)


def reaction(
    *events: type[Event], writes: str | None = None, where: str | None = None, turn: bool = False
) -> Callable[[Callable[[Any, Any], None]], Callable[..., Any]]:
    """Make a method handle events. It may run twice, and its write refuses the second time; renaming it orphans its queue.

    writes: the field of the events that names the aggregate which the method writes, if many sources write one: they
    wait for each other in this process, or most of their work would be lost to conflicts and done again.
    where: the field of the events that says whether they concern the method: one in which it is False counts as handled.
    turn: call the method with the event's envelope, for whose turn it says it is (`shared/turn.py`); one without
    that counts as handled.
    """
    known = {(event.event, event.event_version): event for event in events}

    def decorate(method: Callable[[Any, Any], None]) -> Callable[..., Any]:
        @functools.wraps(method)
        def react(self: Any, envelope: dict[str, Any]) -> Exception | None:
            try:
                kind = known.get((envelope["event"], envelope["event_version"]))
                if kind is None:
                    raise Unreadable(f"unknown: {envelope['event']} version {envelope['event_version']}")
                event = kind.read(envelope["data"])
            except ValidationError as error:
                return Unreadable(fields_of(error))
            except (KeyError, TypeError, AttributeError) as error:
                return Unreadable(f"{type(error).__name__} in its data")
            except Exception as error:  # whatever rises out of a worker is logged with all that it quotes
                return error
            with span(self.name, method.__name__, event=True) as told:
                outcome = _persistent(lambda: method(self, envelope if turn else event))
                if outcome is None and not self.occasion.effects.count:
                    outcome = AlreadyHandled()  # or it had nothing to do
                repeated, waits = isinstance(outcome, AlreadyHandled), isinstance(outcome, GapFound)
                told |= {"tongban.event": envelope["event"], "tongban.repeated": repeated, "tongban.waits": waits}
                if outcome is not None and not repeated and not waits:
                    told["error"] = type(outcome).__name__
            return outcome

        entrypoint: Callable[..., Any] = Reaction.decorator(*events, writes=writes, where=where, turn=turn)(react)
        return entrypoint

    return decorate


def _persistent(act: Callable[[], None]) -> Exception | None:
    """Act, retrying on version conflicts; return the final error or None."""
    for conflicts in range(CONFLICTS):
        try:
            act()
            return None
        except VersionConflict:
            sleep(random.uniform(0, 0.002 * (conflicts + 1)))
        except Exception as error:
            return error
    return VersionConflict()
