"""What a page file says of itself: which document it shows, in which wording, and whether it was issued.

It stands in the file's keywords, which PDF/A keeps as plain text, so that it is read without taking the file apart.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_WRITTEN = re.compile(rb"tongban:1:([A-Za-z0-9._-]{1,64}):([0-9a-f]{64}):(draft|issued|void)")


class Standing(StrEnum):
    """How a document stood when its pages were set: not released yet, released, or released and revoked or repealed."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


@dataclass(frozen=True)
class Claim:
    """`digest` is the SHA-256 of what the document says (`seals.domain.Matter`)."""

    document_id: str
    digest: str
    standing: Standing

    def __str__(self) -> str:
        """Write it as it stands in a file."""
        return f"tongban:1:{self.document_id}:{self.digest}:{self.standing}"


def read_claim(content: bytes) -> Claim | None:
    """Read what a file says of itself; None where it says nothing of the kind."""
    found = _WRITTEN.search(content)
    if found is None:
        return None
    document_id, digest, standing = (each.decode("ascii") for each in found.groups())
    return Claim(document_id, digest, Standing(standing))


MOST_BYTES = 192
"""More than a claim takes."""


class ClaimReader:
    """Finds the claim in a file that comes in pieces, of which none is kept."""

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self._end = b""

    def feed(self, piece: bytes) -> None:
        """Look at one more piece."""
        if self.claim is None:
            seen = self._end + piece
            self.claim, self._end = read_claim(seen), seen[-MOST_BYTES:]
