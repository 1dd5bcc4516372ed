"""The words of a paragraph as Word shows them: results of fields, signs of symbol fonts, no hidden text."""

import re
from dataclasses import dataclass, field
from typing import Any

from services.documents.text.importing import Gathered
from services.documents.text.losses import (
    AUTOMATIC,
    CODES,
    COMBINED,
    CONTAINERS,
    HIDDEN,
    LOST,
    RAISED,
    STRUCK,
    UNSEEN_FIELDS,
    is_silent,
    loss_of,
)
from services.documents.text.number_formats import CIRCLED
from services.documents.text.package import W, local, switched, value
from services.documents.text.shapes import Box, alternatives, boxes, relation, shown, wide
from services.documents.text.styles import Styles, font_of
from services.documents.text.symbols import is_symbol_font, symbol

BREAK = "\n"
SEEN = "\x1a"
"""The substitute for a picture among the words of a paragraph."""
TICKED, EMPTY = "☑", "☐"
CONTENTS = ("TOC", "INDEX", "TOA")
TURNED = re.compile(r"\\o\s*\\ac\s*\(\s*([^,，]+)\s*[,，;；]\s*([^)]+)\)", re.IGNORECASE)
SYMBOL = re.compile(r'SYMBOL\s+(0x[0-9a-f]+|\d+).*?\\f\s+"?([^"\\]+)"?', re.IGNORECASE)


RAISED_FIGURES = str.maketrans("123", "¹²³")
NUMBERED_BY_FIELD = ("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "BIDIOUTLINE")


@dataclass(frozen=True)
class Look:
    """The effect of a run's properties on its words."""

    font: str = ""
    hidden: bool = False
    capitals: bool = False
    raised: str = ""


@dataclass
class Field:
    """An open field: its instruction, the start of its result, and whether the result is shown."""

    form: Any = None
    instruction: str = ""
    result: int | None = None
    dropped: bool = False


@dataclass
class Words:
    """Reads paragraphs in order; a field may extend over several."""

    styles: Styles
    out: Gathered
    with_fields: bool = True
    fields: list[Field] = field(default_factory=list)
    pictures: list[tuple[str, float]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    _found: list[str] = field(default_factory=list)
    _style: str = ""

    def lines(self, paragraph: Any, style: str) -> list[str]:
        """Return the lines of a paragraph, split at its author's line breaks; pictures and boxes are not among them."""
        return self.parts(paragraph, style).replace(SEEN, "").split(BREAK)

    def parts(self, paragraph: Any, style: str) -> str:
        """Return the words of a paragraph, with a mark for each break (`BREAK`) and each picture (`SEEN`).

        Its pictures are in `pictures` and its text boxes in `boxes` until the next one is read.
        """
        self._found, self._style, self.pictures, self.boxes = [], style, [], []
        for each in self.fields:
            each.result = None if each.result is None else 0
        self._walk(paragraph)
        return "".join(self._found)

    def _walk(self, element: Any) -> None:
        for each in element.iterchildren():
            name = local(each)
            if name == "r":
                self._run(each)
            elif name in CONTAINERS:
                if name in LOST and (name != "hyperlink" or len(each.attrib)):
                    self._lose(LOST[name])
                self._walk(each)
            elif name == "sdt":
                self._control(each)
            elif name == "fldSimple":
                self._simple(each)
            elif name == "AlternateContent":
                for chosen in alternatives(each):
                    self._walk(chosen)
            elif not is_silent(each):
                self._lose(loss_of(each))

    def _run(self, run: Any) -> None:
        properties = run.find(f"{W}rPr")
        hidden = self._is_hidden(properties)
        font = font_of(properties) or self.styles.font(_styled(properties)) or self.styles.font(self._style) or ""
        if hidden and next(run.iter(f"{W}t", f"{W}sym"), None) is not None and self._shown():
            self._lose(HIDDEN)
        capitals = self._is("caps", properties) or self._is("smallCaps", properties)
        look = Look(font, hidden, capitals, self._raised(properties))
        if not hidden and any(local(each) == "t" and (each.text or "").strip() for each in run):
            if self._is("strike", properties) or self._is("dstrike", properties):
                self._lose(STRUCK)
            if properties is not None and properties.find(f"{W}eastAsianLayout") is not None:
                self._lose(COMBINED)
        for each in run.iterchildren():
            self._piece(each, look)

    def _piece(self, each: Any, look: Look) -> None:
        name, font = local(each), look.font
        if name == "fldChar":
            self._mark(each)
        elif name == "instrText":
            if self.fields and self.fields[-1].result is None:
                self.fields[-1].instruction += each.text or ""
        elif look.hidden or is_silent(each):
            return
        elif name == "t":
            self._say(self._looked(self._signs(each.text or "", font), look))
        elif name == "sym":
            self._sign(str(each.get(f"{W}font") or font), str(each.get(f"{W}char") or ""))
        elif name in ("tab", "ptab"):
            self._say(" ")
        elif name in ("br", "cr"):
            self._say(BREAK)
        elif name == "noBreakHyphen":
            self._say("-")
        elif name == "ruby":
            self._lose(LOST[name])
            for base in each.iterchildren(f"{W}rubyBase"):
                self._walk(base)
        elif name == "AlternateContent":
            for chosen in alternatives(each):
                for inner in chosen.iterchildren():
                    self._piece(inner, look)
        elif name in ("drawing", "pict", "object"):
            self._drawn(each)
        else:
            self._lose(loss_of(each))

    def _looked(self, text: str, look: Look) -> str:
        """Convert capitals and raised figures to characters as shown; those without one are listed as lost."""
        shown = text.upper() if look.capitals else text
        if look.raised not in ("superscript", "subscript") or not shown.strip():
            return shown
        if look.raised == "superscript" and set(shown.strip()) <= set("123"):
            return shown.translate(RAISED_FIGURES)
        self._lose(RAISED)
        return shown

    def _control(self, control: Any) -> None:
        """Read a content control: its content, but not an unanswered prompt."""
        if switched(control.find(f"{W}sdtPr/{W}showingPlcHdr")):
            self._lose("未填写的内容控件")
            return
        for each in control.iterchildren():
            if local(each) == "sdtContent":
                self._walk(each)
            elif not is_silent(each):
                self._lose(loss_of(each))

    def _simple(self, each: Any) -> None:
        begun = Field(instruction=str(each.get(f"{W}instr") or ""))
        self.fields.append(begun)
        self._result(begun)
        self._walk(each)
        self._end()

    def _mark(self, each: Any) -> None:
        kind = each.get(f"{W}fldCharType")
        if not self.with_fields:
            return
        if kind == "begin":
            self.fields.append(Field(form=each.find(f"{W}ffData")))
        elif kind == "separate" and self.fields:
            self._result(self.fields[-1])
        elif kind == "end" and self.fields:
            self._end()

    def _result(self, begun: Field) -> None:
        words = begun.instruction.split()
        kind = words[0].upper() if words else ""
        begun.result = len(self._found)
        begun.dropped = kind in CONTENTS
        if begun.dropped:
            self._lose("目录和索引")
        elif kind == "HYPERLINK":
            self._lose(LOST["hyperlink"])

    def _end(self) -> None:
        ended = self.fields.pop()
        said = ended.result is not None and len(self._found) > ended.result
        if said or ended.dropped or not self._shown():
            return
        words = ended.instruction.split()
        kind = words[0].upper() if words else ""
        if kind == "FORMCHECKBOX":
            self._say(TICKED if _ticked(ended.form) else EMPTY)
        elif kind == "FORMDROPDOWN":
            self._say(_chosen(ended.form))
        elif kind == "EQ":
            self._turned(ended.instruction)
        elif kind == "SYMBOL" and (found := SYMBOL.search(ended.instruction)):
            self._sign(found[2].strip(), f"{int(found[1], 0):X}")
        elif kind in ("MACROBUTTON", "GOTOBUTTON"):
            self._say(" ".join(words[2:]))
        elif kind in NUMBERED_BY_FIELD:
            self._lose(AUTOMATIC)
        elif kind in ("DISPLAYBARCODE", "MERGEBARCODE", "BARCODE"):
            self._lose(CODES)
        elif kind and kind not in UNSEEN_FIELDS:
            self._lose(f"没有结果的域（{kind[:20]}）")

    def _turned(self, instruction: str) -> None:
        """Read enclosed characters, such as a sign in a ring or a box (带圈字符)."""
        found = TURNED.search(instruction)
        around, inner = (found[1].strip(), found[2].strip()) if found else ("", "")
        if around in ("□", "☐") and inner in ("√", "✓", "✔"):
            self._say(TICKED)
        elif around in ("○", "〇", "◯") and inner.isdigit() and 0 < int(inner) <= len(CIRCLED):
            self._say(CIRCLED[int(inner) - 1])
        elif found:
            self._say(inner)
            self._lose("带圈字符的圈")
        else:
            self._lose("公式")

    def _drawn(self, element: Any) -> None:
        """Read a picture, a text box, a chart or an object; a picture to keep is recorded by its relation."""
        drawn = list(shown(element))
        names = {local(each) for each in drawn}
        found = boxes(drawn, leads=not "".join(self._found).strip()) if self._shown() else []
        for each in found:
            self._lose(each.lost)
        self.boxes += found
        kept = [at for each in drawn if local(each) in ("blip", "imagedata") and (at := relation(each))]
        if kept and local(element) != "object" and self._shown():
            width = wide(drawn)
            self.pictures += [(each, width) for each in kept]
            self._found.append(SEEN * len(kept))
        elif local(element) == "object" or "OLEObject" in names:
            self._lose(LOST["object"])
        elif "chart" in names:
            self._lose("图表")
        elif not found:
            self._lose(LOST["drawing"])

    def _signs(self, text: str, font: str) -> str:
        plain = " ".join(text.replace(SEEN, "").split(BREAK))
        if not is_symbol_font(font) and not any("\uf020" <= each <= "\uf0ff" for each in plain):
            return plain
        return "".join(self._shown_as(font, ord(each)) for each in plain)

    def _sign(self, font: str, code: str) -> None:
        try:
            self._say(self._shown_as(font, int(code, 16)))
        except ValueError:
            self._lose("认不出的符号")

    def _shown_as(self, font: str, code: int) -> str:
        if code == 0x20:
            return " "
        found = symbol(font, code)
        if found is None:
            self._lose(f"认不出的符号（{font[:40] or '未知字体'}）")
        return found or ""

    def _is(self, name: str, properties: Any | None) -> bool:
        own = None if properties is None else switched(properties.find(f"{W}{name}"))
        if own is not None:
            return own
        of_paragraph = self.styles.switch(self._style, name)
        return bool(of_paragraph) != bool(self.styles.switch(_styled(properties), name))

    def _raised(self, properties: Any | None) -> str:
        own = "" if properties is None else value(properties.find(f"{W}vertAlign"))
        return own or self.styles.raised(_styled(properties)) or self.styles.raised(self._style)

    def _is_hidden(self, properties: Any | None) -> bool:
        own = None if properties is None else switched(properties.find(f"{W}vanish"))
        if own is not None:
            return own
        of_paragraph, of_run = self.styles.hidden(self._style), self.styles.hidden(_styled(properties))
        if of_paragraph is None and of_run is None:
            return self.styles.hidden_by_default
        return bool(of_paragraph) != bool(of_run)  # what both styles switch is switched twice (17.7.3)

    def _say(self, text: str) -> None:
        if self._shown():
            self._found.append(text)

    def _lose(self, what: str) -> None:
        if self._shown() or what == "目录和索引":
            self.out.lose(what)

    def _shown(self) -> bool:
        return all(each.result is not None and not each.dropped for each in self.fields)


def _styled(properties: Any | None) -> str:
    return "" if properties is None else value(properties.find(f"{W}rStyle"))


def _ticked(form: Any | None) -> bool:
    box = None if form is None else form.find(f"{W}checkBox")
    if box is None:
        return False
    checked = switched(box.find(f"{W}checked"))
    return bool(switched(box.find(f"{W}default"))) if checked is None else checked


def _chosen(form: Any | None) -> str:
    choices = None if form is None else form.find(f"{W}ddList")
    if choices is None:
        return ""
    entries = [value(each) for each in choices.iterchildren(f"{W}listEntry")]
    given = value(choices.find(f"{W}result")) or value(choices.find(f"{W}default")) or "0"
    return entries[int(given)] if given.isdigit() and int(given) < len(entries) else ""
