"""Expensive work open to the public: a few at a time, some queue, and the rest are refused at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shared.errors import OfficeError
from shared.runtime.green import Semaphore


class Crowded(OfficeError):
    """同时登录的人过多，请稍候片刻再试。"""

    code = "too_many_at_once"
    status = 429


def _stays() -> bool:
    return False


class WaitingRoom:
    """Admits a limited number at once, in order of arrival.

    waiting: how many may queue. seconds: how long each may queue. Beyond either they are refused.
    """

    def __init__(
        self, at_once: int, *, waiting: int, seconds: float, retry_after: int = 5, refusal: type[OfficeError] = Crowded
    ) -> None:
        self._places: Any = Semaphore(at_once)
        self._refusal = refusal
        self._most, self._seconds, self._retry_after = at_once + waiting, seconds, retry_after
        self._here = 0

    @contextmanager
    def place(self, gone: Callable[[], bool] = _stays) -> Iterator[None]:
        """Wait for a slot; `gone` says whether the client has hung up meanwhile, and then nothing is done."""
        if self._here >= self._most:
            raise self._refusal(retry_after=self._retry_after)
        self._here += 1
        try:
            if not self._places.acquire(timeout=self._seconds):
                raise self._refusal(retry_after=self._retry_after)
            try:
                if gone():
                    raise self._refusal(retry_after=self._retry_after)
                yield
            finally:
                self._places.release()
        finally:
            self._here -= 1
