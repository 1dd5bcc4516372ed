"""A district from a file: read whole, checked whole, every fault named with its line, then entered."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import yaml

from services.directory.domain import EXCLUSIVE, PARENTS, Organ, OrganKind, Person, RoleName
from shared.contracts.event import Event

LARGEST = 5_000_000
ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,31}$")
USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,63}$")
ISSUER_CODE = re.compile(r"^[一-龥]{2,12}$")
NAME = re.compile(r"^[^\x00-\x1f\x7f]{1,60}$")
CHILDREN = {
    "districts": (OrganKind.BUREAU, ("schools", "departments")),
    "schools": (OrganKind.SCHOOL, ("campuses", "departments")),
    "campuses": (OrganKind.CAMPUS, ("departments",)),
    "departments": (OrganKind.DEPARTMENT, ()),
}
"""What each list of organs holds, and which lists its organs may have."""
ORGAN_FIELDS = {"id", "name", "short_name", "issuer_code"}
PERSON_FIELDS = {"username", "name", "organ", "post", "roles"}


class DistrictFaulty(ValueError):
    """The file has faults; the message lists each with its line, and nothing was written."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        self.faults = sorted(faults)
        lines = [f"第 {line} 行：{message}" for line, message in self.faults]
        super().__init__("\n".join([f"文件有 {len(lines)} 处错误，未写入任何内容：", *lines]))


@dataclass
class Plan:
    """What a file says: organs, parents before children, and people; each with the line it stands on."""

    organs: list[tuple[int, Organ]] = field(default_factory=list)
    people: list[tuple[int, Person]] = field(default_factory=list)


class Kept(Protocol):
    """A collection of the directory."""

    def find(self, aggregate_id: str) -> Any: ...
    def add(self, new: Any, *, announcing: Event, action: str, comment: str = "") -> Any: ...


def read_district(text: str) -> Plan:
    """Read a file; raise DistrictFaulty naming every fault."""
    if len(text) > LARGEST:
        raise DistrictFaulty([(1, "文件超过 5 MB")])
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or "不是合格的 YAML"
        raise DistrictFaulty([(1 if mark is None else mark.line + 1, f"YAML 格式有误：{problem}")]) from error
    except (RecursionError, ValueError) as error:
        raise DistrictFaulty([(1, "不是合格的 YAML")]) from error
    return _Reader().read(root)


class _Reader:
    def __init__(self) -> None:
        self.faults: list[tuple[int, str]] = []
        self.plan = Plan()
        self._seen: dict[str, dict[str, int]] = {"单位 id": {}, "用户名": {}, "机关代字": {}}
        self._paths: dict[str, tuple[str, ...]] = {}

    def read(self, root: Any) -> Plan:
        if not isinstance(root, yaml.MappingNode):
            raise DistrictFaulty([(1, "应有 districts（各区）和 people（人员）两部分")])
        parts = self._mapping(root, {"districts", "people"}, {"districts"})
        for node in self._items(parts.get("districts"), "districts"):
            self._organ(node, "districts", None, ())
        for node in self._items(parts.get("people"), "people"):
            self._person(node)
        if self.faults:
            raise DistrictFaulty(self.faults)
        return self.plan

    def _organ(self, node: Any, listed: str, parent: OrganKind | None, path: tuple[str, ...]) -> None:
        kind, below = CHILDREN[listed]
        assert parent in PARENTS[kind]
        parts = self._mapping(node, ORGAN_FIELDS | set(below), {"id", "name"})
        organ_id = self._text(parts, "id", ID, "应由小写字母、数字和连字符组成", unique="单位 id")
        name = self._text(parts, "name", NAME, "应为 1 至 60 个字的名称")
        short_name = self._text(parts, "short_name", NAME, "应为 1 至 60 个字的名称") or name
        code = self._text(parts, "issuer_code", ISSUER_CODE, "应为 2 至 12 个汉字", unique="机关代字")
        here = (*path, organ_id)
        self._paths[organ_id] = here
        organ = Organ(
            id=organ_id, kind=kind, name=name, short_name=short_name, parent=path[-1] if path else None, path=here,
            issuer_code=code or None,
        )  # fmt: skip
        self.plan.organs.append((_line(node), organ))
        for each in below:
            for child in self._items(parts.get(each), each):
                self._organ(child, each, kind, here)

    def _person(self, node: Any) -> None:
        parts = self._mapping(node, PERSON_FIELDS, PERSON_FIELDS)
        username = self._text(parts, "username", USERNAME, "应由小写字母、数字、点和连字符组成", unique="用户名")
        organ = self._text(parts, "organ", ID, "应为单位 id")
        if organ and organ not in self._paths:
            self._fault(parts["organ"], f"没有 id 为“{organ}”的单位")
        roles = [self._role(each) for each in self._items(parts.get("roles"), "roles")]
        known = tuple(each for each in roles if each is not None)
        if len(set(known)) < len(known):
            self._fault(parts["roles"], "角色重复")
        if EXCLUSIVE & set(known) and len(known) > 1:
            self._fault(parts["roles"], "系统、安全、审计管理员须由专人担任，不得兼任其他角色（GB/T 22239-2019）")
        if "roles" in parts and not roles:
            self._fault(parts["roles"], "至少应有一个角色")
        person = Person(
            id=person_id(username), username=username, name=self._text(parts, "name", NAME, "应为姓名"), organ=organ,
            path=self._paths.get(organ, ()), post=self._text(parts, "post", NAME, "应为岗位名称"), roles=known,
            password="",
        )  # fmt: skip
        self.plan.people.append((_line(node), person))

    def _role(self, node: Any) -> RoleName | None:
        try:
            return RoleName(node.value if isinstance(node, yaml.ScalarNode) else "")
        except ValueError:
            self._fault(node, f"没有这种角色，应为以下之一：{'、'.join(role.value for role in RoleName)}")
            return None

    def _mapping(self, node: Any, allowed: set[str], required: set[str]) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            self._fault(node, "应为“名称: 值”的形式")
            return {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in allowed:
                self._fault(key, f"不认识“{name}”这一项")
            elif name in found:
                self._fault(key, f"“{name}”重复")
            else:
                found[name] = value
        for name in sorted(required - found.keys()):
            self._fault(node, f"缺少“{name}”")
        return found

    def _items(self, node: Any, name: str) -> Iterator[Any]:
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self._fault(node, f"“{name}”应为列表")
            return
        yield from node.value

    def _text(
        self, parts: Mapping[str, Any], name: str, pattern: re.Pattern[str], wanted: str, *, unique: str | None = None
    ) -> str:
        node = parts.get(name)
        if node is None:
            return ""
        text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
        if not pattern.match(text):
            self._fault(node, f"“{name}”{wanted}")
            return ""
        if unique is not None:
            first = self._seen[unique].setdefault(text, _line(node))
            if first != _line(node):
                self._fault(node, f"{unique}“{text}”已在第 {first} 行使用")
        return text

    def _fault(self, node: Any, message: str) -> None:
        self.faults.append((_line(node), message))


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def person_id(username: str) -> str:
    """Derive a person's id from the username, so that an import that was cut off can be run again."""
    return "p-" + hashlib.sha256(username.encode()).hexdigest()[:12]


def import_district(
    plan: Plan, organs: Kept, people: Kept, *, password_of: Callable[[str], str], password_hash: Callable[[str], str]
) -> str:
    """Enter what is new; what stands there with other content is a fault, and then nothing is written."""
    faults = [
        (line, f"“{organ.id}”已经登记，内容与文件不同")
        for line, organ in plan.organs
        if (known := organs.find(organ.id)) is not None and known.recorded() != organ.recorded()
    ] + [
        (line, f"“{person.username}”已经登记，内容与文件不同")
        for line, person in plan.people
        if (known := people.find(person.id)) is not None and known.recorded() != person.recorded()
    ]
    if faults:
        raise DistrictFaulty(faults)
    new_organs = [organ for _, organ in plan.organs if organs.find(organ.id) is None]
    new_people = [person for _, person in plan.people if people.find(person.id) is None]
    for organ in new_organs:
        organs.add(organ, announcing=organ.recorded(), action="import")
    for person in new_people:
        entered = replace(person, password=password_hash(password_of(person.username)))
        people.add(entered, announcing=entered.recorded(), action="import")
    return f"已登记单位 {len(new_organs)} 个、人员 {len(new_people)} 名。"

