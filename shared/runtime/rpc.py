"""Calls between services: a refusal travels as a value and is raised again at the caller; every call has a timeout."""

import functools
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import perf_counter
from typing import Any, TypeVar

import structlog
from kombu import Exchange, Queue
from kombu.exceptions import OperationalError
from nameko.extensions import DependencyProvider, SharedExtension
from nameko.messaging import QueueConsumer
from nameko.rpc import (
    RPC_QUEUE_TEMPLATE,
    RPC_REPLY_QUEUE_TEMPLATE,
    MethodProxy,
    ReplyListener,
    Responder,
    Rpc,
    RpcConsumer,
    get_rpc_exchange,
)
from pymongo.errors import ConnectionFailure, ExecutionTimeout, WriteConcernError

from shared.actor import Actor
from shared.errors import OfficeError, Unavailable
from shared.occasion import Repeated
from shared.runtime.config import settings
from shared.runtime.disk import STOPPED, DiskFull, died_of_it
from shared.runtime.failpoint import passing
from shared.runtime.green import Timeout, spawn
from shared.runtime.logging import request_id_here
from shared.runtime.metrics import CALLS
from shared.runtime.nearby import Near, near
from shared.runtime.publishing import LinePublisher
from shared.runtime.tracing import span, span_here

log = structlog.get_logger()
Result = TypeVar("Result")
Show = Callable[[Any, Any], Any]

LOOK_UP_SECONDS, WOKEN_SECONDS = 0.2, 2.0
"""The interval at which a consumer checks whether to stop; the second applies if it is woken to stop."""
STORE_AWAY = (ConnectionFailure, ExecutionTimeout, WriteConcernError)
FAULTS = ("internal", "unavailable", DiskFull.code)
"""Codes of refusals that are the system's fault."""
_CONTEXT = ("actor", "key", "expected", "request_id", "span")


class LineResponder(Responder):
    """Sends replies over an open line."""

    publisher_cls = LinePublisher


class AttentiveConsumer(QueueConsumer):
    """Wakes up at once when it should consume less or stop, so that stopping does not take a second for each step.

    A consumer that its broker cannot wake checks five times a second. If the connection breaks while a message is settled,
    the process goes on: the broker delivers the message again.
    """

    _transport: Any = None

    def run(self, **kwargs: Any) -> None:
        """Consume until stopped."""
        super().run(safety_interval=WOKEN_SECONDS if settings().embedded_broker else LOOK_UP_SECONDS, **kwargs)

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        """Store the transport to wake."""
        self._transport = connection.transport if settings().embedded_broker else None
        super().on_consume_ready(connection, channel, consumers, **kwargs)

    def on_iteration(self) -> None:
        """Cancel consumers that asked for it; if none is left, do not wait for messages."""
        super().on_iteration()
        if self.should_stop:
            self._look_up()

    def unregister_provider(self, provider: Any) -> None:
        """Stop consuming for a provider."""
        spawn(self._look_up)  # once this thread waits for that
        super().unregister_provider(provider)

    def kill(self) -> None:
        """End as soon as possible."""
        spawn(self._look_up)
        super().kill()

    def _look_up(self) -> None:
        if self._transport is not None:
            self._transport.interrupt()

    def ack_message(self, message: Any) -> None:
        """Acknowledge; nameko catches the errors of the protocol only, not those of the socket."""
        with suppress(OSError):
            super().ack_message(message)

    def requeue_message(self, message: Any) -> None:
        """Requeue the message."""
        with suppress(OSError):
            super().requeue_message(message)


def call_exchange() -> Exchange:
    """Return the exchange of calls and their replies."""
    return get_rpc_exchange({})


def call_queue(service: str) -> Queue:
    """Return the queue of a service's calls; the broker's default decides its type."""
    name = RPC_QUEUE_TEMPLATE.format(service)
    return Queue(name, exchange=call_exchange(), routing_key=f"{service}.*", durable=True)


def reply_name(service: str, which: str) -> str:
    """Return the name of a reply queue of a service; its broker user may declare such names and no other."""
    return RPC_REPLY_QUEUE_TEMPLATE.format(service, which)


def reply_route(service: str, which: str) -> str:
    """Return the routing key of replies to one process of a service, so that no other service can listen in."""
    return f"reply.{service}.{which}"


class AttentiveListener(ReplyListener):
    """Consumes replies. Its queue is the only thing that a service declares if `TONGBAN_DECLARE` is off."""

    queue_consumer = AttentiveConsumer()
    routing_key = ""

    def setup(self) -> None:
        """Choose the routing key of replies."""
        self.routing_key = reply_route(str(self.container.service_name), str(uuid.uuid4()))
        self.queue_consumer.register_provider(self)

    @property
    def queue(self) -> Queue | None:
        """Return a new exclusive queue for each connection; the previous one may still be locked."""
        if not self.routing_key:
            return None
        exchange, name = call_exchange(), reply_name(str(self.container.service_name), str(uuid.uuid4()))
        exchange.no_declare = not settings().declare
        return Queue(name, exchange=exchange, routing_key=self.routing_key, durable=False, exclusive=True)


class LineRpcConsumer(RpcConsumer):
    """Consumes calls as nameko does and replies over an open line; calls from the same process bypass the broker."""

    queue_consumer = AttentiveConsumer()
    queue: Queue | None
    near: Near | None = None

    def setup(self) -> None:
        """Define the queue of calls."""
        if self.queue is None:
            queue = call_queue(str(self.container.service_name))
            queue.no_declare = not settings().declare
            self.queue = queue
            self.queue_consumer.register_provider(self)

    def start(self) -> None:
        """Accept calls from this process."""
        self.near = Near(self.container, {each.method_name: each for each in self._providers})
        self.near.enter()

    def leave(self) -> None:
        """Accept no more calls from this process."""
        if self.near is not None:
            self.near.leave()

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Reply, then acknowledge the request; a caller that cannot be reached has timed out and will ask again."""
        passing("before_answer", str(message.delivery_info["routing_key"]).partition(".")[2])
        responder = LineResponder(
            self.container.config["AMQP_URI"], get_rpc_exchange(self.container.config), "json", message
        )
        try:
            result, exc_info = responder.send_response(result, exc_info)
        except OperationalError as error:
            log.warning("reply_lost", error=str(error))
        self.queue_consumer.ack_message(message)
        return result, exc_info


class Call(Rpc):
    """The entrypoint behind `rpc`."""

    rpc_consumer = LineRpcConsumer()

    def stop(self) -> None:
        """Accept no more calls."""
        self.rpc_consumer.leave()
        super().stop()

    def kill(self) -> None:
        """Accept no more calls."""
        self.rpc_consumer.leave()
        super().kill()


def rpc(shows: Show | None = None, *, unlogged: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Expose a method to other services: its payload arrives as keyword arguments.

    shows: converts the method's result into the answer for the caller, `shows(service, result)`; required if the method
    writes, because a repeated key is answered with the result of its first request.
    unlogged: neither logged nor counted, so that nothing shows when it was called.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def answer(self: Any, payload: dict[str, Any]) -> dict[str, Any]:
            began, outcome = perf_counter(), "ok"
            with span(self.name, method.__name__, traced=not unlogged) as told:
                try:
                    return {"result": _answered(self, lambda: method(self, **payload), shows)}
                except OfficeError as refusal:
                    outcome = refusal.code
                    if not unlogged:
                        said = {"code": refusal.code, "source": refusal.source}
                        log.info("refused", service=self.name, method=method.__name__, **said)
                    return {"refusal": refusal.to_wire()}
                except Exception as error:
                    fault, about = _fault(error), {"service": self.name, "method": method.__name__}
                    outcome = fault.code
                    if outcome == _Broken.code:
                        log.exception("call_failed", **about, code=outcome)
                    else:
                        log.warning("store_away", **about, code=outcome, error=str(error)[:200])
                    return {"refusal": fault.to_wire()}
                finally:
                    told |= {"tongban.outcome": outcome, "error": outcome in FAULTS and outcome}
                    if not unlogged:
                        CALLS.labels(self.name, method.__name__, outcome).observe(perf_counter() - began)

        entrypoint: Callable[..., Any] = Call.decorator(answer)
        return entrypoint

    return decorate


class _Broken(OfficeError):
    """系统出错，已记录；请稍后再试，或者告知系统管理员。"""

    code = "internal"
    status = 500


def store_away(error: Exception) -> bool:
    """Check whether a failure is that of a store that is away or has no space, whatever it was asked for."""
    return isinstance(error, (*STORE_AWAY, DiskFull)) or died_of_it(error)


def _fault(error: Exception) -> OfficeError:
    """Return what a caller is told of an unexpected error."""
    if died_of_it(error):
        return DiskFull(STOPPED, retry_after=30)
    return Unavailable(retry_after=2) if isinstance(error, STORE_AWAY) else _Broken()


def _answered(service: Any, act: Callable[[], Any], shows: Show | None) -> Any:
    try:
        result = act()
    except Repeated as repeated:
        result = repeated.collection.first_answer(repeated)
    return result if shows is None else shows(service, result)


class _Context:
    """The worker context that nameko's proxy expects of a caller."""

    def __init__(self, container: Any, data: dict[str, Any]) -> None:
        self.container = container
        self.context_data = data


class _Method(MethodProxy):
    """A call that the broker drops once its caller stops waiting."""

    publisher_cls = LinePublisher

    def until(self, seconds: float) -> "_Method":
        """Set how many seconds its caller waits."""
        self.publisher.publish = functools.partial(self.publisher.publish, expiration=seconds)
        return self


class Caller(SharedExtension):
    """Calls other services on behalf of the container."""

    listener = AttentiveListener()

    def call(
        self,
        service: str,
        method: str,
        payload: Mapping[str, Any],
        *,
        actor: Actor | None = None,
        key: Mapping[str, str] | None = None,
        expected: int | None = None,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> Any:
        """Call and wait; raise the service's refusal, or Unavailable after the timeout."""
        told = (None if actor is None else actor.to_wire(), key, expected, request_id or request_id_here(), span_here())
        data = {name: value for name, value in zip(_CONTEXT, told, strict=True) if value is not None}
        body = self.reply(service, method, dict(payload), data, timeout or settings().call_timeout)
        if body is None:
            raise Unavailable(retry_after=2)
        if body.get("error"):
            log.error("call_not_understood", service=service, method=method, error=str(body["error"])[:500])
            raise _Broken()
        answer = body["result"]
        if "refusal" in answer:
            raise OfficeError.from_wire(answer["refusal"])
        return answer["result"]

    def reply(
        self, service: str, method: str, payload: dict[str, Any], data: dict[str, Any], seconds: float
    ) -> dict[str, Any] | None:
        """Return a service's reply, or None after the timeout; a service in this process is called without the broker."""
        here = near(self.container.config["AMQP_URI"], service)
        if here is not None:
            return here.reply(method, payload, data, seconds)
        return self.reply_over_broker(service, method, payload, data, seconds)

    def reply_over_broker(
        self, service: str, method: str, payload: dict[str, Any], data: dict[str, Any], seconds: float
    ) -> dict[str, Any] | None:
        """Call any process of the service over the broker."""
        proxy = _Method(_Context(self.container, data), service, method, self.listener).until(seconds)
        try:
            reply = proxy._call(payload)
        except OperationalError as error:
            raise Unavailable(retry_after=2) from error
        body: dict[str, Any] | None = None
        with Timeout(seconds, False):
            body = reply.reply_event.wait()
        if body is None:
            for correlation_id, event in list(self.listener._reply_events.items()):
                if event is reply.reply_event:
                    self.listener._reply_events.pop(correlation_id, None)
        return body


class Calls(DependencyProvider):
    """Dependency provider of calls to other services."""

    caller = Caller()

    def get_dependency(self, worker_ctx: Any) -> Caller:
        """Return the container's caller."""
        caller: Caller = self.caller
        return caller
