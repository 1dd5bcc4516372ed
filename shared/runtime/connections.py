"""Who is connected, from where, and who must go where there is no room: no address ever takes all of it."""

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
"""How far a connection is that has asked nothing yet; what comes after the server says."""

MOST_CONNECTIONS = 2000
"""How many connections there may be at once, or half of the files that the process may open."""

GRACE = 1.0
"""How long nobody is called slow, in seconds."""

AT_ONCE, LEAVING = 0.05, 0.5
"""Which part of all goes at once where there is no room, and how long these may take to leave, in seconds."""

TO_SEND, TO_TAKE, NOTHING = "send", "take", ""
"""What this process waits for the client to do."""


def room() -> int:
    """Count the connections that there may be at once."""
    return min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)


class Connection(list[Any]):
    """Its address, its socket and how far it is, as the server keeps them; and how fast its client sends and takes.

    household: who connects (`addresses.household`); empty where that is a proxy of ours, which connects for many.
    """

    def __init__(self, address: Any, sock: Any, household: str = "") -> None:
        super().__init__([address, sock, NEW])
        self.household = household
        self.waits = TO_SEND
        self.sent_away = self.begun = False
        self._since, self._bytes = monotonic(), 0

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def begins(self) -> None:
        """Note that a request begins."""
        self.begun, self._since, self._bytes = True, monotonic(), 0

    def ends(self) -> None:
        """Note that a request was answered."""
        self.begun, self.waits, self._since, self._bytes = False, TO_SEND, monotonic(), 0

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Note that the client is waited for meanwhile."""
        before, self.waits = self.waits, what
        try:
            yield
        finally:
            self.waits = before

    def moved(self, count: int) -> None:
        """Note so many bytes that the client sent or took."""
        self._bytes += count

    def slowness(self, at: float) -> tuple[bool, bool, float, float]:
        """Order connections by who goes first: who is past the grace; of these who asks nothing; then the slowest."""
        age = at - self._since
        return age < GRACE, self.begun, self._bytes / (age + GRACE), self._since

    def send_away(self) -> None:
        """End it; who was sending a request still hears that it took too long."""
        self.sent_away = True
        with suppress(OSError):
            self[1].shutdown(socket.SHUT_RD if self.begun and self.waits == TO_SEND else socket.SHUT_RDWR)


Group = dict[Connection, None]


class Places:
    """Places of requests that may be slow: so many at once, and so many of one address.

    Where there is none, the slowest of them gives way; where none is slow, the one that comes.
    """

    def __init__(self, of_one: int, most: int | None = None) -> None:
        self._of_one, self._most = of_one, most
        self._all: dict[Connection, str] = {}
        self._own: dict[str, Group] = defaultdict(dict)

    def take(self, connection: Connection, household: str) -> bool:
        """Give a request of an address a place; return False where there is none."""
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
        """Give a place back; nothing happens where there is none."""
        household = self._all.pop(connection, None)
        if household is not None:
            _drop(self._own, household, connection)


class Connections:
    """All connections of one server.

    most: how many there may be. of_one: how many of one address. Where it is full, the slowest one goes; where none is slow,
    the one that comes. requests: the places of requests under way, among them those whose body is still coming.
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
        """Check whether nobody more can be let in."""
        return len(self._all) >= self._most

    def make_room(self) -> None:
        """Send the slowest ones away, whatever their address: several, as whoever waits outside waits for each turn of it.

        Those who were sent away have a moment to leave before others must go.
        """
        at = monotonic()
        if at < self._leaving_until and any(each.sent_away for each in self._all):
            return
        self._leaving_until = at + LEAVING
        _some_go(self._all, "room", max(1, int(self._most * AT_ONCE)))

    def enter(self, connection: Connection) -> bool:
        """Let a connection in; return False where its address has too many and none of them is slow."""
        own = self._connected[connection.household]
        if connection.household and _present(own) >= self._of_one and not _one_goes(own, "address"):
            SENT_AWAY.labels("connections").inc()
            return False
        self._all[connection] = own[connection] = None
        return True

    def leave(self, connection: Connection) -> None:
        """Note that a connection has ended."""
        del self._all[connection]
        _drop(self._connected, connection.household, connection)


def connections() -> Connections:
    """Prepare for the connections of a server, within what is set."""
    most = room()
    return Connections(most, settings().address_connections or most // 2, settings().address_requests)


def _present(group: Iterable[Connection]) -> int:
    return sum(not each.sent_away for each in group)


def _one_goes(group: Iterable[Connection], reason: str) -> bool:
    return _some_go(group, reason, 1)


def _some_go(group: Iterable[Connection], reason: str, count: int) -> bool:
    """Send so many of the slowest away; beyond one, only those that had their grace."""
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
