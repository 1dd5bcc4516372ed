"""Schemas of requests to countersign."""

from typing import Literal

from pydantic import Field

from services.gateway.schemas import Instant, Out, PageQuery, Reference, Resource
from services.gateway.schemas_text import Block

CountersignStatus = Literal["asked", "agreed", "agreed_with_changes", "objected", "closed"]


class CountersignQuery(PageQuery):
    """Filter of requests."""

    status: CountersignStatus | None = None


class Countersign(Resource):
    """A request of another organ to countersign its draft (会签件)."""

    document_id: str
    organ: str
    purpose: Literal["countersign", "joint"]
    from_: Reference = Field(alias="from", description="Who asks.")
    kind: str
    kind_name: str
    title: str
    secrecy: str | None = Field(description="Null in lists.")
    body: str | None = Field(description="The draft as it stands, while it lies with this organ; null in lists.")
    content: list[Block] | None
    number: str | None = Field(description="The number of a joint document once it was released.")
    attachments: list[Reference] = Field(
        default_factory=list,
        description="Named where one request is shown; fetched from the document's own attachments.",
    )
    due_on: str | None
    asked: int = Field(description="How often it was asked for.")
    status: CountersignStatus
    status_name: str
    stage_name: str
    answer: str | None
    opinion: str | None
    answered_by: Reference | None
    answered_at: Instant | None


class CountersignPage(Out):
    """A page of requests."""

    items: list[Countersign]
    next: str | None
