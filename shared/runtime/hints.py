"""Hints that a service has news, for every process that follows it.

A hint carries no data and may get lost: a follower asks the service for the news, and does so at intervals without a
hint as well. That keeps the truth in one place, as with events (ADR 3).
"""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from kombu import Queue, binding
from nameko.extensions import DependencyProvider, SharedExtension

from shared.runtime.bell import Bell
from shared.runtime.config import settings
from shared.runtime.green import sleep
from shared.runtime.publishing import LinePublisher
from shared.runtime.rpc import AttentiveConsumer, call_exchange, reply_name

log = structlog.get_logger()

GATHERED = 0.03
"""Hints of one process within this many seconds are combined."""
KEPT_SECONDS = 5
Act = Callable[[], None]


def hint_route(service: str) -> str:
    """Return the routing key of a service's hints."""
    return f"hint.{service}"


class Hints(DependencyProvider):
    """Dependency provider of the function that sends a service's hints: `self.hints()`."""

    def __init__(self) -> None:
        self._due = False

    def get_dependency(self, worker_ctx: Any) -> Act:
        """Return the function that sends a hint."""
        return self.send

    def send(self) -> None:
        """Send a hint soon."""
        if not self._due:
            self._due = True
            self.container.spawn_managed_thread(self._send)

    def _send(self) -> None:
        sleep(GATHERED)
        self._due = False
        route = hint_route(str(self.container.service_name))
        try:
            LinePublisher(self.container.config["AMQP_URI"]).publish(
                {}, exchange=call_exchange(), routing_key=route, expiration=KEPT_SECONDS
            )
        except Exception as error:  # one that rose further would end the whole process
            log.warning("hint_lost", route=route, error=f"{type(error).__name__}: {error}"[:200])


class Hearing(SharedExtension):
    """Follows services for its container: acts on each of their hints, and at intervals without one."""

    queue_consumer = AttentiveConsumer()

    def __init__(self) -> None:
        self._bells: dict[str, list[Bell]] = {}
        self._stopping = False

    def setup(self) -> None:
        """Set up the consumer of hints."""
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        """Stop following."""
        self._stopping = True
        self.wake()
        self.queue_consumer.unregister_provider(self)
        super().stop()

    def follow(self, service: str, act: Act, *, every: float) -> None:
        """Act on each hint of a service, and at the latest this many seconds after the last time."""
        bell = Bell()
        self._bells.setdefault(service, []).append(bell)
        self.container.spawn_managed_thread(partial(self._run, bell, act, every))

    def regularly(self, act: Act, *, every: float) -> None:
        """Act at these intervals, in seconds."""
        self.follow("", act, every=every)

    def wake(self, service: str | None = None) -> None:
        """Wake the followers of a service, or all if none is named."""
        for name, bells in self._bells.items():
            for bell in bells if service in (None, name) else ():
                bell.ring()

    @property
    def queue(self) -> Queue:
        """Return an exclusive queue for each connection; it has no bindings if no service is followed."""
        exchange = call_exchange()
        exchange.no_declare = not settings().declare
        routes = [binding(exchange, routing_key=hint_route(name)) for name in self._bells if name]
        name = reply_name(str(self.container.service_name), str(uuid.uuid4()))
        return Queue(name, bindings=routes, durable=False, exclusive=True, max_length=100)

    def handle_message(self, body: Any, message: Any) -> None:
        """Wake the followers of the service that sent the hint."""
        self.queue_consumer.ack_message(message)
        self.wake(str(message.delivery_info["routing_key"]).partition(".")[2])

    def _run(self, bell: Bell, act: Act, every: float) -> None:
        while not self._stopping:
            bell.wait(every)
            if self._stopping:
                return
            try:
                act()
            except Exception as error:
                log.warning("following_later", error=f"{type(error).__name__}: {error}"[:200])
                sleep(min(every, 1.0))
