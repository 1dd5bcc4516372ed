"""Tables as .xlsx files."""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

from shared.calendar import OFFICE_ZONE
from shared.files import handed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | date | datetime | None
Heading = tuple[str, float]
"""A column's heading, and its width in characters."""
Build = Callable[[str, Sequence[Heading], Iterable[Sequence[Cell]]], bytes]
"""How a table is built: `table`, here or in another thread."""


def workbook(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]], build: Build) -> dict[str, str]:
    """Return a table as a file of its title's name."""
    return handed(f"{title}.xlsx", XLSX, build(title, headings, rows))


def table(title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Build a table: title, headings that stay in sight, a row each. Text stays text, whatever it begins with, so that no
    cell becomes a formula or a link; instants are shown in the office's time.
    """
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#F2F2F2"}
        )
        plain = book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True})
        day = book.add_format({"border": 1, "valign": "vcenter", "num_format": "yyyy-mm-dd"})
        instant = book.add_format({"border": 1, "valign": "vcenter", "num_format": "yyyy-mm-dd hh:mm"})
        large = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        for place, (_, width) in enumerate(headings):
            sheet.set_column(place, place, width)
        sheet.merge_range(0, 0, 0, max(1, len(headings) - 1), title, large)
        sheet.set_row(0, 30)
        sheet.write_row(1, 0, [name for name, _ in headings], bold)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for line, row in enumerate(rows, start=2):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(line, place, cell.astimezone(OFFICE_ZONE).replace(tzinfo=None), instant)
                elif isinstance(cell, date):
                    sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), day)
                elif isinstance(cell, str):
                    sheet.write_string(line, place, cell[:32_000], plain)
                elif cell is None:
                    sheet.write_blank(line, place, None, plain)
                else:
                    sheet.write_number(line, place, cell, plain)
    return out.getvalue()
