"""`/healthz`, `/readyz` and `/metrics` on a port of their own, which nobody reaches from outside."""

import json
from typing import Any

from nameko.extensions import DependencyProvider
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.runtime import stopping
from shared.runtime.config import settings
from shared.runtime.green import wsgi
from shared.runtime.ground import Ground
from shared.runtime.lately import Lately
from shared.runtime.listening import listening
from shared.version import VERSION

Page = tuple[str, str, bytes]
"""Its status, its media type and what it says."""

OK, DOWN = "200 OK", "503 Service Unavailable"
SECONDS = 1.0
"""How long a page is good for, however often it is asked for."""


class Figures(DependencyProvider):
    """Serves the figures of a process, and whether it lives: beside a gateway, which says itself how ready all is."""

    def __init__(self) -> None:
        self._figures = Lately[bytes](SECONDS)

    def start(self) -> None:
        """Listen."""
        self._socket = listening(settings().host, settings().observed_port, "TONGBAN_HEALTH_PORT")
        self.container.spawn_managed_thread(self._serve)

    def stop(self) -> None:
        """Stop listening."""
        self._socket.close()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Return nothing; this is for probes."""
        return

    def page(self, path: str) -> Page | None:
        """Make the page of a path."""
        if path == "/healthz":
            return OK, "application/json", json.dumps({"status": "ok", "version": VERSION}).encode()
        if path == "/metrics":
            return OK, CONTENT_TYPE_LATEST, self._figures.get(generate_latest)
        return None

    def _serve(self) -> None:
        try:
            wsgi.server(self._socket, self._answer, log_output=False)
        except OSError:
            if self._socket.fd.fileno() != -1:
                raise

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found = self.page(environ.get("PATH_INFO", ""))
        status, kind, body = found or ("404 Not Found", "application/json", b'{"status":"not found"}')
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]


class Health(Figures):
    """Serves also how ready the service of a process is."""

    ground = Ground()

    def __init__(self) -> None:
        super().__init__()
        self._parts = Lately[dict[str, Any]](SECONDS)

    def page(self, path: str) -> Page | None:
        """Make the page of a path."""
        return self._ready() if path == "/readyz" else super().page(path)

    def _ready(self) -> Page:
        parts = dict(self._parts.get(self._found))
        if stopping.begun():
            parts["process"] = {"status": "stopping", "detail": ""}
        down = any(part["status"] != "ok" for part in parts.values())
        body = json.dumps({"status": "down" if down else "ok", "parts": parts}).encode()
        return DOWN if down else OK, "application/json", body

    def _found(self) -> dict[str, Any]:
        try:
            return self.ground.parts()
        except Exception as error:
            return {"store": {"status": "down", "detail": type(error).__name__}}


def observed(service: type[Any]) -> type[Any]:
    """Add the pages to a service class."""
    return type(service.__name__, (service,), {"health": Health(), "__doc__": service.__doc__})
