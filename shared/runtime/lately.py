"""Questions whose answer is good for a moment: asked once, however many want to know, and of several at once."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Generic, TypeVar

from shared.runtime.green import Semaphore, spawn

T = TypeVar("T")
A = TypeVar("A")


class Lately(Generic[T]):
    """An answer that is good for so many seconds; who asks while it is being found waits for it."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._turn = seconds, Semaphore()
        self._found: tuple[float, T] | None = None

    def get(self, find: Callable[[], T]) -> T:
        """Return the answer, finding it anew where it is too old."""
        with self._turn:
            if self._found is None or monotonic() - self._found[0] >= self._seconds:
                answer = find()
                self._found = (monotonic(), answer)
            return self._found[1]


def at_once(find: Callable[[A], T], what: Sequence[A]) -> list[T]:
    """Find the answers to several questions side by side, in their order."""
    threads = [spawn(find, each) for each in what]
    return [each.wait() for each in threads]
