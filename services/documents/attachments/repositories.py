"""Where attachments are kept: their entries, their bytes, and the documents that hold them."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Protocol

from services.documents.attachments.domain import Attachment, Holder
from shared.actor import Actor
from shared.usecase import Repository


class Attachments(Repository[Attachment], Protocol):
    """The repository of attachments."""

    def of(self, document_id: str) -> list[Attachment]: ...
    def left_over(self, before: datetime) -> list[Attachment]: ...
    def coming(self, uploader: str, organ: str) -> list[Attachment]: ...


class Contents(Protocol):
    """The store of attachments' bytes, in pieces of `domain.PIECE` bytes."""

    def put(self, attachment_id: str, place: int, piece: bytes) -> None: ...
    def piece(self, attachment_id: str, place: int) -> bytes | None: ...
    def pieces(self, attachment_id: str) -> Iterator[bytes]: ...
    def close(self, attachment_id: str, name: str, size: int) -> None: ...
    def open(self, attachment_id: str) -> IO[bytes]: ...
    def trim(self, attachment_id: str, count: int) -> None: ...
    def erase(self, attachment_id: str) -> None: ...


class Holders(Protocol):
    """Finds the holders that an actor may read; for anybody else they do not exist."""

    def to_read(self, line: str, thing_id: str, actor: Actor) -> Holder:
        """Return a holder for reading; raise NotFound, or ClassifiedContent for a classified paper's stub."""

    def to_change(self, line: str, thing_id: str, actor: Actor) -> Holder:
        """Return a holder for adding or removing files; raise NotFound, or Refused if the actor may not, or not any more."""

    def note_files(self, holder: Holder, actor: Actor) -> None:
        """Mark a draft as having files, before the first of them: until then no query looks for any."""

    def hold_still(self, holder: Holder, actor: Actor, *, step: str = "attach", changes: bool = True) -> None:
        """Write a new version of a draft whose file is about to be kept, so that nobody submits the one without it.

        If it was submitted before, this refuses; a later submission finds the upload still in progress.
        changes: whether this changes its files, so that opinions given before are on another text.
        """
