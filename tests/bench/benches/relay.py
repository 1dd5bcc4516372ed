"""The relay's publishing, with every event confirmed, compared with publishing without confirms."""

import time
from collections.abc import Iterator
from functools import cache
from typing import Any

from kombu import Connection, Producer, Queue

from shared.runtime import embedded_broker
from shared.runtime.config import EMBEDDED_BROKER
from shared.runtime.relay import BATCH, Outlet, exchange_of, routing_key
from tests.bench.register import Comparison, bench, in_turn
from tests.bench.stand import Stand

SERVICE = "bench"
ENTRY: dict[str, Any] = {
    "version": 2,
    "at": "2026-11-23T01:00:00.000+00:00",
    "event": "document_revised",
    "event_version": 1,
    "earlier": {"document_drafted": 1},
    "data": {"document_id": "0" * 32, "changed": ["title"], "title": "关于做好冬季校园安全工作的通知", "organ": "east"},
}


@bench()
def relay(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The cost to the relay of knowing that the broker has every event."""
    uri = stand.uri(broker) or EMBEDDED_BROKER
    hands = stand.hands(green=True)
    batches = stand.some(20, 2)

    def side(name: str) -> float:
        seconds: float = hands(f"{__name__}:{name}", uri=uri, batches=batches)
        return batches * BATCH / seconds

    side("relayed"), side("raw")
    found = in_turn(stand.some(9, 1), lambda: side("relayed"), lambda: side("raw"))
    yield Comparison(
        "events published by the relay, all confirmed",
        "raw publishing of the same messages without confirms",
        "1/s", broker, *found, wanted=0.8,
        notes=f"batches of {BATCH}, persistent, into a queue; reading the journal and moving its marks are the store's work",
    )  # fmt: skip


def relayed(uri: str, batches: int) -> float:
    """Publish as the relay does; return the seconds."""
    connection, outlet = _open(uri)
    batch = [("documents", f"{number:032}", ENTRY) for number in range(BATCH)]
    began = time.perf_counter()
    for _ in range(batches):
        outlet.send(batch)
    took = time.perf_counter() - began
    _empty(connection, uri)
    return took


def raw(uri: str, batches: int) -> float:
    """Publish the same messages without confirms; return the seconds."""
    from shared.occasion import envelope

    connection, _ = _open(uri)
    producer = _producer(uri)
    batch = [("documents", f"{number:032}", ENTRY) for number in range(BATCH)]
    began = time.perf_counter()
    for _ in range(batches):
        for collection, aggregate_id, entry in batch:
            producer.publish(
                envelope(collection, SERVICE, aggregate_id, entry),
                routing_key=routing_key(entry["event"], entry["event_version"]),
                delivery_mode=2,
            )
    took = time.perf_counter() - began
    _empty(connection, uri)
    return took


@cache
def _open(uri: str) -> tuple[Connection, Outlet]:
    embedded_broker.install()
    outlet = Outlet(uri, SERVICE)
    connection = Connection(uri)
    Queue("bench", exchange_of(SERVICE), routing_key="#", durable=True)(connection.channel()).declare()
    return connection, outlet


@cache
def _producer(uri: str) -> Producer:
    return Producer(Connection(uri).channel(), exchange_of(SERVICE), auto_declare=False, serializer="json")


def _empty(connection: Any, uri: str) -> None:
    """Empty the broker's queue, so that leftovers do not burden the next side."""
    queue = Queue("bench")(connection.default_channel)
    while queue.purge():
        time.sleep(0.05)
