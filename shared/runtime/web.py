"""HTTP inside nameko's web server: a WSGI application as an extension, answering in green threads."""

from collections.abc import Callable
from typing import Any

from eventlet import sleep, wsgi
from nameko.extensions import DependencyProvider
from nameko.web.server import HttpOnlyProtocol, WebServer

from shared.runtime import stopping
from shared.runtime.rpc import Caller

Wsgi = Callable[[dict[str, Any], Any], Any]


class Protocol(HttpOnlyProtocol):
    """HTTP as eventlet speaks it, without its version in the answers."""

    server_version = "tongban"
    sys_version = ""


class WsgiServer(WebServer):
    """Serves one WSGI application on one address."""

    inside = 0

    def get_wsgi_app(self) -> Wsgi:
        """Give the application that the service made, and count who is inside until the answer has left."""
        app: Wsgi = self.app

        def counted(environ: dict[str, Any], start_response: Any) -> Any:
            self.inside += 1
            environ["eventlet.posthooks"].append((self._leave, (), {}))
            if stopping.begun():
                self._serv.keepalive = False  # so that a client opens its next connection elsewhere
            return app(environ, start_response)

        return counted

    def finish(self) -> None:
        """Let nobody in any more, and wait until everybody inside was answered."""
        self._is_accepting = False
        self._gt.kill()
        self._sock.close()
        while self.inside:
            sleep(0.02)

    def _leave(self, environ: dict[str, Any]) -> None:
        self.inside -= 1

    def get_wsgi_server(self, sock: Any, wsgi_app: Wsgi, protocol: Any = Protocol, debug: bool = False) -> Any:
        """Serve without an access log; requests are counted by the application."""
        return wsgi.Server(
            sock,
            sock.getsockname(),
            wsgi_app,
            protocol=protocol,
            debug=debug,
            log_output=False,
            keepalive=True,
            socket_timeout=60,
            url_length_limit=8192,
            minimum_chunk_size=1024,
        )


class Web(DependencyProvider):
    """Gives a service class a web server for an application made from the means to call others.

    make: `make(caller) -> WSGI application`, called once at start.
    """

    server = WsgiServer()
    caller = Caller()

    def __init__(self, make: Callable[[Caller], Wsgi]) -> None:
        self.make = make

    def setup(self) -> None:
        """Make the application before the server starts."""
        self.server.app = self.make(self.caller)

    def stop(self) -> None:
        """Answer those inside while the means to call others still work: nameko stops those last."""
        self.server.finish()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Give nothing; nobody calls the gateway over the bus."""
        return
