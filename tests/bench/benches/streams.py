"""A thousand open streams: their cost, whom they delay, and the latency of events."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests

from tests.bench.register import EMBEDDED, Comparison, bench
from tests.bench.stand import Office, Stand, until

PEOPLE, OF_ONE = 50, 20
LIMIT_MIB, LIMIT_S, LIMIT_MS = 100.0, 0.5, 1000.0


@bench(EMBEDDED)
def streams(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The cost of 1,000 idle streams, and the delay from an answer to its event on one of them."""
    office, rounds = stand.office(broker), stand.some(20, 2)
    people = stand.some(PEOPLE, 2)
    tokens = _tokens(office, people)
    before, opened = (
        _memory(office),
        [_open(office, token, number) for number, token in enumerate(tokens) for _ in range(OF_ONE)],
    )
    costs = (_memory(office) - before) / 2**20
    yield Comparison(
        f"{len(opened):,} idle streams, memory", "a hundred mebibytes", "MiB", broker, [costs], [LIMIT_MIB], wanted=1.0,
        less=True,
    )  # fmt: skip

    listener = _Listener(office)
    took = [_heard_after(office, listener) for _ in range(rounds)]
    yield Comparison(
        f"from a submission's answer to its event on a stream, beside {len(opened):,}", "half a second", "s", broker, took,
        [LIMIT_S] * len(took), wanted=1.0, less=True,
    )  # fmt: skip

    asked = office.ask([("GET", "/api/v1/me/counts", None)] * stand.some(400, 20), "clerk", 8)
    slowest = statistics.quantiles(asked["took"], n=100)[98] * 1000
    yield Comparison(
        "a request beside them, p99", "a second", "ms", broker, [slowest], [LIMIT_MS], wanted=1.0, less=True
    )
    for each in opened:
        each.close()


def _tokens(office: Office, count: int) -> list[str]:
    """Sign in clerks of the writing campus, all with the one clerk's password."""
    kept = office.database("directory")["people"]
    pattern: dict[str, Any] = kept.find_one({"username": "east.clerk"}) or {}
    kept.insert_many(
        [{**pattern, "_id": f"looker{n:03}", "username": f"looker{n:03}", "unpublished": None} for n in range(count)]
    )
    password, found = office.password("clerk"), []
    for n in range(count):
        told = {"username": f"looker{n:03}", "password": password}
        answer = requests.post(f"{office.system.url}/api/v1/sessions", json=told, timeout=30)
        assert answer.status_code == 201, answer.text
        found.append(answer.json()["token"])
    return found


def _open(office: Office, token: str, number: int) -> socket.socket:
    """Open a stream from a separate address for each person: one address may have half of all connections."""
    line = socket.create_connection(("127.0.0.1", office.system.port), 30, (f"127.0.1.{number + 1}", 0))
    head = f"GET /api/v1/me/stream HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n"
    line.sendall(head.encode())
    seen = b""
    while b'"hello"' not in seen:
        more = line.recv(4096)
        assert more, seen
        seen += more
    return line


def _memory(office: Office) -> int:
    """Return the memory of the gateway's process in bytes."""
    (pid,) = office.system.pids().values()
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


class _Listener:
    """A director with an open stream."""

    def __init__(self, office: Office) -> None:
        self.heard: list[tuple[float, str]] = []
        headers = office.headers("director")
        self._answer = requests.get(
            f"{office.system.url}/api/v1/me/stream", headers=headers, stream=True, timeout=(10, 120)
        )
        threading.Thread(target=self._read, daemon=True).start()
        until(lambda: self.heard)

    def _read(self) -> None:
        with suppress(requests.RequestException):  # the system ends before the bench
            for line in self._answer.iter_lines(chunk_size=1):
                if line.startswith(b"data: "):
                    self.heard.append((time.monotonic(), line.decode()))


def _heard_after(office: Office, listener: _Listener) -> float:
    (document,) = office.drafts(1)
    office.ask([("POST", f"/api/v1/documents/{document}/actions/submit", {})], "clerk", 1)
    answered = time.monotonic()
    until(lambda: any(document in line for _, line in listener.heard))
    return max(0.0, next(at for at, line in listener.heard if document in line) - answered)
