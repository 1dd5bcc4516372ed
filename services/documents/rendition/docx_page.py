"""The page of a DOCX: its measures, and paragraphs of an exact height in the typefaces that offices have."""

from typing import Any

from docx import Document as new_document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from services.documents.rendition.pdf import STANDARD, Measure, described
from services.documents.rendition.placed import TOP, Placed
from services.documents.rendition.sheet import Sheet
from services.documents.text.roles import ROLES

NAMES = {"fang": "仿宋", "kai": "楷体", "hei": "黑体", "song": "宋体", "title": "方正小标宋简体"}
LATIN = "Times New Roman"
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "distribute": WD_ALIGN_PARAGRAPH.DISTRIBUTE,
}
THREE, FOUR, TWO = Pt(16), Pt(14), Pt(22)
WIDE = Mm(156)
"""The width of the type area."""
LEAST = 1.0
"""The minimum height of an empty paragraph in points."""
RED = RGBColor(0xE6, 0x00, 0x12)

AFTER_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:autoSpaceDE",
    "w:autoSpaceDN", "w:spacing", "w:ind",
    "w:jc", "w:rPr",
)  # fmt: skip
"""Elements that follow the borders in the properties of a paragraph."""
AFTER_FRAME = ("w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", *AFTER_BORDERS)
"""Elements that follow the frame in the properties of a paragraph."""


class Page:
    """A document written from top to bottom; `at`: how far down page 1 the head is, in points from the top of the page."""

    def __init__(self, sheet: Sheet, measure: Measure = STANDARD, placed: Placed | None = None) -> None:
        self.sheet, self.data, self.measure = sheet, described(sheet), measure
        self.placed = Placed() if placed is None else placed
        # whole twips, and never more than the PDF's: 22 lines of 29 points would not fit, and Word moves the last one on
        self.pitch = Pt(int(measure.pitch * 20) / 20)
        self.tracking = int((measure.cell - THREE.pt) * 20 // 1)
        self.at = TOP
        self.file = new_document()

    def down_to(self, place: float, lines: int = 1) -> None:
        """Write empty lines down to this place, in points from the top of page 1, but at least one."""
        for left in range(max(lines, 1), 0, -1):
            self.line([], pitch=twips(max((place - self.at) / left, LEAST)))

    def blank(self, lines: int) -> None:
        """Write empty lines."""
        for _ in range(lines):
            self.line([])

    def line(
        self,
        parts: list[tuple[str, str]],
        *,
        size: Any = THREE,
        pitch: Any = None,
        align: str = "left",
        indent: int = 0,
        inset: int = 0,
        right: float = 0,
        colour: Any = None,
        role: str | None = None,
        below: float | None = None,
        within: Any = None,
    ) -> Any:
        """Write a paragraph at an exact pitch (the text's); `indent`, `inset`, `right` in characters; `role`: its part.

        below: its place in points from the top of page 1, for an element of the head; within: a cell to write it into.
        """
        style = None if role is None else ROLES[role]
        line = (within or self.file).add_paragraph(style=style)
        line.alignment = SIDES[align]
        form = line.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Length(pitch or self.pitch)
        form.space_before = form.space_after = Pt(0)
        if below is not None and below > self.at:
            form.space_before = twips(below - self.at)
        if within is None:
            self.at += form.space_before.pt + form.line_spacing.pt
        form.first_line_indent = Pt(size.pt * indent)
        form.left_indent, form.right_indent = Pt(size.pt * inset), Pt(size.pt * (right or inset))
        self.write(line, parts, size, colour)
        return line

    def write(self, line: Any, parts: list[tuple[str, str]], size: Any, colour: Any) -> None:
        """Write the runs of a paragraph, each in its typeface."""
        for text, face in parts:
            run = line.add_run(text)
            run.font.size, run.font.name = size, LATIN
            run.font.color.rgb = colour
            properties = run._r.get_or_add_rPr()
            properties.rFonts.set(qn("w:eastAsia"), NAMES[face])
            if size == THREE:
                spacing = OxmlElement("w:spacing")
                spacing.set(qn("w:val"), str(self.tracking))
                properties.append(spacing)


def closed(properties: Any) -> None:
    """Break lines and pages as in the PDF: no mark hangs over the edge, no gap stands between characters and figures."""
    for name in ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN"):
        off = OxmlElement(f"w:{name}")
        off.set(qn("w:val"), "0")
        after = AFTER_FRAME[AFTER_FRAME.index(f"w:{name}") + 1 :]
        properties.insert_element_before(off, *after)


def twips(points: float) -> Any:
    """Round a length down to whole twips, as a DOCX has them."""
    return Pt(int(points * 20 + 0.001) / 20)


def ruled(line: Any, kind: str, eighths: int) -> None:
    """Draw a red rule under a paragraph, in eighths of a point."""
    borders, border = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", kind), ("sz", eighths), ("space", 0), ("color", str(RED))):
        border.set(qn(f"w:{name}"), str(value))
    borders.append(border)
    line._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def shaded(line: Any, colour: str) -> None:
    """Fill a paragraph with a colour, so that it is a rule as high as its line."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    line._p.get_or_add_pPr().insert_element_before(shade, *AFTER_BORDERS[1:])


def framed(line: Any, **places: Any) -> None:
    """Put a paragraph into a frame; consecutive ones with the same places share it."""
    frame = OxmlElement("w:framePr")
    for name, value in places.items():
        frame.set(qn(f"w:{name}"), str(value))
    line._p.get_or_add_pPr().insert_element_before(frame, *AFTER_FRAME)
