"""Sheets as DOCX for further editing: the same content and measures, in the typefaces that offices have.

An editable file has no seal: a seal belongs to an issued document, and its image is never handed out by itself.
"""

import io
import zipfile
from datetime import UTC, datetime, time
from typing import Any

from docx import Document as new_document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from services.documents.rendition.columns import LEADING
from services.documents.rendition.pdf import STANDARD, Measure, described
from services.documents.rendition.sheet import Sheet
from services.documents.text.roles import ROLES

NAMES = {"fang": "仿宋", "kai": "楷体", "hei": "黑体", "song": "宋体", "title": "方正小标宋简体"}
LATIN = "Times New Roman"
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
PITCH, THREE, FOUR, TWO = Pt(28.95), Pt(16), Pt(14), Pt(22)
"""The line pitch: 22 lines fill the type area; with 29 points they would not fit, and Word moves the last one on."""
FOOT_PITCH = Pt(22)
"""The line pitch of the footer block."""
ABOVE_NUMBER, NUMBER_PITCH = Mm(6.5), Pt(16)
"""The room above the page number (7.5), so that the footer begins where the type area ends, and the height of its line."""
THICK, THIN = Mm(0.35), Mm(0.25)
"""The rules of the footer block: the first and the last, and the one above the printer (7.4.1)."""
TIGHTER = -5
"""Twentieths of a point between characters, so that 28 of them fill 156 mm."""
WIDEST, HIGHEST = Mm(156), Mm(190)
"""The maximum size of a picture."""
LONGEST_CENTRED = 120
"""The maximum characters of a cell that is centred; a longer one begins at the left and at the top."""
RED = RGBColor(0xE6, 0x00, 0x12)

AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc", "w:rPr")
"""Elements that follow the borders in the properties of a paragraph."""
AFTER_FRAME = ("w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", *AFTER_BORDERS)
"""Elements that follow the frame in the properties of a paragraph."""


def render(sheet: Sheet, *, breaks: int, measure: Measure = STANDARD) -> bytes:
    """Render a sheet; `breaks`: page breaks before the footer block in the PDF, `measure`: the measures of its head.

    Word breaks pages in its own way, so the block begins a section on an even page wherever the PDF has a break.
    """
    page = _Page(sheet, measure)
    page.head()
    page.main()
    page.attachments()
    page.foot(breaks)
    out = io.BytesIO()
    page.file.save(out)
    return _without_clock(out.getvalue())


class _Page:
    """A document written from top to bottom."""

    def __init__(self, sheet: Sheet, measure: Measure) -> None:
        self.sheet, self.data, self.measure = sheet, described(sheet), measure
        self.pitch = Pt(int(measure.pitch * 20) / 20)  # whole twips, and never more than the PDF's
        self.file = new_document()
        self._settings()

    def head(self) -> None:
        """Write the elements above the title."""
        data = self.data
        above = [
            (data["copy"], "fang", "copy_number"),
            (data["secrecy"], "hei", "secrecy"),
            (data["urgency"], "hei", "urgency"),
        ]
        lines = [each for each in above if each[0]]
        for text, face, role in lines:
            self.line([(text, face)], role=role)
        room = {"general": 35.0, "minutes": 35.0, "order": 20.0, "letter": 0.0, "plain": 0.0}[data["form"]]
        before = max(0.0, Mm(room).pt - PITCH.pt * len(lines))
        marks = data["marks"][:1] if self.measure.lead else data["marks"]
        for place, issuer in enumerate(marks):
            last = place == len(marks) - 1
            words = issuer + (data["suffix"] if last else "")
            size = min(54.0 * self.measure.mark, Mm(156).pt / max(len(words), 1) - 0.5)
            mark = self.line(
                [(words, "title")], size=Pt(size), align="center", pitch=Pt(size * 1.2), colour=RED, role="mark"
            )
            mark.paragraph_format.space_before = Pt(before if place == 0 else 0)
        if data["form"] == "letter":
            _border(mark, "bottom", "thickThinSmallGap", 36, 11)
        else:
            self.blank(self.measure.air, less=0.2 * size)  # what the line of the mark is taller than its characters
        if data["upward"]:
            for place, signer in enumerate(_pairs(data["signers"])):
                last = 2 * place + 2 >= len(data["signers"])
                start = [(data["number"] if last else "", "fang"), ("\t", "fang")]
                name = self.line(
                    [*start, ("签发人：" if place == 0 else "　　　　", "fang"), (signer, "kai")],
                    inset=1,
                    role="number",
                )
                name.paragraph_format.tab_stops.add_tab_stop(Mm(95))
        else:
            side = "right" if data["form"] == "letter" else "center"
            name = self.line([(data["number"], "fang")], align=side, role="number")
        if data["form"] in ("general", "minutes"):
            _border(name, "bottom", "single", 16, 11)
        self.blank(self.measure.air, less=7.5)  # the title's first line is taller than its characters

    def main(self) -> None:
        """Write title, recipients, text, names of attachments, attendance, signature, date and note."""
        data = self.data
        self.title(data["title"])
        if data["addressees"] and not self.measure.moved:
            self.line([(data["addressees"], "fang")], role="addressees")
        self.blocks(data["body"])
        if data["attachments"]:
            self.blank(1)
            many = len(data["attachments"]) > 1
            for place, each in enumerate(data["attachments"], start=1):
                label = "附件：" if place == 1 else "　　　"
                self.line(
                    [(label + (f"{place}．" if many else "") + each["name"], "fang")], indent=2, role="attachments"
                )
        rolls = (("出席", data["present"]), ("请假", data["absent"]), ("列席", data["observers"]))
        for place, (word, names) in enumerate((word, names) for word, names in rolls if names):
            if place == 0:
                self.blank(1)
            self.line([(word, "hei"), ("：", "fang"), (names, "fang")], indent=2, role="roll")
        begins = len(self.file.paragraphs)
        self.signature()
        lines = self.file.paragraphs
        # LibreOffice moves a paragraph that is kept with the next one as a whole: a long one would leave page 1 empty
        held = begins - 1 if begins and len(lines[begins - 1].text) <= self.measure.held else begins
        for line in lines[held:-1]:
            line.paragraph_format.keep_with_next = True

    def signature(self) -> None:
        """Write signature and date: two from the right, the date two in from the signature's start."""
        data = self.data
        names = [each["name"] for each in data["signatures"]]
        if data["form"] == "order":
            names = [f"{data['post']}　　{data['signer']}"]
        if names or data["date"]:
            self.blank(self.measure.gap)
        for name in names:
            self.line([(name, "fang")], align="right", right=2, role="signature")
        if data["date"]:
            right = 4 if len("".join(names[:1])) < 9 else 2
            self.line([(data["date"], "fang")], align="right", right=right, role="date")
        if data["note"]:
            self.line([(data["note"], "fang")], indent=2, role="note")

    def attachments(self) -> None:
        """Write the attachments, each on a new page."""
        for place, each in enumerate(self.data["attachments"], start=1):
            if each["body"]:
                many = len(self.data["attachments"]) > 1
                label = self.line([(f"附件{place}" if many else "附件", "hei")], role="annex")
                label.paragraph_format.page_break_before = True
                self.blank(1)
                self.title(each["title"], role="annex_title")
                self.blocks(each["body"])

    def foot(self, breaks: int) -> None:
        """Write the footer block (版记) in a frame at the bottom of the type area of an even page.

        A frame is kept whole and at its place by Word, WPS and LibreOffice; a floating table is not by LibreOffice 7.4.
        """
        data = self.data
        ruled = data["form"] != "letter"
        sent = [(f"主送：{data['sent']}", "", "addressees")] if self.measure.moved else []
        texts = [*sent, *([(f"抄送：{data['copied']}", "", "copies")] if data["copied"] else [])]
        if data["printer"] and ruled:
            texts.append((data["printer"], data["printed"], "printer"))
        if not texts:
            return
        if breaks and ruled:  # a letter's may be on any last page: the frame goes there by itself
            self.file.add_section(WD_SECTION.EVEN_PAGE)
        for place, (left, right, role) in enumerate(texts):
            if ruled and (place == 0 or role == "printer"):
                self._rule(THICK if place == 0 else THIN)
            line = self.line(
                [(left + ("\t" + right if right else ""), "fang")],
                size=FOUR,
                pitch=FOOT_PITCH,
                align="justify",
                role=role,
            )
            form = line.paragraph_format
            form.left_indent = FOUR if right else Pt(FOUR.pt * 4)
            form.first_line_indent = Pt(0) if right else Pt(-FOUR.pt * 3)
            form.right_indent = FOUR
            if right:
                line.alignment = WD_ALIGN_PARAGRAPH.LEFT
                form.tab_stops.add_tab_stop(Mm(156) - FOUR, WD_TAB_ALIGNMENT.RIGHT)
            _frame(line)
        if ruled:
            self._rule(THICK)
        self.line([], pitch=Pt(1))  # what the frame is anchored to

    def _rule(self, pitch: Any) -> None:
        """Write a rule of the footer block, as wide as the type area, as a black line of this height.

        A border would move in with its paragraph, and LibreOffice 7.4 makes no frame of paragraphs with unlike borders.
        """
        line = self.line([], pitch=pitch)
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "000000")):
            shade.set(qn(f"w:{name}"), value)
        line._p.get_or_add_pPr().insert_element_before(shade, *AFTER_BORDERS[1:])
        _frame(line)

    def title(self, lines: list[str], role: str = "title") -> None:
        """Write a title, line by line as broken, and an empty line below."""
        for text in lines:
            self.line([(text, "title")], size=TWO, align="center", pitch=Pt(35), role=role)
        if lines:
            self.blank(1)

    def blocks(self, blocks: list[dict[str, Any]]) -> None:
        """Write headings, paragraphs, tables and pictures."""
        for block in blocks:
            if block["type"] == "table":
                self.table(block)
                continue
            if block["type"] == "picture":
                self.picture(block)
                continue
            runs = [(run["text"], run["face"]) for run in block["runs"]]
            line = self.line(runs, indent=2, align="justify", role=block["role"])
            line.paragraph_format.keep_with_next = block["type"] == "heading"

    def table(self, block: dict[str, Any]) -> None:
        """Write a table; its head is repeated on every page."""
        if block["caption"]:
            caption = self.line(
                [(block["caption"], "hei")], align="center", size=FOUR, pitch=FOOT_PITCH, role="caption"
            )
            caption.paragraph_format.space_before = Pt(0.4 * PITCH.pt)
            caption.paragraph_format.keep_with_next = True
        table = self.file.add_table(len(block["rows"]), len(block["widths"]))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        if not block["head"]:
            table._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:firstRow"), "0")
        whole = sum(block["widths"])
        for column, share in zip(table.columns, block["widths"], strict=True):
            column.width = Mm(156 * share / whole)
        _margins(table)
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
                self.write(cell.paragraphs[0], [(text, "hei" if head else "fang")], Pt(block["size"]), None)
        for each in block["pictures"]:
            cell, share = table.cell(each["row"], each["column"]), block["widths"][each["column"]]
            self.picture(
                each, cell.add_paragraph() if cell.text else cell.paragraphs[0], Mm(156 * share / whole - 3), Mm(150)
            )

    def picture(self, block: dict[str, Any], line: Any = None, wide: Any = WIDEST, high: Any = HIGHEST) -> None:
        """Write a picture of an attachment, no larger than the type area or its cell."""
        line = line or self.file.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        content = io.BytesIO(block["content"])
        shown = line.add_run().add_picture(content, width=Mm(block["width"]) if block["width"] else None)
        fit = min(1.0, wide / shown.width, high / shown.height)
        shown.width, shown.height = round(shown.width * fit), round(shown.height * fit)

    def blank(self, lines: int, *, less: float = 0.0) -> None:
        """Write empty lines; `less`: points that they are lower, all together."""
        for _ in range(lines):
            self.line([], pitch=Pt(int(20 * (self.pitch.pt - less / lines)) / 20))

    def line(
        self,
        parts: list[tuple[str, str]],
        *,
        size: Any = THREE,
        pitch: Any = None,
        align: str = "left",
        indent: int = 0,
        inset: int = 0,
        right: int = 0,
        colour: Any = None,
        role: str | None = None,
    ) -> Any:
        """Write a paragraph at an exact pitch (the text's); `indent`, `inset`, `right` in characters; `role`: its part."""
        line = self.file.add_paragraph(style=None if role is None else ROLES[role])
        line.alignment = SIDES[align]
        form = line.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, pitch or self.pitch
        form.space_before = form.space_after = Pt(0)
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
                spacing.set(qn("w:val"), str(TIGHTER))
                properties.append(spacing)

    def _settings(self) -> None:
        file, sheet = self.file, self.sheet
        page = file.sections[0]
        page.start_type = WD_SECTION.NEW_PAGE
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
        page.footer_distance = Mm(35 - 0.1) - ABOVE_NUMBER - NUMBER_PITCH
        for role, name in ROLES.items():
            style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.quick_style = file.styles["Normal"], True
            if role.startswith("heading_"):
                level = OxmlElement("w:outlineLvl")
                level.set(qn("w:val"), str(int(role[-1]) - 1))
                style.element.get_or_add_pPr().append(level)
        file.settings.odd_and_even_pages_header_footer = True
        page.different_first_page_header_footer = sheet.form == "letter"
        self._number(page.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        self._number(page.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
        if sheet.state:
            for header in (page.header, page.even_page_header, page.first_page_header):
                header.is_linked_to_previous = False
                header.paragraphs[0].style = ROLES["state"]
                header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self.write(header.paragraphs[0], [(sheet.state, "hei")], FOUR, RGBColor(0x80, 0x80, 0x80))
        known = file.core_properties
        made = datetime.combine(sheet.dated, time(), UTC) if sheet.dated else datetime(2000, 1, 1, tzinfo=UTC)
        known.title, known.author, known.comments = self.data["heading"][:255], "、".join(self.data["author"])[:255], ""
        known.created = known.modified = made.replace(tzinfo=None)
        known.last_modified_by = known.author

    def _number(self, footer: Any, side: Any) -> None:
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        form = line.paragraph_format
        form.left_indent = form.right_indent = FOUR
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, NUMBER_PITCH
        form.space_before, form.space_after = ABOVE_NUMBER, Pt(0)
        self.write(line, [("— ", "song")], FOUR, None)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        self.write(line, [("1", "song")], FOUR, None)
        field.append(line.runs[-1]._r)
        line._p.append(field)
        self.write(line, [(" —", "song")], FOUR, None)


def _without_clock(packed: bytes) -> bytes:
    """Repack a file without timestamps, so that the same sheet gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(zipfile.ZipInfo(each.filename), old.read(each), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _pairs(names: list[str]) -> list[str]:
    return ["　".join(names[start : start + 2]) for start in range(0, len(names), 2)] or [""]


def _border(line: Any, side: str, kind: str, eighths: int, away: int) -> None:
    borders, border = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", eighths), ("space", away), ("color", "E60012")):
        border.set(qn(f"w:{name}"), str(value))
    borders.append(border)
    line._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _margins(table: Any) -> None:
    """Set the cell margins as in the PDF: 4 points left and right, 6 above and below with half the leading."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "60"), ("left", "80"), ("bottom", "60"), ("right", "80")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), twips)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins)


def _frame(line: Any) -> None:
    """Put a paragraph into the frame at the bottom of the type area; consecutive ones share it."""
    frame = OxmlElement("w:framePr")
    for name, value in (
        ("w", str(round(Mm(156).twips))),
        ("wrap", "notBeside"),
        ("vAnchor", "margin"),
        ("hAnchor", "margin"),
        ("xAlign", "center"),
        ("yAlign", "bottom"),
    ):
        frame.set(qn(f"w:{name}"), value)
    line._p.get_or_add_pPr().insert_element_before(frame, *AFTER_FRAME)
