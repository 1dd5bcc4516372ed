"""The health of the system, for its operators."""

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway.answers import json_response
from services.gateway.gate import Asked, Gate
from shared.api.routes import Route
from shared.errors import NotFound, OfficeError, Unavailable
from shared.runtime import stopping
from shared.runtime.config import DEMO_SECRET, settings
from shared.runtime.disk import DiskFull, room
from shared.runtime.health import READY
from shared.runtime.lately import at_once
from shared.runtime.publishing import broker_answers
from shared.version import VERSION

TAG = "运行 System"
READY_SECONDS = 1.5
"""The time allowed for a service to report its health, in seconds; all are asked concurrently."""


def _near(view: Callable[[Gate, Asked], Response]) -> Callable[[Gate, Asked], Response]:
    """Restrict a view to direct requests: the health of the system is not shown through a proxy."""

    def answered(gate: Gate, asked: Asked) -> Response:
        if gate.through_proxy(asked.request):
            raise NotFound()
        return view(gate, asked)

    return answered


def healthz(gate: Gate, asked: Asked) -> Response:
    """Return ok while the process lives, and whether its people are those of the demonstration."""
    shown = gate.demonstration.get(lambda: settings().demo and (settings().var / DEMO_SECRET).exists())
    return json_response({"status": "ok", "parts": {}, "demonstration": shown, "version": VERSION})


def accepting(gate: Gate, asked: Asked) -> Response:
    """Return whether this process accepts requests, regardless of the services."""
    going = stopping.begun()
    return json_response({"status": "down" if going else "ok", "parts": {}}, 503 if going else 200)


def readyz(gate: Gate, asked: Asked) -> Response:
    """Return the health of each service's parts, queried concurrently and at most once a second."""
    parts = dict(gate.lately.get(lambda: _parts(gate)))
    if stopping.begun():
        parts["process"] = {"status": "stopping", "parts": {}}
    ready = all(part["status"] == "ok" for part in parts.values())
    return json_response({"status": "ok" if ready else "down", "parts": parts}, 200 if ready else 503)


def _parts(gate: Gate) -> dict[str, Any]:
    found = dict(zip(gate.services, at_once(lambda name: _part(gate, name), gate.services), strict=True))
    if any(part.get("detail") == Unavailable.code for part in found.values()) and not settings().embedded_broker:
        found |= {"broker": {"status": "ok" if broker_answers(settings().amqp_uri) else "down", "parts": {}}}
    return found


def _part(gate: Gate, name: str) -> dict[str, Any]:
    try:
        found = gate.calls.call(name, "ready", {}, timeout=READY_SECONDS)
    except OfficeError as error:
        return {"status": "down", "detail": DiskFull.code if room().full else error.code}
    down = {part: how for part, how in found.items() if how["status"] not in READY}
    return {"status": "down" if down else "ok", "parts": found}


ROUTES = (
    Route(
        "GET", "/healthz", "Whether the process answers", TAG, schemas.Health, view=_near(healthz), public=True,
        refusals=(404,),
    ),
    Route(
        "GET", "/readyz", "Whether each part works", TAG, schemas.Health, view=_near(readyz), public=True,
        refusals=(404, 503),
    ),
    Route(
        "GET", "/readyz/gateway", "Whether this process takes requests", TAG, schemas.Health, view=_near(accepting),
        public=True, refusals=(404, 503),
    ),
)  # fmt: skip
