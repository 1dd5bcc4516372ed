"""The head of a DOCX: every element at the place that it has in the PDF (GB/T 9704-2012, 7.2 and 10.1)."""

from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.documents.rendition.docx_page import RED, THREE, WIDE, Page, framed, ruled, shaded, twips
from services.documents.rendition.sheet import width

LINE, ABOVE = 1.2, 0.11
"""The height of a line of the mark, and what is empty above its characters, relative to their size."""
NUMBER_PITCH, ABOVE_NUMBER = Pt(20), 2.0
"""The height of the line of the number, and the points empty above its characters."""
ABOVE_TITLE = 7.5
"""Points by which the first line of a title is higher than in the PDF, as it stands lower in its line."""
RULE = 16
"""The red rule in eighths of a point: 2 points."""
BETWEEN = 0.3
"""The gap between the issuers and what follows them, relative to the size of the mark."""
LETTER_WIDE, LETTER_LEFT, LETTER_TOP = Mm(170), Mm(20), Mm(30)
"""The width of a letter's rules, their distance from the left edge, and of its mark from the upper one (10.1)."""
LETTER_RULES = ((Mm(1), True), (Mm(0.725), False), (Mm(0.35), True))
"""The heights of a letter's two rules and the gap between them, from the upper rule on; the lower ones in reverse."""


def head(page: Page) -> None:
    """Write the elements above the title, and go down to it."""
    data = page.data
    above = [
        (data["copy"], "fang", "copy_number"),
        (data["secrecy"], "hei", "secrecy"),
        (data["urgency"], "hei", "urgency"),
    ]
    letter = data["form"] == "letter"
    if letter:
        _letterhead(page)
    for text, face, role in above:
        if text:
            page.line([(text, face)], role=role)
    if not letter:
        _mark(page)
    last = _number(page)
    if data["form"] in ("general", "minutes"):
        page.down_to(page.placed.rule - RULE / 16)
        ruled(page.file.paragraphs[-1], "single", RULE)
        page.at += RULE / 8
        last = page.placed.rule
    if data["title"]:
        page.down_to(page.placed.title - ABOVE_TITLE, page.measure.air)
    elif page.placed.text > last:
        page.down_to(page.placed.text, page.measure.air)


def _mark(page: Page) -> None:
    data, size = page.data, twips(page.placed.size)
    names = data["marks"][:1] if page.measure.lead else data["marks"]
    if len(names) == 1:
        page.line(
            [(names[0] + data["suffix"], "title")],
            size=size,
            align="center",
            pitch=twips(size.pt * LINE),
            colour=RED,
            role="mark",
            below=page.placed.mark - ABOVE * size.pt,
        )
        return
    page.down_to(page.placed.mark - ABOVE * size.pt)
    _joint(page, names, size)


def _joint(page: Page, names: list[str], size: Any) -> None:
    """Write several issuers under one another, spread to the same width, and 文件 beside the middle of them (7.2.4).

    A table without rules holds them apart, as every office program draws it alike.
    """
    step, suffix = twips(page.placed.step), page.data["suffix"]
    gap = Pt(size.pt * BETWEEN)
    wide = Pt(page.placed.names + 2), Pt(size.pt * (len(suffix) + 0.1)) + gap
    table = page.file.add_table(1, 2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
    row = table.rows[0]
    row.height_rule, row.height = WD_ROW_HEIGHT_RULE.EXACTLY, step * len(names)
    for cell, across, texts in zip(row.cells, wide, (names, [suffix]), strict=True):
        cell.width, cell.vertical_alignment = across, WD_ALIGN_VERTICAL.CENTER
        cell._tc.remove(cell.paragraphs[0]._p)
        for text in texts:
            line = page.line(
                [(text, "title")],
                size=size,
                align="distribute" if texts is names else "right",
                pitch=step,
                colour=RED,
                role="mark",
                within=cell,
            )
            line.paragraph_format.keep_with_next = True
    for column, across in zip(table.columns, wide, strict=True):
        column.width = across
    page.at += row.height.pt


def _number(page: Page) -> float:
    """Write number and signers; return the place where the last line ends."""
    data = page.data
    below = page.placed.number - ABOVE_NUMBER
    if not data["upward"]:
        side = "right" if data["form"] == "letter" else "center"
        page.line([(data["number"], "fang")], align=side, role="number", pitch=NUMBER_PITCH, below=below)
        return page.at
    rows = ["　".join(data["signers"][start : start + 2]) for start in range(0, len(data["signers"]), 2)] or [""]
    for place, signer in enumerate(rows):
        start = [(data["number"] if place == len(rows) - 1 else "", "fang"), ("\t", "fang")]
        line = page.line(
            [*start, ("签发人：" if place == 0 else "　　　　", "fang"), (signer, "kai")],
            inset=1,
            role="number",
            pitch=NUMBER_PITCH,
            below=below + place * page.pitch.pt,
        )
        at = WIDE.pt - (5.2 + max(map(width, rows))) * THREE.pt  # with room for wider characters
        line.paragraph_format.tab_stops.add_tab_stop(Pt(at))
    return page.at


def _letterhead(page: Page) -> None:
    """Write the mark and the double rule of a letter, above the type area and wider than it, in a frame."""
    size = twips(page.placed.size)
    pitch = twips(page.placed.rule - LETTER_RULES[0][0].pt / 2 - LETTER_TOP.pt)
    start = page.at
    lines = [
        page.line(
            [(page.data["marks"][0] + page.data["suffix"], "title")],
            size=size,
            align="center",
            pitch=pitch,
            colour=RED,
            role="mark",
        )
    ]
    lines[0].paragraph_format.left_indent, lines[0].paragraph_format.right_indent = Mm(8), Mm(6)  # as the type area
    lines += rules(page, None, LETTER_RULES)
    for line in lines:
        framed(
            line,
            w=round(LETTER_WIDE.twips),
            wrap="notBeside",
            vAnchor="page",
            hAnchor="page",
            x=round(LETTER_LEFT.twips),
            y=round(LETTER_TOP.twips),
        )
    high = sum(line.paragraph_format.line_spacing.pt for line in lines)
    page.at = max(start, LETTER_TOP.pt + high)


def rules(page: Page, within: Any, heights: Any) -> list[Any]:
    """Write a letter's double rule into a frame or a footer."""
    drawn = []
    for height, seen in heights:
        line = page.line([], pitch=height, within=within)
        if seen:
            shaded(line, str(RED))
        drawn.append(line)
    return drawn


def letter_foot(page: Page, footer: Any) -> None:
    """Write the double rule at the foot of a letter's first page, wider than the type area."""
    first = footer.paragraphs[0]
    drawn = rules(page, footer, tuple(reversed(LETTER_RULES)))
    first._p.getparent().remove(first._p)
    for line in drawn:
        line.paragraph_format.left_indent = LETTER_LEFT - Mm(28)
        line.paragraph_format.right_indent = WIDE + Mm(28) - LETTER_LEFT - LETTER_WIDE
