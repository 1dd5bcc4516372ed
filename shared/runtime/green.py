"""Green threads: the only file that names the library beneath them (eventlet), so that another can take its place."""

import asyncio
import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning, module="eventlet")
warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")

import eventlet.hubs  # noqa: E402
from eventlet import GreenPool, Timeout, listen, sleep, spawn, spawn_after, tpool, wsgi  # noqa: E402
from eventlet.event import Event as Signal  # noqa: E402
from eventlet.green import subprocess  # noqa: E402
from eventlet.patcher import original  # noqa: E402
from eventlet.semaphore import Semaphore  # noqa: E402
from eventlet.wsgi import STATE_REQUEST, HeaderLineTooLong, HeadersTooLarge, Input  # noqa: E402

__all__ = [
    "BODY",
    "SMALLEST_PIECE",
    "STATE_REQUEST",
    "GreenPool",
    "HeaderLineTooLong",
    "HeadersTooLarge",
    "Input",
    "Semaphore",
    "Signal",
    "Timeout",
    "anew",
    "in_native_thread",
    "listen",
    "original",
    "patch",
    "sleep",
    "spawn",
    "spawn_after",
    "subprocess",
    "wsgi",
]

BODY, SMALLEST_PIECE = "eventlet.input", "eventlet.minimum_write_chunk_size"
"""Where a WSGI environment holds the body as it comes, and how many bytes of an answer are waited for before any leaves."""

patch = eventlet.monkey_patch
"""Make sockets, locks and threads green; to be called before anything else is imported."""

in_native_thread = tpool.execute
"""Do a piece of work in a thread of the operating system, and wait for it while all others go on."""


def anew() -> None:
    """Begin with a hub of this process's own: what watches sockets must not be shared with the process it was forked from."""
    eventlet.hubs.use_hub()
    asyncio._set_running_loop(None)  # the hub on asyncio counts the loop as running here too, after the fork
