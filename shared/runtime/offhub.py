"""Long work without waiting, off the hub and few at once, so that everybody else is answered meanwhile."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from eventlet import tpool
from eventlet.semaphore import Semaphore

P = ParamSpec("P")
R = TypeVar("R")


class OffHub:
    """Does work in native threads; no more than `at_once` of it at a time, the rest waits its turn."""

    def __init__(self, at_once: int = 1) -> None:
        self._places: Any = Semaphore(at_once)

    def do(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a piece of work and wait for what it gives; what it raises is raised here."""
        with self._places:
            done: R = tpool.execute(work, *args, **kwargs)
            return done
