"""What is seen of an attachment: its entry, never where it is kept."""

from typing import Any

from services.documents.acts import ATTACHMENT_ACTS
from services.documents.attachments.domain import STATUS_NAMES, Attachment
from shared.acts import offered


def shown(attachment: Attachment, *, change: bool) -> dict[str, Any]:
    """Show an attachment's entry. `change`: whether the caller may take it away now."""
    return {
        **attachment.described(),
        "document_id": attachment.document_id,
        "name": attachment.name,
        "size": attachment.size,
        "media_type": attachment.media_type,
        "sha256": attachment.sha256,
        "uploaded_by": {"id": attachment.uploader, "name": attachment.uploader_name},
        "status": attachment.status.value,
        "status_name": STATUS_NAMES[attachment.status],
        "actions": offered(ATTACHMENT_ACTS, attachment, ["remove"] if change else []),
    }


def titled(attachment: Attachment) -> dict[str, Any]:
    """Name an attachment in its document's answer."""
    return {"id": attachment.id, "name": attachment.name}
