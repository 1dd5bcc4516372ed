"""Task lists: how fast one is listed among many, and how fast lists follow events."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import requests
from kombu import Connection, Consumer, Queue

from shared.runtime.relay import Outlet, exchange_of
from tests.bench.register import RABBITMQ, Comparison, bench, in_turn
from tests.bench.stand import Office, Stand, until

ITEMS, AIM_MS = 5_000, 30.0
EVENTS, BATCH = 1_000, 100
EVENT = "document_urged"
"""An event that no other service handles."""


@bench()
def todo(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The waiting time for the first page of a list of 5,000 tasks."""
    office, items = (
        stand.office(broker, fresh=True),
        stand.some(ITEMS, 50),
    )  # what is filled in no process has read before
    _fill(office, items)
    first = [_asked(office) for _ in range(1)]
    again = [_median_of(office, stand.some(20, 3), moving=False) for _ in range(stand.some(5, 1))]
    moved = [_median_of(office, stand.some(5, 2), moving=True) for _ in range(stand.some(5, 1))]
    for what, took in (("nothing changed since", again), ("each time after something changed", moved)):
        yield Comparison(
            f"the first page of {items:,} items, {what}, median", "thirty milliseconds", "ms", broker, took,
            [AIM_MS] * len(took), wanted=1.0, less=True, notes=f"the very first one took {first[0]:.0f} ms",
        )  # fmt: skip


def _fill(office: Office, items: int) -> None:
    """Make one document wait for the director, and copies of it with other titles, deadlines and times."""
    (document,) = office.drafts(1)
    office.ask([("POST", f"/api/v1/documents/{document}/actions/submit", {})], "clerk", 1)
    kept = office.database("notifications")["waiting"]
    until(lambda: (kept.find_one({"record_id": document}) or {"version": 0})["version"] >= 2)
    pattern: dict[str, Any] = kept.find_one({"record_id": document}) or {}
    for begin in range(0, items, 500):
        kept.insert_many([_like(pattern, number) for number in range(begin, min(begin + 500, items))])


def _like(pattern: dict[str, Any], number: int) -> dict[str, Any]:
    due_on = f"2099-{number % 12 + 1:02}-{number % 28 + 1:02}"
    waits = [{**each, "due_on": due_on} for each in pattern["waits"]]
    return {
        **pattern, "_id": f"documents:bench{number:05}", "record_id": f"bench{number:05}", "waits": waits,
        "title": f"{pattern['title']}之{number}", "dues": [due_on],
    }  # fmt: skip


def _asked(office: Office) -> float:
    began = time.perf_counter()
    answer = requests.get(
        f"{office.system.url}/api/v1/me/todo?limit=20", headers=office.headers("director"), timeout=60
    )
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200 and len(answer.json()["items"]) == 20, answer.text
    return took


def _median_of(office: Office, times: int, *, moving: bool) -> float:
    took = []
    for _ in range(times):
        if moving:
            _move(office)
        took.append(_asked(office))
    return statistics.median(took)


def _move(office: Office) -> None:
    """Submit a document, and wait until it waits for the director."""
    (document,) = office.drafts(1)
    office.ask([("POST", f"/api/v1/documents/{document}/actions/submit", {})], "clerk", 1)
    kept = office.database("notifications")["waiting"]
    until(lambda: (kept.find_one({"record_id": document}) or {"version": 0})["version"] >= 2)
    time.sleep(0.05)  # the line of changes is written after the record


@bench(RABBITMQ)
def lists(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The delay of lists behind events, compared with taking the same messages from the broker and nothing else."""
    office, events = stand.office(broker), stand.some(EVENTS, 50)
    turn = _turn_of(office)
    uri = str(office.broker)
    hands, rounds = stand.hands(), iter(range(10_000))
    kept = office.database("notifications")["waiting"]

    def ours() -> float:
        name = f"bench{next(rounds):03}x"
        began = time.perf_counter()
        hands(f"{__name__}:publish", uri=uri, turn=turn, name=name, events=events)
        last = {"_id": f"documents:{name}{events - 1:06}"}
        until(lambda: kept.find_one(last) and kept.count_documents({"_id": {"$regex": f"^documents:{name}"}}) == events)
        return events / (time.perf_counter() - began)

    def theirs() -> float:
        name = f"bench{next(rounds):03}y"
        seconds: float = hands(f"{__name__}:consume", uri=uri, turn=turn, name=name, events=events)
        return events / seconds

    ours(), theirs()
    yield Comparison(
        "events that lists follow", "consuming the same messages without doing anything", "1/s", broker,
        *in_turn(stand.some(5, 1), ours, theirs),
        notes="each event is published, confirmed, and written into the record that lists are made of",
    )  # fmt: skip


def _turn_of(office: Office) -> dict[str, Any]:
    (document,) = office.drafts(1)
    office.ask([("POST", f"/api/v1/documents/{document}/actions/submit", {})], "clerk", 1)
    kept = office.database("notifications")["waiting"]
    until(lambda: (kept.find_one({"record_id": document}) or {"version": 0})["version"] >= 2)
    record: dict[str, Any] = kept.find_one({"record_id": document}) or {}
    left_out = ("_id", "record_id", "version", "since", "acted", "reminded", "dues")
    return {name: value for name, value in record.items() if name not in left_out and not name.startswith("box_")}


def publish(uri: str, turn: dict[str, Any], name: str, events: int) -> None:
    """Publish events of this many records, all confirmed, as the relay does."""
    with closing(Outlet(uri, "documents")) as outlet:  # one that waits for its next round hears no heartbeat
        for begin in range(0, events, BATCH):
            outlet.send([_announced(turn, f"{name}{each:06}") for each in range(begin, min(begin + BATCH, events))])


def consume(uri: str, turn: dict[str, Any], name: str, events: int) -> float:
    """Consume the same messages from a separate queue while they are published; return the seconds."""
    taken = 0

    def take(body: Any, message: Any) -> None:
        nonlocal taken
        message.ack()
        taken += 1

    with ExitStack() as closed, Connection(uri) as connection:
        channel = connection.channel()
        queue = Queue("bench-lists", exchange_of("benchlists"), routing_key="#", durable=True)
        with Consumer(channel, [queue], callbacks=[take], prefetch_count=100):
            began, outlet = time.perf_counter(), closed.enter_context(closing(Outlet(uri, "benchlists")))
            for begin in range(0, events, BATCH):
                outlet.send([_announced(turn, f"{name}{each:06}") for each in range(begin, min(begin + BATCH, events))])
                while connection.transport and taken < begin:
                    connection.drain_events(timeout=10)
            while taken < events:
                connection.drain_events(timeout=10)
            return time.perf_counter() - began


def _announced(turn: dict[str, Any], record: str) -> tuple[str, str, dict[str, Any]]:
    entry = {
        "version": 1, "at": "2026-11-23T01:00:00.000+00:00", "event": EVENT, "event_version": 1, "earlier": {},
        "data": {"document_id": record, "organ": "east", "urged": "", "urged_by": "p"}, "turn": turn, "by": None,
    }  # fmt: skip
    return "documents", record, entry
