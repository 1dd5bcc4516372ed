"""An attachment of a document (附件); immutable, no clock, no broker, no store."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.aggregate import Aggregate

PIECE = 255 * 1024
"""How many bytes of a file one call carries; the last piece holds the rest."""

LARGEST = 200 * 1024 * 1024
"""How large a file may be, in bytes."""

MOST = 50
"""How many attachments a document may have."""


class AttachmentStatus(StrEnum):
    """Where an attachment stands."""

    UPLOADING = "uploading"
    KEPT = "kept"
    REMOVED = "removed"


STATUS_NAMES: Mapping[AttachmentStatus, str] = {
    AttachmentStatus.UPLOADING: "正在上传",
    AttachmentStatus.KEPT: "已保存",
    AttachmentStatus.REMOVED: "已删除",
}


@dataclass(frozen=True, kw_only=True)
class Attachment(Aggregate):
    """A file with a document, or, with the line `incoming`, with the entry of one that came from outside (`document_id`).

    `erased` tells that its bytes are gone; the entry stays as evidence.
    """

    document_id: str
    organ: str
    name: str
    uploader: str
    uploader_name: str
    line: str = "outgoing"
    size: int | None = None
    media_type: str | None = None
    sha256: str | None = None
    status: AttachmentStatus = AttachmentStatus.UPLOADING
    reason: str = ""
    erased: bool = False

    @property
    def attachment_id(self) -> str:
        """Give the id, as events name it."""
        return self.id


def pieces_of(size: int) -> int:
    """Count the pieces of a file."""
    return -(-size // PIECE)
