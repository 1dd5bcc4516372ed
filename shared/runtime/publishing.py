"""Publish to the broker over connections that stay open.

nameko's own publisher looks a pool up by the connection's parameters for every message and waits for a confirm. Requests
and replies of RPC need neither: a timeout and the idempotency key cover them.
"""

from collections.abc import Mapping
from typing import Any

from kombu import Connection, Exchange, Producer
from kombu.exceptions import OperationalError

from shared.runtime import broker_tls
from shared.runtime.green import Semaphore, Timeout

HEARTBEAT = 10
ANSWER_SECONDS = 2
"""How long the broker may take to let a connection in."""

broker_tls.install()


class Line:
    """A connection with one channel for publishing; opened on first use and again after it broke."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._turn = Semaphore()
        self._connection: Connection | None = None
        self._producer: Producer | None = None

    def publish(self, payload: Any, **how: Any) -> None:
        """Publish a message; after a broken connection retry once on a new one, then raise OperationalError."""
        with self._turn:
            for last in (False, True):
                try:
                    self._open().publish(payload, retry=False, **how)
                    return
                except Exception as error:
                    if not self._is_broken(error):
                        raise
                    self.close()
                    if last:
                        raise OperationalError(str(error)) from error

    def close(self) -> None:
        """Close the connection, if there is one."""
        connection, self._connection, self._producer = self._connection, None, None
        if connection is not None:
            try:
                connection.close()
            except Exception as error:
                if not isinstance(error, (OSError, *connection.connection_errors)):
                    raise

    def _open(self) -> Producer:
        if self._producer is None:
            self._connection = Connection(self._uri, connect_timeout=2, heartbeat=0)
            self._producer = Producer(self._connection.channel(), auto_declare=False)
        return self._producer

    def _is_broken(self, error: Exception) -> bool:
        if isinstance(error, (OSError, OperationalError)):
            return True
        connection = self._connection
        return connection is not None and isinstance(error, (*connection.connection_errors, *connection.channel_errors))


LINES: dict[str, list[Line]] = {}
"""Free lines of this process, by URI."""


def broker_answers(uri: str) -> bool:
    """Check that the broker lets this process in."""
    with Timeout(ANSWER_SECONDS, False), Connection(uri, connect_timeout=ANSWER_SECONDS) as connection:
        try:
            connection.connect()
        except (OSError, *connection.connection_errors):
            return False
        return True
    return False


class LinePublisher:
    """Replaces nameko's publisher: borrows a free line instead of a pooled producer, and asks for no confirm."""

    def __init__(self, amqp_uri: str, serializer: str | None = None, **_: Any) -> None:
        self._uri = amqp_uri
        self._serializer = serializer or "json"

    def publish(
        self,
        payload: Any,
        *,
        exchange: Exchange,
        routing_key: str,
        serializer: str | None = None,
        mandatory: bool = False,
        extra_headers: Mapping[str, Any] | None = None,
        **properties: Any,
    ) -> None:
        """Publish one message; `mandatory` is ignored, because a call has a timeout."""
        free = LINES.setdefault(self._uri, [])
        line = free.pop() if free else Line(self._uri)
        try:
            line.publish(
                payload,
                exchange=exchange,
                routing_key=routing_key,
                serializer=serializer or self._serializer,
                headers=dict(extra_headers or {}),
                delivery_mode=1,
                **properties,
            )
        finally:
            free.append(line)
