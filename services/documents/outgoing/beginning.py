"""Rules for beginning a document: who drafts it, which entry it may answer, and which document it may correct."""

from services.documents.incoming.domain import INCOMING_NAMES, Incoming, IncomingStatus
from services.documents.outgoing.domain import STATUS_NAMES, Document, DocumentStatus
from services.documents.rules import IN_FORCE
from shared.errors import Forbidden, Refused
from shared.workflow import Context, event, rule

MEETING = event("meeting", "会议")
"""The end of a meeting with decisions, whose minutes are drafted (`minutes.py`)."""


@rule(
    "drafted_by_others", "条例第十九条、第二十四条（七）", since=IN_FORCE, error=Forbidden,
    states="公文由文秘起草；对来文的答复、转报也可以由承办人、协办人起草。",
)  # fmt: skip
def clerk_or_handler_drafts(document: Document, context: Context) -> str | None:
    """Require a clerk, or one who handles the entry that is answered or forwarded. `handles`: whether the actor does."""
    allowed = context.actor.holds("clerk") or context.said["handles"]
    return None if allowed else "公文由文秘起草；对来文的答复、转报也可以由承办人、协办人起草"


@rule(
    "not_answerable", "条例第二十四条（七）", since=IN_FORCE, error=Refused,
    states="行文答复的来文已经登记，且尚未行文答复。",
)  # fmt: skip
def can_be_answered(document: Document, context: Context) -> str | None:
    """Require that the entry answered is registered and not answered yet. `answered`: that entry, or None."""
    entry: Incoming | None = context.said["answered"]
    if entry is None or entry.answerable:
        return None
    if entry.status in (IncomingStatus.DELIVERED, IncomingStatus.RECEIVED):
        return f"该件{INCOMING_NAMES[entry.status]}，请先签收、登记，再行文答复"
    if entry.reply_document is not None:
        return "该件已行文答复；需要更正的，请对答复的公文另行发文更正"
    return f"该件{INCOMING_NAMES[entry.status]}，不能行文答复"


@rule("not_in_force", "条例第三十三条", since=IN_FORCE, error=Refused, states="另行发文更正的公文已经核发且有效。")
def can_be_corrected(document: Document, context: Context) -> str | None:
    """Require that the document corrected was released and is in force. `corrected`: that document, or None."""
    corrected: Document | None = context.said["corrected"]
    if corrected is None or (corrected.status is DocumentStatus.RELEASED and corrected.number is not None):
        return None
    return f"这件公文{STATUS_NAMES[corrected.status]}，不能另行发文更正"


TO_DRAFT = (clerk_or_handler_drafts, can_be_answered, can_be_corrected)
