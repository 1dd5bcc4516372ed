"""The load of the bench: HTTP requests, store reads and writes, each over many connections at once."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from pymongo import MongoClient

from shared.runtime.store import connect

Asked = tuple[str, str, Any]
"""Method, path and body of a request."""


def http(port: int, requests: Sequence[Asked], headers: dict[str, str], connections: int) -> dict[str, Any]:
    """Send requests over persistent connections, each its share; return the begin, the end and the time of each request.

    Raises if an answer is not a success: refusals must not be counted.
    """
    return asyncio.run(_http(port, requests, headers, connections))


async def _http(port: int, requests: Sequence[Asked], headers: dict[str, str], connections: int) -> dict[str, Any]:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    wires = [_wire(method, path, body, lines) for method, path, body in requests]
    pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    took: list[float] = []

    async def share(number: int) -> None:
        reader, writer = pairs[number]
        for wire in wires[number::connections]:
            sent = time.monotonic()
            writer.write(wire)
            await _answer(reader)
            took.append(time.monotonic() - sent)

    began = time.monotonic()
    await asyncio.gather(*(share(number) for number in range(connections)))
    ended = time.monotonic()
    for _, writer in pairs:
        writer.close()
    return {"began": began, "ended": ended, "took": took}


def beside(
    port: int,
    requests: Sequence[Asked],
    others: Sequence[Asked],
    headers: dict[str, str],
    connections: int,
    pause: float,
) -> dict[str, Any]:
    """Send requests with a pause after each answer, while one more connection sends others without pause;
    return the time of each request, and how many of the others were answered.
    """
    return asyncio.run(_beside(port, requests, others, headers, connections, pause))


async def _beside(
    port: int,
    requests: Sequence[Asked],
    others: Sequence[Asked],
    headers: dict[str, str],
    connections: int,
    pause: float,
) -> dict[str, Any]:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    wires = [_wire(method, path, body, lines) for method, path, body in requests]
    took: list[float] = []
    answered = 0

    async def walk(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for wire in wires[number::connections]:
            await asyncio.sleep(pause)
            sent = time.monotonic()
            writer.write(wire)
            await _answer(reader)
            took.append(time.monotonic() - sent)
        writer.close()

    async def go_on() -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while others:
            method, path, body = others[answered % len(others)]
            writer.write(_wire(method, path, body, lines))
            await _answer(reader)
            answered += 1

    beside = asyncio.ensure_future(go_on())
    await asyncio.gather(*(walk(number) for number in range(connections)))
    if others:
        beside.cancel()
    await asyncio.gather(beside, return_exceptions=True)
    return {"took": took, "answered": answered}


def _wire(method: str, path: str, body: Any, lines: str) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    typed = "" if body is None else f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return f"{method} {path} HTTP/1.1\r\nHost: bench\r\n{lines}{typed}\r\n".encode() + content


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, _, rest = head.partition("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in rest.split("\r\n") if ": " in line)
    body = await reader.readexactly(int(fields["content-length"]))
    if not status.split(" ")[1].startswith("2"):
        raise RuntimeError(f"{status}: {body.decode('utf-8', 'replace')[:500]}")
    return body


@cache
def _store(uri: str) -> MongoClient[dict[str, Any]]:
    return connect(uri)


def pairs(
    uri: str, database: str, collection: str, ids: Sequence[str], change: dict[str, Any], connections: int
) -> Any:
    """Read and update one document after another, as a command does: by id and version, with an entry for its history."""
    docs = _store(uri)[database][collection]

    def one(document_id: str) -> None:
        found = docs.find_one({"_id": document_id}, {"history": 0})
        assert found is not None
        version = found["version"] + 1
        wanted = {
            "$set": {**change["set"], "version": version},
            "$push": {"history": change["entry"]},
            "$min": {"unpublished": version},
        }
        done = docs.update_one({"_id": document_id, "version": found["version"]}, wanted)
        assert done.matched_count == 1

    return _at_once(one, ids, connections)


def reads(uri: str, database: str, collection: str, ids: Sequence[str], connections: int) -> Any:
    """Read one document after another, without its history."""
    docs = _store(uri)[database][collection]
    return _at_once(lambda document_id: docs.find_one({"_id": document_id}, {"history": 0}), ids, connections)


def _at_once(act: Callable[[str], Any], ids: Sequence[str], connections: int) -> dict[str, float]:
    threads = [
        threading.Thread(target=lambda share: [act(each) for each in share], args=(ids[number::connections],))
        for number in range(connections)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"began": began, "ended": time.monotonic()}
