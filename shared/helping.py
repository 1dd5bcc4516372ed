"""The main loop of a helper process: it answers pieces of work until its input ends, without the hub."""

import os
import pickle
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any

from shared.errors import OfficeError

HEAD = struct.Struct(">Q")
MOST_MEMORY = 2 * 1024 * 1024 * 1024
"""The address space of a helper in bytes; fonts are mapped, not read, so that this is far above its memory."""


def serve(work: Callable[..., Any]) -> None:
    """Answer pieces of work from standard input until it ends; run in the helper process."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints may come between the answers
    while True:
        try:
            said = pickle.loads(received(source))
        except EOFError:
            return
        try:
            answer = {"result": work(*said)}
        except OfficeError as refusal:
            answer = {"refusal": refusal.to_wire()}
        content = pickle.dumps({**answer, "held": held()})
        sink.write(HEAD.pack(len(content)) + content)
        sink.flush()


def held(pid: int | str = "self") -> int:
    """Return the private memory of a process in bytes, without the files that it maps."""
    with open(f"/proc/{pid}/status") as file:
        lines = dict(line.split(":", 1) for line in file)
    return int(lines["RssAnon"].split()[0]) * 1024


def received(stream: Any) -> bytes:
    """Read one message; raise EOFError if the other side has ended."""
    (size,) = HEAD.unpack(_exactly(stream, HEAD.size))
    return _exactly(stream, size)


def _exactly(stream: Any, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        more = stream.read(size - len(found))
        if not more:
            raise EOFError
        found += more
    return bytes(found)
