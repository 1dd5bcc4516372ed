"""Connection limits: who is connected, from where, and which connection is closed when the server is full."""

import resource
import socket
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from heapq import nsmallest
from time import monotonic
from typing import Any

from shared.runtime.config import settings
from shared.runtime.metrics import SENT_AWAY

NEW = "new"
"""The state of a connection that has sent nothing yet; the server sets later ones."""

MOST_CONNECTIONS = 2000
"""The maximum connections, or half of the process's file limit."""

GRACE = 1.0
"""The seconds during which nobody counts as slow."""

AT_ONCE, LEAVING = 0.05, 0.5
"""The fraction of connections closed at once when there is no room, and how long these may take to leave, in seconds."""

TO_SEND, TO_TAKE, NOTHING = "send", "take", ""
"""The client's action that this process waits for."""


def room() -> int:
    """Return the maximum number of simultaneous connections."""
    return min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)


class Connection(list[Any]):
    """A connection's address, socket and state, as the server keeps them, and the speed at which its client sends and reads.

    household: the key of its address (`addresses.household`); empty for a trusted proxy, which connects for many.
    listens: it carries the stream of a signed-in person. These are limited by person and in total, not by address: behind one
    address may be a whole school.
    """

    def __init__(self, address: Any, sock: Any, household: str = "") -> None:
        super().__init__([address, sock, NEW])
        self.household = household
        self.waits = TO_SEND
        self.sent_away = self.begun = self.listens = False
        self._since, self._bytes = monotonic(), 0

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def begins(self) -> None:
        """Record that a request begins."""
        self.begun, self._since, self._bytes = True, monotonic(), 0

    def ends(self) -> None:
        """Record that a request was answered."""
        self.begun, self.waits, self._since, self._bytes = False, TO_SEND, monotonic(), 0

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Record that the server waits for the client inside this context."""
        before, self.waits = self.waits, what
        try:
            yield
        finally:
            self.waits = before

    def moved(self, count: int) -> None:
        """Record that the client sent or read this many bytes."""
        self._bytes += count

    def slowness(self, at: float) -> tuple[bool, bool, float, float]:
        """Return the sort key for closing connections: past the grace period first, idle before busy, then the slowest."""
        age = at - self._since
        return age < GRACE, self.begun, self._bytes / (age + GRACE), self._since

    def send_away(self) -> None:
        """Close the connection; a client still sending a request receives a timeout response."""
        self.sent_away = True
        with suppress(OSError):
            self[1].shutdown(socket.SHUT_RD if self.begun and self.waits == TO_SEND else socket.SHUT_RDWR)


Group = dict[Connection, None]


class Places:
    """Slots for requests that may be slow, limited in total and for each address.

    When no slot is free, the slowest request is evicted; when none is slow, the new one is refused.
    """

    def __init__(self, of_one: int, most: int | None = None) -> None:
        self._of_one, self._most = of_one, most
        self._all: dict[Connection, str] = {}
        self._own: dict[str, Group] = defaultdict(dict)

    def take(self, connection: Connection, household: str) -> bool:
        """Take a slot for a request; return False if there is none."""
        own = self._own[household]
        free = _present(own) < self._of_one or _one_goes(own, "address")
        if not free or (
            self._most is not None and _present(self._all) >= self._most and not _one_goes(self._all, "room")
        ):
            SENT_AWAY.labels("requests").inc()
            return False
        self._all[connection], own[connection] = household, None
        return True

    def free(self, connection: Connection) -> None:
        """Release a slot; do nothing if the connection holds none."""
        household = self._all.pop(connection, None)
        if household is not None:
            _drop(self._own, household, connection)


class Connections:
    """All connections of one server.

    most: their maximum. of_one: the maximum of one address. When either is reached, the slowest one is closed; when none is
    slow, the new one. requests: the slots of requests in progress, including those whose body is still arriving.
    """

    def __init__(self, most: int, of_one: int, requests: int) -> None:
        self._most, self._of_one = most, of_one
        self._all: Group = {}
        self._connected: dict[str, Group] = defaultdict(dict)
        self.requests = Places(requests)
        self._leaving_until = 0.0

    def __iter__(self) -> Iterator[Connection]:
        return iter([*self._all])

    def full(self) -> bool:
        """Check whether the connection limit is reached."""
        return len(self._all) >= self._most

    def make_room(self) -> None:
        """Close the slowest connections, whatever their address: several, because waiting clients wait for each round.

        Closed connections have a moment to leave before others are closed.
        """
        at = monotonic()
        if at < self._leaving_until and any(each.sent_away for each in self._all):
            return
        self._leaving_until = at + LEAVING
        _some_go(self._all, "room", max(1, int(self._most * AT_ONCE)))

    def enter(self, connection: Connection) -> bool:
        """Admit a connection; return False if its address has too many and none of them is slow."""
        own = self._connected[connection.household]
        counted = sum(not each.sent_away and not each.listens for each in own)
        if connection.household and counted >= self._of_one and not _one_goes(own, "address"):
            SENT_AWAY.labels("connections").inc()
            return False
        self._all[connection] = own[connection] = None
        return True

    def leave(self, connection: Connection) -> None:
        """Record that a connection has ended."""
        del self._all[connection]
        _drop(self._connected, connection.household, connection)


def connections() -> Connections:
    """Create the connections of a server from the settings."""
    most = room()
    return Connections(most, settings().address_connections or most // 2, settings().address_requests)


def _present(group: Iterable[Connection]) -> int:
    return sum(not each.sent_away for each in group)


def _one_goes(group: Iterable[Connection], reason: str) -> bool:
    return _some_go(group, reason, 1)


def _some_go(group: Iterable[Connection], reason: str, count: int) -> bool:
    """Close this many of the slowest connections; beyond one, only those past their grace period."""
    at = monotonic()
    slow = [each for each in group if each.waits and not each.sent_away and each[1].fileno() >= 0]
    first, *others = nsmallest(count, slow, key=lambda each: each.slowness(at)) or (None,)
    if first is None:
        return False
    for each in (first, *(other for other in others if not other.slowness(at)[0])):
        each.send_away()
        SENT_AWAY.labels(reason).inc()
    return True


def _drop(groups: dict[str, Group], household: str, connection: Connection) -> None:
    own = groups[household]
    own.pop(connection, None)
    if not own:
        del groups[household]
