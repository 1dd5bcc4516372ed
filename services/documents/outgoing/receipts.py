"""Urging those who have not signed for a released document (催签收)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.documents.outgoing.countersign_steps import LEAD
from services.documents.outgoing.domain import Document
from services.documents.rules import REGISTRAR
from shared.calendar import office_date, on_paper
from shared.workflow import By, Context, rule

SOURCE = "条例第二十四条（一）、（六）"
SENDER = By(
    "director, drafter, registrar",
    lambda document, actor: LEAD.admits(document, actor) or REGISTRAR.admits(document, actor),
    "办公室主任、起草人或者机要文书",
)


def said(document: Document, recipient: str | None, *, at: datetime, by: str) -> dict[str, Any]:
    """Return the recipients to urge, for the context of the step: the one named, or all who were not urged today."""
    asked = [each for each in document.unsigned if recipient in (None, each)]
    today = office_date(at)
    urged = [each for each in asked if each not in document.urged or office_date(document.urged[each]) != today]
    return {"asked": asked, "recipients": tuple(urged), "urged_by": by}


@rule("nothing_unsigned", SOURCE, field="recipient", states="催签收的是已经送达、尚未签收的单位。")
def somebody_has_not_signed(document: Document, context: Context) -> str | None:
    """Allow urging only recipients who have yet to sign."""
    return None if context.said["asked"] else "没有尚未签收的单位，不必催签收"


@rule("urged_today", SOURCE, field="recipient", local=True, states="同一单位一日催签收一次。")
def was_not_urged_today(document: Document, context: Context) -> str | None:
    """Limit urging a recipient to once a day."""
    asked = context.said["asked"]
    if not asked or context.said["recipients"]:
        return None
    names = "、".join(document.unsigned[each] for each in asked)
    return f"今天已经催过{names}，{on_paper(context.today + timedelta(days=1))}起可以再催"


def urging(document: Document, context: Context) -> Mapping[str, Any]:
    """Record when each recipient was last urged."""
    return {"urged": {**document.urged, **dict.fromkeys(context.said["recipients"], context.at)}}
