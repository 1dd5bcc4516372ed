"""Schemas of search."""

from typing import Literal

from pydantic import Field

from services.documents.outgoing.api import Kind
from services.notifications.api import Away
from shared.api.shapes import Id, Instant, Line, Out, PageQuery

Scope = Literal["documents", "meetings", "tasks"]
Direction = Literal["outgoing", "incoming"]
Type = Literal["document", "incoming", "meeting", "topic", "task"]


class SearchQuery(PageQuery):
    """The words, and the filter of records; `kind`, `organ` and `direction` filter documents, and only those are searched."""

    q: Line = Field(description="Words that must all be there, or a document number.", examples=["冬季 安全"])
    scope: Scope | None = Field(None, description="Only documents, meetings with their topics, or supervised matters.")
    kind: Kind | None = None
    year: int | None = Field(
        None, ge=2000, le=2999, description="The year of a document's date, of a meeting, or of a matter's assignment."
    )
    organ: Id | None = Field(None, description="The other side: a recipient, or the sender.")
    direction: Direction | None = None


class Marked(Out):
    """Plain text, and the hits in it: begin and end of each, in characters."""

    text: str
    hits: list[tuple[int, int]]


class Hit(Out):
    """A record that contains the words."""

    id: str
    type: Type
    at: Instant = Field(description="When it was created; the list is in this order, the newest first.")
    direction: Direction | None = None
    organ: str
    number: str | None = None
    kind: str
    kind_name: str
    status: str
    status_name: str
    on: str | None = Field(None, description="The date of a document or a meeting, or a matter's deadline.")
    title: Marked
    body: Marked


class HitPage(Out):
    """A page of hits."""

    items: list[Hit]
    next: str | None
    unavailable: list[Away] = Field(description="Services whose records could not be searched; the others were.")
