"""Requests of other organs to countersign their drafts."""

from typing import Annotated

from pydantic import Field

from services.documents.countersigning import domain
from services.documents.countersigning.acts import COUNTERSIGN_ACTS
from services.documents.domain import Secrecy
from services.documents.shapes import KindCode
from services.documents.text.api import Block
from shared.api.routes import Route
from shared.api.shapes import Code, HistoryPage, Instant, PageOf, PageQuery, Reference, Resource, TurnQuery
from shared.api.steps import step_route

CountersignStatus = Annotated[domain.CountersignStatus, Code()]


class CountersignQuery(PageQuery, TurnQuery):
    """Filter of requests."""

    status: CountersignStatus | None = None


class Countersign(Resource):
    """A request of another organ to countersign its draft (会签件)."""

    document_id: str
    organ: str
    purpose: Annotated[domain.Purpose, Code()]
    from_: Reference = Field(alias="from", description="Who asks.")
    kind: KindCode
    kind_name: str
    title: str
    secrecy: Annotated[Secrecy, Code()] | None = Field(description="Null in lists.")
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


class CountersignPage(PageOf[Countersign]):
    """A page of requests."""


TAG = "会签 Countersigning"

ROUTES = (
    Route(
        "GET", "/api/v1/countersigns", "List what one's organ is asked to countersign", TAG, CountersignPage,
        "countersign_search", query=CountersignQuery, turns="countersign", in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/countersigns/{id}", "Show a request to countersign", TAG, Countersign, "countersign_get",
        in_place=True, refusals=(403,),
    ),
    step_route(
        "/api/v1/countersigns/{id}", "Countersign for one's organ", TAG, Countersign, "countersign_act", COUNTERSIGN_ACTS,
        in_place=True,
    ),
    Route(
        "GET", "/api/v1/countersigns/{id}/history", "Who did what with a request to countersign", TAG, HistoryPage,
        "countersign_history", query=PageQuery, in_place=True, refusals=(403,),
    ),
)  # fmt: skip
