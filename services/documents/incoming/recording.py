"""Rules for entering a document from outside by hand, and for correcting its entry (外来文登记; 条例 art. 24(1), 31)."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from services.documents.domain import URGENCY_NAMES, Secrecy
from services.documents.incoming import rules
from services.documents.incoming.domain import SCOPES, Incoming, IncomingStatus, opens
from services.documents.kinds import KINDS
from shared.errors import InvalidInput
from shared.revision import in_words, revision
from shared.workflow import Context, Rule, rule

RECEIVED = "条例第二十四条（一）"
SCOPE = "条例第三十一条"

YEAR = re.compile(r"[〔\[(【](\d{4})[〕\])】]|(?<!\d)(\d{4})年")
"""The year in a document's number, as senders write it (also half-width brackets, after NFKC)."""


@rule("date_ahead", RECEIVED, field="signed_on", states="登记的来文已经成文。", error=InvalidInput)
def date_has_come(incoming: Incoming, context: Context) -> str | None:
    """Require a date of issue that does not lie ahead."""
    return "成文日期不能晚于今天，请核对来文" if incoming.signed_on > context.today else None


@rule("year_ahead", RECEIVED, field="number", states="来文字号的年份不晚于成文日期的年份。", error=InvalidInput)
def number_is_not_of_a_later_year(incoming: Incoming, context: Context) -> str | None:
    """Refuse a number of a later year than the date of issue."""
    year = YEAR.search(unicodedata.normalize("NFKC", incoming.number))
    ahead = year is not None and int(year[1] or year[2]) > incoming.signed_on.year
    return "来文字号的年份晚于成文日期，请核对来文" if ahead else None


@rule("date_ahead", RECEIVED, field="received_on", states="登记的来文已经收到。", error=InvalidInput)
def arrival_has_come(incoming: Incoming, context: Context) -> str | None:
    """Require an arrival that does not lie ahead. `received_on`: the day entered, None for today."""
    received_on = context.said["received_on"]
    return "收文日期不能晚于今天，请核对" if received_on is not None and received_on > context.today else None


@rule("before_signing", RECEIVED, field="received_on", states="来文在成文以后收到。", error=InvalidInput)
def arrived_after_it_was_issued(incoming: Incoming, context: Context) -> str | None:
    """Require an arrival that is not before the date of issue."""
    received_on = context.said["received_on"]
    early = received_on is not None and received_on < incoming.signed_on and received_on <= context.today
    return "收文日期不能早于成文日期，请核对" if early else None


CORRECTED = {
    "sender": "来文单位",
    "number": "来文字号",
    "title": "标题",
    "kind": "文种",
    "urgency": "紧急程度",
    "secrecy": "知悉范围",
    "signed_on": "成文日期",
    "received_at": "收文日期",
    "copies": "份数",
    "body": "内容摘录",
}
IN_WORDS: Mapping[str, Callable[[Any], str]] = {
    "kind": lambda kind: KINDS[kind].name,
    "urgency": lambda urgency: URGENCY_NAMES[urgency],
    "secrecy": lambda secrecy: SCOPES[secrecy],
    "copies": lambda copies: f"{copies}份",
    "body": lambda body: f"{len(body)}字" if body else "无",
}
"""Fields that a trail writes in their own way; of the excerpt only its length, because more people see the trail."""


def _differing(incoming: Incoming, context: Context) -> dict[str, Any]:
    anew: dict[str, Any] = context.said["anew"]
    found = {name: anew[name] for name in CORRECTED if name in anew}
    return {name: value for name, value in found.items() if in_words(value) != in_words(getattr(incoming, name))}


@rule("not_outside", RECEIVED, states="更正登记的是外来文；系统送达的公文由来文单位更正。")
def came_from_outside(incoming: Incoming, context: Context) -> str | None:
    """Allow correcting only what was typed here."""
    return None if incoming.outside else "系统送达的公文由来文单位更正，请与来文单位联系"


@rule("nothing_corrected", RECEIVED, states="更正的内容与原登记不同。", error=InvalidInput)
def something_is_corrected(incoming: Incoming, context: Context) -> str | None:
    """Require that a correction changes something."""
    return None if _differing(incoming, context) else "没有更正的内容"


@rule("excerpt_unread", SCOPE, field="body", states="内部来文的内容摘录，由可以阅看该件的人员更正。")
def excerpt_is_read(incoming: Incoming, context: Context) -> str | None:
    """Forbid changing the excerpt of an internal document to those who may not read it."""
    if "body" not in _differing(incoming, context) or opens(incoming, context.actor):
        return None
    return "该件为内部公文，您不在知悉范围内，不能更正内容摘录；请办公室主任或者领导指定阅看的人员办理"


@rule("scope_widened", SCOPE, field="secrecy", states="放宽知悉范围的，写明来文标注或者来文单位同意的依据。")
def widening_has_a_ground(incoming: Incoming, context: Context) -> str | None:
    """Require the ground on which more people may read a document than its entry said."""
    widened = incoming.internal and context.said["anew"].get("secrecy") is Secrecy.NONE
    return (
        "放宽知悉范围应当有来文标注或者来文单位同意，请在更正说明中写明"
        if widened and not context.comment.strip()
        else None
    )


@rule("urger_missing", rules.URGENT, field="urgency", states="已经交办的来文更正为紧急公文，先由专人负责催办。")
def urgent_is_urged(incoming: Incoming, context: Context) -> str | None:
    """Require an urger by name before an assigned document is corrected to an urgent one."""
    if incoming.status is not IncomingStatus.ASSIGNED or incoming.urger is not None:
        return None
    raised = "urgency" in _differing(incoming, context) and rules.is_urgent(context.said["anew"]["urgency"])
    return "紧急公文应当由专人负责催办，请办公室主任先改派并指定催办人，再更正紧急程度" if raised else None


def correction(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Set the corrected fields, and record them before and after."""
    changed = _differing(incoming, context)
    arrived = {"delivered_at": changed["received_at"]} if "received_at" in changed else {}
    return {
        **changed,
        **arrived,
        "corrections": (*incoming.corrections, revision(incoming, CORRECTED, changed, context.at, IN_WORDS)),
    }


def _of_the_corrected(judged: Rule) -> Rule:
    """Judge an entry as it will stand."""
    return replace(
        judged, check=lambda incoming, context: judged.check(replace(incoming, **context.said["anew"]), context)
    )


TO_RECORD = (date_has_come, number_is_not_of_a_later_year, arrival_has_come, arrived_after_it_was_issued)
TO_CORRECT = (
    came_from_outside,
    something_is_corrected,
    excerpt_is_read,
    widening_has_a_ground,
    urgent_is_urged,
    *map(_of_the_corrected, TO_RECORD),
)
