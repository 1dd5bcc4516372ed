"""Events of attachments (附件)."""

from shared.contracts.event import Event


class AttachmentBegun(Event):
    """The drafter began to attach a file to a draft (附件)."""

    attachment_id: str
    document_id: str
    name: str


class AttachmentKept(Event):
    """A file of an allowed kind was attached to a draft completely."""

    attachment_id: str
    document_id: str
    name: str
    size: int
    media_type: str
    sha256: str


class AttachmentRemoved(Event):
    """An attachment was removed, refused, or cut off during its upload, with the reason."""

    attachment_id: str
    document_id: str
    reason: str


class AttachmentErased(Event):
    """The content of a removed attachment was erased."""

    attachment_id: str
    document_id: str
