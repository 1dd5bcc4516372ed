"""Turns: whoever would get in each other's way passes one at a time."""

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
        """Let one at a time pass under a name, in the order of their coming."""
        turn = self._at.setdefault(name, [Semaphore(), 0])
        turn[1] += 1
        try:
            with turn[0]:
                yield
        finally:
            turn[1] -= 1
            if turn[1] == 0:
                self._at.pop(name, None)
