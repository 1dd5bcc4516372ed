"""Tables of a Word file: rows and cells however they are nested, each in the column where Word shows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from services.documents.text.domain import Picture, Placed, Table
from services.documents.text.importing import Gathered
from services.documents.text.losses import LOST, is_silent, loss_of
from services.documents.text.package import W, local, switched, value
from services.documents.text.shapes import alternatives

WIDEST = 40
WRAPPERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
Cell = tuple[str, tuple[Picture, ...]]
"""The words of a cell, and the pictures under them."""
EMPTY: Cell = ("", ())
MERGED = "合并的单元格"


@dataclass(frozen=True)
class Tables:
    """Reads tables; `words` returns the text and pictures of a cell."""

    out: Gathered
    words: Callable[[Any], Cell]

    def read(self, table: Any, caption: str = "") -> None:
        """Add a table to the result."""
        rows = [cells for row in self._inner(table, "tr") if (cells := self._row(row))]
        width = max(map(len, rows), default=0)
        if width:
            rows = [[*row, *[EMPTY] * (width - len(row))] for row in rows]
            placed = [
                Placed(down, across, picture)
                for down, row in enumerate(rows)
                for across, (_, pictures) in enumerate(row)
                for picture in pictures
            ]
            words = tuple(tuple(said for said, _ in row) for row in rows)
            self.out.add(Table(words, _has_head(table), caption[:200], pictures=tuple(placed)))

    def _row(self, row: Any) -> list[Cell]:
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            self.out.lose(LOST["del"])
            return []
        if properties is not None and switched(properties.find(f"{W}hidden")):
            self.out.lose("隐藏的表格行")
            return []
        cells: list[Cell] = [EMPTY] * _wide(properties, "gridBefore")
        for each in self._inner(row, "tc"):
            cells += self._cell(each)
            self.out.count_cells(1)
        return [*cells, *[EMPTY] * _wide(properties, "gridAfter")] if cells else []

    def _cell(self, cell: Any) -> list[Cell]:
        properties = cell.find(f"{W}tcPr")
        down, across = _merge(properties, "vMerge"), _merge(properties, "hMerge")
        wide = max(1, _wide(properties, "gridSpan"))
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            self.out.lose(LOST["del"])
            return []
        if down == "restart" or across == "restart" or wide > 1:
            self.out.lose(MERGED)
        words = self.words(cell)
        return [EMPTY if "continue" in (down, across) else words, *[EMPTY] * (wide - 1)]

    def _inner(self, element: Any, wanted: str) -> Iterator[Any]:
        for each in element.iterchildren():
            name = local(each)
            if name == wanted:
                yield each
            elif name in WRAPPERS:
                yield from self._inner(each, wanted)
            elif name == "AlternateContent":
                for chosen in alternatives(each):
                    yield from self._inner(chosen, wanted)
            elif not is_silent(each):
                self.out.lose(loss_of(each))


def _merge(properties: Any | None, kind: str) -> str:
    """Return how a cell is merged: it begins a merged one (`restart`), continues one (`continue`), or is single ("")."""
    found = None if properties is None else properties.find(f"{W}{kind}")
    return "" if found is None else "restart" if value(found) == "restart" else "continue"


def _wide(properties: Any | None, name: str) -> int:
    given = "" if properties is None else value(properties.find(f"{W}{name}"))
    return min(int(given), WIDEST) if given.isdigit() else 0


def _has_head(table: Any) -> bool:
    """Check whether the first row is the head, unless the table says that it is like the others."""
    look = table.find(f"{W}tblPr/{W}tblLook")
    first = table.find(f".//{W}tr/{W}trPr/{W}tblHeader")
    return first is not None or look is None or look.get(f"{W}firstRow") != "0"
