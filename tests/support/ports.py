"""Loopback ports for tests, each given out once among all test processes of this machine at a time."""

import contextlib
import fcntl
import socket
import tempfile
from pathlib import Path
from random import SystemRandom

FIRST, LAST = 10_000, 19_999
"""Below the ephemeral ports and the embedded store's, so that nothing takes the port of a system that is stopped."""
_given: set[int] = set()
_claims = (Path(tempfile.gettempdir()) / "tongban-test-ports").open("a")


def free_port() -> int:
    """Find a free port and claim it: the byte of its number in a file, which the kernel frees when this process ends."""
    while True:
        port = SystemRandom().randint(FIRST, LAST)
        if port in _given:
            continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            fcntl.lockf(_claims, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port
