"""Schemas of search."""

from typing import Literal

from pydantic import Field

from services.gateway.schemas import Id, Line, Out, PageQuery
from services.gateway.schemas_documents import Kind

Direction = Literal["outgoing", "incoming"]


class SearchQuery(PageQuery):
    """The words, and the filter of documents."""

    q: Line = Field(description="Words that must all be there, or a document number.", examples=["冬季 安全"])
    kind: Kind | None = None
    year: int | None = Field(None, ge=2000, le=2999, description="The year of the document's date.")
    organ: Id | None = Field(None, description="The other side: a recipient, or the sender.")
    direction: Direction | None = None


class Marked(Out):
    """Plain text, and the hits in it: begin and end of each, in characters."""

    text: str
    hits: list[tuple[int, int]]


class Hit(Out):
    """A document that contains the words."""

    id: str
    direction: Direction
    organ: str
    number: str | None
    kind: str
    kind_name: str
    status: str
    title: Marked
    body: Marked


class HitPage(Out):
    """A page of hits."""

    items: list[Hit]
    next: str | None
