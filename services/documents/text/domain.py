"""The text of a document as an office writes it: headings of four levels, paragraphs, lists and tables.

The four levels bear their numbers in the text itself (GB/T 9704-2012, 7.3.3): 一、 （一） 1. （1）.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

LEVELS = (
    re.compile(r"^[一二三四五六七八九十百零〇]+、"),
    re.compile(r"^（[一二三四五六七八九十百零〇]+）"),
    re.compile(r"^\d{1,3}[.．](?!\d)"),
    re.compile(r"^（\d{1,3}）"),
)
"""The beginning of a heading of each level (GB/T 9704-2012, 7.3.3)."""

LONGEST_HEADING = 60
"""The maximum length of a heading; a longer numbered line, or one with a sentence, is a paragraph with a number."""


@dataclass(frozen=True)
class Heading:
    """A heading; its number is part of its text."""

    level: int
    text: str
    type: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    text: str
    type: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Listing:
    """A list, numbered or not."""

    items: tuple[str, ...]
    ordered: bool = False
    type: Literal["list"] = "list"


@dataclass(frozen=True)
class Picture:
    """A picture of an attachment that is printed with its document: PNG or JPEG in base64, `width` in mm, 0 for its own.

    The text of a document itself has none.
    """

    data: str
    width: float = 0.0
    type: Literal["picture"] = "picture"


@dataclass(frozen=True)
class Placed:
    """A picture in a cell of a table."""

    row: int
    column: int
    picture: Picture


@dataclass(frozen=True)
class Table:
    """A table; its first row is the head if `head` is set. The pictures of a cell come after its words."""

    rows: tuple[tuple[str, ...], ...]
    head: bool = True
    caption: str = ""
    type: Literal["table"] = "table"
    pictures: tuple[Placed, ...] = ()


Block = Heading | Paragraph | Listing | Table | Picture
Text = tuple[Block, ...]


def level_of(line: str) -> int | None:
    """Return the heading level of a line, or None."""
    if len(line) > LONGEST_HEADING or "。" in line or line.endswith(("；", "：", "，")):
        return None
    return next((level for level, begins in enumerate(LEVELS, start=1) if begins.match(line)), None)


def read_plain(text: str) -> Text:
    """Parse plain text: a line is a heading by its number, else a paragraph; empty lines are skipped."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(_block(line) for line in lines if line)


def plain(blocks: Iterable[Block]) -> str:
    """Format blocks as plain text, a line each; the cells of a row are separated by tabs."""
    return "\n".join(line for block in blocks for line in _lines(block))


def read_blocks(blocks: Iterable[Mapping[str, Any]]) -> Text:
    """Parse blocks from their wire form."""
    return tuple(_read(block) for block in blocks)


def blocks_of(text: Text) -> list[Any]:
    """Return blocks in their wire form."""
    return [_wire(block) for block in text]


def _read(block: Mapping[str, Any]) -> Block:
    match block["type"]:
        case "heading":
            return Heading(block["level"], block["text"])
        case "paragraph":
            return Paragraph(block["text"])
        case "list":
            return Listing(tuple(block["items"]), block["ordered"])
        case "table":
            rows = tuple(tuple(row) for row in block["rows"])
            placed = (
                Placed(each["row"], each["column"], Picture(each["data"], each["width"]))
                for each in block.get("pictures", ())
            )
            return Table(rows, block["head"], block["caption"], pictures=tuple(placed))
        case "picture":
            return Picture(block["data"], block["width"])
    raise ValueError(block["type"])


def _wire(block: Block) -> dict[str, Any]:
    wire = dict(vars(block))
    if isinstance(block, Table):
        wire["rows"] = [list(row) for row in block.rows]
        placed = wire.pop("pictures")
        if placed:
            wire["pictures"] = [
                {"row": each.row, "column": each.column, "data": each.picture.data, "width": each.picture.width}
                for each in placed
            ]
    elif isinstance(block, Listing):
        wire["items"] = list(block.items)
    return wire


def _block(line: str) -> Block:
    level = level_of(line)
    return Paragraph(line) if level is None else Heading(level, line)


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return [text]
        case Listing(items=items, ordered=ordered):
            return [f"{place}. {item}" if ordered else f"· {item}" for place, item in enumerate(items, start=1)]
        case Table(rows=rows, caption=caption):
            return ([caption] if caption else []) + ["\t".join(row) for row in rows]
        case Picture():
            return []
