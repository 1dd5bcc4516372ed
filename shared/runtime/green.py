"""Green threads: the only module that names the library beneath them (eventlet), so that it can be replaced."""

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
"""The key of the raw body in a WSGI environment, and the minimum bytes of an answer before any is sent."""

patch = eventlet.monkey_patch
"""Make sockets, locks and threads green; call it before importing anything else."""

in_native_thread = tpool.execute
"""Run a piece of work in a native thread, and wait for it while all others go on."""


def anew() -> None:
    """Create this process's own hub: socket watchers must not be shared with the process it was forked from."""
    eventlet.hubs.use_hub()
    asyncio._set_running_loop(None)  # the hub on asyncio counts the loop as running here too, after the fork
