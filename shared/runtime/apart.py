"""Work on what strangers sent, in a process of its own: it may crash, hang or grow there without anyone waiting for it."""

import subprocess as plain
import sys
from collections.abc import Sequence

from eventlet.green import subprocess


def apart(module: str, given: bytes, *, seconds: float, arguments: Sequence[str] = ()) -> bytes | None:
    """Run a module with this on its standard input; give what it wrote, or None where it failed or took too long."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        written, _ = process.communicate(given, timeout=seconds)
    except (subprocess.TimeoutExpired, plain.TimeoutExpired):  # eventlet's copy raises either
        process.kill()
        process.communicate()
        return None
    return bytes(written) if process.returncode == 0 else None
