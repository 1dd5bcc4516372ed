"""Somebody else who acts between the reading and the writing of a request."""

from collections.abc import Callable
from typing import Any


def meanwhile(kept: Any, act: Callable[[], Any]) -> Any:
    """Return a collection in which somebody else acts right after a request has read for the first time."""
    get, left = kept.get, [act]

    def read(record_id: str) -> Any:
        found = get(record_id)
        if left:
            left.pop()()
        return found

    kept.get = read
    return kept
