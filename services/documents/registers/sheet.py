"""Write a register as a workbook (xlsx): real dates, a fixed heading, and text that never becomes a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767
"""The most characters that a cell holds."""


@dataclass(frozen=True)
class Column:
    """A column: the field that it shows, its heading, and its width in characters."""

    field: str
    heading: str
    width: int


def workbook(title: str, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> bytes:
    """Write rows under their headings; a date is a date, a whole number a number, all else text as it stands."""
    file = BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(title)
        heading = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1, "align": "center"})
        text = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.heading, heading)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                value = row[column.field]
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, day)
                elif isinstance(value, int):
                    sheet.write_number(line, place, value, text)
                else:
                    sheet.write_string(line, place, (value or "")[:LONGEST], text)
    return file.getvalue()
