"""Export of a district: as a workbook to change and import again, or as the file of the command line."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
import yaml

from services.directory.district_file import LISTS
from services.directory.domain import Organ, Person
from services.directory.entering import NAMES
from services.directory.exchange.workbook import SHEETS, Column
from services.directory.groups.domain import Group
from services.directory.posts.domain import Post
from services.directory.posts.matters import MATTERS
from shared.contracts.directory import ROLE_NAMES

KEYS = {kind: name for name, kind in LISTS.items()}


@dataclass(frozen=True)
class Exported:
    """The active entries of a district. `usernames`: of people whom rooms and posts refer to, by id."""

    organs: Sequence[Organ]
    people: Sequence[Person]
    posts: Sequence[Post]
    groups: Sequence[Group]
    usernames: Mapping[str, str]

    def members(self, group: Group) -> list[str]:
        """Return the members of a group that are active."""
        active = {each.id for each in self.organs}
        return [each for each in group.members if each in active]


def workbook(given: Exported) -> bytes:
    """Build a workbook with a sheet for each kind of entry; a cell is text and never a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheets = (
            _organs(given.organs), _rooms(given.organs, given.usernames), _people(given.people), _posts(given),
            _groups(given),
        )  # fmt: skip
        for name, rows in zip(SHEETS, sheets, strict=True):
            _sheet(book.add_worksheet(name), SHEETS[name], rows, bold, text)
    return out.getvalue()


def text(given: Exported) -> bytes:
    """Build the file that `import-district` reads."""
    below: dict[str | None, list[Organ]] = {}
    for organ in given.organs:
        below.setdefault(organ.parent, []).append(organ)
    told: dict[str, Any] = {
        "districts": [_nested(organ, below, given.usernames) for organ in below.get(None, [])],
        "people": [
            {
                "username": each.username,
                "name": each.name,
                "organ": each.organ,
                "post": each.post,
                "roles": [role.value for role in each.roles],
            }
            for each in given.people
        ],
    }
    if given.posts:
        told["posts"] = [_post(each, given.usernames) for each in given.posts]
    if groups := [each for each in given.groups if given.members(each)]:
        told["groups"] = [{"organ": each.owner, "name": each.name, "members": given.members(each)} for each in groups]
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


def _post(post: Post, usernames: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {"organ": post.organ, "name": post.name}
    told |= {"roles": [role.value for role in post.roles]} if post.roles else {}
    told |= {"matters": [code for code in post.matters if code in MATTERS]} if post.matters else {}
    told |= {"duties": post.duties} if post.duties else {}
    return told | ({"stand_in": usernames[str(post.stand_in)]} if post.stand_in in usernames else {})


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


def _posts(given: Exported) -> Iterable[Sequence[str | int | None]]:
    for each in given.posts:
        roles, matters = (
            "、".join(ROLE_NAMES[role] for role in each.roles),
            (MATTERS.get(code) for code in each.matters),
        )
        labels = "；".join(matter.label for matter in matters if matter is not None)
        yield each.organ, each.name, roles, labels, each.duties, given.usernames.get(each.stand_in or "")


def _groups(given: Exported) -> Iterable[Sequence[str | int | None]]:
    for each in given.groups:
        if members := given.members(each):
            yield each.owner, each.name, "、".join(members)


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
