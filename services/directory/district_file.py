"""A district's file: read and checked as a whole; every fault is reported with its line."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from services.directory.domain import EXCLUSIVE, PARENTS, Organ, OrganKind, Person, RoleName
from services.directory.entering import of_bureau, person_id
from services.directory.groups.domain import Group
from services.directory.groups.entries import read_group
from services.directory.nodes import ID, NAME, USERNAME, Fault, NodeReader, Place, in_line, line_of
from services.directory.posts.domain import Post
from services.directory.posts.entries import read_post
from shared.contracts.directory import Room

LARGEST_BYTES = 5_000_000
DEEPEST = 12
ISSUER_CODE = re.compile(r"[一-龥]{2,12}")
SEATS = re.compile(r"[1-9]\d{0,3}")

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
PARTS = frozenset({"districts", "people", "posts", "groups"})
PERSON_FIELDS = frozenset({"username", "name", "organ", "post", "roles"})
ALIAS, TOO_DEEP = "不能使用 YAML 引用（*）", "层次过深"
UNREADABLE = {ALIAS, TOO_DEEP}
"""Faults after which reading stops, because the file may be endless."""


T = TypeVar("T")


@dataclass(frozen=True)
class Entered:
    """The content of a file, each entry with its place."""

    organs: Sequence[tuple[str, Organ]]
    people: Sequence[tuple[str, Person]]
    posts: Sequence[tuple[str, Post]] = ()
    groups: Sequence[tuple[str, Group]] = ()


class DistrictFaulty(ValueError):
    """The file has faults; the message lists each with its line or cell, and nothing was written."""

    def __init__(self, faults: Iterable[Fault], place: Place = in_line) -> None:
        self.faults = sorted(set(faults))
        self.named = [(place(line), message) for line, message in self.faults]
        lines = [f"{where}：{message}" for where, message in self.named]
        super().__init__("\n".join([f"文件有 {len(lines)} 处错误，没有写入任何内容：", *lines]))


def _placed(listed: Iterable[tuple[int, T]]) -> list[tuple[str, T]]:
    return [(in_line(line), each) for line, each in listed]


@dataclass
class Plan:
    """The content of a file: organs, parents before children, people, posts and groups; each with its first line."""

    organs: list[tuple[int, Organ]] = field(default_factory=list)
    people: list[tuple[int, Person]] = field(default_factory=list)
    posts: list[tuple[int, Post]] = field(default_factory=list)
    groups: list[tuple[int, Group]] = field(default_factory=list)

    def entered(self) -> Entered:
        """Return the content with its places."""
        return Entered(_placed(self.organs), _placed(self.people), _placed(self.posts), _placed(self.groups))


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
            yield line_of(event), ALIAS
        elif getattr(event, "anchor", None) is not None:
            yield line_of(event), "不能使用 YAML 锚点（&）"
        elif getattr(event, "tag", None) is not None:
            yield line_of(event), "不能使用 YAML 标签（!）"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            yield line_of(event), TOO_DEEP
            return


def _syntax_fault(text: str, error: yaml.YAMLError) -> Fault:
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1, "含有控制字符"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or "无法读取"
    return (1 if mark is None else mark.line + 1), f"YAML 格式有误：{problem}"


class Reader(NodeReader):
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
        super().__init__(faults, place, label)
        self.plan = Plan()
        self._kinds = {organ: kind for organ, (kind, _) in standing.items()}
        self._paths = {organ: path for organ, (_, path) in standing.items()}

    def read(self, root: Any) -> Plan:
        """Read a whole text."""
        if root is None:
            raise DistrictFaulty([(1, "文件是空的：应有 districts（各区）和 people（人员）两部分")])
        parts = self.mapping(root, PARTS, frozenset({"districts"}))
        self.items(parts, "districts", needed=True)
        self._organs(parts, None, ())
        people, posts, groups = (self.items(parts, name) for name in ("people", "posts", "groups"))
        return self.read_others(people, posts, groups)

    def read_others(self, people: Iterable[Any], posts: Iterable[Any] = (), groups: Iterable[Any] = ()) -> Plan:
        """Read people, posts and groups after every organ; return the plan, or raise DistrictFaulty."""
        for line, organ in self.plan.organs:
            self._other_superior(line, organ)
        for node in people:
            self._person(node)
        for node in posts:
            if (post := read_post(self, node, self._paths)) is not None:
                self.plan.posts.append((line_of(node), post))
        for node in groups:
            if (group := read_group(self, node, self._paths)) is not None:
                self.plan.groups.append((line_of(node), group))
        if self.faults:
            raise DistrictFaulty(self.faults, self.place)
        return self.plan

    def under(self, organ_id: str) -> tuple[OrganKind, tuple[str, ...]] | None:
        """Return the kind and path of an organ that was read or exists."""
        return (self._kinds[organ_id], self._paths[organ_id]) if organ_id in self._paths else None

    def _organs(self, parts: Mapping[str, Any], parent: OrganKind | None, path: tuple[str, ...]) -> None:
        for listed in parts:
            if listed in LISTS:
                for node in self.items(parts, listed):
                    self.organ(node, LISTS[listed], path)

    def organ(self, node: Any, kind: OrganKind, above: tuple[str, ...]) -> None:
        """Read an organ and everything in it."""
        below, elsewhere = _lists_in(kind)
        parts = self.mapping(node, ORGAN_FIELDS | below, frozenset({"id", "name"}), elsewhere)
        organ_id = self.own(parts, "id", ID, "应由 1 至 32 个小写字母、数字或连字符组成", "单位 id")
        name = self.text(parts, "name", NAME, "应为 1 至 60 个字的名称")
        short_name = self.text(parts, "short_name", NAME, "应为 1 至 60 个字的名称")
        code = self.own(parts, "issuer_code", ISSUER_CODE, NOT_A_CODE, "机关代字")
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
            also_under=self.text(parts, "also_under", ID, "应为单位的编号") or None,
            rooms=tuple(self._room(each) for each in self.items(parts, "rooms")),
        )
        if parts:
            self.plan.organs.append((line_of(node), organ))
        self._organs(parts, kind, path)

    def _other_superior(self, line: int, organ: Organ) -> None:
        """Check the second superior: another organ of the district, neither above this one already nor below it."""
        second = organ.also_under
        if second is None:
            return
        path = self._paths.get(second)
        if path is None:
            self.faults.append((line, f"没有代码为“{second}”的单位（also_under）"))
        elif second in organ.path or organ.id in path or path[0] != organ.path[0]:
            self.faults.append((line, f"“{second}”不能是“{organ.id}”的另一个上级（also_under）"))

    def _room(self, node: Any) -> Room:
        parts = self.mapping(node, ROOM_FIELDS | {"keeper"}, ROOM_FIELDS)
        room_id = self.own(parts, "id", ID, "应由 1 至 32 个小写字母、数字或连字符组成", "会议室 id")
        name = self.text(parts, "name", NAME, "应为 1 至 60 个字的名称")
        seats = self.text(parts, "seats", SEATS, "应为 1 至 9999 的整数")
        keeper = self.text(parts, "keeper", USERNAME, "应为用户名")
        return Room(id=room_id, name=name, seats=int(seats or 0), keeper=person_id(keeper) if keeper else None)

    def _person(self, node: Any) -> None:
        parts = self.mapping(node, PERSON_FIELDS, PERSON_FIELDS)
        username = self.own(parts, "username", USERNAME, "应由小写字母、数字、点或连字符组成", "用户名")
        name = self.text(parts, "name", NAME, "应为 1 至 60 个字的姓名")
        post = self.text(parts, "post", NAME, "应为 1 至 60 个字的岗位名称")
        organ = self.organ_among(parts, self._paths)
        roles = self._roles(parts)
        if RoleName.DISTRICT_ADMIN in roles and organ in self._paths and not self._is_bureau(organ):
            self.fault_at(parts["roles"], "区管理员应是区教育局的人员")
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
            self.plan.people.append((line_of(node), person))

    def _is_bureau(self, organ: str) -> bool:
        """Check whether an organ is a bureau or one of its departments."""
        return of_bureau(self._kinds[organ], len(self._paths[organ]))

    def _roles(self, parts: Mapping[str, Any]) -> tuple[RoleName, ...]:
        known = self.roles(self.items(parts, "roles"))
        if EXCLUSIVE & set(known) and len(set(known)) > 1:
            self.fault_at(parts["roles"], "系统、安全、审计管理员应由三人分任，不得兼任其他角色（GB/T 22239-2019）")
        return known


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
