"""Schemas of pages as images."""

from typing import Literal

from pydantic import Field

from services.gateway.schemas import Id, In, Out
from services.gateway.schemas_documents import NewDocument


class Preview(NewDocument):
    """The content of a form, to be typeset without being stored."""

    id: Id | None = Field(None, description="The document that is edited: its attachments are named on the page.")


class FilePagesQuery(In):
    """The range of a file's pages."""

    first: int = Field(1, ge=1, le=10_000, description="The first page.")
    most: int = Field(5, ge=1, le=10, description="How many pages at most.")


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
