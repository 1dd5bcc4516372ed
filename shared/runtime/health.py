"""`/healthz`, `/readyz` and `/metrics` on a separate port that is not reachable from outside."""

import json
from typing import Any

from nameko.extensions import DependencyProvider
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.runtime import stopping
from shared.runtime.config import settings
from shared.runtime.disk import room
from shared.runtime.green import wsgi
from shared.runtime.lately import Lately
from shared.runtime.listening import listening
from shared.runtime.service_runtime import ServiceRuntime
from shared.version import VERSION

Page = tuple[str, str, bytes]
"""Status, media type and body."""

OK, DOWN = "200 OK", "503 Service Unavailable"
READY = ("ok", "limited")
"""The states of a part that leave a service ready."""
SECONDS = 1.0
"""How long a page is cached, in seconds."""
PATIENCE = 1.0
"""The time allowed for a request to arrive, in seconds: probes send it at once, and nobody else may keep them out."""


class Figures(DependencyProvider):
    """Serves the metrics and the liveness of a process; a gateway reports its readiness itself."""

    def __init__(self) -> None:
        self._figures = Lately[bytes](SECONDS)
        self._socket: Any = None

    def start(self) -> None:
        """Start listening."""
        self._socket = listening(settings().host, settings().observed_port, "TONGBAN_HEALTH_PORT")
        self.container.spawn_managed_thread(self._serve)

    def stop(self) -> None:
        """Stop listening, if it began: a start may be interrupted before."""
        if self._socket is not None:
            self._socket.close()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Return None; probes need no dependency."""
        return

    def page(self, path: str) -> Page | None:
        """Return the page at a path, or None."""
        if path == "/healthz":
            return OK, "application/json", json.dumps({"status": "ok", "version": VERSION}).encode()
        if path == "/metrics":
            return OK, CONTENT_TYPE_LATEST, self._figures.get(generate_latest)
        return None

    def _serve(self) -> None:
        try:
            wsgi.server(self._socket, self._answer, log_output=False, keepalive=False, socket_timeout=PATIENCE)
        except OSError:
            if self._socket.fd.fileno() != -1:
                raise

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found = self.page(environ.get("PATH_INFO", ""))
        status, kind, body = found or ("404 Not Found", "application/json", b'{"status":"not found"}')
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]


class Health(Figures):
    """Serves the readiness of a process as well."""

    runtime = ServiceRuntime()

    def __init__(self) -> None:
        super().__init__()
        self._parts = Lately[dict[str, Any]](SECONDS)

    def page(self, path: str) -> Page | None:
        """Return the page at a path, or None."""
        return self._ready() if path == "/readyz" else super().page(path)

    def _ready(self) -> Page:
        parts = dict(self._parts.get(self._found))
        if stopping.begun():
            parts["process"] = {"status": "stopping", "detail": ""}
        down = any(part["status"] not in READY for part in parts.values())
        body = json.dumps({"status": "down" if down else "ok", "parts": parts}).encode()
        return DOWN if down else OK, "application/json", body

    def _found(self) -> dict[str, Any]:
        try:
            return self.runtime.parts()
        except Exception as error:
            return {"store": {"status": "down", "detail": room().shown() or type(error).__name__}}


def observed(service: type[Any]) -> type[Any]:
    """Add the health pages to a service class."""
    return type(service.__name__, (service,), {"health": Health(), "__doc__": service.__doc__})
