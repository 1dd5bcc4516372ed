"""Long work without waiting, off the hub and few at once, so that everybody else is answered meanwhile."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from eventlet import tpool
from eventlet.semaphore import Semaphore

from shared.errors import OfficeError

P = ParamSpec("P")
R = TypeVar("R")


class Busy(OfficeError):
    """同时生成的版面过多，请稍后再试。"""

    code = "busy"
    status = 503


class OffHub:
    """Does work in native threads; no more than `at_once` of it at a time, the rest waits its turn.

    waiting: how many may wait; beyond that work is refused at once with Busy. None: without bound.
    """

    def __init__(self, at_once: int = 1, waiting: int | None = None) -> None:
        self._places: Any = Semaphore(at_once)
        self._most = None if waiting is None else at_once + waiting
        self._here = 0

    def do(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a piece of work and wait for what it gives; what it raises is raised here."""
        if self._most is not None and self._here >= self._most:
            raise Busy(retry_after=1)
        self._here += 1
        try:
            with self._places:
                done: R = tpool.execute(work, *args, **kwargs)
                return done
        finally:
            self._here -= 1
