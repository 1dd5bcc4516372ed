"""Somebody else who acts between the reading and the writing of a request."""

from collections.abc import Callable
from typing import Any


def meanwhile(kept: Any, act: Callable[[], Any], *, name: str = "get") -> Any:
    """Return a collection in which somebody else acts right after a request has read for the first time."""
    get, left = getattr(kept, name), [act]

    def read(record_id: str) -> Any:
        found = get(record_id)
        if left:
            left.pop()()
        return found

    setattr(kept, name, read)
    return kept
