"""API views of attachments: the entry, never its storage location."""

from typing import TYPE_CHECKING

from services.documents.attachments.acts import ATTACHMENT_ACTS
from services.documents.attachments.domain import STATUS_NAMES, Attachment
from shared.acts import offered
from shared.office import named, pair_of
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.attachments import api
    from shared.api import shapes


def shown(attachment: Attachment, *, change: bool) -> "Shown[api.Attachment]":
    """Return an attachment's entry. `change`: whether the caller may remove it now."""
    return {
        **attachment.described(),
        "document_id": attachment.document_id,
        "name": attachment.name,
        "size": attachment.size,
        "media_type": attachment.media_type,
        "sha256": attachment.sha256,
        "uploaded_by": named(attachment.uploader, attachment.uploader_name),
        "status": attachment.status.value,
        "status_name": STATUS_NAMES[attachment.status],
        "actions": offered(ATTACHMENT_ACTS, attachment, ["remove"] if change else []),
    }


def titled(attachment: Attachment) -> "Shown[shapes.Reference]":
    """Return the id and name of an attachment for its document's answer."""
    return pair_of(attachment)
