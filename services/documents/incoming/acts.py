"""Labels of every act on an incoming document (收文)."""

from collections.abc import Mapping
from typing import Any

from services.documents.domain import URGENCY_NAMES
from services.documents.incoming.domain import SCOPES
from services.documents.kinds import KINDS
from shared.acts import OPINION, Acts, Need, Shape, act, grave, main, naming, reason, told
from shared.calendar import office_date
from shared.office import named
from shared.revision import revised


def _handler(incoming: Any) -> list[Any]:
    return [] if incoming.handler is None else [named(incoming.handler, incoming.handler_name)]


def _assisting(incoming: Any) -> list[Any]:
    return [named(each.id, each.name) for each in incoming.assisting]


def _urger(incoming: Any) -> list[Any]:
    return [] if incoming.urger is None else [named(incoming.urger.id, incoming.urger.name)]


def _arrival(incoming: Any) -> str:
    return "" if incoming.received_at is None else office_date(incoming.received_at).isoformat()


def _first_pending(incoming: Any) -> str:
    return str(next(iter(incoming.pending), ""))


def _deadline(incoming: Any) -> str:
    return "" if incoming.due_on is None else str(incoming.due_on.isoformat())


def _codes(names: Mapping[Any, str]) -> dict[str, str]:
    return {code.value: name for code, name in names.items()}


KIND_NAMES = {code: kind.name for code, kind in KINDS.items()}
EXCERPT = Need("body", "内容摘录", Shape.LONG_TEXT)
"""It begins with the text for those who read it (`views.py`)."""
HANDLER = Need("handler", "承办人", Shape.PERSON, required=True, begins=_handler)
ASSISTING = Need("assisting", "协办人", Shape.PEOPLE, begins=_assisting)
BY_WHEN = Need("due_on", "办理时限", Shape.DATE, required=True, begins=_deadline)
URGER = Need("urger", "催办人", Shape.PERSON, begins=_urger)
"""Handling begins with what was proposed or assigned before."""


def _unread(incoming: Any) -> dict[str, str]:
    return {each.person.id: each.person.name for each in incoming.readers if each.read_at is None}


UNREAD = Need("person", "传阅人", Shape.CHOICE, required=True, choices=_unread)


def _returned(incoming: Any) -> str:
    return f"将退回{incoming.sender.name}。"


INCOMING_ACTS: Acts = {
    "record": told("登记来文"),
    "keep": told("未能收回"),
    "deliver": told("送达"),
    "receive": main("签收"),
    "register": main("登记"),
    "correct": act(
        "更正登记",
        Need("sender", "来文单位", required=True, begins=lambda incoming: incoming.sender.name),
        Need("number", "来文字号", required=True, begins=lambda incoming: incoming.number),
        Need("title", "标题", required=True, begins=lambda incoming: incoming.title),
        Need("kind", "文种", Shape.CHOICE, choices=KIND_NAMES, begins=lambda incoming: incoming.kind),
        Need(
            "urgency",
            "紧急程度",
            Shape.CHOICE,
            choices=_codes(URGENCY_NAMES),
            begins=lambda incoming: incoming.urgency.value,
        ),
        Need(
            "secrecy", "知悉范围", Shape.CHOICE, choices=_codes(SCOPES), begins=lambda incoming: incoming.secrecy.value
        ),
        Need(
            "signed_on", "成文日期", Shape.DATE, required=True, begins=lambda incoming: incoming.signed_on.isoformat()
        ),
        Need("received_on", "收文日期", Shape.DATE, required=True, begins=_arrival),
        Need("copies", "份数", Shape.NUMBER, begins=lambda incoming: str(incoming.copies)),
        EXCERPT,
        Need("comment", "更正说明", Shape.LONG_TEXT),
        detail=revised("corrections"),
        when=lambda incoming, actor: incoming.outside,
    ),
    "assess": main("初审", OPINION),
    "return": grave("退文", reason("退文"), confirm=_returned),
    "propose": main("拟办", HANDLER, ASSISTING, Need("comment", "拟办意见", Shape.LONG_TEXT, required=True)),
    "instruct": main("批示", Need("comment", "批示意见", Shape.LONG_TEXT, required=True)),
    "assign": main(
        "交办",
        HANDLER,
        ASSISTING,
        BY_WHEN,
        URGER,
        OPINION,
        detail=naming("handler_name", "交{}"),
    ),
    "reassign": act(
        "改派",
        HANDLER,
        ASSISTING,
        BY_WHEN,
        URGER,
        reason("改派"),
        detail=naming("handler_name", "交{}"),
    ),
    "report": act("填写意见", Need("comment", "意见", Shape.LONG_TEXT, required=True), together=True),
    "conclude": act("阅结", OPINION, when=lambda incoming, actor: bool(incoming.readers)),
    "complete": main("办结", Need("reply", "办理结果", Shape.LONG_TEXT, required=True)),
    "answer": told("复文办结"),
    "circulate": act(
        "传阅",
        Need("readers", "传阅人", Shape.PEOPLE, required=True),
        Need("in_order", "依次传阅", Shape.BOOLEAN),
        together=True,
    ),
    "remove_reader": act("减传阅人", UNREAD, when=lambda incoming, actor: bool(_unread(incoming))),
    "read": main("已阅", OPINION, together=True),
    "urge": act(
        "催办",
        Need("person", "催办对象", Shape.CHOICE, choices=lambda incoming: incoming.pending, begins=_first_pending),
        when=lambda incoming, actor: bool(incoming.pending),
        together=True,
    ),
    "urge_receipt": told("来文单位催签收"),
    "recall": told("来文收回"),
    "restore": told("重新送达"),
    "void": told("来文失效"),
}
