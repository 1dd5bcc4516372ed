"""Long work without waiting, off the hub and few at once, so that everybody else is answered meanwhile."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ParamSpec, TypeVar

from shared.errors import OfficeError
from shared.runtime.green import Semaphore, in_native_thread

P = ParamSpec("P")
R = TypeVar("R")
LANES = os.cpu_count() or 1
NICE = min(19, os.getpriority(os.PRIO_PROCESS, 0) + 5)
"""The niceness of long work, which gives way to whoever is answered at once: above that of this process, whatever that is."""


class Busy(OfficeError):
    """同时要办的这类事项过多，请稍后再试。"""

    code = "busy"
    status = 503


def modestly(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do a piece of work in a native thread that gives way to the hub's."""
    done: R = in_native_thread(_giving_way, work, *args, **kwargs)
    return done


def _giving_way(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    with suppress(OSError, AttributeError):  # where a thread has no standing of its own it works as before
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    return work(*args, **kwargs)


class OffHub:
    """Does work in native threads; no more than `at_once` of it at a time, the rest waits its turn.

    waiting: how many may wait; beyond that work is refused at once with Busy. None: without bound.
    seconds: how long each may wait; after that it is Busy too.
    """

    def __init__(self, at_once: int = 1, waiting: int | None = None, seconds: float | None = None) -> None:
        self._places: Any = Semaphore(at_once)
        self._seconds = seconds
        self._most = None if waiting is None else at_once + waiting
        self._here = 0

    def do(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a piece of work and wait for what it gives; what it raises is raised here."""
        with self.place():
            return modestly(work, *args, **kwargs)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait for a place, for work that has a process of its own."""
        if self._most is not None and self._here >= self._most:
            raise Busy(retry_after=1)
        self._here += 1
        try:
            if not self._places.acquire(timeout=self._seconds):
                raise Busy(retry_after=2)
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._here -= 1
