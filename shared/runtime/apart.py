"""Work on what strangers sent, in a process of its own: it may crash, hang or grow there without anyone waiting for it."""

import sys

from eventlet.green import subprocess

from shared.runtime.patience import within


def apart(module: str, given: bytes, *, seconds: float) -> bytes | None:
    """Run a module with this on its standard input; give what it wrote, or None where it failed or took too long."""
    process = subprocess.Popen(
        [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
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
