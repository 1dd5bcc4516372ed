"""Time limits on waiting in a green thread."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.runtime.green import Timeout


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError if the block waits longer."""
    with Timeout(seconds, TimeoutError(f"{seconds} s")):
        yield
