"""A district as a workbook: a sheet for each kind of entry, each fault reported by its cell."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from python_calamine import CalamineWorkbook

from services.directory.district_file import DistrictFaulty, Plan, Reader
from services.directory.domain import PARENTS, OrganKind
from services.directory.entering import NAMES
from shared.contracts.directory import ROLE_NAMES

LARGEST_UNPACKED = 200_000_000
MOST_ROWS = 50_000
STRING = "tag:yaml.org,2002:str"
ROLES = {name: code for code, name in ROLE_NAMES.items()}
KINDS = {name: kind for kind, name in NAMES.items()}


@dataclass(frozen=True)
class Column:
    """A column: its field, its label, whether a cell must be filled, and its width."""

    field: str
    label: str
    required: bool = True
    width: float = 16


ORGANS = (
    Column("id", "编号"),
    Column("kind", "类别", width=10),
    Column("parent", "上级编号", required=False),
    Column("name", "全称", width=30),
    Column("short_name", "简称", required=False),
    Column("issuer_code", "机关代字", required=False),
    Column("also_under", "另一上级编号", required=False),
)
ROOMS = (
    Column("id", "会议室编号"),
    Column("organ", "单位编号"),
    Column("name", "名称", width=30),
    Column("seats", "座位", width=8),
    Column("keeper", "保管人用户名", required=False),
)
PEOPLE = (
    Column("username", "用户名"),
    Column("name", "姓名"),
    Column("organ", "单位编号"),
    Column("post", "岗位", width=20),
    Column("roles", "角色", required=False, width=30),
)
POSTS = (
    Column("organ", "单位编号"),
    Column("name", "岗位", width=20),
    Column("roles", "须有的角色", required=False, width=20),
    Column("matters", "负责事项", required=False, width=40),
    Column("duties", "职责说明", required=False, width=40),
    Column("stand_in", "代岗人员用户名", required=False),
)
GROUPS = (
    Column("organ", "单位编号"),
    Column("name", "分组", width=20),
    Column("members", "成员单位编号", width=40),
)
SHEETS: Mapping[str, Sequence[Column]] = {
    "单位": ORGANS, "会议室": ROOMS, "人员": PEOPLE, "岗位": POSTS, "分组": GROUPS,
}  # fmt: skip
LABELS = {column.field: column.label for columns in SHEETS.values() for column in columns} | {
    "id": "编号",
    "name": "名称",
}

Standing = Mapping[str, tuple[OrganKind, tuple[str, ...]]]


Cell = yaml.Mark
"""The position of a value: its number among all cells, used as a line number by the file reader."""


@dataclass
class Cells:
    """The names of all cells read, by number."""

    names: list[str] = field(default_factory=lambda: ["文件"])

    def at(self, sheet: str, row: int, column: int) -> Cell:
        """Number a cell; row and column count from 0."""
        self.names.append(f"{sheet}!{_letters(column)}{row + 1}")
        return Cell(sheet, 0, len(self.names) - 2, 0, None, 0)

    def place(self, line: int) -> str:
        """Return the name of a cell by its number."""
        return self.names[line]


@dataclass
class Row:
    """A row: its values by field, each with its cell, and its first cell."""

    cells: Mapping[str, tuple[str, Cell]]
    begins: Cell

    def text(self, name: str) -> str:
        """Return a value."""
        return self.cells[name][0] if name in self.cells else ""

    def cell(self, name: str) -> Cell:
        """Return the cell of a value, or the first cell."""
        return self.cells[name][1] if name in self.cells else self.begins

    def node(self, *without: str, **more: Any) -> yaml.MappingNode:
        """Convert the row to a node for the file reader."""
        pairs = [
            (_scalar(name, cell), _scalar(text, cell))
            for name, (text, cell) in self.cells.items()
            if name not in without
        ]
        pairs += [(_scalar(name, self.begins), node) for name, node in more.items() if node is not None]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, start_mark=self.begins)


def read_workbook(content: bytes, standing: Standing, places: list[str] | None = None) -> Plan:
    """Read a workbook; raise DistrictFaulty listing every fault by its cell.

    standing: existing organs. places: filled with the names of the cells that the plan gives by number.
    """
    cells = Cells()
    if places is not None:
        places.append(cells.names[0])
        cells.names = places
    reader = Reader(standing=standing, place=cells.place, label=lambda name: LABELS.get(name, name))
    rows = {name: list(_rows(name, sheet, cells, reader)) for name, sheet in _sheets(content, reader, cells)}
    if not any(rows.values()) and not reader.faults:
        reader.fault(0, f"没有内容：应有{'、'.join(SHEETS)}工作表，第一行为各列名称")
    _read_organs(rows.get("单位", []), rows.get("会议室", []), reader)
    people, posts, groups = (rows.get(name, []) for name in ("人员", "岗位", "分组"))
    return reader.read_others(
        (row.node("roles", roles=_listed(row, "roles")) for row in people),
        (row.node("roles", "matters", roles=_listed(row, "roles"), matters=_listed(row, "matters")) for row in posts),
        (row.node("members", members=_listed(row, "members")) for row in groups),
    )


def _sheets(content: bytes, reader: Reader, cells: Cells) -> Iterator[tuple[str, list[list[Any]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
                raise DistrictFaulty([(0, "解压后过大，请拆分后再导入")], cells.place)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            if name in SHEETS:
                yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, DistrictFaulty):
            raise
        raise DistrictFaulty([(0, "文件不是 .xlsx 表格，或者已损坏")], cells.place) from error
    except Exception as error:  # what the reader of workbooks raises has no common class
        if type(error).__module__.partition(".")[0] != "python_calamine":
            raise
        raise DistrictFaulty([(0, "文件不是 .xlsx 表格，或者已损坏")], cells.place) from error


def _rows(sheet: str, table: list[list[Any]], cells: Cells, reader: Reader) -> Iterator[Row]:
    """Yield the rows under the headings, which are in the first row that names a column."""
    columns = {column.label: column for column in SHEETS[sheet]}
    written = [[_text(value) for value in row] for row in table[:MOST_ROWS]]
    if any(_text(value) for row in table[MOST_ROWS:] for value in row):
        reader.fault(cells.at(sheet, MOST_ROWS, 0).line + 1, f"一张表最多{MOST_ROWS}行，请拆分后再导入")
        return
    head = next((place for place, row in enumerate(written) if any(each in columns for each in row)), None)
    if head is None:
        if any(any(row) for row in written):
            reader.fault(cells.at(sheet, 0, 0).line + 1, f"没有列名，应有：{'、'.join(columns)}")
        return
    found: dict[int, Column] = {}
    for place, label in enumerate(written[head]):
        if label in columns and columns[label] not in found.values():
            found[place] = columns[label]
        elif label:
            reader.fault(cells.at(sheet, head, place).line + 1, f"不认识“{label[:40]}”这一列，或者重复")
    missing = [each.label for each in columns.values() if each.required and each not in found.values()]
    if missing:
        reader.fault(cells.at(sheet, head, 0).line + 1, f"缺少列：{'、'.join(missing)}")
        return
    for number, row in enumerate(written[head + 1 :], start=head + 1):
        if any(row):
            values = {
                column.field: (row[place], cells.at(sheet, number, place))
                for place, column in found.items()
                if (place < len(row) and row[place]) or column.required
            }
            yield Row(values, cells.at(sheet, number, 0))


def _read_organs(rows: Iterable[Row], rooms: Iterable[Row], reader: Reader) -> None:
    waiting = list(rows)
    ids = {row.text("id") for row in waiting}
    of_organ: dict[str, list[yaml.MappingNode]] = {}
    for room in rooms:
        organ = room.text("organ")
        if organ not in ids:
            reader.fault(room.cell("organ").line + 1, f"“单位”表中没有编号为“{organ[:40]}”的单位")
        of_organ.setdefault(organ, []).append(room.node("organ"))
    while waiting:
        left = [row for row in waiting if not _enter(row, reader, of_organ, ids)]
        if len(left) == len(waiting):
            for row in left:
                reader.fault(
                    row.cell("parent").line + 1, f"没有编号为“{row.text('parent')[:40]}”的上级单位，或者互为上级"
                )
            return
        waiting = left


def _enter(row: Row, reader: Reader, rooms: Mapping[str, Any], ids: set[str]) -> bool:
    """Read an organ whose superior is known; return False if the superior is still to be read."""
    kind, parent = KINDS.get(row.text("kind")), row.text("parent")
    if kind is None:
        reader.fault(row.cell("kind").line + 1, f"“类别”应为以下之一：{'、'.join(KINDS)}")
        return True
    above = reader.under(parent) if parent else None
    if parent and (above is None or (parent in ids and not any(organ.id == parent for _, organ in reader.plan.organs))):
        return False
    if (None if above is None else above[0]) not in PARENTS[kind]:
        where = "没有上级" if above is None else f"设在{NAMES[above[0]]}下"
        reader.fault(row.cell("parent").line + 1, f"{NAMES[kind]}不能{where}")
        return True
    listed = rooms.get(row.text("id"))
    sequence = None if listed is None else yaml.SequenceNode("tag:yaml.org,2002:seq", listed, start_mark=row.begins)
    reader.organ(row.node("kind", "parent", rooms=sequence), kind, () if above is None else above[1])
    return True


def _listed(row: Row, name: str) -> yaml.SequenceNode | None:
    """Split a cell; labels of matters contain the mark that separates roles and organs."""
    if name not in row.cells:
        return None
    text, cell = row.cells[name]
    marks = "；;\n" if name == "matters" else "、，,；;/ \n"
    for mark in marks:
        text = text.replace(mark, "\0")
    named = [each.strip() for each in text.split("\0") if each.strip()]
    nodes = [_scalar(ROLES.get(each, each) if name == "roles" else each, cell) for each in named]
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, start_mark=cell)


def _scalar(text: str, cell: Cell) -> yaml.ScalarNode:
    return yaml.ScalarNode(STRING, text, start_mark=cell)


def _text(value: Any) -> str:
    """Format a cell as it is displayed: 20 and not 20.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if isinstance(value, bool) or value is None else str(value).strip()


def _letters(column: int) -> str:
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
