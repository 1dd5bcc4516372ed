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

MOST_AT_ONCE_OF_PERSON, MOST_AT_ONCE_OF_ORGAN = 10, 60
"""How many files of one person, and of one organ, may be on their way at once."""

BYTES_AT_ONCE_OF_PERSON, BYTES_AT_ONCE_OF_ORGAN = 1024**3, 4 * 1024**3
"""How many bytes those files may have together."""


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

    `erased` tells that its bytes are gone; the entry stays as evidence. `promised`: the size that the client named first.
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
    promised: int | None = None

    @property
    def coming(self) -> int:
        """Count the bytes that may come of an upload: those promised, else the most there may be."""
        return LARGEST if self.promised is None else self.promised


def pieces_of(size: int) -> int:
    """Count the pieces of a file."""
    return -(-size // PIECE)
