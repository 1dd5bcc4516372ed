"""The fields that the log shows of a change, each before and after; of passwords and second factors it shows none."""

from collections.abc import Callable, Mapping
from typing import Any

from services.directory.entering import NAMES
from services.directory.exchange.comparison import LABELS
from services.directory.posts.matters import MATTERS
from shared.aggregate import State
from shared.contracts.directory import ROLE_NAMES

Named = Callable[[str], str]
"""Returns the name of an organ or a person by id."""

_ENTRY = LABELS | {"active": "状态"}
_SHOWN: Mapping[str, Mapping[str, str]] = {
    "person": {
        **{each: _ENTRY[each] for each in ("organ", "post", "roles", "active")},
        "username": "用户名", "name": "姓名", "acting": "代岗角色",
    },
    "organ": {
        each: _ENTRY[each]
        for each in ("kind", "name", "short_name", "parent", "issuer_code", "also_under", "rooms", "active")
    },
    "group": {each: _ENTRY[each] for each in ("name", "members", "active")},
    "post": {
        **{each: _ENTRY[each] for each in ("name", "organ", "roles", "matters", "duties", "stand_in", "active")},
        "away": "本岗人员不在岗",
    },
    "rules": {
        "least": "密码最少字符数", "classes": "密码字符类别数", "former": "不得重复的最近密码数",
        "days": "密码更换期限（天）", "second_factor_for": "须用动态口令的角色",
    },
    "reminders": {"before": "到期前提醒（工作日）", "after": "逾期后提醒（工作日）"},
    "ruling": {
        "since": "施行日期", "kinds": "增加的文种", "series": "编号序列", "cap_fen": "工作餐标准（元）",
        "retention": "保管期限", "receivers": "代收处室", "reason": "依据",
    },
    "delegation": {
        "delegator": "委托人", "delegate": "受托人", "kinds": "文种", "from_on": "开始日期", "until_on": "结束日期",
    },
}  # fmt: skip
"""The fields shown by kind. A field that is not here stays out of the log: password hashes, secrets, what others derive."""

_ROLES = frozenset(("roles", "acting", "second_factor_for"))
_NAMED = frozenset(("organ", "parent", "also_under", "stand_in", "delegator", "delegate"))
_STATES = {("active", True): "在用", ("active", False): "停用", ("away", True): "是", ("away", False): "否"}


def shown_fields(kind: str, before: State, after: State, named: Named) -> tuple[Mapping[str, str], ...]:
    """Return the fields that differ, each with its label, before and after."""
    found = []
    for field, label in _SHOWN[kind].items():
        old, new = (_said(field, each.get(field), named) for each in (before, after))
        if old != new:
            found.append({"field": field, "label": label, "before": old, "after": new})
    return tuple(found)


def _said(field: str, value: Any, named: Named) -> str:
    if value is None or value in ((), [], {}, ""):
        return ""
    if isinstance(value, bool):
        return _STATES[field, value]
    if field in _ROLES:
        return "、".join(ROLE_NAMES.get(each, each) for each in value)
    if field in _NAMED:
        return named(value)
    if field == "kind":
        return str(NAMES.get(value, value))
    if field == "matters":
        return "；".join(MATTERS[each].label for each in value if each in MATTERS)
    if field == "members":
        return "、".join(map(named, value))
    if field == "rooms":
        return "、".join(_room(each, named) for each in value)
    if field == "cap_fen":
        return f"{value / 100:g}"
    if field == "after":
        return "、".join(f"{each['days']}日后提醒{ROLE_NAMES.get(each['role'], each['role'])}" for each in value)
    if field == "receivers":
        return "、".join(f"{named(organ)}由{named(receiver)}代收" for organ, receiver in value.items())
    if isinstance(value, dict):
        return "、".join(f"{key}：{each}" for key, each in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _room(room: Mapping[str, Any], named: Named) -> str:
    keeper = "" if room.get("keeper") is None else f"，保管人{named(room['keeper'])}"
    return f"{room['name']}（{room['seats']}座{keeper}）"
