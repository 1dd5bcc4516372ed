"""Workflow table of an attachment (附件), with each step's changes and rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.documents.attachments.acts import ATTACHMENT_ACTS
from services.documents.attachments.domain import INCOMING, MOST, OUTGOING, STATUS_NAMES, Attachment, Holder
from services.documents.attachments.domain import AttachmentStatus as A
from services.documents.rules import IN_FORCE
from shared.actor import Actor
from shared.contracts import documents as events
from shared.errors import Refused
from shared.workflow import By, Context, Step, Workflow, broken, event, refuse_broken, rule


@rule("not_drafting", "条例第九条（十五）", since=IN_FORCE, error=Refused, states="附件由起草人在草稿阶段增减。")
def drafter_changes_files(attachment: Attachment, context: Context) -> str | None:
    """Require that the drafter changes the files of a document, and only of a draft. `holder`: what holds the file."""
    holder: Holder = context.said["holder"]
    drafted = holder.line == INCOMING or (holder.own and holder.open)
    return None if drafted else "附件由起草人在草稿阶段增减"


@rule(
    "sent_with_files", "条例第二十四条（一）", since=IN_FORCE, error=Refused, states="发文机关发来的公文，附件不增减。"
)
def came_from_outside(attachment: Attachment, context: Context) -> str | None:
    """Forbid changing the files of a document that its issuer sent through the system."""
    holder: Holder = context.said["holder"]
    sent = holder.line == INCOMING and not holder.outside
    return "这件公文由发文机关发来，附件不能增减" if sent else None


@rule("scanned_by_registrar", "条例第二十四条（二）", since=IN_FORCE, error=Refused, states="扫描件由机要文书上传。")
def registrar_scans(attachment: Attachment, context: Context) -> str | None:
    """Require a registrar for a scan."""
    holder: Holder = context.said["holder"]
    return "扫描件由机要文书上传" if holder.outside and not holder.own else None


@rule("assessed_already", "条例第二十四条（二）", since=IN_FORCE, error=Refused, states="扫描件在初审以前增减。")
def scan_comes_before_assessment(attachment: Attachment, context: Context) -> str | None:
    """Forbid changing a scan on which the assessment is based."""
    holder: Holder = context.said["holder"]
    late = holder.outside and not holder.open
    return f"这件收文{holder.status_name}，不能再增减扫描件" if late else None


@rule("too_many_attachments", "本单位附件管理规定", error=Refused, states=f"一份公文最多带{MOST}个附件。")
def there_are_not_too_many(attachment: Attachment, context: Context) -> str | None:
    """Limit the attachments of a document. `others`: those that it has."""
    return f"一份公文最多带{MOST}个附件" if context.said["others"] >= MOST else None


CHANGING = (drafter_changes_files, came_from_outside, registrar_scans, scan_comes_before_assessment)
"""The rules for changing a holder's files."""


def refuse_fixed(holder: Holder, actor: Actor, at: datetime) -> None:
    """Refuse to change the files of a holder."""
    refuse_broken(CHANGING, None, Context(actor, at, said={"holder": holder}))


def may_change(holder: Holder, actor: Actor, at: datetime) -> bool:
    """Check whether an actor may change the files of a holder."""
    return not broken(CHANGING, None, Context(actor, at, said={"holder": holder}))


UPLOADER = By("uploader", lambda attachment, actor: actor.person_id == attachment.uploader, "上传人")


def _changes(attachment: Attachment, actor: Actor) -> bool:
    ours = actor.organ == attachment.organ
    return ours and (attachment.line == OUTGOING or actor.holds("registrar"))


CHANGER = By("drafter, registrar", _changes, "起草人或者机要文书")
GIVING_UP = By(
    "drafter, registrar, uploader",
    lambda attachment, actor: UPLOADER.admits(attachment, actor) or CHANGER.admits(attachment, actor),
    "起草人、机要文书或者上传人",
)

SWEEP = event("sweep", "系统清理")
"""The sweep of what abandoned and removed files left over."""

HANDED_ON = event("draft handed on", "送审的公文")
"""The submission of a draft while a file was being removed from it: it keeps its file."""


def kept(attachment: Attachment, context: Context) -> Mapping[str, Any]:
    """Set what was found out about the whole file."""
    return {name: context.said[name] for name in ("size", "sha256", "media_type")}


def restored(attachment: Attachment, context: Context) -> Mapping[str, Any]:
    """Clear the reason of a removal."""
    return {"reason": ""}


def removed(attachment: Attachment, context: Context) -> Mapping[str, Any]:
    """Record why the file was removed."""
    return {"reason": context.comment}


def erased(attachment: Attachment, context: Context) -> Mapping[str, Any]:
    """Record that its bytes are gone."""
    return {"erased": True}


ATTACHMENT = Workflow(
    "附件",
    STATUS_NAMES,
    Step("begin", set(), A.UPLOADING, UPLOADER, events.AttachmentBegun, (*CHANGING, there_are_not_too_many)),
    Step("keep", {A.UPLOADING}, A.KEPT, UPLOADER, events.AttachmentKept, CHANGING, kept),
    Step("remove", {A.UPLOADING}, A.REMOVED, GIVING_UP, events.AttachmentRemoved, sets=removed),
    Step("remove", {A.KEPT}, A.REMOVED, CHANGER, events.AttachmentRemoved, CHANGING, removed),
    Step("time_out", {A.UPLOADING}, A.REMOVED, SWEEP, events.AttachmentRemoved, sets=removed),
    Step("keep", {A.REMOVED}, A.KEPT, HANDED_ON, events.AttachmentKept, sets=restored),
    Step("erase", {A.REMOVED}, A.REMOVED, SWEEP, events.AttachmentErased, sets=erased),
    acts=ATTACHMENT_ACTS,
    noun="该附件",
)

WORKFLOWS = (ATTACHMENT,)
