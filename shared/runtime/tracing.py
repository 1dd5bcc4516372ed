"""Spans by OpenTelemetry where an endpoint is set: one for each request, command and handled event.

The ids of a trace and of its first span follow from the id of the request, which calls, histories and events carry
already; so even an event that is handled days later belongs to its trace (docs/adr/0028-traces-follow-the-request-id.md).
What no request caused has no span, and neither has a secret vote. Nothing of OpenTelemetry is loaded without an endpoint.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from time import time_ns
from typing import Any

from shared.runtime.config import settings
from shared.runtime.green import Timeout
from shared.runtime.logging import request_id_here
from shared.runtime.starting import CannotStart
from shared.version import VERSION

FLUSH_SECONDS = 3.0
"""How long a stopping process may take to send its last spans."""
_within: ContextVar[str] = ContextVar("span_within", default="")
"""The id of the span that this green thread works in, in hexadecimal; the request's own where empty."""


def prepare() -> None:
    """Load the library if an endpoint is set; raise CannotStart if it is not installed."""
    if settings().otlp_endpoint:
        try:
            _exporting()
        except ImportError as error:
            raise CannotStart(
                "设置了 OTEL_EXPORTER_OTLP_ENDPOINT，但没有安装 OpenTelemetry：请安装 tongban[tracing]，或不设该项。"
            ) from error


def close() -> None:
    """Send the last spans."""
    if settings().otlp_endpoint:
        with Timeout(FLUSH_SECONDS, False):
            _exporting().shutdown()


def span_here() -> str | None:
    """Return the id of the span that this green thread works in, to be carried with a call, or None."""
    return _within.get() or None


def continue_span(span_id: object) -> None:
    """Set the span that this green thread works in, as a call carried it."""
    _within.set(span_id if isinstance(span_id, str) and len(span_id) == 16 else "")


@contextmanager
def span(service: str, name: str, *, event: bool = False, traced: bool = True) -> Iterator[dict[str, Any]]:
    """Record a span of the request that this green thread works for; the block may add attributes, `error` among them."""
    told: dict[str, Any] = {}
    request_id = request_id_here()
    if not (traced and settings().otlp_endpoint and request_id):
        yield told
        return
    from opentelemetry.trace import SpanKind

    made = _started(service, name, request_id, SpanKind.CONSUMER if event else SpanKind.SERVER)
    before = _within.set(f"{made.get_span_context().span_id:016x}")
    try:
        yield told
    finally:
        _within.reset(before)
        _end(made, told)


def record_request(service: str, name: str, request_id: str, seconds: float, told: Mapping[str, Any]) -> None:
    """Record the first span of a request that was answered just now."""
    if settings().otlp_endpoint:
        from opentelemetry.trace import SpanKind

        _end(_started(service, name, request_id, SpanKind.SERVER, began=time_ns() - int(seconds * 1e9)), told)


def _started(service: str, name: str, request_id: str, kind: Any, began: int | None = None) -> Any:
    """Start a span: the first one of its request if it began before, else one within another."""
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    trace, first = _ids(request_id)
    provider = _provider(service)
    if began is not None:
        provider.id_generator.use(trace, first)
        return provider.get_tracer("tongban", VERSION).start_span(name, Context(), kind=kind, start_time=began)
    sampled = provider.sampler.should_sample(None, trace, name).decision.is_sampled()
    within = SpanContext(
        trace, int(_within.get() or f"{first:x}", 16), is_remote=True, trace_flags=TraceFlags(int(sampled))
    )
    context = set_span_in_context(NonRecordingSpan(within), Context())
    return provider.get_tracer("tongban", VERSION).start_span(name, context, kind=kind)


def _end(made: Any, told: Mapping[str, Any]) -> None:
    from opentelemetry.trace import Status, StatusCode

    made.set_attributes({name: value for name, value in told.items() if name != "error" and value is not None})
    if told.get("error"):
        made.set_status(Status(StatusCode.ERROR, str(told["error"])))
    made.end()


def _ids(request_id: str) -> tuple[int, int]:
    """Return the ids of a request's trace and of its first span."""
    digest = hashlib.sha256(request_id.encode()).digest()
    return int.from_bytes(digest[:16]) or 1, int.from_bytes(digest[16:24]) or 1


@lru_cache
def _exporting() -> Any:
    """Start sending spans in the background; the exporter reads the other OTEL_EXPORTER_OTLP_… variables itself."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    return BatchSpanProcessor(OTLPSpanExporter(f"{settings().otlp_endpoint}".rstrip("/") + "/v1/traces"))


@lru_cache
def _provider(service: str) -> Any:
    """Return the source of a service's spans; several services of one process share the sending."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """Random ids, except for the first span of a request."""

        def __init__(self) -> None:
            self._next: list[int] = []

        def use(self, trace: int, span: int) -> None:
            """Set the ids of the next span."""
            self._next = [trace, span]

        def generate_trace_id(self) -> int:
            """Return the id of a trace."""
            return self._next.pop(0) if self._next else super().generate_trace_id()

        def generate_span_id(self) -> int:
            """Return the id of a span."""
            return self._next.pop() if self._next else super().generate_span_id()

    resource = Resource.create({"service.name": f"tongban-{service}", "service.version": VERSION})
    provider = TracerProvider(resource=resource, id_generator=Ids(), shutdown_on_exit=False)
    provider.add_span_processor(_exporting())
    return provider
