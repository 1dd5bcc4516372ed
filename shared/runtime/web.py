"""HTTP inside nameko's web server: a WSGI application as an extension, answering in green threads."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

import structlog
from nameko.extensions import DependencyProvider
from nameko.web.server import WebServer

from shared.runtime import stopping
from shared.runtime.addresses import Networks, household, networks, within
from shared.runtime.config import settings
from shared.runtime.connections import NEW, Connection, connections
from shared.runtime.green import STATE_REQUEST, original, sleep, wsgi
from shared.runtime.hints import Hearing
from shared.runtime.http import CONNECTION, TOO_MANY, Protocol
from shared.runtime.listening import listening
from shared.runtime.rpc import Caller

log = structlog.get_logger()

select = original("select").select  # looks without taking the place of the green thread that waits there

Wsgi = Callable[[dict[str, Any], Any], Any]
WAITING = 1024
"""The backlog of connections: a whole district that comes at once, as at nine in the morning."""

PATIENCE = 1.0
"""How long an idle new connection is waited for at the end, in seconds."""


def inside(connection: Connection, patient: bool) -> bool:
    """Check whether a connection has, or may soon have, a request that must be answered."""
    _, sock, state = connection
    if state == NEW and patient:
        return True
    return bool(state == STATE_REQUEST or (sock.fileno() >= 0 and select([sock], [], [], 0)[0]))


class WsgiServer(WebServer):
    """Serves one WSGI application on one address."""

    def __init__(self) -> None:
        super().__init__()
        self._connections: Any = ()
        self._proxies: Networks = ()
        self._starting: bool = False

    @property
    def bind_addr(self) -> tuple[str, int]:
        """Return the address; nameko's own parser does not support IPv6."""
        return settings().host, settings().port

    def start(self) -> None:
        """Listen exclusively on the configured address, IPv4 or IPv6."""
        if not self._starting:
            self._starting = True
            self._connections, self._proxies = connections(), networks(settings().proxies)
            self._sock = listening(settings().host, settings().port, "TONGBAN_PORT")
            self._sock.settimeout(None)
            self._serv = self.get_wsgi_server(self._sock, self.get_wsgi_app())
            self._gt = self.container.spawn_managed_thread(self.run)

    def get_wsgi_app(self) -> Wsgi:
        """Return the service's application."""
        app: Wsgi = self.app

        def served(environ: dict[str, Any], start_response: Any) -> Any:
            if stopping.begun():
                self._serv.keepalive = False  # so that a client opens its next connection elsewhere
            try:
                return app(environ, start_response)
            finally:
                self._connections.requests.free(environ[CONNECTION])  # also where the answer goes on for long

        return served

    def run(self) -> None:
        """Accept clients; if there is no room, close the slowest connections."""
        self._sock.listen(WAITING)  # the green server lets 50 wait, and may cut off any more
        while self._is_accepting:
            while self._connections.full():
                self._connections.make_room()
                sleep(0.01)
            try:
                sock, address = self._sock.accept()
            except OSError as error:
                if not self._is_accepting:
                    return
                log.warning("accept_failed", error=str(error))  # out of files, say: that passes
                sleep(0.1)
                continue
            self._let_in(sock, address)
            sleep(0)  # requests in progress have a turn before the next of a crowd

    def _let_in(self, sock: Any, address: Any) -> None:
        sock.settimeout(self._serv.socket_timeout)
        connection = Connection(address, sock, "" if within(address[0], self._proxies) else household(address[0]))
        if self._connections.enter(connection):
            self.container.spawn_managed_thread(partial(self._attend, connection))
            return
        with suppress(OSError):
            sock.fd.send(TOO_MANY)  # without waiting: a few bytes always find room
        sock.close()

    def _attend(self, connection: Connection) -> None:
        """Answer the requests of one connection; its errors may not reach others."""
        try:
            self._serv.process_request(connection)
        except Exception as error:  # one that rose further would end the whole process
            log.warning("connection_failed", error=f"{type(error).__name__}: {error}"[:200])
            with suppress(OSError):
                connection[1].close()
        finally:
            self._connections.leave(connection)

    def finish(self) -> None:
        """Accept no more clients, and wait until every request, even one just received, was answered."""
        self._is_accepting = False
        if self._serv is None:  # it never listened
            return
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
                self._let_in(*self._sock.accept())

    def get_wsgi_server(self, sock: Any, wsgi_app: Wsgi, protocol: Any = Protocol, debug: bool = False) -> Any:
        """Create a server without an access log; the application counts its requests."""
        server = wsgi.Server(
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
        server.connections, server.proxies = self._connections, self._proxies
        return server


class Web(DependencyProvider):
    """Dependency provider of a web server for an application built from a caller and the hints.

    make: `make(caller, hearing) -> WSGI application`, called once at start.
    """

    server = WsgiServer()
    caller = Caller()
    hearing = Hearing()

    def __init__(self, make: Callable[[Caller, Hearing], Wsgi]) -> None:
        self.make = make

    def setup(self) -> None:
        """Make the application before the server starts."""
        self.server.app = self.make(self.caller, self.hearing)

    def stop(self) -> None:
        """Answer pending requests while calls still work: nameko stops those last."""
        self.hearing.wake()
        self.server.finish()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Return None; the gateway is not called over the bus."""
        return
