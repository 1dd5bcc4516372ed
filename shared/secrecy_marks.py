"""Secrecy marks in what is typed: a state secret must not be stored here, so a person judges each mark before it is."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

LAW = "中华人民共和国保守国家秘密法（2024年修订）"
SOURCE = f"{LAW}第三十一条（三）；党政机关公文处理工作条例（中办发〔2012〕14号）第二十六条"

GRADES = "绝密|机密|秘密"
MARK = re.compile(
    rf"(?:{GRADES})\s*[★☆*＊]\s*(?:\d+\s*(?:年|个月|月|日)|长期)?|[（(【［\[〔](?:{GRADES})[)）】］\]〕]|^\s*(?:{GRADES})(?=[\s:：])"
)
"""A grade as papers bear it, with its term (密级和保密期限, GB/T 9704-2012, 7.2.2); the bare word is in many open titles."""


def mark_doubts(said: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Return a warning for each field in which a secrecy mark stands, so that a person judges whether it is secret."""
    found = {name: MARK.search(text) for name, text in said.items() if text}
    return [
        {
            "field": name,
            "code": "secrecy_mark",
            "message": f"文中有“{mark.group().strip()}”，疑似涉密公文，不得录入本系统，请在“涉密登记”登记去向；"
            "确认不涉密的，请确认后继续",
            "source": SOURCE,
            "start": mark.start(),
            "end": mark.end(),
        }
        for name, mark in found.items()
        if mark
    ]


def marks_of(record: Any, fields: Iterable[str], before: Any = None) -> list[dict[str, Any]]:
    """Return the warnings for the text fields of a record; for those alone that differ from the record before."""
    said = {name: getattr(record, name) for name in fields}
    changed = {name: _text(value) for name, value in said.items() if before is None or value != getattr(before, name)}
    return mark_doubts(changed)


def _text(value: Any) -> str | None:
    """Return the text of a field; of parts, such as papers, all of theirs."""
    if value is None or isinstance(value, str):
        return value
    parts = value if isinstance(value, tuple) else (value,)
    return "\n".join(text for each in parts for text in vars(each).values() if isinstance(text, str))
