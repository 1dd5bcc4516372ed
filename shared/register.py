"""Registers: everything that a list finds, for one file."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from shared.aggregate import Aggregate
from shared.errors import OfficeError
from shared.listing import Listing
from shared.pages import Page

T = TypeVar("T", bound=Aggregate)
MOST_ROWS = 20_000

WRITTEN = 60.0
"""The time allowed for reading a register and building its workbook, in seconds."""


class TooManyRows(OfficeError):
    """登记簿条目过多，不能一次导出，请缩小年度或者筛选范围后再试。"""

    code = "too_many_rows"
    status = 422


def whole(search: Callable[[Listing], Page[T]], **wanted: Any) -> Sequence[T]:
    """Return everything that a search finds; raise TooManyRows beyond `MOST_ROWS`."""
    return fitting(search(Listing(**wanted, limit=MOST_ROWS + 1)).items)


def fitting(found: Sequence[T]) -> Sequence[T]:
    """Return the entries of a register; raise TooManyRows beyond `MOST_ROWS`."""
    if len(found) > MOST_ROWS:
        raise TooManyRows(largest=MOST_ROWS)
    return found
