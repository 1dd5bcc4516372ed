"""Export of a district: as a workbook to change and import again, or as the file of the command line."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
import yaml

from services.directory.administration.domain import NAMES
from services.directory.district_file import LISTS
from services.directory.domain import Organ, Person
from services.directory.exchange.workbook import SHEETS, Column
from shared.contracts.directory import ROLE_NAMES

KEYS = {kind: name for name, kind in LISTS.items()}


def workbook(organs: Sequence[Organ], people: Sequence[Person], usernames: Mapping[str, str]) -> bytes:
    """Build a workbook with a sheet each for organs, rooms and people; a cell is text and never a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        text = book.add_format({"num_format": "@"})
        for name, rows in zip(SHEETS, (_organs(organs), _rooms(organs, usernames), _people(people)), strict=True):
            _sheet(book.add_worksheet(name), SHEETS[name], rows, bold, text)
    return out.getvalue()


def text(organs: Sequence[Organ], people: Sequence[Person], usernames: Mapping[str, str]) -> bytes:
    """Build the file that `import-district` reads."""
    below: dict[str | None, list[Organ]] = {}
    for organ in organs:
        below.setdefault(organ.parent, []).append(organ)
    told = {
        "districts": [_nested(organ, below, usernames) for organ in below.get(None, [])],
        "people": [
            {
                "username": each.username,
                "name": each.name,
                "organ": each.organ,
                "post": each.post,
                "roles": [role.value for role in each.roles],
            }
            for each in people
        ],
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000).encode()


def _nested(organ: Organ, below: Mapping[str | None, list[Organ]], usernames: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {"id": organ.id, "name": organ.name, "short_name": organ.short_name}
    told |= {name: value for name in ("issuer_code", "also_under") if (value := getattr(organ, name)) is not None}
    if organ.rooms:
        told["rooms"] = [
            {"id": room.id, "name": room.name, "seats": room.seats}
            | ({} if room.keeper not in usernames else {"keeper": usernames[str(room.keeper)]})
            for room in organ.rooms
        ]
    for child in below.get(organ.id, []):
        told.setdefault(KEYS[child.kind], []).append(_nested(child, below, usernames))
    return told


def _organs(organs: Iterable[Organ]) -> Iterable[Sequence[str | int | None]]:
    for each in organs:
        yield (
            each.id, NAMES[each.kind], each.parent, each.name, each.short_name, each.issuer_code, each.also_under
        )  # fmt: skip


def _rooms(organs: Iterable[Organ], usernames: Mapping[str, str]) -> Iterable[Sequence[str | int | None]]:
    for organ in organs:
        for room in organ.rooms:
            yield room.id, organ.id, room.name, room.seats, usernames.get(room.keeper or "")


def _people(people: Iterable[Person]) -> Iterable[Sequence[str | int | None]]:
    for each in people:
        yield each.username, each.name, each.organ, each.post, "、".join(ROLE_NAMES[role] for role in each.roles)


def _sheet(
    sheet: Any, columns: Sequence[Column], rows: Iterable[Sequence[str | int | None]], bold: Any, text: Any
) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, column.label, bold)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, place, value)
            elif value:
                sheet.write_string(line, place, value, text)
