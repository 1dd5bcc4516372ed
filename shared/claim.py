"""The claim in a page file: which document it shows, in which wording, and whether it was issued.

It is in the file's keywords, which PDF/A keeps as plain text, so that it is read without parsing the file.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_WRITTEN = re.compile(rb"tongban:1:([A-Za-z0-9._-]{1,64}):([0-9a-f]{64}):(draft|issued|void)")


class Standing(StrEnum):
    """The state of a document when its pages were set: not released yet, released, or released and revoked or repealed."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


@dataclass(frozen=True)
class Claim:
    """`digest` is the SHA-256 of the document's content (`seals.domain.Matter`)."""

    document_id: str
    digest: str
    standing: Standing

    def __str__(self) -> str:
        """Format the claim as it appears in a file."""
        return f"tongban:1:{self.document_id}:{self.digest}:{self.standing}"


def read_claim(content: bytes) -> Claim | None:
    """Parse the claim in a file; return None if there is none."""
    found = _WRITTEN.search(content)
    if found is None:
        return None
    document_id, digest, standing = (each.decode("ascii") for each in found.groups())
    return Claim(document_id, digest, Standing(standing))


MOST_BYTES = 192
"""More bytes than any claim."""


class ClaimReader:
    """Finds the claim in a file that arrives in pieces, without keeping them."""

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self._end = b""

    def feed(self, piece: bytes) -> None:
        """Scan one more piece."""
        if self.claim is None:
            seen = self._end + piece
            self.claim, self._end = read_claim(seen), seen[-MOST_BYTES:]
