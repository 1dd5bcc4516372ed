"""A TCP proxy that can lose answers: the request arrives and takes effect, and the caller never learns of it."""

import contextlib
import socket
import struct
import threading

LOOKED_AT = 96
"""How many bytes of a request are searched for its kind."""
CHUNK = 65_536


class Proxy:
    """Forwards one loopback port to another; both ends of a connection whose answer is lost are reset."""

    def __init__(self, target: int) -> None:
        self.lost = 0
        self._target = target
        self._left = 0
        self._kind = b""
        self._every = 1
        self._seen = 0
        self._turn = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def lose(self, count: int, kind: bytes, *, every: int = 1) -> None:
        """Lose the answers to the next requests that contain these bytes near their beginning, one of every so many."""
        with self._turn:
            self._kind, self._every, self._seen, self._left = kind, every, 0, self._left + count

    @property
    def done(self) -> bool:
        """Return whether every answer to lose was lost."""
        return self._left == 0

    def close(self) -> None:
        """Accept no more connections."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                _reset(client)
                continue
            for each in (client, server):
                each.settimeout(None)
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            doomed = threading.Event()
            threading.Thread(target=self._ask, args=(client, server, doomed), daemon=True).start()
            threading.Thread(target=self._answer, args=(server, client, doomed), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(CHUNK):
                if self._left and self._kind in data[:LOOKED_AT]:
                    self._choose(doomed)
                server.sendall(data)
        _reset(server)

    def _answer(self, server: socket.socket, client: socket.socket, doomed: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(CHUNK):
                if doomed.is_set():
                    self.lost += 1
                    _reset(server)
                    break
                client.sendall(data)
        _reset(client)

    def _choose(self, doomed: threading.Event) -> None:
        with self._turn:
            self._seen += 1
            if self._left and self._seen % self._every == 0 and not doomed.is_set():
                self._left -= 1
                doomed.set()


def _reset(sock: socket.socket) -> None:
    """Reset the connection, as a machine that vanishes does, and wake its waiting threads."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        sock.close()
