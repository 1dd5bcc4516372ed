"""The files of a document: those it has, and those still on their way."""

from collections.abc import Callable

from services.documents.attachments.domain import Attachment, AttachmentStatus
from services.documents.attachments.repositories import Attachments
from shared.errors import NotFound, Refused


class UploadInProgress(Refused):
    """附件还在上传，请等上传完成，或者取消上传后再办理。"""

    code = "upload_in_progress"


def kept_of(attachments: Attachments, document_id: str) -> list[Attachment]:
    """Return a document's attachments."""
    return [each for each in attachments.of(document_id) if each.status is AttachmentStatus.KEPT]


def kept_one(attachments: Attachments, document_id: str, attachment_id: str) -> Attachment:
    """Return one of a document's attachments; raise NotFound."""
    found = attachments.find(attachment_id)
    if found is None or found.document_id != document_id or found.status is not AttachmentStatus.KEPT:
        raise NotFound()
    return found


def attached_to(attachments: Attachments) -> Callable[[str], list[tuple[str, str]]]:
    """Return a function that gives the name and SHA-256 of each of a document's attachments."""
    return lambda document_id: [(each.name, each.sha256 or "") for each in kept_of(attachments, document_id)]


def refuse_uploading(attachments: Attachments, document_id: str) -> None:
    """Refuse to submit a document while a file is still being uploaded to it; raise UploadInProgress."""
    names = [each.name for each in attachments.of(document_id) if each.status is AttachmentStatus.UPLOADING]
    if names:
        raise UploadInProgress(f"附件还在上传：{'、'.join(names)}。请等上传完成，或者取消上传后再办理。")
