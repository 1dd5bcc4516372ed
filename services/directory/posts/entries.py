"""Posts in a district's file."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from services.directory.entering import person_id
from services.directory.nodes import NAME, USERNAME, NodeReader
from services.directory.posts.domain import Post
from services.directory.posts.matters import MATTERS

FIELDS = frozenset({"organ", "name", "roles", "matters", "duties", "stand_in"})
DUTIES = re.compile(r".{0,2000}", re.DOTALL)
MATTER_CODES = {matter.label: code for code, matter in MATTERS.items()}
"""A file names matters as the office does, or by their codes."""


def read_post(reader: NodeReader, node: Any, paths: Mapping[str, tuple[str, ...]]) -> Post | None:
    """Read a post; None if it has no fields. An entry states the whole post, and an omitted field is empty."""
    parts = reader.mapping(node, FIELDS, frozenset({"organ", "name"}))
    organ = reader.organ_among(parts, paths)
    name = reader.text(parts, "name", NAME, "应为 1 至 60 个字的岗位名称")
    if organ and name:
        reader.once(parts["name"], "岗位", name, organ)
    stand_in = reader.text(parts, "stand_in", USERNAME, "应为用户名")
    post = Post(
        id="",
        organ=organ,
        district=paths.get(organ, ("",))[0],
        name=name,
        roles=reader.roles(reader.items(parts, "roles")),
        matters=_matters(reader, reader.items(parts, "matters")),
        duties=reader.text(parts, "duties", DUTIES, "应在 2000 字以内", allowed="\n\t").strip(),
        stand_in=person_id(stand_in) if stand_in else None,
    )
    return post if parts else None


def _matters(reader: NodeReader, nodes: Iterable[Any]) -> tuple[str, ...]:
    known: list[str] = []
    for node in nodes:
        said = node.value if isinstance(node, yaml.ScalarNode) else ""
        code = MATTER_CODES.get(said, said)
        if code not in MATTERS:
            reader.fault_at(node, f"没有这种事项，应为以下之一：{'；'.join(MATTER_CODES)}")
        elif code in known:
            reader.fault_at(node, f"事项“{MATTERS[code].label}”重复")
        else:
            known.append(code)
    return tuple(known)
