"""Turns: work that would conflict is serialised."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.runtime.green import Semaphore


class Turns:
    """The turns of one service in one process."""

    def __init__(self) -> None:
        self._at: dict[str, list[Any]] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Serialise callers under a name, in order of arrival."""
        turn = self._at.setdefault(name, [Semaphore(), 0])
        turn[1] += 1
        try:
            with turn[0]:
                yield
        finally:
            turn[1] -= 1
            if turn[1] == 0:
                self._at.pop(name, None)
