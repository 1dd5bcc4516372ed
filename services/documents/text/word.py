"""Import of a Word file (.docx): headings, paragraphs, lists and tables are kept, all else is listed as lost."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree

from services.documents.text.domain import Heading, Paragraph, Picture, level_of
from services.documents.text.importing import Gathered, cleaned
from services.documents.text.losses import WATERMARK, is_silent, loss_of
from services.documents.text.numbering import Numbers
from services.documents.text.own import Own
from services.documents.text.package import BROKEN, Package, W, local, open_document, switched, value
from services.documents.text.shapes import Box, alternatives
from services.documents.text.styles import Styles, level_in
from services.documents.text.tables import Cell, Tables
from services.documents.text.words import BREAK, SEEN, Words
from shared.file_kinds import EXTENSIONS, FileRefused, sniffed

UNREADABLE = (
    etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, OSError,
    EOFError, NotImplementedError, RecursionError,
)  # fmt: skip
"""Exceptions of the libraries for an unexpected file; which is raised when is unpredictable."""

LONGEST_HEADING = 200
WRAPPERS = ("sdtContent", "ins", "moveTo", "customXml", "smartTag")
PAGE_NUMBER = re.compile(r"[\s\d\-—–－·第共页/]*")


def read_word(content: bytes, *, pictures: bool = False) -> Gathered:
    """Read a Word file; raise FileRefused, with the reason, if it cannot be read.

    pictures: whether pictures are kept between the blocks, to be printed with them; otherwise they are lost.
    """
    try:
        kind = sniffed(io.BytesIO(content))
        if kind == "application/zip" and (form := open_document(content)):
            raise FileRefused(f"这是{form}文件，不能导入；请用 WPS 或者 Word 打开，另存为 docx 后再导入。")
        if EXTENSIONS[kind] != ("docx",):
            raise FileRefused(f"这是{EXTENSIONS[kind][0]}文件，不是 Word 文档，请作为附件上传。")
        package = Package(content)
        found = _Reader(package, pictures=pictures)
        out = found.read()
        return _Reader(package, pictures=pictures, with_fields=False).read() if found.unended else out
    except FileRefused:
        raise
    except UNREADABLE as error:
        raise FileRefused(BROKEN) from error


class _Reader:
    def __init__(self, package: Package, *, pictures: bool, with_fields: bool = True) -> None:
        self._package, self._pictures = package, pictures
        self._out = Gathered()
        self._styles = Styles(next(iter(package.related("styles")), None))
        numbering = next(iter(package.related("numbering")), None)
        self._numbers = Numbers(numbering, self._styles, self._out.lose)
        self._words = Words(self._styles, self._out, with_fields)
        self._tables = Tables(self._out, self._cell)
        self._own = Own(self._out)
        self._before = ""
        self._unended = False

    @property
    def unended(self) -> bool:
        """Return whether a field never ends, so that all text after it would be taken for its instruction."""
        return self._unended or bool(self._words.fields)

    def read(self) -> Gathered:
        body = self._package.document.find(f"{W}body")
        if body is None:
            raise FileRefused(BROKEN)
        for kind in ("header", "footer"):
            for part in self._package.related(kind):
                self._margin(part)
        self._all(body)
        self._own.finish()
        return self._out

    def _all(self, element: Any) -> None:
        for each in self._blocks(element):
            if local(each) == "p":
                self._paragraph(each)
            elif not self._own.tabled(self._styled(each)) and not self._own.attached:
                self._tables.read(each, caption=self._own.caption())
        self._add([[self._before]] if self._before else [])
        self._before = ""

    def _blocks(self, element: Any) -> Iterator[Any]:
        for each in element.iterchildren():
            name = local(each)
            if name in ("p", "tbl"):
                yield each
            elif name == "sdt":
                yield from self._controlled(each)
            elif name in WRAPPERS:
                yield from self._blocks(each)
            elif name == "AlternateContent":
                for chosen in alternatives(each):
                    yield from self._blocks(chosen)
            elif not is_silent(each):
                self._out.lose(loss_of(each))

    def _controlled(self, control: Any) -> Iterator[Any]:
        properties = control.find(f"{W}sdtPr")
        gallery = None if properties is None else properties.find(f"{W}docPartObj/{W}docPartGallery")
        if value(gallery) == "Table of Contents":
            self._out.lose("目录和索引")
        elif properties is not None and switched(properties.find(f"{W}showingPlcHdr")):
            self._out.lose("未填写的内容控件")
        else:
            for each in control.iterchildren():
                if local(each) == "sdtContent":
                    yield from self._blocks(each)
                elif not is_silent(each):
                    self._out.lose(loss_of(each))

    def _paragraph(self, element: Any) -> None:
        style = value(element.find(f"{W}pPr/{W}pStyle")) or self._styles.default
        parts, boxes = self._parts(element, style), self._words.boxes
        self._boxed(each for each in boxes if each.leads)
        self._worded(element, style, parts)
        self._boxed(each for each in boxes if not each.leads)

    def _boxed(self, boxes: Iterable[Box]) -> None:
        """Add the text of text boxes as paragraphs of their own."""
        for each in boxes:
            if isinstance(each.content, str):
                self._add([self._lines(each.content)])
                continue
            with self._aside():
                self._all(each.content)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """Read a text box apart from the fields and the unended paragraph around it."""
        fields, before = self._words.fields, self._before
        self._words.fields, self._before = [], ""
        yield
        self._unended |= bool(self._words.fields)
        self._words.fields, self._before = fields, before

    def _worded(self, element: Any, style: str, parts: list[list[str] | Picture]) -> None:
        """Add the words and pictures of a paragraph."""
        first = next((place for place, each in enumerate(parts) if isinstance(each, list)), len(parts))
        said = [line for each in parts[first : first + 1] if isinstance(each, list) for line in each]
        hidden, deleted = _mark(element)
        if not said and (hidden or deleted):
            self._add(parts)
            return
        hidden |= _is_drop_cap(element)
        number = self._numbers.of(element, style)
        self._add(parts[:first])
        if hidden or deleted:  # the paragraph goes on in the next one
            self._before += ("" if number in (None, Numbers.BULLET) else str(number)) + "".join(said)
            self._before += "".join(line for each in parts[first + 1 :] if isinstance(each, list) for line in each)
            self._add([each for each in parts[first + 1 :] if isinstance(each, Picture)])
            return
        if self._before:
            said = [self._before + "".join(said[:1]), *said[1:]]
            self._before = ""
        if said and not self._own.takes(self._styles.names(style), said):
            self._said(element, style, number, said)
        self._add(parts[first + 1 :])

    def _parts(self, element: Any, style: str) -> list[list[str] | Picture]:
        """Return the lines of a paragraph and the pictures between them, in order."""
        first, *others = self._words.parts(element, style).split(SEEN)
        found: list[str | Picture] = [first]
        for picture, text in zip(self._drawn(), others, strict=True):
            if picture is None:  # lost: the words before and after it are one
                found.append(f"{found.pop()}{text}")
            else:
                found += [picture, text]
        parts = [each if isinstance(each, Picture) else self._lines(each) for each in found]
        return [each for each in parts if each]

    def _lines(self, text: str) -> list[str]:
        return [line for each in text.split(BREAK) if (line := cleaned(each, self._out))]

    def _add(self, parts: Iterable[list[str] | Picture]) -> None:
        """Add the rest of a paragraph after its first words: pictures, and the words after each."""
        for each in parts:
            if isinstance(each, Picture):
                self._out.blocks.append(each)
            else:
                for line in each:
                    self._out.add(Paragraph(line))

    def _said(self, element: Any, style: str, number: str | None, lines: list[str]) -> None:
        names = [each.lower() for each in self._styles.names(style)]
        if self._styles.is_title(style) and not self._out.title:
            self._out.title = _joined(lines)
            return
        ordered = any(each.startswith("list number") for each in names)
        if number == Numbers.BULLET or ordered or any(each.startswith("list bullet") for each in names):
            self._out.add_item(_joined(lines), ordered=ordered)
            return
        outline = level_in(element.find(f"{W}pPr/{W}outlineLvl"))
        named = self._styles.heading(style) if outline is None else outline + 1 if outline < 9 else None
        if named is not None and len(whole := _numbered(number, _joined(lines))) <= LONGEST_HEADING:
            self._out.add(Heading(level_of(whole) or min(named, 4), whole))
            return
        for place, line in enumerate(lines):
            whole = _numbered(number, line) if place == 0 else line
            level = level_of(whole)
            self._out.add(Paragraph(whole) if level is None else Heading(level, whole))

    def _styled(self, table: Any) -> Iterator[tuple[list[str], str]]:
        """Yield the paragraphs of a table with their styles, as long as they bear one of the product's own."""
        for each in table.iter(f"{W}p"):
            names = self._styles.names(value(each.find(f"{W}pPr/{W}pStyle")))
            if not Own.knows(names):
                return
            yield names, cleaned(" ".join(Words(self._styles, Gathered()).lines(each, "")), self._out)

    def _cell(self, cell: Any) -> Cell:
        """Return the words of a cell, its paragraphs in order with the numbers that Word writes before them, and its
        pictures.
        """
        drawn = list[Picture]()
        said = []
        for each in self._blocks(cell):
            if local(each) == "tbl":
                self._out.lose("表格中的表格")
                continue
            style = value(each.find(f"{W}pPr/{W}pStyle")) or self._styles.default
            words, boxes = cleaned(" ".join(self._words.lines(each, style)), self._out), self._words.boxes
            hidden, deleted = _mark(each)
            number = None if not words and (hidden or deleted) else self._numbers.of(each, style)
            said.append(_numbered(number, words).strip())
            drawn += [picture for picture in self._drawn() if picture is not None]
            for box in boxes:
                inner, pictures = self._box_in_cell(box)
                said.append(inner)
                drawn += pictures
        return " ".join(each for each in said if each), tuple(drawn)

    def _box_in_cell(self, box: Box) -> Cell:
        if isinstance(box.content, str):
            return cleaned(box.content, self._out), ()
        with self._aside():
            return self._cell(box.content)

    def _drawn(self) -> list[Picture | None]:
        """Return the pictures found since the last call; None for one that is lost."""
        found = [
            self._out.picture(self._package.bytes_of(each) if self._pictures else None, width)
            for each, width in self._words.pictures
        ]
        self._words.pictures = []
        return found

    def _margin(self, part: Any) -> None:
        """Count a header or footer as lost if it holds more than the page number or the document's state."""
        if any(True for _ in part.iter(f"{W}drawing", f"{W}pict", f"{W}object")):
            self._out.lose(WATERMARK)
        for each in part.iter(f"{W}p"):
            style = value(each.find(f"{W}pPr/{W}pStyle"))
            words = "".join(Words(self._styles, Gathered()).lines(each, style))
            if words.strip() and not PAGE_NUMBER.fullmatch(words) and not Own.in_margin(self._styles.names(style)):
                self._out.lose("页眉、页脚")
                return


def _mark(paragraph: Any) -> tuple[bool, bool]:
    """Return whether a paragraph's mark is hidden, and whether it is deleted: then it is joined with the next paragraph."""
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    if properties is None:
        return False, False
    return bool(switched(properties.find(f"{W}vanish"))), properties.find(f"{W}del") is not None


def _is_drop_cap(paragraph: Any) -> bool:
    """Check whether a paragraph is the large first letter of the next one (首字下沉)."""
    frame = paragraph.find(f"{W}pPr/{W}framePr")
    return frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin")


def _numbered(number: str | None, text: str) -> str:
    gap = " " if number and number[-1:] in (".", "．") and text[:1].isdigit() else ""
    return f"{number or ''}{gap}{text}"


def _joined(lines: list[str]) -> str:
    """Join the lines of one heading, with a space between Latin words."""
    whole = ""
    for each in lines:
        whole += (" " if whole[-1:].isascii() and each[:1].isascii() and whole else "") + each
    return whole
