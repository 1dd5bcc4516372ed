"""Groups of recipients in a district's file."""

from collections.abc import Mapping
from typing import Any

import yaml

from services.directory.groups.domain import Group
from services.directory.nodes import NAME, NodeReader

FIELDS = frozenset({"organ", "name", "members"})
MOST_MEMBERS = 500


def read_group(reader: NodeReader, node: Any, paths: Mapping[str, tuple[str, ...]]) -> Group | None:
    """Read a group; None if it has no fields. `organ`: the organ that maintains it."""
    parts = reader.mapping(node, FIELDS, FIELDS)
    owner = reader.organ_among(parts, paths)
    name = reader.text(parts, "name", NAME, "应为 1 至 60 个字的分组名称")
    if owner and name:
        reader.once(parts["name"], "分组", name, owner)
    path = paths.get(owner, ())
    group = Group(id="", name=name, owner=owner, path=path, members=_members(reader, parts, path[:1], paths))
    return group if parts else None


def _members(
    reader: NodeReader, parts: Mapping[str, Any], district: tuple[str, ...], paths: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    found: list[str] = []
    nodes = reader.items(parts, "members", needed=True)
    if len(nodes) > MOST_MEMBERS:
        reader.fault_at(parts["members"], f"一个分组最多{MOST_MEMBERS}个单位")
    for node in nodes:
        said = node.value if isinstance(node, yaml.ScalarNode) else ""
        if district and paths.get(said, ())[:1] != district:
            reader.fault_at(node, f"没有代码为“{said[:40]}”的单位")
        elif said in found:
            reader.fault_at(node, f"单位“{said}”重复")
        else:
            found.append(said)
    return tuple(found)
