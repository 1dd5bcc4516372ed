"""`/healthz`, `/readyz` and `/metrics` of a process that has no gateway."""

import json
from typing import Any

from eventlet import wsgi
from nameko.extensions import DependencyProvider
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.runtime import stopping
from shared.runtime.config import settings
from shared.runtime.ground import Ground
from shared.runtime.listening import listening


class Health(DependencyProvider):
    """Serves the three pages on a port of their own."""

    ground = Ground()

    def start(self) -> None:
        """Listen."""
        self._socket = listening(settings().host, settings().health_port, "TONGBAN_HEALTH_PORT")
        self.container.spawn_managed_thread(self._serve)

    def stop(self) -> None:
        """Stop listening."""
        self._socket.close()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Give nothing; this is for probes."""
        return

    def _serve(self) -> None:
        try:
            wsgi.server(self._socket, self._answer, log_output=False)
        except OSError:
            if self._socket.fd.fileno() != -1:
                raise

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        path, status, kind = environ.get("PATH_INFO"), "200 OK", "application/json"
        if path == "/healthz":
            body = b'{"status":"ok"}'
        elif path == "/metrics":
            body, kind = generate_latest(), CONTENT_TYPE_LATEST
        elif path == "/readyz":
            try:
                parts = self.ground.parts()
            except Exception as error:
                parts = {"store": {"status": "down", "detail": type(error).__name__}}
            if stopping.begun():
                parts["process"] = {"status": "stopping", "detail": ""}
            down = any(part["status"] != "ok" for part in parts.values())
            status = "503 Service Unavailable" if down else "200 OK"
            body = json.dumps({"status": "down" if down else "ok", "parts": parts}).encode()
        else:
            body, status = b'{"status":"not found"}', "404 Not Found"
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]


def observed(service: type[Any]) -> type[Any]:
    """Give a service class with the three pages."""
    return type(service.__name__, (service,), {"health": Health(), "__doc__": service.__doc__})
