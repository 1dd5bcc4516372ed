"""Locations of findings in the blocks of a text, with a suggestion if the repair is certain."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from services.documents.kinds import KINDS
from services.documents.outgoing.domain import Document
from services.documents.text.domain import Block, Heading, Listing, Paragraph, Table
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.outgoing import api

ORDINAL = re.compile(r"[（(第]?([一二三四五六七八九十]+|\d+)")


def located(document: Document, findings: "Iterable[Shown[api.Finding]]") -> "list[Shown[api.Warning]]":
    """Add to each finding its block, the `path` of its string, the offset in that, and a `suggestion`."""
    places = list(_places(document))
    begins = [each[0] for each in places]
    found: list[Shown[api.Warning]] = []
    for each in findings:
        block, path, offset, length = _place(each, places, begins)
        suggestion = _suggestion(document, each)
        found.append(
            {**each, "block": block, "path": path, "offset": offset, "length": length, "suggestion": suggestion}
        )
    return found


def _place(
    finding: Mapping[str, Any], places: Sequence[tuple[int, int, int, str]], begins: Sequence[int]
) -> tuple[int | None, str, int, int]:
    start, end = int(finding["start"]), int(finding["end"])
    nowhere = None, str(finding["field"]), start, end - start
    if finding["field"] != "body" or start == end:
        return nowhere
    last = bisect_right(begins, start) - 1
    if last < 0 or end > begins[last] + places[last][1]:
        return nowhere
    begin, _, block, path = places[last]
    return block, f"content/{block}/{path}", start - begin, end - start


def _places(document: Document) -> Iterator[tuple[int, int, int, str]]:
    """Yield for each string of the blocks its offset in the plain text, its length, its block and its path in that."""
    at = 0
    for number, block in enumerate(document.parts):
        for path, before, text in _strings(block):
            at = document.body.find(f"{before}{text}", at) + len(before)
            if at < len(before):
                return
            yield at, len(text), number, path
            at += len(text)


def _strings(block: Block) -> Iterator[tuple[str, str, str]]:
    """Yield the strings of a block: the path of each, the plain text before it, and the string."""
    match block:
        case Heading(text=text) | Paragraph(text=text):
            yield "text", "", text
        case Listing(items=items, ordered=ordered):
            for place, item in enumerate(items):
                yield f"items/{place}", f"{place + 1}. " if ordered else "· ", item
        case Table(rows=rows, caption=caption):
            yield "caption", "", caption
            for row, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    yield f"rows/{row}/{place}", "\t" if place else "", cell


def _suggestion(document: Document, finding: Mapping[str, Any]) -> str | None:
    repair = REPAIRS.get(finding["code"])
    field = document.title if finding["field"] == "title" else document.body
    return None if repair is None else repair(document, field[finding["start"] : finding["end"]])


def _same_mark(document: Document, marks: str) -> str | None:
    return marks[0] if len(set(marks)) == 1 else None


def _level(document: Document, mark: str) -> str | None:
    if "①" <= mark[0] <= "⑳":
        return f"（{ord(mark[0]) - ord('①') + 1}）"
    found = ORDINAL.match(mark)
    if found is None:
        return None
    bracketed = mark[0] in "（("
    if bracketed:
        return f"（{found[1]}）"
    return f"{found[1]}." if found[1].isdigit() else f"{found[1]}、"


def _with_kind(document: Document, title: str) -> str | None:
    kind = KINDS[document.kind].name
    if not title or any(title.endswith(each.name) for each in KINDS.values()):
        return None
    return f"{title}{'' if title.endswith('的') or '关于' not in title else '的'}{kind}"


def _with_organ(document: Document, nothing: str) -> str | None:
    return document.organ_name if document.title.startswith("关于") else None


def _nothing(document: Document, typed: str) -> str | None:
    return ""


REPAIRS: Mapping[str, Callable[[Document, str], str | None]] = {
    "doubled_mark": _same_mark,
    "level_mark": _level,
    "title_without_kind": _with_kind,
    "title_without_organ": _with_organ,
    "recipient_typed": _nothing,
    "attachments_typed": _nothing,
    "signature_typed": _nothing,
    "date_typed": _nothing,
}
"""Suggested repairs, by the code of the finding; an empty text deletes the words."""
