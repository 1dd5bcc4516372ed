"""The bytes of attachments: read, hashed, and compared with the record."""

import hashlib
from collections.abc import Iterable, Iterator

from services.documents.attachments.domain import pieces_of
from services.documents.attachments.repositories import Contents
from shared.files import LARGEST_UPLOAD, PIECE


def checksum(contents: Contents, attachment_id: str, size: int) -> str | None:
    """Compute the SHA-256 of a file as readers get it; None if a piece is missing or has another length."""
    print_of = hashlib.sha256()
    for place in range(pieces_of(size)):
        piece = contents.piece(attachment_id, place)
        if piece is None or len(piece) != min(PIECE, size - place * PIECE):
            return None
        print_of.update(piece)
    return print_of.hexdigest()


def damaged(recorded: Iterable[tuple[str, object, object]], contents: Contents) -> Iterator[tuple[str, str]]:
    """Yield each attachment whose bytes do not match its record, `(id, size, SHA-256)`, which may itself have been
    tampered with, and the fault.
    """
    for attachment_id, size, sha256 in recorded:
        known = isinstance(size, int) and 0 < size <= LARGEST_UPLOAD
        found = checksum(contents, attachment_id, size) if known and isinstance(size, int) else None
        if found is None:
            yield attachment_id, "附件的内容缺失，或者长短与登记的不符"
        elif found != sha256:
            yield attachment_id, "附件的内容与登记的校验值不符"
