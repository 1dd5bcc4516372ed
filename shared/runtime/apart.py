"""Run work on untrusted input in a separate process, which may crash, hang or grow there without blocking anyone."""

import os
import sys
from contextlib import suppress

from shared.runtime.green import subprocess
from shared.runtime.offhub import NICE, OffHub
from shared.runtime.patience import within

PLACES = OffHub(2, waiting=6, seconds=8.0)
"""Each starts an interpreter: more than a few at once would overload the machine."""


def apart(module: str, given: bytes, *options: str, seconds: float) -> bytes | None:
    """Run a module with this input on stdin; return its output, or None if it failed or timed out.

    Busy where too many ask at once.
    """
    with PLACES.place():
        return _run(module, given, options, seconds)


def _run(module: str, given: bytes, options: tuple[str, ...], seconds: float) -> bytes | None:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
    try:
        with within(seconds):
            written, _ = process.communicate(given)
    except TimeoutError:
        return None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return bytes(written) if process.returncode == 0 else None
