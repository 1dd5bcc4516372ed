"""The result of an import, within the limits of a document's text, and the import of text files."""

import base64
import codecs
import io
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from services.documents.text.domain import Block, Listing, Picture, blocks_of, level_of, plain, read_plain
from shared.file_kinds import FileRefused

LONGEST_TEXT, LONGEST_PARAGRAPH, MOST_CELLS, MOST_ROWS, MOST_BLOCKS = 200_000, 20_000, 5_000, 1_000, 5_000
MOST_PICTURED, MOST_PIXELS = 6 * 1024 * 1024, 40_000_000
"""The maximum bytes of all pictures of one file, and the maximum pixels of each."""
SHARPEST = (1900, 2700)
"""Pixels of a picture as wide and as high as the type area, at 300 to an inch."""
DRAWN = ("PNG", "JPEG", "GIF", "BMP", "TIFF")
"""Formats of printable pictures, the first image of each; vector graphics of Windows (EMF, WMF) are lost."""
PICTURE = "图片"
UNSEEN = "不可见的字符（控制、零宽、改变方向的）"
BREAKS = str.maketrans("", "", "\u200b\u2060")
"""Marks of where a line may break or not, as pages of this system carry them; they hold nothing that could be lost."""


OTHERS = {
    b"{\\rtf": "RTF 文件", b"<?xml": "XML 格式的文件（如 Word 2003 XML）", b"<html": "网页格式的文件",
    b"<!doctype": "网页格式的文件", b"mime-version": "单个文件网页（mht）", b"%pdf-": "PDF 文件",
}  # fmt: skip
"""Formats that look like text, by their beginnings."""


@dataclass
class Gathered:
    """A title, blocks, and a count of what was lost."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    elements: dict[str, Any] = field(default_factory=dict)
    cells: int = 0
    pictured: int = 0

    def add(self, block: Block) -> None:
        """Add a block; raise FileRefused if the text becomes too long."""
        self.blocks.append(block)
        if len(self.blocks) > MOST_BLOCKS or len(plain((block,))) > LONGEST_TEXT:
            raise FileRefused("正文过长（不超过20万字、5000段）。")

    def add_item(self, text: str, *, ordered: bool, begins: bool = False) -> None:
        """Add an item to the last list, or begin a list."""
        last: Block | None = self.blocks[-1] if self.blocks else None
        if isinstance(last, Listing) and last.ordered == ordered and len(last.items) < 500 and not begins:
            self.blocks[-1] = Listing((*last.items, text), ordered)
        else:
            self.add(Listing((text,), ordered))

    def picture(self, content: bytes | None, width: float) -> Picture | None:
        """Build a picture; it is lost if pictures are not kept or it cannot be printed. `width` in mm, 0 for its own."""
        drawn = None if content is None else _printable(content)
        if drawn is None or self.pictured + len(drawn) > MOST_PICTURED:
            self.lose(PICTURE)
            return None
        self.pictured += len(drawn)
        return Picture(base64.b64encode(drawn).decode("ascii"), width)

    def lose(self, what: str) -> None:
        """Count something that is lost."""
        self.lost[what] += 1

    def count_cells(self, more: int) -> None:
        """Count cells; raise FileRefused if the tables become too large."""
        self.cells += more
        if self.cells > 2 * MOST_CELLS:
            raise FileRefused("表格过大（合计不超过5000格、1000行），请作为附件上传。")

    def to_wire(self) -> dict[str, Any]:
        """Return title, blocks and losses; raise FileRefused for what a draft would not accept."""
        content = blocks_of(tuple(self.blocks))
        cells = [row for block in content if block["type"] == "table" for row in block["rows"]]
        if sum(map(len, cells)) > MOST_CELLS or len(cells) > MOST_ROWS:
            raise FileRefused("表格过大（合计不超过5000格、1000行），请作为附件上传。")
        if len(plain(self.blocks)) > LONGEST_TEXT or any(
            len(block.get("text", "")) > LONGEST_PARAGRAPH for block in content
        ):
            raise FileRefused("正文过长（不超过20万字，一段不超过2万字）。")
        if not content:
            raise FileRefused("文件中没有文字。")
        lost = [{"what": what, "count": count} for what, count in self.lost.items()]
        return {"title": self.title[:200], "content": content, "elements": self.elements, "lost": lost}


def _printable(content: bytes) -> bytes | None:
    """Re-encode a picture, as PNG or JPEG and no larger than a page needs; return None if it is invalid."""
    from PIL import Image

    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=DRAWN) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.thumbnail(SHARPEST)
            clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
            form = "JPEG" if image.format == "JPEG" else "PNG"
            drawn = image.convert("RGBA") if clear else image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    drawn.save(out, "PNG" if clear else form, **({} if clear or form == "PNG" else {"quality": 90}))
    return out.getvalue()


def cleaned(text: str, out: Gathered) -> str:
    """Join a text into one line, without invisible characters."""
    normal = " ".join(unicodedata.normalize("NFC", text).translate(BREAKS).split())
    kept = "".join(each for each in normal if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Co"))
    if len(kept) < len(normal):
        drawn = any(unicodedata.category(each) == "Co" for each in normal)
        out.lose("自造字（字库之外的字）" if drawn else UNSEEN)
    return kept.strip()


def read_text(content: bytes, *, titled: bool = True) -> Gathered:
    """Read a text file in UTF-8, GB 18030, or UTF-16 with its mark (“Unicode” in Notepad).

    titled: whether a short first line that is no heading is the title; an annex has the title of its document instead.

    Raise FileRefused, with the actual reason, if it is no plain text.
    """
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    other = next((said for begins, said in OTHERS.items() if head.startswith(begins)), None)
    if other is not None:
        raise FileRefused(f"这是{other}，不能导入；请用 Word 打开，另存为 docx 后再导入。")
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise FileRefused("文件不是 UTF-8、GB 18030 或者 UTF-16 编码的文字。")
    out = Gathered()
    lines = [line for line in (cleaned(each, out) for each in text.splitlines()) if line]
    if (
        titled
        and len(lines) > 1
        and len(lines[0]) <= 60
        and level_of(lines[0]) is None
        and not lines[0].endswith(("。", "："))
    ):
        out.title = lines.pop(0)
    for block in read_plain("\n".join(lines)):
        out.add(block)
    return out
