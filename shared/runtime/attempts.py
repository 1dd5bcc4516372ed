"""Attempts at what waits in inboxes: an entry whose last attempt was cut off is tried alone.

A process ends as a whole: whichever of its services had an attempt at work then may have ended it. Tried alone, an entry has
only itself to blame, and its neighbours are not parked with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.runtime.green import Semaphore, sleep

PAUSE = 0.01


class Attempts:
    """The attempts of one process, some at the same time."""

    def __init__(self) -> None:
        self._turn = Semaphore()
        self._at_work = 0

    @contextmanager
    def among_others(self) -> Iterator[None]:
        """Work beside others, after whoever works alone."""
        with self._turn:
            self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Work when the others are done, and let nobody begin meanwhile."""
        with self._turn:
            while self._at_work:
                sleep(PAUSE)
            yield


ATTEMPTS = Attempts()
"""Those of this process."""
