"""Documents as pages, to keep, to print, and to view."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from services.documents.domain import VerdictCode
from services.documents.outgoing.api import NewDocument, draft_of
from shared.api.routes import Input, Route
from shared.api.shapes import Code, Id, In, Out


class Preview(NewDocument):
    """The content of a form, to be typeset without being stored."""

    id: Id | None = Field(None, description="The document that is edited: its attachments are named on the page.")


class PagesQuery(In):
    """The range of pages."""

    first: int = Field(1, ge=1, le=10_000, description="The first page, counted from 1.")
    most: int = Field(10, ge=1, le=20, description="How many pages at most.")


class PreviewQuery(PagesQuery):
    """The range of pages, and their format."""

    form: Literal["svg", "png"] = Field("svg", description="svg is sharp at any size; png has 120 pixels per inch.")


class HandOutQuery(In):
    """How a file is served."""

    inline: bool = Field(False, description="Shown in a frame of this site instead of being saved.")


class PageImage(Out):
    """A page, counted from 1, as an image in base64."""

    number: int
    media_type: str = Field(examples=["image/svg+xml"])
    image: str


class Pages(Out):
    """Pages of A4; `count` is the total, `next` the first one left out of this answer."""

    pages: list[PageImage]
    count: int
    next: int | None


class VerifiedDocument(Out):
    """The document whose issued file was shown."""

    title: str
    number: str | None
    organ_name: str
    signed_on: date | None
    status_name: str


class Verification(Out):
    """The result for a file; the file was not stored."""

    verdict: Annotated[VerdictCode, Code()]
    verdict_name: str
    words: str
    sha256: str = Field(description="Of the file that was sent.")
    document: VerifiedDocument | None = Field(description="Named only where the file is the issued one.")
    copy_number: int | None = Field(description="Which copy of an internal document it is.")
    seal_note: str = Field(
        description="That the seal on the page is an image, no electronic seal (电子印章); else empty."
    )


PAGES = "发文 Documents"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

DRAWN, WRITTEN = 30.0, 50.0
"""Seconds allowed for pages of the screen and for a file: as long as the service may wait for the press and typeset."""


def _preview(asked: Input) -> dict[str, Any]:
    return {**draft_of(asked), **asked.query, "id": asked.body["id"]}


def _named(asked: Input) -> dict[str, Any]:
    return dict(asked.path)


ROUTES = (
    Route(
        "POST", "/api/v1/documents/preview", "Draw the pages of a text that is not saved", PAGES, Pages, "preview",
        body=Preview, query=PreviewQuery, payload=_preview, refusals=(503,), seconds=DRAWN,
        heavy=True,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/pages", "Draw the pages of a document for the screen", PAGES, Pages,
        "rendition_pages", query=PagesQuery, in_place=True, refusals=(403, 503), seconds=DRAWN, heavy=True,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/rendition.pdf", "A document as PDF, laid out after GB/T 9704-2012", PAGES, None,
        "rendition_pdf", query=HandOutQuery, payload=_named, media=PDF, in_place=True, refusals=(403, 503), seconds=WRITTEN,
        heavy=True,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/rendition.docx", "A document as DOCX, to work on", PAGES, None, "rendition_docx",
        media=DOCX, in_place=True, refusals=(403, 503), seconds=WRITTEN,
        heavy=True,
    ),
)  # fmt: skip
