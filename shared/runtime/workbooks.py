"""Workbooks, built beside everybody else's work."""

from collections.abc import Iterable, Sequence

from shared.runtime.offhub import WORKBOOKS
from shared.spreadsheet import Cell, Heading, table


def built(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Build a workbook in another thread."""
    return WORKBOOKS.do(table, title, headings, rows)
