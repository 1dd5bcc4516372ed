"""The broker's exchanges and queues, declared from the code that uses them."""

from collections.abc import Iterator

from kombu import Connection

from services.registry import reactions_of, service_class, with_data
from shared.runtime.reaction import queue_of
from shared.runtime.relay import exchange_of


def declare(uri: str) -> Iterator[str]:
    """Declare every exchange, then every queue with its bindings; give each name when it stands."""
    with Connection(uri, connect_timeout=5) as connection:
        channel = connection.channel()
        for name in with_data():
            exchange_of(name)(channel).declare()
            yield f"exchange {exchange_of(name).name}"
        for name in with_data():
            for method, events in reactions_of(service_class(name)):
                queue = queue_of(f"{name}.{method}", events)
                queue(channel).declare()
                yield f"queue {queue.name}"
