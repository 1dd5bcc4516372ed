"""A district's file: read and checked as a whole; every fault is reported with its line."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from services.directory.administration.domain import of_bureau, person_id
from services.directory.domain import EXCLUSIVE, PARENTS, Organ, OrganKind, Person, RoleName
from shared.contracts.directory import ROLE_NAMES, Room

LARGEST_BYTES = 5_000_000
DEEPEST = 12
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
USERNAME = re.compile(r"(?!p-[0-9a-f]{12}$)[a-z0-9][a-z0-9._-]{0,63}")
"""A username never resembles a person's id, because either identifies a person."""
ISSUER_CODE = re.compile(r"[一-龥]{2,12}")
NAME = re.compile(r"\S(.{0,58}\S)?")
SEATS = re.compile(r"[1-9]\d{0,3}")
UNPRINTED = {"Cc", "Cf", "Cs", "Zl", "Zp"}

LISTS: Mapping[str, OrganKind] = {
    "districts": OrganKind.BUREAU,
    "schools": OrganKind.SCHOOL,
    "campuses": OrganKind.CAMPUS,
    "departments": OrganKind.DEPARTMENT,
}
"""The kind of organ in each list of the file; `PARENTS` decides which lists an organ may contain."""
KIND_NAMES: Mapping[OrganKind | None, str] = {
    None: "文件最外层",
    OrganKind.BUREAU: "区教育局",
    OrganKind.SCHOOL: "学校",
    OrganKind.CAMPUS: "校区",
    OrganKind.DEPARTMENT: "处室",
}
NOT_A_CODE = "应为 2 至 12 个汉字，没有立户的单位请删去这一行"
ORGAN_FIELDS = frozenset({"id", "name", "short_name", "issuer_code", "rooms", "also_under"})
ROOM_FIELDS = frozenset({"id", "name", "seats"})
PERSON_FIELDS = frozenset({"username", "name", "organ", "post", "roles"})
ROLE_CODES = {name: code for code, name in ROLE_NAMES.items()}
"""A file names roles as the office does, or by their codes."""
ALIAS, TOO_DEEP = "不能使用 YAML 引用（*）", "层次过深"
UNREADABLE = {ALIAS, TOO_DEEP}
"""Faults after which reading stops, because the file may be endless."""

Fault = tuple[int, str]
Place = Callable[[int], str]


def in_line(line: int) -> str:
    """Format the line number of a place."""
    return f"第 {line} 行"


class DistrictFaulty(ValueError):
    """The file has faults; the message lists each with its line or cell, and nothing was written."""

    def __init__(self, faults: Iterable[Fault], place: Place = in_line) -> None:
        self.faults = sorted(set(faults))
        self.named = [(place(line), message) for line, message in self.faults]
        lines = [f"{where}：{message}" for where, message in self.named]
        super().__init__("\n".join([f"文件有 {len(lines)} 处错误，没有写入任何内容：", *lines]))


@dataclass
class Plan:
    """The content of a file: organs, parents before children, and people; each with its first line."""

    organs: list[tuple[int, Organ]] = field(default_factory=list)
    people: list[tuple[int, Person]] = field(default_factory=list)


FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader written in C where the package has it: ten times as fast, with twenty thousand people."""


def read_district(content: bytes | str) -> Plan:
    """Read a file; raise DistrictFaulty listing every fault."""
    text = _decoded(content)
    try:
        faults, root = _parsed(text, FAST)
    except (yaml.YAMLError, UnicodeError):  # read once more for the exact place
        try:
            faults, root = _parsed(text, yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise DistrictFaulty([_syntax_fault(text, error)]) from error
    return Reader(faults).read(root)


def _parsed(text: str, loader: Any) -> tuple[list[Fault], Any]:
    faults = list(_forbidden(text, loader))
    if any(message in UNREADABLE for _, message in faults):
        raise DistrictFaulty(faults)
    return faults, yaml.compose(text, Loader=loader)


def _decoded(content: bytes | str) -> str:
    size = len(content) if isinstance(content, bytes) else len(content.encode("utf-8", "replace"))
    if size > LARGEST_BYTES:
        raise DistrictFaulty([(1, f"文件超过 {LARGEST_BYTES // 1_000_000} MB")])
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DistrictFaulty([(line, "文件不是 UTF-8 编码，请另存为 UTF-8 后再导入")]) from error


def _forbidden(text: str, loader: Any) -> Iterator[Fault]:
    """Yield YAML features that this file may not use: aliases, tags, and excessive nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            yield _line(event), ALIAS
        elif getattr(event, "anchor", None) is not None:
            yield _line(event), "不能使用 YAML 锚点（&）"
        elif getattr(event, "tag", None) is not None:
            yield _line(event), "不能使用 YAML 标签（!）"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            yield _line(event), TOO_DEEP
            return


def _syntax_fault(text: str, error: yaml.YAMLError) -> Fault:
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1, "含有控制字符"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "无法读取"
    return (1 if mark is None else mark.line + 1), f"YAML 格式有误：{problem}"


def _line(mark: Any) -> int:
    return int(mark.start_mark.line) + 1


class Reader:
    """Reads a file in one pass, collecting faults; the result of a faulty part is never used."""

    def __init__(
        self,
        faults: Iterable[Fault] = (),
        *,
        standing: Mapping[str, tuple[OrganKind, tuple[str, ...]]] = MappingProxyType({}),
        place: Place = in_line,
        label: Callable[[str], str] = str,
    ) -> None:
        """Start reading. standing: existing organs that a file may name; label: returns the label of a field."""
        self.faults = list(faults)
        self.plan = Plan()
        self.place, self._label = place, label
        self._kinds = {organ: kind for organ, (kind, _) in standing.items()}
        self._paths = {organ: path for organ, (_, path) in standing.items()}
        self._used: dict[tuple[str, str], int] = {}

    def read(self, root: Any) -> Plan:
        """Read a whole text."""
        if root is None:
            raise DistrictFaulty([(1, "文件是空的：应有 districts（各区）和 people（人员）两部分")])
        parts = self._mapping(root, frozenset({"districts", "people"}), frozenset({"districts"}))
        self._items(parts, "districts", needed=True)
        self._organs(parts, None, ())
        return self.read_people(self._items(parts, "people"))

    def read_people(self, nodes: Iterable[Any]) -> Plan:
        """Read the people after every organ; return the plan, or raise DistrictFaulty."""
        for line, organ in self.plan.organs:
            self._other_superior(line, organ)
        for node in nodes:
            self._person(node)
        if self.faults:
            raise DistrictFaulty(self.faults, self.place)
        return self.plan

    def under(self, organ_id: str) -> tuple[OrganKind, tuple[str, ...]] | None:
        """Return the kind and path of an organ that was read or exists."""
        return (self._kinds[organ_id], self._paths[organ_id]) if organ_id in self._paths else None

    def fault(self, line: int, message: str) -> None:
        """Add a fault."""
        self.faults.append((line, message))

    def _organs(self, parts: Mapping[str, Any], parent: OrganKind | None, path: tuple[str, ...]) -> None:
        for listed in parts:
            if listed in LISTS:
                for node in self._items(parts, listed):
                    self.organ(node, LISTS[listed], path)

    def organ(self, node: Any, kind: OrganKind, above: tuple[str, ...]) -> None:
        """Read an organ and everything in it."""
        below, elsewhere = _lists_in(kind)
        parts = self._mapping(node, ORGAN_FIELDS | below, frozenset({"id", "name"}), elsewhere)
        organ_id = self._own(parts, "id", ID, "应由 1 至 32 个小写字母、数字或连字符组成", "单位 id")
        name = self._text(parts, "name", NAME, "应为 1 至 60 个字的名称")
        short_name = self._text(parts, "short_name", NAME, "应为 1 至 60 个字的名称")
        code = self._own(parts, "issuer_code", ISSUER_CODE, NOT_A_CODE, "机关代字")
        path = (*above, organ_id)
        self._kinds[organ_id], self._paths[organ_id] = kind, path
        organ = Organ(
            id=organ_id,
            kind=kind,
            name=name,
            short_name=short_name or name,
            parent=above[-1] if above else None,
            path=path,
            issuer_code=code or None,
            also_under=self._text(parts, "also_under", ID, "应为单位的编号") or None,
            rooms=tuple(self._room(each) for each in self._items(parts, "rooms")),
        )
        if parts:
            self.plan.organs.append((_line(node), organ))
        self._organs(parts, kind, path)

    def _other_superior(self, line: int, organ: Organ) -> None:
        """Check the second superior: another organ of the district, neither above this one already nor below it."""
        second = organ.also_under
        if second is None:
            return
        path = self._paths.get(second)
        if path is None:
            self.faults.append((line, f"没有 id 为“{second}”的单位（also_under）"))
        elif second in organ.path or organ.id in path or path[0] != organ.path[0]:
            self.faults.append((line, f"“{second}”不能是“{organ.id}”的另一个上级（also_under）"))

    def _room(self, node: Any) -> Room:
        parts = self._mapping(node, ROOM_FIELDS | {"keeper"}, ROOM_FIELDS)
        room_id = self._own(parts, "id", ID, "应由 1 至 32 个小写字母、数字或连字符组成", "会议室 id")
        name = self._text(parts, "name", NAME, "应为 1 至 60 个字的名称")
        seats = self._text(parts, "seats", SEATS, "应为 1 至 9999 的整数")
        keeper = self._text(parts, "keeper", USERNAME, "应为用户名")
        return Room(id=room_id, name=name, seats=int(seats or 0), keeper=person_id(keeper) if keeper else None)

    def _person(self, node: Any) -> None:
        parts = self._mapping(node, PERSON_FIELDS, PERSON_FIELDS)
        username = self._own(parts, "username", USERNAME, "应由小写字母、数字、点或连字符组成", "用户名")
        name = self._text(parts, "name", NAME, "应为 1 至 60 个字的姓名")
        post = self._text(parts, "post", NAME, "应为 1 至 60 个字的岗位名称")
        organ = self._text(parts, "organ", ID, "应为单位的编号")
        if organ and organ not in self._paths:
            self._fault(parts["organ"], f"没有 id 为“{organ}”的单位")
        roles = self._roles(parts)
        if RoleName.DISTRICT_ADMIN in roles and organ in self._paths and not self._is_bureau(organ):
            self._fault(parts["roles"], "区管理员应是区教育局的人员")
        person = Person(
            id=person_id(username),
            username=username,
            name=name,
            organ=organ,
            path=self._paths.get(organ, ()),
            post=post,
            roles=roles,
            password="",
        )
        if parts:
            self.plan.people.append((_line(node), person))

    def _is_bureau(self, organ: str) -> bool:
        """Check whether an organ is a bureau or one of its departments."""
        return of_bureau(self._kinds[organ], len(self._paths[organ]))

    def _roles(self, parts: Mapping[str, Any]) -> tuple[RoleName, ...]:
        known: list[RoleName] = []
        for node in self._items(parts, "roles", needed=True):
            try:
                said = node.value if isinstance(node, yaml.ScalarNode) else ""
                role = RoleName(ROLE_CODES.get(said, said))
            except ValueError:
                self._fault(node, f"没有这种角色，应为以下之一：{'、'.join(ROLE_CODES)}")
                continue
            if role in known:
                self._fault(node, f"角色“{role}”重复")
            known.append(role)
        if EXCLUSIVE & set(known) and len(set(known)) > 1:
            self._fault(parts["roles"], "系统、安全、审计管理员应由三人分任，不得兼任其他角色（GB/T 22239-2019）")
        return tuple(known)

    def _mapping(
        self,
        node: Any,
        known: frozenset[str],
        required: frozenset[str],
        elsewhere: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[str, Any]:
        """Read one level of names and values. `elsewhere`: messages for names that belong to other levels."""
        if not isinstance(node, yaml.MappingNode):
            self._fault(node, "应写成“名称: 值”的形式")
            return {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in found:
                self._fault(key, f"“{name}”重复")
            elif name in known:
                found[name] = value
            else:
                self._fault(key, elsewhere.get(name, f"不认识“{name[:40]}”这一项"))
        for name in sorted(required - found.keys()):
            self._fault(node, f"缺少“{self._label(name)}”")
        return found

    def _items(self, parts: Mapping[str, Any], name: str, *, needed: bool = False) -> Sequence[Any]:
        """Return the nodes of a list; an empty list is allowed only if it is not needed."""
        node = parts.get(name)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._fault(node, f"“{name}”应为列表")
            return []
        if needed and not node.value:
            self._fault(node, f"“{name}”至少应有一项")
        items: Sequence[Any] = node.value
        return items

    def _text(self, parts: Mapping[str, Any], name: str, pattern: re.Pattern[str], wanted: str) -> str:
        """Read a value as it is written; return "" if it is missing or invalid."""
        node = parts.get(name)
        if node is None:
            return ""
        written = isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null"
        text = unicodedata.normalize("NFC", node.value) if written else ""
        if any(unicodedata.category(each) in UNPRINTED for each in text):
            self._fault(node, f"“{self._label(name)}”含有控制字符")
            return ""
        if not pattern.fullmatch(text):
            self._fault(node, f"“{self._label(name)}”{wanted}")
            return ""
        return text

    def _own(self, parts: Mapping[str, Any], name: str, pattern: re.Pattern[str], wanted: str, what: str) -> str:
        """Read a value that must be unique among its kind in the file."""
        text = self._text(parts, name, pattern, wanted)
        if text:
            first = self._used.get((what, text))
            if first is None:
                self._used[what, text] = _line(parts[name])
            else:
                self._fault(parts[name], f"{what}“{text}”已在{self.place(first)}使用")
        return text

    def _fault(self, node: Any, message: str) -> None:
        self.faults.append((_line(node), message))


def _lists_in(parent: OrganKind) -> tuple[frozenset[str], Mapping[str, str]]:
    """Return the lists that an organ of a kind may contain, and messages for the others."""
    allowed = frozenset(name for name, kind in LISTS.items() if parent in PARENTS[kind])
    return allowed, {
        name: f"{KIND_NAMES[kind]}不能设在{KIND_NAMES[parent]}下，只能设在：{_places(kind)}"
        for name, kind in LISTS.items()
        if name not in allowed
    }


def _places(kind: OrganKind) -> str:
    return "、".join(name for parent, name in KIND_NAMES.items() if parent in PARENTS[kind])
