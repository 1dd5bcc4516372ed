"""Schemas of the authentication of files (验真)."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.api.shapes import Out


class VerifiedDocument(Out):
    """The document whose issued file was shown."""

    title: str
    number: str | None
    organ_name: str
    signed_on: date | None
    status_name: str


class Verification(Out):
    """The result for a file; the file was not stored."""

    verdict: Literal["issued", "altered", "other_version", "foreign", "void", "withdrawn"]
    verdict_name: str
    words: str
    sha256: str = Field(description="Of the file that was sent.")
    document: VerifiedDocument | None = Field(description="Named only where the file is the issued one.")
    copy_number: int | None = Field(description="Which copy of an internal document it is.")
    seal_note: str = Field(description="That the seal on the page is an image, and no electronic seal (电子印章).")
