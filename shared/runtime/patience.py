"""How long a green thread waits for somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.runtime.green import Timeout


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError where what stands inside waits longer."""
    with Timeout(seconds, TimeoutError(f"{seconds} s")):
        yield
