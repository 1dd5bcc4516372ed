"""Corrections by hand: what a record said before and after them, in the words of its trail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.aggregate import Entry
from shared.calendar import in_full, office_date


@dataclass(frozen=True)
class Revision:
    """A change by hand: each field's label, with its words before and after."""

    at: datetime
    changed: tuple[tuple[str, str, str], ...]


def revision(
    record: Any,
    labels: Mapping[str, str],
    changed: Mapping[str, Any],
    at: datetime,
    words: Mapping[str, Callable[[Any], str]] | None = None,
) -> Revision:
    """Record the changed fields of a record as it is before them. labels: the label of each field.

    words: how to write a field, where `in_words` cannot know it, as of a code.
    """
    own = words or {}

    def written(name: str, value: Any) -> str:
        return own.get(name, in_words)(value)

    said = (
        (labels[name], written(name, getattr(record, name)), written(name, value)) for name, value in changed.items()
    )
    return Revision(at, tuple(said))


def in_words(value: Any) -> str:
    """Write a value as a trail does: days in full, organs and people by their names, nothing as 无."""
    if isinstance(value, datetime):
        value = office_date(value)
    if isinstance(value, date):
        return in_full(value)
    if isinstance(value, tuple):
        return "、".join(each.name for each in value) or "无"
    return str(getattr(value, "name", value) or "无")


def revised(field: str) -> Callable[[Entry], str]:
    """Return what says in a trail how an entry changed a record. field: the record's revisions."""

    def said(entry: Entry) -> str:
        found = [value for path, value in entry["changes"] if path == field and value]
        return (
            "；".join(f"{name}：{before}→{after}" for name, before, after in found[-1][-1]["changed"]) if found else ""
        )

    return said
