"""A broker inside the process, for embedded mode: kombu's memory transport, woken instead of polled.

Two changes make it carry nameko: content type and encoding are message properties as in AMQP, and
the arrival of a message wakes its consumers. Its messages are lost with the process; the journals are not.
"""

from queue import Empty
from time import monotonic
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, memory, virtual

from shared.runtime.green import Signal as Event
from shared.runtime.green import Timeout


class QoS(virtual.QoS):
    """Wakes its connection when an acknowledgement makes room for more."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge, and let the next message in."""
        super().ack(delivery_tag)
        if self.channel.connection is not None:
            self.channel.connection.wake()


class Channel(memory.Channel):
    """A channel whose messages wake the connections that wait for them."""

    QoS = QoS
    body_encoding = None
    waiting: set["Transport"] = set()

    def prepare_message(
        self,
        body: Any,
        priority: Any = None,
        content_type: Any = None,
        content_encoding: Any = None,
        headers: Any = None,
        properties: Any = None,
    ) -> dict[str, Any]:
        """Build a message as AMQP does, with its content type among the properties."""
        properties = {**(properties or {}), "content_type": content_type, "content_encoding": content_encoding}
        message: dict[str, Any] = super().prepare_message(
            body, priority, content_type, content_encoding, headers, properties
        )
        return message

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:
        super()._put(queue, message, **kwargs)
        for transport in tuple(self.waiting):
            if queue in transport._callbacks:
                transport.wake()


class Transport(memory.Transport):
    """A connection that sleeps until a message arrives."""

    Channel = Channel

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self._arrival, self._interrupted = Event(), False

    def interrupt(self) -> None:
        """End `drain_events` at once as if it had timed out, now or at its next call."""
        self._interrupted = True
        self.wake()

    def wake(self) -> None:
        """Wake `drain_events` so that it checks again."""
        if not self._arrival.ready():
            self._arrival.send(None)

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        """Deliver one message, waiting for it up to `timeout` seconds; raise socket.timeout when none comes."""
        deadline = None if timeout is None else monotonic() + timeout
        Channel.waiting.add(self)
        try:
            while True:
                self._arrival = Event()
                try:
                    self.cycle.get(self._deliver, timeout=0)
                    return
                except Empty:
                    left = None if deadline is None else deadline - monotonic()
                    if self._interrupted or (left is not None and left <= 0):
                        self._interrupted = False
                        raise TimeoutError from None
                    with Timeout(left, False):
                        self._arrival.wait()
        finally:
            Channel.waiting.discard(self)


def install() -> None:
    """Register `tongban-memory://` as a kombu transport."""
    TRANSPORT_ALIASES["tongban-memory"] = f"{__name__}:Transport"
