"""Rules for entering a document from outside by hand (外来文登记; 条例 art. 24(1))."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.documents.incoming.domain import Incoming
from shared.errors import InvalidInput
from shared.revision import in_words, revision
from shared.workflow import Context, Rule, rule

RECEIVED = "条例第二十四条（一）"

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
    "signed_on": "成文日期",
    "received_at": "收文日期",
}


def _differing(incoming: Incoming, context: Context) -> dict[str, Any]:
    anew: dict[str, Any] = context.said["anew"]
    return {name: value for name, value in anew.items() if in_words(value) != in_words(getattr(incoming, name))}


@rule("not_outside", RECEIVED, states="更正登记的是外来文；系统送达的公文由来文单位更正。")
def came_from_outside(incoming: Incoming, context: Context) -> str | None:
    """Allow correcting only what was typed here."""
    return None if incoming.outside else "系统送达的公文由来文单位更正，请与来文单位联系"


@rule("nothing_corrected", RECEIVED, states="更正的内容与原登记不同。", error=InvalidInput)
def something_is_corrected(incoming: Incoming, context: Context) -> str | None:
    """Require that a correction changes something."""
    return None if _differing(incoming, context) else "没有更正的内容"


def correction(incoming: Incoming, context: Context) -> Mapping[str, Any]:
    """Set the corrected fields, and record them before and after."""
    changed = _differing(incoming, context)
    arrived = {"delivered_at": changed["received_at"]} if "received_at" in changed else {}
    return {
        **changed,
        **arrived,
        "corrections": (*incoming.corrections, revision(incoming, CORRECTED, changed, context.at)),
    }


def _of_the_corrected(judged: Rule) -> Rule:
    """Judge an entry as it will stand."""
    return replace(
        judged, check=lambda incoming, context: judged.check(replace(incoming, **context.said["anew"]), context)
    )


TO_RECORD = (date_has_come, number_is_not_of_a_later_year, arrival_has_come, arrived_after_it_was_issued)
TO_CORRECT = (came_from_outside, something_is_corrected, *map(_of_the_corrected, TO_RECORD))
