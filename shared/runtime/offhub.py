"""Long work in native threads, a few at a time, so that other requests are answered meanwhile."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ParamSpec, TypeVar

from shared.errors import Busy
from shared.runtime.green import Semaphore, in_native_thread

P = ParamSpec("P")
R = TypeVar("R")
LANES = os.cpu_count() or 1
NICE = min(19, os.getpriority(os.PRIO_PROCESS, 0) + 5)
"""The niceness of long work, below requests that are answered at once: above that of this process, whatever it is."""


def modestly(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a piece of work in a native thread with a lower priority than the hub's."""
    done: R = in_native_thread(_giving_way, work, *args, **kwargs)
    return done


def _giving_way(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    with suppress(OSError, AttributeError):  # where a thread has no standing of its own it works as before
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    return work(*args, **kwargs)


class OffHub:
    """Runs work in native threads, `at_once` at a time; the rest queues.

    waiting: how many may queue; beyond that work is refused at once with Busy. None: without bound.
    seconds: how long each may queue; after that it is refused with Busy too.
    """

    def __init__(self, at_once: int = 1, waiting: int | None = None, seconds: float | None = None) -> None:
        self._places: Any = Semaphore(at_once)
        self.seconds = seconds
        self._most = None if waiting is None else at_once + waiting
        self._here = 0

    def do(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a piece of work and return its result; its exceptions are raised here."""
        with self.place():
            return modestly(work, *args, **kwargs)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait for a slot, for work that runs in a separate process."""
        if self._most is not None and self._here >= self._most:
            raise Busy(retry_after=1)
        self._here += 1
        try:
            if not self._places.acquire(timeout=self.seconds):
                raise Busy(retry_after=2)
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._here -= 1


WORKBOOKS = OffHub(1, waiting=8, seconds=20.0)
"""Workbooks are built one at a time: one of thousands of rows takes a second of computation."""
