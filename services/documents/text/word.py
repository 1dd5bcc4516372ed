"""A Word file (.docx) read into blocks: headings, paragraphs, lists and tables are kept, all else is listed as lost."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from services.documents.attachments.kinds import FileRefused, media_type
from services.documents.text.domain import Block, Heading, Listing, Paragraph, Table, level_of
from services.documents.text.importing import Gathered, cleaned
from services.documents.text.numbering import Numbers

LARGEST_UNPACKED = 100 * 1024 * 1024
LOST = {
    "drawing": "图片", "pict": "图片", "txbxContent": "文本框", "footnoteReference": "脚注", "endnoteReference": "尾注",
    "commentReference": "批注", "ins": "修订（插入的文字已保留）", "del": "修订（删除的文字已去掉）",
    "moveFrom": "修订（移走的文字已去掉）", "object": "嵌入的对象", "oMath": "公式", "hyperlink": "超链接的地址",
    "sdt": "内容控件", "vMerge": "合并的单元格", "gridSpan": "合并的单元格",
}  # fmt: skip
"""What a document's text cannot hold, by the element that says so."""

SILENT = frozenset(("del", "moveFrom", "txbxContent", "drawing", "pict", "object", "oMath"))
"""Elements whose text is not the paragraph's."""

UNREADABLE = (
    etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, OpcError, LookupError, ValueError, TypeError, AttributeError,
    OSError, EOFError, NotImplementedError,
)  # fmt: skip
"""What the libraries raise for a file that is not as they expect; which of them for what, nobody can know."""

HEADING = re.compile(r"^(?:heading|标题) ?([1-9])$", re.IGNORECASE)
TITLES = ("title", "标题")


def read_word(content: bytes) -> Gathered:
    """Read a Word file; raise FileRefused, with the reason, for one that cannot be read."""
    file = io.BytesIO(content)
    media_type(file, "text.docx")
    try:
        with zipfile.ZipFile(file) as pack:
            if sum(each.file_size for each in pack.infolist()) > LARGEST_UNPACKED:
                raise FileRefused("文件解开后过大。")
            for each in pack.infolist():
                if each.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in pack.read(each):
                    raise FileRefused("文件中含有文档类型声明（DTD），不接受。")
        return _Reader(docx.Document(file)).read()
    except FileRefused:
        raise
    except UNREADABLE as error:
        raise FileRefused("文件已经损坏，或者不是 Word 文档。") from error


class _Reader:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._numbers = Numbers(document)
        self._out = Gathered()

    def read(self) -> Gathered:
        body = self._document.element.body
        for element in body.iter():
            name = _name(element)
            if name in LOST:
                self._out.lose(LOST[name])
        for section in self._document.sections:
            parts = (section.header, section.footer)
            if any(not part.is_linked_to_previous and part._element.xpath(".//w:t") for part in parts):
                self._out.lose("页眉、页脚")
        for element in _blocks(body):
            if _name(element) == "p":
                self._paragraph(element)
            else:
                self._table(element)
        return self._out

    def _paragraph(self, element: Any) -> None:
        text = cleaned(_text(element), self._out)
        if not text:
            return
        style = self._style(element)
        if style.lower() in TITLES and not self._out.title:
            self._out.title = text
            return
        number = self._numbers.of(element)
        if number == Numbers.BULLET or style.lower().startswith(("list bullet", "list number")):
            self._item(text, ordered=style.lower().startswith("list number"))
            return
        whole = f"{number or ''}{text}"
        named, level = HEADING.match(style), level_of(whole)
        if named is not None and len(whole) <= 200:
            level = level or min(int(named[1]), 4)
        self._out.add(Paragraph(whole) if level is None else Heading(level, whole))

    def _item(self, text: str, *, ordered: bool) -> None:
        last: Block | None = self._out.blocks[-1] if self._out.blocks else None
        if isinstance(last, Listing) and last.ordered == ordered and len(last.items) < 500:
            self._out.blocks.pop()
            self._out.add(Listing((*last.items, text), ordered))
        else:
            self._out.add(Listing((text,), ordered))

    def _table(self, element: Any) -> None:
        rows: list[list[str]] = []
        for row in element.iterchildren(qn("w:tr")):
            self._out.count_cells(len(row))
            cells: list[str] = []
            for each in row.iterchildren(qn("w:tc")):
                if each.find(qn("w:tbl")) is not None:
                    self._out.lose("表格中的表格")
                merged = each.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                follows = merged is not None and merged.get(qn("w:val")) != "restart"
                words = " ".join(_text(paragraph) for paragraph in each.iterchildren(qn("w:p")))
                span = each.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                wide = 1 if span is None else max(1, min(40, int(span.get(qn("w:val")) or 1)))
                cells += ["" if follows else cleaned(words, self._out), *[""] * (wide - 1)]
            if cells:
                rows.append(cells)
        width = max(map(len, rows), default=0)
        if width:
            self._out.add(Table(tuple((*row, *[""] * (width - len(row))) for row in rows)))

    def _style(self, element: Any) -> str:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        wanted = None if found is None else found.get(qn("w:val"))
        return next((str(each.name) for each in self._document.styles if each.style_id == wanted), "") if wanted else ""


def _blocks(element: Any) -> Iterator[Any]:
    for each in element.iterchildren():
        if _name(each) in ("p", "tbl"):
            yield each
        elif _name(each) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _blocks(each)


def _text(element: Any) -> str:
    """Give a paragraph's own words."""
    found: list[str] = []
    for each in element.iterchildren():
        name = _name(each)
        if name == "t":
            found.append(each.text or "")
        elif name in ("tab", "br", "cr"):
            found.append(" ")
        elif name not in SILENT and name != "pPr":
            found.append(_text(each))
    return "".join(found)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
