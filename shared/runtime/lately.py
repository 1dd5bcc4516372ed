"""Answers that stay valid for a moment: computed once for all callers, several of them concurrently."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Generic, TypeVar

from shared.runtime.green import Semaphore, spawn

T = TypeVar("T")
A = TypeVar("A")


class Lately(Generic[T]):
    """An answer that stays valid for this many seconds; a caller during its computation waits for it."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._turn = seconds, Semaphore()
        self._found: tuple[float, T] | None = None

    def get(self, find: Callable[[], T]) -> T:
        """Return the answer, computed again if it is too old."""
        with self._turn:
            if self._found is None or monotonic() - self._found[0] >= self._seconds:
                answer = find()
                self._found = (monotonic(), answer)
            return self._found[1]


def at_once(find: Callable[[A], T], what: Sequence[A]) -> list[T]:
    """Compute the answers to several questions concurrently, in their order."""
    threads = [spawn(find, each) for each in what]
    return [each.wait() for each in threads]
