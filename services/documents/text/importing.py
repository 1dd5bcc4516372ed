"""What an import gathers, within the limits of a document's text, and text files read the same way."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from services.documents.attachments.kinds import FileRefused
from services.documents.text.domain import Block, blocks_of, level_of, plain, read_plain

LONGEST_TEXT, LONGEST_PARAGRAPH, MOST_CELLS, MOST_ROWS, MOST_BLOCKS = 200_000, 20_000, 5_000, 1_000, 5_000
UNSEEN = "不可见的字符（控制、零宽、改变方向的）"


@dataclass
class Gathered:
    """A title, blocks, and what was lost on the way, counted."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    cells: int = 0

    def add(self, block: Block) -> None:
        """Add a block; raise FileRefused where the text becomes too long."""
        self.blocks.append(block)
        if len(self.blocks) > MOST_BLOCKS or len(plain((block,))) > LONGEST_TEXT:
            raise FileRefused("正文过长（不超过 20 万字、5000 段）。")

    def lose(self, what: str) -> None:
        """Count something that is not kept."""
        self.lost[what] += 1

    def count_cells(self, more: int) -> None:
        """Count cells; raise FileRefused where the tables become too large."""
        self.cells += more
        if self.cells > 2 * MOST_CELLS:
            raise FileRefused("表格过大（合计不超过 5000 格、1000 行），请作为附件上传。")

    def to_wire(self) -> dict[str, Any]:
        """Give title, blocks and losses; raise FileRefused for what a draft would not take."""
        content = blocks_of(tuple(self.blocks))
        cells = [row for block in content if block["type"] == "table" for row in block["rows"]]
        if sum(map(len, cells)) > MOST_CELLS or len(cells) > MOST_ROWS:
            raise FileRefused("表格过大（合计不超过 5000 格、1000 行），请作为附件上传。")
        if len(plain(self.blocks)) > LONGEST_TEXT or any(
            len(block.get("text", "")) > LONGEST_PARAGRAPH for block in content
        ):
            raise FileRefused("正文过长（不超过 20 万字，一段不超过 2 万字）。")
        if not content:
            raise FileRefused("文件中没有文字。")
        lost = [{"what": what, "count": count} for what, count in self.lost.items()]
        return {"title": self.title[:200], "content": content, "lost": lost}


def cleaned(text: str, out: Gathered) -> str:
    """Make one line of text, without characters that nobody sees."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(each for each in normal if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Co"))
    if len(kept) < len(normal):
        out.lose(UNSEEN)
    return kept.strip()


def read_text(content: bytes) -> Gathered:
    """Read a text file in UTF-8 or GB 18030; a short first line that is no heading is the title."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise FileRefused("文件不是 UTF-8 或者 GB 18030 编码的文字。")
    out = Gathered()
    lines = [line for line in (cleaned(each, out) for each in text.splitlines()) if line]
    if len(lines) > 1 and len(lines[0]) <= 60 and level_of(lines[0]) is None and not lines[0].endswith(("。", "：")):
        out.title = lines.pop(0)
    for block in read_plain("\n".join(lines)):
        out.add(block)
    return out
