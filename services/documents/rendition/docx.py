"""Sheets as DOCX for further editing: the same content and measures, in the typefaces that offices have.

An editable file has no seal: a seal belongs to an issued document, and its image is never handed out by itself.
"""

import io
import zipfile
from datetime import UTC, datetime, time
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from services.documents.rendition import docx_head, docx_table
from services.documents.rendition.docx_page import (
    FOUR,
    TWO,
    WIDE,
    Page,
    closed,
    framed,
    shaded,
)  # fmt: skip
from services.documents.rendition.pdf import STANDARD, Measure
from services.documents.rendition.placed import Placed
from services.documents.rendition.sheet import Sheet, width
from services.documents.text.roles import ROLES

FOOT_PITCH = Pt(22)
"""The line pitch of the footer block."""
TITLE_PITCH = Pt(35)
"""The line pitch of a title."""
ABOVE_NUMBER, NUMBER_PITCH = Mm(6.5), Pt(16)
"""The room above the page number (7.5), so that the footer begins where the type area ends, and the height of its line."""
BELOW_NUMBER, BELOW_RULES = Mm(35 - 0.1) - ABOVE_NUMBER - NUMBER_PITCH, Mm(19.5)
"""The room from the page number, and from a letter's lower rule (10.1), to the edge of the page."""
THICK, THIN = Mm(0.35), Mm(0.25)
"""The rules of the footer block: the first and the last, and the one above the printer (7.4.1)."""
BOTTOM = {
    "w": round(WIDE.twips), "wrap": "notBeside", "vAnchor": "margin", "hAnchor": "margin", "xAlign": "center",
    "yAlign": "bottom",
}  # fmt: skip
"""The place of the footer block: at the bottom of the type area."""


def render(sheet: Sheet, *, measure: Measure = STANDARD, placed: Placed | None = None, breaks: int = 0) -> bytes:
    """Render a sheet; `measure`: the measures of the PDF, `placed`: where the PDF has the elements of the head.

    breaks: page breaks before the footer block in the PDF. Word breaks pages in its own way, so the block begins a
    section on an even page wherever the PDF has a break.
    """
    page = _Document(sheet, measure, placed)
    page.settings()
    docx_head.head(page)
    page.main()
    page.attachments()
    page.foot(placed.breaks if placed is not None else breaks)
    out = io.BytesIO()
    page.file.save(out)
    return _without_clock(out.getvalue())


class _Document(Page):
    """A document written from top to bottom."""

    def main(self) -> None:
        """Write title, recipients, text, names of attachments, attendance, signature, date and note."""
        data = self.data
        self.title(data["title"])
        if data["addressees"] and not self.measure.moved:
            self.line([(data["addressees"], "fang")], role="addressees")
        opens = len(self.file.paragraphs)
        self.blocks(data["body"])
        ends = len(self.file.paragraphs)
        if data["attachments"]:
            self.blank(1)
            many = len(data["attachments"]) > 1
            for place, each in enumerate(data["attachments"], start=1):
                label = "附件：" if place == 1 else "　　　"
                number = f"{place}．" if many else ""
                self._hanging([(label + number + each["name"], "fang")], label + number, "attachments")
        rolls = (("出席", data["present"]), ("请假", data["absent"]), ("列席", data["observers"]))
        for place, (word, names) in enumerate((word, names) for word, names in rolls if names):
            if place == 0:
                self.blank(1)
            self._hanging([(word, "hei"), ("：", "fang"), (names, "fang")], f"{word}：", "roll")
        self.signature()
        self._hold(opens, ends)

    def _hold(self, opens: int, ends: int) -> None:
        """Keep the end of the text with what follows it, as the PDF does.

        LibreOffice moves a paragraph that is kept with the next one as a whole: a long one would leave page 1 empty.
        """
        lines, body = self.file.paragraphs, self.data["body"]
        leading = next((place for place, each in enumerate(body) if each["type"] != "heading"), len(body))
        last = bool(body) and body[-1]["type"] == "paragraph" and len(body) - 1 > leading
        held = ends - 1 if last and ends > opens and body[-1]["length"] <= self.measure.held else ends
        for line in lines[held:-1]:
            line.paragraph_format.keep_with_next = True

    def _hanging(self, parts: list[tuple[str, str]], label: str, role: str) -> None:
        """Write a line in by two characters that goes on under what follows its label."""
        line, cell = self.line(parts, role=role), self.measure.cell
        aside = width(label) * cell
        line.paragraph_format.left_indent = Pt(2 * cell + aside)
        line.paragraph_format.first_line_indent = Pt(-aside)

    def signature(self) -> None:
        """Write signature and date: two from the right, the date two in from the signature's start."""
        data = self.data
        names = [each["name"] for each in data["signatures"]]
        if data["form"] == "order":
            names = [f"{data['post']}　　{data['signer']}"]
        if names or data["date"]:
            self.blank(self.measure.gap if names else 1)
        start = max(max(map(width, names), default=0.0) + 2, width(data["date"]) + 4)
        for name in names:
            self.line([(name, "fang")], align="right", right=start - width(name), role="signature")
        if data["form"] == "order":
            self.blank(1)
        if data["date"]:
            self.line([(data["date"], "fang")], align="right", right=start - 2 - width(data["date"]), role="date")
        if data["note"]:
            self.blank(1 if any(each["seal"] for each in data["signatures"]) else 0)
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
        if breaks:
            self._apart(WD_SECTION.NEW_PAGE if breaks > 1 or not ruled else WD_SECTION.EVEN_PAGE, numbered=breaks < 2)
        if breaks > 1:  # a blank page of its own: LibreOffice leaves one out that only a section's start asks for
            self.line([], pitch=Pt(1))
            self._apart(WD_SECTION.EVEN_PAGE, numbered=False)
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
            framed(line, **BOTTOM)
        if ruled:
            self._rule(THICK)
        self.line([], pitch=Pt(1))  # what the frame is anchored to

    def _apart(self, start: WD_SECTION, *, numbered: bool) -> None:
        """Begin a section; neither a blank page nor the one of the footer block after it is numbered (7.5)."""
        section = self.file.add_section(start)
        section.different_first_page_header_footer = False
        if not numbered:
            self._foot_line(section.footer)
            self._foot_line(section.even_page_footer)
        ends = self.file.paragraphs[-1]._p  # an empty line, which might find no room on a full page
        before = ends.getprevious()
        if before is not None and before.tag == qn("w:p") and before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
            before.get_or_add_pPr().append(ends.find(f"{qn('w:pPr')}/{qn('w:sectPr')}"))
            ends.getparent().remove(ends)

    def _rule(self, pitch: Any) -> None:
        """Write a rule of the footer block, as wide as the type area, as a black line of this height.

        A border would move in with its paragraph, and LibreOffice 7.4 makes no frame of paragraphs with unlike borders.
        """
        line = self.line([], pitch=pitch)
        shaded(line, "000000")
        framed(line, **BOTTOM)

    def title(self, lines: list[str], role: str = "title") -> None:
        """Write a title, line by line as broken, and an empty line below."""
        for text in lines:
            self.line([(text, "title")], size=TWO, align="center", pitch=TITLE_PITCH, role=role)
        if lines and role == "title":
            self.down_to(self.placed.text)
        elif lines:
            self.blank(1)

    def blocks(self, blocks: list[dict[str, Any]]) -> None:
        """Write headings, paragraphs, tables and pictures."""
        for block in blocks:
            if block["type"] == "table":
                docx_table.add_table(self, block)
                continue
            if block["type"] == "picture":
                docx_table.add_picture(self, block)
                continue
            runs = [(run["text"], run["face"]) for run in block["runs"]]
            line = self.line(runs, indent=2, align="justify", role=block["role"])
            line.paragraph_format.keep_with_next = block["type"] == "heading"

    def settings(self) -> None:
        """Set paper, margins, styles, page numbers and the file's properties."""
        file, sheet = self.file, self.sheet
        page = file.sections[0]
        page.start_type = WD_SECTION.NEW_PAGE
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
        letter = sheet.form == "letter"
        page.footer_distance = BELOW_RULES if letter else BELOW_NUMBER
        closed(file.styles["Normal"].element.get_or_add_pPr())
        for role, name in ROLES.items():
            style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.quick_style = file.styles["Normal"], True
            if role.startswith("heading_"):
                level = OxmlElement("w:outlineLvl")
                level.set(qn("w:val"), str(int(role[-1]) - 1))
                style.element.get_or_add_pPr().append(level)
        file.settings.odd_and_even_pages_header_footer = True
        page.different_first_page_header_footer = letter
        if letter:
            page.first_page_footer.is_linked_to_previous = False
            docx_head.letter_foot(self, page.first_page_footer)
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

    def _foot_line(self, footer: Any) -> Any:
        """Write the line of the page number without it; the type area ends above this line on every page."""
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        form = line.paragraph_format
        form.left_indent = form.right_indent = FOUR
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, NUMBER_PITCH
        form.space_before, form.space_after = ABOVE_NUMBER, Pt(0)
        if self.sheet.form == "letter":
            self.line([], pitch=BELOW_NUMBER - BELOW_RULES, within=footer)
        return line

    def _number(self, footer: Any, side: Any) -> None:
        line = self._foot_line(footer)
        line.alignment = side
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
