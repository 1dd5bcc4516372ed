"""Error messages for settings: the variable, the value and what it accepts; never a secret."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from annotated_types import Ge, Gt, Le
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings
from pymongo.uri_parser import parse_uri

PREFIX = "TONGBAN_"
SECRET = ("KEY", "PASSWORD", "URI")
"""Endings of variables whose values are never shown."""
ELSEWHERE = (
    *("TONGBAN_ADDRESS", "TONGBAN_DEBIAN_MIRROR", "TONGBAN_LONG_SAVES", "TONGBAN_UNRULY"),
    *("TONGBAN_TEST_", "TONGBAN_FAULT_"),
)
"""Prefixes of names that Compose, tools and tests read, and no process of the system."""
NEAR = 0.5


def variable(name: str, field: FieldInfo) -> str:
    """Return the environment variable of a setting."""
    return str(field.validation_alias or f"{PREFIX}{name.upper()}")


def unknown_settings(kind: type[BaseSettings], environment: Mapping[str, str]) -> list[str]:
    """Describe every variable that looks like a setting but is none, with the nearest one that exists."""
    known = {variable(name, field): field for name, field in kind.model_fields.items()}
    by_end = {each.removeprefix(PREFIX): each for each in known}
    lines = []
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known and not name.startswith(ELSEWHERE):
            near = get_close_matches(name.upper().removeprefix(PREFIX), by_end, n=1, cutoff=NEAR)
            advice = f"最接近的是 {by_end[near[0]]}" if near else "全部设置见 docs/operations.md 的 Settings 一节"
            lines.append(f"没有 {name} 这个设置，{advice}。")
    return lines


def refused_settings(kind: type[BaseSettings], error: ValidationError) -> list[str]:
    """Describe every refused value: its variable and what that accepts."""
    lines = []
    by_name = {variable(name, field): field for name, field in kind.model_fields.items()}
    for fault in error.errors(include_url=False):
        said = str(fault["loc"][0])
        name = next(each for each in by_name if each.lower() in (said.lower(), f"{PREFIX}{said}".lower()))
        shown = "" if name.endswith(SECRET) else f"“{str(fault['input'])[:80]}”"
        lines.append(f"{name} 的值{shown}不能使用，应为{takes(by_name[name])}。")
    return lines


def takes(field: FieldInfo) -> str:
    """Describe the values that a setting accepts."""
    if field.description:
        return field.description
    kinds: Mapping[Any, str] = {bool: " yes 或 no", int: "整数", float: "数", Path: "路径"}
    what = next((kinds[each] for each in (field.annotation, *get_args(field.annotation)) if each in kinds), "文字")
    low = next((each for each in field.metadata if isinstance(each, Ge | Gt)), None)
    high = next((each.le for each in field.metadata if isinstance(each, Le)), None)
    if isinstance(low, Gt):
        return f"大于 {low.gt} 的{what}"
    if low is not None and high is not None:
        return f" {low.ge} 到 {high} 的{what}"
    return what if low is None else f"不小于 {low.ge} 的{what}"


def store_address(uri: str) -> str:
    """Validate a MongoDB address without connecting; raise ValueError."""
    if uri.startswith("mongodb+srv://") and len(uri) > len("mongodb+srv://"):
        return uri  # its hosts stand in the DNS
    try:
        parse_uri(uri)
    except Exception as error:
        raise ValueError(type(error).__name__) from error
    return uri
