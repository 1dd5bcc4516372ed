"""An attachment of a document (附件); immutable, no clock, no broker, no store."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.aggregate import Aggregate
from shared.files import LARGEST_UPLOAD, PIECE

MOST = 50
"""The maximum number of attachments of a document."""

MOST_AT_ONCE_OF_PERSON, MOST_AT_ONCE_OF_ORGAN = 10, 60
"""The maximum number of concurrent uploads of one person, and of one organ."""

BYTES_AT_ONCE_OF_PERSON, BYTES_AT_ONCE_OF_ORGAN = 1024**3, 4 * 1024**3
"""The maximum total bytes of those uploads."""


OUTGOING, INCOMING = "outgoing", "incoming"
"""The lines whose documents hold files."""


@dataclass(frozen=True)
class Holder:
    """A holder of files as one person sees it: a document drafted here, or the entry of one from outside with its scan.

    own: whether it is that person who adds its files: its drafter, or for a scan a registrar. open: whether its status
    admits changes of its files. outside: whether an entry came from outside.
    """

    id: str
    line: str
    organ: str
    secrecy: str
    own: bool
    open: bool
    status_name: str
    outside: bool = False


class AttachmentStatus(StrEnum):
    """The status of an attachment."""

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
    """A file of a document, or, with the line `incoming`, of the entry of one that came from outside (`document_id`).

    `erased`: its bytes are gone, and the entry stays as evidence. `promised`: the size that the client announced.
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
        """Return the bytes that an upload may still have: the announced size, else the limit."""
        return LARGEST_UPLOAD if self.promised is None else self.promised


def pieces_of(size: int) -> int:
    """Return the number of pieces of a file."""
    return -(-size // PIECE)
