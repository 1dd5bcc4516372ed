"""Tables and pictures of a DOCX, laid out as in the PDF."""

import io
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.documents.rendition.docx_page import FOUR, WIDE, Page, twips
from services.documents.text.columns import LEADING

CAPTION_PITCH = Pt(22)
"""The line pitch of a caption."""
HIGHEST = Mm(190)
"""The maximum height of a picture."""
LONGEST_CENTRED = 120
"""The maximum characters of a cell that is centred; a longer one begins at the left and at the top."""


def add_table(page: Page, block: dict[str, Any]) -> None:
    """Write a table; its head is repeated on every page."""
    gap = twips(0.4 * page.measure.pitch)  # also between two tables, which would be one
    page.line([], pitch=gap).paragraph_format.keep_with_next = bool(block["caption"])
    if block["caption"]:
        caption = page.line([(block["caption"], "hei")], align="center", size=FOUR, pitch=CAPTION_PITCH, role="caption")
        caption.paragraph_format.keep_with_next = True
    table = page.file.add_table(len(block["rows"]), len(block["widths"]))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    if not block["head"]:
        table._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:firstRow"), "0")
    whole = sum(block["widths"])
    for column, share in zip(table.columns, block["widths"], strict=True):
        column.width = Mm(156 * share / whole)
    _margins(table, block["inset"])
    for place, (row, texts) in enumerate(zip(table.rows, block["rows"], strict=True)):
        head = block["head"] and place == 0
        form = row._tr.get_or_add_trPr()
        if block["whole"][place]:
            form.append(OxmlElement("w:cantSplit"))
        if head:
            form.append(OxmlElement("w:tblHeader"))
        for cell, text, share in zip(row.cells, texts, block["widths"], strict=True):
            cell.width = Mm(156 * share / whole)
            line, long = cell.paragraphs[0], len(text) > LONGEST_CENTRED and not head
            line.alignment = WD_ALIGN_PARAGRAPH.LEFT if long else WD_ALIGN_PARAGRAPH.CENTER
            cell.vertical_alignment = None if long else WD_ALIGN_VERTICAL.CENTER
            if text:  # an exact pitch would cut pictures off
                line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
                line.paragraph_format.line_spacing = Pt(block["size"] + LEADING)
            page.write(cell.paragraphs[0], [(text, "hei" if head else "fang")], Pt(block["size"]), None)
    for each in block["pictures"]:
        cell, share = table.cell(each["row"], each["column"]), block["widths"][each["column"]]
        line = cell.add_paragraph() if cell.text else cell.paragraphs[0]
        add_picture(page, each, line, Mm(156 * share / whole - 3), Mm(150))
    page.line([], pitch=gap)


def add_picture(page: Page, block: dict[str, Any], line: Any = None, wide: Any = WIDE, high: Any = HIGHEST) -> None:
    """Write a picture of an attachment, no larger than the type area or its cell."""
    line = line or page.file.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    content = io.BytesIO(block["content"])
    shown = line.add_run().add_picture(content, width=Mm(block["width"]) if block["width"] else None)
    fit = min(1.0, wide / shown.width, high / shown.height)
    shown.width, shown.height = round(shown.width * fit), round(shown.height * fit)


def _margins(table: Any, inset: float) -> None:
    """Set the cell margins as in the PDF: half the inset left and right, 6 points above and below with half the leading."""
    margins, aside = OxmlElement("w:tblCellMar"), round(inset * 10)
    for side, wide in (("top", 60), ("left", aside), ("bottom", 60), ("right", aside)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(wide))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins)
