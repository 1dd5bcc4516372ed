"""HTTP inside nameko's web server: a WSGI application as an extension, answering in green threads."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from eventlet import sleep, wsgi
from eventlet.patcher import original
from eventlet.wsgi import STATE_REQUEST
from nameko.extensions import DependencyProvider
from nameko.web.server import HttpOnlyProtocol, WebServer

from shared.runtime import stopping
from shared.runtime.rpc import Caller

select = original("select").select  # looks without taking the place of the green thread that waits there

Wsgi = Callable[[dict[str, Any], Any], Any]
Connection = list[Any]
"""Its address, its socket, and how far it is, as eventlet keeps it."""

NEW = "new"
"""How far a connection is that has asked nothing yet."""

PATIENCE = 1.0
"""How long a connection that has asked nothing yet is waited for at the end, in seconds."""


def inside(connection: Connection, patient: bool) -> bool:
    """Tell whether a connection has a request that must be answered, or may be about to have one."""
    _, sock, state = connection
    if state == NEW and patient:
        return True
    return bool(state == STATE_REQUEST or (sock.fileno() >= 0 and select([sock], [], [], 0)[0]))


class Protocol(HttpOnlyProtocol):
    """HTTP as eventlet speaks it, without its version in the answers."""

    server_version = "tongban"
    sys_version = ""


class WsgiServer(WebServer):
    """Serves one WSGI application on one address."""

    def __init__(self) -> None:
        super().__init__()
        self._connections: list[Connection] = []

    def get_wsgi_app(self) -> Wsgi:
        """Give the application that the service made."""
        app: Wsgi = self.app

        def served(environ: dict[str, Any], start_response: Any) -> Any:
            if stopping.begun():
                self._serv.keepalive = False  # so that a client opens its next connection elsewhere
            return app(environ, start_response)

        return served

    def process_request(self, sock: Any, address: Any) -> None:
        """Answer the requests of one connection."""
        connection: Connection = [address, sock, NEW]
        self._connections.append(connection)
        try:
            self._serv.process_request(connection)
        finally:
            self._connections.remove(connection)

    def finish(self) -> None:
        """Let nobody in any more, and wait until everybody inside was answered, also who has only just come in."""
        self._is_accepting = False
        self._serv.keepalive = False
        self._gt.kill()
        self._take_in_who_waits()
        self._sock.close()
        patience = monotonic() + PATIENCE
        while any(inside(each, monotonic() < patience) for each in self._connections):
            sleep(0.02)

    def _take_in_who_waits(self) -> None:
        # the kernel has let them in already, and would cut them off
        self._sock.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                sock, address = self._sock.accept()
                sock.settimeout(self._serv.socket_timeout)
                self.container.spawn_managed_thread(partial(self.process_request, sock, address))

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
