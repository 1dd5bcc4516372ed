"""The result of comparing a file with existing entries: changes, faults, and duties that nobody would have afterwards."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

from services.directory.domain import Organ, Person
from services.directory.groups.domain import Group
from services.directory.posts.domain import Post
from services.directory.posts.matters import MATTERS
from shared.aggregate import Aggregate
from shared.contracts.directory import ROLE_NAMES, Room
from shared.shown import Shown

if TYPE_CHECKING:
    from services.directory.exchange import api

MOST_SHOWN = 500
ELSEWHERE, CLOSED = "不是本区的单位", "该单位已停用，请先启用"
"""The faults of an entry whose organ cannot be changed."""
LABELS = {
    "name": "名称", "short_name": "简称", "parent": "上级单位", "issuer_code": "机关代字", "also_under": "另一上级",
    "rooms": "会议室", "organ": "单位", "post": "岗位", "roles": "角色", "kind": "类别", "matters": "负责事项",
    "duties": "职责说明", "stand_in": "代岗人员", "members": "成员单位",
}  # fmt: skip
KINDS: Mapping[type, Literal["organ", "person", "post", "group"]] = {
    Organ: "organ",
    Person: "person",
    Post: "post",
    Group: "group",
}
Thing = Organ | Person | Post | Group


@dataclass(frozen=True)
class Change:
    """One entry or change in a file. `names`: of the people and organs that its fields refer to, by id."""

    place: str
    before: Thing | None
    after: Thing
    fields: tuple[tuple[str, Any, Any], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def shown(self) -> "Shown[api.FileChange]":
        """Return the change for the API: the kind, the entry, the place in the file, and each field before and after."""
        return {
            "what": KINDS[type(self.after)],
            "id": self._id(),
            "name": self.after.name,
            "place": self.place,
            "new": self.before is None,
            "fields": [
                {"field": name, "label": LABELS[name], "before": self._said(name, old), "after": self._said(name, new)}
                for name, old, new in self.fields
            ],
        }

    def _id(self) -> str:
        after = self.after
        if isinstance(after, Organ):
            return after.id
        return after.username if isinstance(after, Person) else after.owner if isinstance(after, Group) else after.organ

    def _said(self, name: str, value: Any) -> str:
        if name == "roles":
            return "、".join(ROLE_NAMES[role.value] for role in value)
        if name == "matters":
            return "；".join(MATTERS[code].label for code in value if code in MATTERS)
        if name == "rooms":
            return "、".join(f"{room.name}（{room.seats}座{self._kept_by(room)}）" for room in value)
        if name == "members":
            return "、".join(self.names.get(each, each) for each in value)
        if name == "stand_in" and value is not None:
            return self.names.get(value, str(value))
        return "" if value is None else str(value)

    def _kept_by(self, room: Room) -> str:
        return "" if room.keeper is None else f"，保管人{self.names.get(room.keeper, room.keeper)}"


def changed(before: Any, after: Any, names: Sequence[str]) -> tuple[tuple[str, Any, Any], ...]:
    """Return the fields that differ, each before and after."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple((name, old, new) for name, old, new in pairs if old != new)


def differing(before: Thing, after: Thing) -> dict[str, Any]:
    """Return the stored fields that differ, as they are afterwards; a table sets the state."""
    names = {each.name for each in fields(after)} - {each.name for each in fields(Aggregate)} - {"active", "away"}
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}


@dataclass(frozen=True)
class Comparison:
    """The changes in a file, in the order of entry, its faults, and the duties that nobody would have afterwards."""

    changes: tuple[Change, ...]
    unchanged: int
    faults: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Mapping[str, str], ...] = ()

    @property
    def print(self) -> str:
        """Return a fingerprint of the changes and warnings, so that exactly the reviewed ones are applied."""
        told: list[Any] = [[each.shown(), 0 if each.before is None else each.before.version] for each in self.changes]
        told += [each.after.recorded().to_wire() for each in self.changes if each.before is None]
        told += [[each["field"], each["message"]] for each in self.warnings]
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]

    def shown(self) -> "Shown[api.DryRun]":
        """Return the result of a dry run."""
        return {
            "faults": [{"place": place, "message": message} for place, message in self.faults],
            "warnings": [{"place": each["field"], "message": each["message"]} for each in self.warnings[:MOST_SHOWN]],
            "changes": [each.shown() for each in self.changes[:MOST_SHOWN]],
            "new": sum(each.before is None for each in self.changes),
            "changed": sum(each.before is not None for each in self.changes),
            "unchanged": self.unchanged,
            "print": self.print,
        }


def faulty(faults: Sequence[tuple[str, str]]) -> Comparison:
    """Build the comparison of an unreadable file."""
    return Comparison((), 0, tuple(faults))
