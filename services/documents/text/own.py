"""Import of the product's own DOCX: title, elements and body, by the styles that it was written with."""

import re
from collections.abc import Iterable

from services.documents.text.domain import Block, Heading, Paragraph, level_of
from services.documents.text.importing import Gathered
from services.documents.text.roles import role_of

ATTACHED = "附件的正文（请作为附件上传）"
PLACE = re.compile(r"^(\d+)．")
CONTACT, TELEPHONE = re.compile(r"联系人：([^，）]+)"), re.compile(r"联系电话：([^，）]+)")
PRINTED = re.compile(r"\s*\d{4}年\d{1,2}月\d{1,2}日印发$")
MINUTES, ORDER = "纪要", "令"
FOOT = ("addressees", "copies", "printer")
"""Elements of the footer block (版记), which stands under the attachments too."""
LONGEST = 200
OPENING = ("时间：", "会议时间：", "地点：", "会议地点：", "主持：", "主持人：", "记录：", "记录人：")
"""Opening lines of minutes, before the attendance."""


class Own:
    """Collects the paragraphs that bear one of the product's styles."""

    def __init__(self, out: Gathered) -> None:
        self._out = out
        self._rolls: list[str] = []
        self._caption = ""
        self._mark = self._printer = ""
        self.attached = False

    @staticmethod
    def knows(names: Iterable[str]) -> bool:
        """Check whether a style is one of the product's."""
        return role_of(names) is not None

    @staticmethod
    def in_margin(names: Iterable[str]) -> bool:
        """Check whether a header paragraph only holds the document's state."""
        return role_of(names) == "state"

    def takes(self, names: list[str], lines: list[str]) -> bool:
        """Take a paragraph if its style identifies an element."""
        role = role_of(names)
        if role == "annex":
            if not self.attached:
                self._out.lose(ATTACHED)
            self.attached = True
        if self.attached and role in FOOT:
            self._element(role, "".join(lines))
        if role is None or self.attached:
            return self.attached
        whole = "".join(lines)
        if role.startswith("heading_"):
            self._out.add(Heading(int(role[-1]), whole))
        elif role == "paragraph":
            for line in lines:
                level = level_of(line)
                self._out.add(Paragraph(line) if level is None else Heading(level, line))
        elif role in ("ordered", "bulleted"):
            place = PLACE.match(whole)
            text = PLACE.sub("", whole) if role == "ordered" else whole.removeprefix("·")
            self._out.add_item(text.strip(), ordered=role == "ordered", begins=bool(place and place[1] == "1"))
        elif role == "caption":
            self._caption = whole
        elif role == "title":
            self._out.title += whole
        elif role == "roll":
            self._rolls.append(whole)
        elif role == "mark":
            self._mark += whole
        else:
            self._element(role, whole)
        return True

    def tabled(self, paragraphs: Iterable[tuple[list[str], str]]) -> bool:
        """Take a table that only holds elements apart: the mark of several issuers, or an older file's footer block."""
        found = [(role_of(names), text) for names, text in paragraphs]
        if not found or found[0][0] not in (*FOOT, "mark"):
            return False
        self._mark += "".join(text for role, text in found if role == "mark")
        for role, text in found:
            self._element(role or "", text)
        return True

    def caption(self) -> str:
        """Return the caption before a table."""
        caption, self._caption = self._caption, ""
        return caption

    def finish(self) -> None:
        """Restore the attendance where it was drafted, and the issuer of a document that no organ signs."""
        rolls = []
        for each in self._rolls:
            word, _, names = each.partition("：")
            rolls.append(Paragraph(f"{word}：{'、'.join(_people(names))}"))
        blocks = self._out.blocks
        opening = next((at for at, each in enumerate(blocks) if not _opens_minutes(each)), len(blocks))
        place = opening or len(
            blocks
        )  # after time and chair, where minutes open with them; the page shows it at the end
        blocks[place:place] = rolls
        if self._printer and self._mark.endswith((MINUTES, ORDER)):
            self._out.elements["issuers"] = [self._printer]  # an order is signed by a person, minutes by nobody
        if self._mark.endswith(MINUTES):
            self._whole_title(self._mark.removesuffix(MINUTES))

    def _whole_title(self, met: str) -> None:
        """Restore what minutes show over the page only: the organ, and the body that met."""
        number = self._out.elements.get("number", "")
        if number.startswith("〔"):
            self._out.elements["number"] = f"{met}{number}"
        if not self._out.title:
            self._out.title = f"{met}{MINUTES}"
        elif met != self._printer and not self._out.title.startswith(self._printer):
            self._out.title = f"{self._printer}{self._out.title}"

    def _element(self, role: str, text: str) -> None:
        elements = self._out.elements
        match role:
            case "secrecy" | "urgency":
                elements[role] = text
            case "number":
                elements["number"] = text.partition("签发人：")[0].strip()
            case "addressees":
                elements["recipients"] = _named(text.removeprefix("主送：").rstrip("：。"))
            case "copies":
                elements["copies"] = _named(text.removeprefix("抄送：").rstrip("。"))
            case "attachments":
                name = PLACE.sub("", text.removeprefix("附件：").strip())
                elements.setdefault("attachments", []).append(name[:LONGEST])
            case "printer":
                self._printer = PRINTED.sub("", text)[:LONGEST]
            case "signature":
                elements.setdefault("issuers", []).append(text[:LONGEST])
            case "date":
                elements["dated"] = text[:LONGEST]
            case "note":
                for name, found in (("contact", CONTACT.search(text)), ("telephone", TELEPHONE.search(text))):
                    if found is not None:
                        elements[name] = found[1].strip()[:LONGEST]


def _opens_minutes(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.text.startswith(OPENING)


def _named(text: str) -> list[str]:
    return [each.strip()[:LONGEST] for each in re.split("[，、]", text) if each.strip()]


def _people(names: str) -> list[str]:
    """Parse spaced-out names: two single characters are one name."""
    found: list[str] = []
    alone = False
    for each in names.split():
        if alone and len(each) == 1:
            found[-1] += each
            alone = False
        else:
            found.append(each)
            alone = len(each) == 1
    return found
