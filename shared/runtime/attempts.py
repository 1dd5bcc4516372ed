"""Attempts to handle inbox entries: an entry whose last attempt was cut off is tried alone.

A process ends as a whole: whichever of its services had an attempt at work then may have ended it. Tried alone, an entry has
only itself to blame, and its neighbours are not parked with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.runtime.green import Semaphore, sleep

PAUSE = 0.01


class Attempts:
    """The attempts that one process makes, some of them concurrently."""

    def __init__(self) -> None:
        self._turn = Semaphore()
        self._at_work = 0

    @contextmanager
    def among_others(self) -> Iterator[None]:
        """Run an attempt concurrently with others, after any attempt that runs alone."""
        with self._turn:
            self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Run an attempt alone: wait for the others to finish, and start no other meanwhile."""
        with self._turn:
            while self._at_work:
                sleep(PAUSE)
            yield


ATTEMPTS = Attempts()
"""The attempts of this process."""
