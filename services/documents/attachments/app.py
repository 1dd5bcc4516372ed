"""Use cases of attachments."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.documents.attachments import views
from services.documents.attachments.contents import checksum
from services.documents.attachments.domain import (
    BYTES_AT_ONCE_OF_ORGAN,
    BYTES_AT_ONCE_OF_PERSON,
    MOST_AT_ONCE_OF_ORGAN,
    MOST_AT_ONCE_OF_PERSON,
    Attachment,
    AttachmentStatus,
    Holder,
    pieces_of,
)
from services.documents.attachments.held import kept_of, kept_one
from services.documents.attachments.repositories import Attachments, Contents, Holders
from services.documents.attachments.steps import ATTACHMENT, HANDED_ON, SWEEP, may_change
from shared import usecase
from shared.actor import Actor
from shared.errors import InvalidInput, KeyReused, NotFound, OfficeError, Refused, VersionConflict
from shared.file_kinds import FileRefused, media_type
from shared.files import LARGEST_UPLOAD, PIECE
from shared.occasion import Occasion
from shared.shown import Shown
from shared.usecase import again, made_id
from shared.workflow import Context, because

if TYPE_CHECKING:
    from services.documents.attachments import api

UPLOADS_RETRY = 30
"""Seconds after which a person with too many uploads may retry."""

PATIENCE = timedelta(hours=2)
"""The time allowed for an upload; an older one counts as abandoned."""


class TooManyUploads(OfficeError):
    """同时上传的文件过多，请等已经开始的传完或者取消后再上传。"""

    code = "too_many_uploads"
    status = 429


def begin(
    attachments: Attachments,
    holders: Holders,
    line: str,
    thing_id: str,
    *,
    occasion: Occasion,
    new_id: str,
    name: str,
    promised: int | None = None,
) -> Attachment:
    """Start attaching a file to the actor's draft, or a scan to a document from outside; the same key finds the upload it
    started before.
    """
    actor = occasion.person
    holder = holders.to_change(line, thing_id, actor)
    key, known = occasion.key, attachments.find(made_id(occasion, new_id))
    if known is not None:
        if key is None or known.kept is None or known.kept.keys.get(key.id, {}).get("print") != key.print:
            raise KeyReused()
        _refuse_removed(known)
        return known
    new = Attachment(
        id=made_id(occasion, new_id),
        document_id=holder.id,
        line=holder.line,
        organ=holder.organ,
        name=name,
        uploader=actor.person_id,
        uploader_name=actor.name,
        promised=promised,
    )
    others = sum(each.status is not AttachmentStatus.REMOVED for each in attachments.of(holder.id))
    context = Context(actor, occasion.at, said={"holder": holder, "others": others})
    begun = ATTACHMENT.begin(new, "begin", context)
    _refuse_too_many(attachments, new)
    holders.note_files(holder, actor)
    return usecase.add(attachments, "begin", context, begun)


def _refuse_too_many(attachments: Attachments, new: Attachment) -> None:
    """Limit the concurrent uploads of one person and of one organ, so that unfinished files cannot fill the store."""
    coming = attachments.coming(new.uploader, new.organ)
    own = [each for each in coming if each.uploader == new.uploader]
    organs = [each for each in coming if each.organ == new.organ]
    for whose, found, most, most_bytes in (
        ("您", own, MOST_AT_ONCE_OF_PERSON, BYTES_AT_ONCE_OF_PERSON),
        ("本单位", organs, MOST_AT_ONCE_OF_ORGAN, BYTES_AT_ONCE_OF_ORGAN),
    ):
        if len(found) >= most or sum(each.coming for each in [*found, new]) > most_bytes:
            raise TooManyUploads(
                f"{whose}还有{len(found)}个文件正在上传，请等其传完或者取消后再上传。", retry_after=UPLOADS_RETRY
            )


def put(
    attachments: Attachments, contents: Contents, attachment_id: str, place: int, piece: bytes, *, actor: Actor
) -> None:
    """Store one piece of a file at its place; the same piece may come again, a different one is refused, so that
    the stored bytes are those that were hashed.
    """
    found = _own(attachments, attachment_id, actor)
    if found.status is AttachmentStatus.KEPT:
        if contents.piece(attachment_id, place) != piece:
            raise KeyReused()
        return
    _refuse_removed(found)
    if not piece or len(piece) > PIECE or not 0 <= place < pieces_of(LARGEST_UPLOAD):
        raise InvalidInput("上传中断，请重新上传。")
    contents.put(attachment_id, place, piece)
    if _own(attachments, attachment_id, actor).status is AttachmentStatus.REMOVED:  # while this piece was written
        contents.erase(attachment_id)


def finish(
    attachments: Attachments,
    contents: Contents,
    holders: Holders,
    attachment_id: str,
    *,
    occasion: Occasion,
    size: int,
    sha256: str | None,
) -> Attachment:
    """Compare the stored bytes with what was sent, detect the type, and keep the file; a forbidden one is removed.

    sha256: of the file sent; None for one sent in parts, which were compared one by one.

    No piece changes once it is written (`put`), and only the file's own pieces are read: readers get the bytes that were
    hashed, whatever else arrives meanwhile. Of equal requests at once, each gets the answer of the first.
    """

    def attempt() -> Attachment:
        attachment = _own(attachments, attachment_id, occasion.person)
        if attachment.status is AttachmentStatus.KEPT:
            if attachment.size != size or sha256 not in (None, attachment.sha256):
                raise KeyReused()
            return attachment
        _refuse_removed(attachment)
        try:
            checked = _checked(attachments, contents, holders, attachment, occasion.person, size, sha256)
        except (InvalidInput, Refused) as refusal:
            _give_up(attachments, contents, attachment, occasion.person, refusal)
            raise
        return usecase.take(attachments, ATTACHMENT, attachment, "keep", checked)

    return again(attempt)


def _checked(
    attachments: Attachments,
    contents: Contents,
    holders: Holders,
    attachment: Attachment,
    actor: Actor,
    size: int,
    sha256: str | None,
) -> Context:
    """Return the context for keeping an attachment, after every check of its bytes and its holder."""
    holders.to_change(attachment.line, attachment.document_id, actor)
    found = checksum(contents, attachment.id, size)
    if found is None or sha256 not in (None, found):
        raise FileRefused("收到的文件与发送的不一致，请重新上传。")
    contents.trim(attachment.id, pieces_of(size))
    contents.close(attachment.id, attachment.name, size)
    kind = media_type(contents.open(attachment.id), attachment.name)
    _refuse_changed(attachments, attachment)
    holder = holders.to_change(attachment.line, attachment.document_id, actor)
    holders.hold_still(holder, actor)
    said = {"holder": holder, "size": size, "sha256": found, "media_type": kind}
    return Context(actor, attachments.occasion.at, said=said)


def _refuse_changed(attachments: Attachments, attachment: Attachment) -> None:
    """Raise VersionConflict if an equal request has finished or removed the file meanwhile."""
    found = attachments.find(attachment.id)
    if found is None or found.version != attachment.version:
        raise VersionConflict()


def _give_up(
    attachments: Attachments, contents: Contents, attachment: Attachment, actor: Actor, refusal: OfficeError
) -> None:
    """Remove a refused file; raise VersionConflict if an equal request kept it meanwhile."""
    try:
        _refuse_changed(attachments, attachment)
        remove(attachments, contents, attachment, Context(actor, attachments.occasion.at, refusal.message))
    except VersionConflict:
        found = attachments.find(attachment.id)
        if found is None or found.status is not AttachmentStatus.REMOVED or isinstance(refusal, VersionConflict):
            raise


def abandon(attachments: Attachments, contents: Contents, attachment_id: str, *, actor: Actor, reason: str) -> None:
    """Cancel an upload."""
    found = _uploading(attachments, attachment_id, actor)
    remove(attachments, contents, found, Context(actor, attachments.occasion.at, reason))


def take_away(
    attachments: Attachments,
    contents: Contents,
    holders: Holders,
    line: str,
    thing_id: str,
    attachment_id: str,
    *,
    actor: Actor,
) -> None:
    """Remove an attachment from the actor's draft, or a scan from a document from outside.

    Its bytes are deleted last: a draft submitted with it meanwhile keeps it.
    """
    holder = holders.to_change(line, thing_id, actor)
    found = attachments.find(attachment_id)
    going = found is not None and found.document_id == holder.id and found.status is AttachmentStatus.UPLOADING
    left = found if found is not None and going else kept_one(attachments, holder.id, attachment_id)
    context = Context(actor, attachments.occasion.at, f"{actor.name}删除", {"holder": holder})
    removed = usecase.take(attachments, ATTACHMENT, left, "remove", context)
    try:
        holders.hold_still(holder, actor, step="detach", changes=not going)
    except Refused:
        if not going:
            back = because(HANDED_ON, removed, attachments.occasion.at)
            usecase.take(attachments, ATTACHMENT, removed, "keep", back)
        raise
    erase(attachments, contents, removed)


def remove(
    attachments: Attachments, contents: Contents, attachment: Attachment, context: Context, *, by: str = "remove"
) -> None:
    """Remove an attachment, then its bytes; after a crash the sweep erases the rest. `by`: the row of its table."""
    erase(attachments, contents, usecase.take(attachments, ATTACHMENT, attachment, by, context))


def erase(attachments: Attachments, contents: Contents, removed: Attachment) -> None:
    """Erase the bytes of a removed attachment."""
    contents.erase(removed.id)
    usecase.take(attachments, ATTACHMENT, removed, "erase", because(SWEEP, removed, attachments.occasion.at))


def sweep_left_over(attachments: Attachments, contents: Contents, *, at: datetime) -> None:
    """Remove abandoned uploads, and erase the bytes of removed attachments."""
    for left in attachments.left_over(at - PATIENCE):
        try:
            if left.status is AttachmentStatus.UPLOADING:
                remove(attachments, contents, left, because(SWEEP, left, at, "上传中断"), by="time_out")
            else:
                erase(attachments, contents, left)
        except VersionConflict:
            continue


def listed(
    attachments: Attachments, holders: Holders, line: str, thing_id: str, *, actor: Actor
) -> "Shown[api.AttachmentList]":
    """List the attachments of a document or of a register entry, if the actor may read it."""
    holder = holders.to_read(line, thing_id, actor)
    change = may_change(holder, actor, attachments.occasion.at)
    found = [views.shown(each, change=change) for each in kept_of(attachments, holder.id)]
    return {"items": found, "next": None}


def show(
    attachments: Attachments, holders: Holders, line: str, thing_id: str, attachment_id: str, *, actor: Actor
) -> tuple[Attachment, Holder]:
    """Return an attachment and its holder, if the actor may read the holder."""
    holder = holders.to_read(line, thing_id, actor)
    return kept_one(attachments, holder.id, attachment_id), holder


def _own(attachments: Attachments, attachment_id: str, actor: Actor) -> Attachment:
    found = attachments.find(attachment_id)
    if found is None or found.uploader != actor.person_id:
        raise NotFound()
    return found


def _refuse_removed(attachment: Attachment) -> None:
    if attachment.status is AttachmentStatus.REMOVED:
        raise Refused("上传中断，请重新上传。")


def _uploading(attachments: Attachments, attachment_id: str, actor: Actor) -> Attachment:
    found = _own(attachments, attachment_id, actor)
    if found.status is not AttachmentStatus.UPLOADING:
        raise Refused("这个附件已经上传完毕或者删除。")
    return found
