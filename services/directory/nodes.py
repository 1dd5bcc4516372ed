"""Reads the nodes of a district's file one by one, collecting every fault with its place."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import yaml

from services.directory.domain import RoleName
from shared.contracts.directory import ROLE_NAMES

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
NAME = re.compile(r"\S(.{0,58}\S)?")
USERNAME = re.compile(r"(?!p-[0-9a-f]{12}$)[a-z0-9][a-z0-9._-]{0,63}")
"""A username never resembles a person's id, because either identifies a person."""
ROLE_CODES = {name: code for code, name in ROLE_NAMES.items()}
"""A file names roles as the office does, or by their codes."""
UNPRINTED = {"Cc", "Cf", "Cs", "Zl", "Zp"}

Fault = tuple[int, str]
Place = Callable[[int], str]


def in_line(line: int) -> str:
    """Format the line number of a place."""
    return f"第 {line} 行"


def line_of(mark: Any) -> int:
    """Return the line of a node."""
    return int(mark.start_mark.line) + 1


class NodeReader:
    """Reads names, values and lists; the result of a faulty part is never used."""

    def __init__(self, faults: Iterable[Fault], place: Place, label: Callable[[str], str]) -> None:
        self.faults = list(faults)
        self.place, self._label = place, label
        self._used: dict[tuple[str, ...], int] = {}

    def fault(self, line: int, message: str) -> None:
        """Add a fault."""
        self.faults.append((line, message))

    def mapping(
        self,
        node: Any,
        known: frozenset[str],
        required: frozenset[str],
        elsewhere: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[str, Any]:
        """Read one level of names and values. `elsewhere`: messages for names that belong to other levels."""
        if not isinstance(node, yaml.MappingNode):
            self.fault_at(node, "应写成“名称: 值”的形式")
            return {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in found:
                self.fault_at(key, f"“{name}”重复")
            elif name in known:
                found[name] = value
            else:
                self.fault_at(key, elsewhere.get(name, f"不认识“{name[:40]}”这一项"))
        for name in sorted(required - found.keys()):
            self.fault_at(node, f"缺少“{self._label(name)}”")
        return found

    def items(self, parts: Mapping[str, Any], name: str, *, needed: bool = False) -> Sequence[Any]:
        """Return the nodes of a list; an empty list is allowed only if it is not needed."""
        node = parts.get(name)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault_at(node, f"“{name}”应为列表")
            return []
        if needed and not node.value:
            self.fault_at(node, f"“{self._label(name)}”至少应有一项")
        items: Sequence[Any] = node.value
        return items

    def text(
        self, parts: Mapping[str, Any], name: str, pattern: re.Pattern[str], wanted: str, *, allowed: str = ""
    ) -> str:
        """Read a value as it is written; return "" if it is missing or invalid. `allowed`: control characters."""
        node = parts.get(name)
        if node is None:
            return ""
        written = isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null"
        text = unicodedata.normalize("NFC", node.value) if written else ""
        if any(unicodedata.category(each) in UNPRINTED and each not in allowed for each in text):
            self.fault_at(node, f"“{self._label(name)}”含有控制字符")
            return ""
        if not pattern.fullmatch(text):
            self.fault_at(node, f"“{self._label(name)}”{wanted}")
            return ""
        return text

    def own(self, parts: Mapping[str, Any], name: str, pattern: re.Pattern[str], wanted: str, what: str) -> str:
        """Read a value that must be unique among its kind in the file."""
        text = self.text(parts, name, pattern, wanted)
        if text:
            self.once(parts[name], what, text)
        return text

    def once(self, node: Any, what: str, text: str, *more: str) -> None:
        """Check that a value is unique among its kind in the file, together with `more`."""
        first = self._used.get((what, text, *more))
        if first is None:
            self._used[what, text, *more] = line_of(node)
        else:
            self.fault_at(node, f"{what}“{text}”已在{self.place(first)}使用")

    def organ_among(self, parts: Mapping[str, Any], paths: Mapping[str, tuple[str, ...]]) -> str:
        """Read the id of an organ that was read or exists."""
        organ = self.text(parts, "organ", ID, "应为单位的编号")
        if organ and organ not in paths:
            self.fault_at(parts["organ"], f"没有代码为“{organ}”的单位")
        return organ

    def roles(self, nodes: Iterable[Any]) -> tuple[RoleName, ...]:
        """Read roles, each once."""
        known: list[RoleName] = []
        for node in nodes:
            try:
                said = node.value if isinstance(node, yaml.ScalarNode) else ""
                role = RoleName(ROLE_CODES.get(said, said))
            except ValueError:
                self.fault_at(node, f"没有这种角色，应为以下之一：{'、'.join(ROLE_CODES)}")
                continue
            if role in known:
                self.fault_at(node, f"角色“{role}”重复")
            known.append(role)
        return tuple(known)

    def fault_at(self, node: Any, message: str) -> None:
        """Add a fault at the place of a node."""
        self.faults.append((line_of(node), message))
