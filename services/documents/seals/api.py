"""Seals and their use."""

from typing import Annotated, Literal

from pydantic import Field

from services.documents.seals import domain
from services.documents.seals.acts import SEAL_ACTS, USE_ACTS
from shared.api.routes import Route
from shared.api.shapes import (
    CONFIRM,
    Code,
    DaysQuery,
    HistoryPage,
    Id,
    In,
    Instant,
    Line,
    Opinion,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    TurnQuery,
    WordsQuery,
)
from shared.api.steps import step_route
from shared.register import WRITTEN
from shared.spreadsheet import XLSX

SealStatus = Annotated[domain.SealStatus, Code()]
UseStatus = Annotated[domain.UseStatus, Code()]
Picture = Annotated[str, Field(max_length=600_000, description="A PNG with a transparent ground, in base64.")]


class NewSeal(In):
    """A seal that an organ applies for."""

    name: Line | None = Field(None, description="What it says; the organ's name if none.")
    keeper: Id = Field(description="Who keeps it, by id or username.", examples=["east.registrar"])


class SealStep(Opinion):
    """The fields of a step; `record` brings the image, `hand_over` names the new keeper."""

    image: Picture | None = None
    keeper: Id | None = Field(None, description="`hand_over`: who keeps it from now on, by id or username.")


class SealUseStep(Opinion):
    """The fields of a step; `hand_over` names who is to affix the seal."""

    keeper: Id | None = Field(None, description="`hand_over`: who, by id or username.")


class SealQuery(PageQuery, TurnQuery):
    """Filter of seals."""

    status: SealStatus | None = None


class Seal(Resource):
    """A seal's entry; its image cannot be fetched."""

    organ: str
    name: str
    keeper: Reference
    image_sha256: str | None
    status: SealStatus
    status_name: str
    stage_name: str


class SealPage(PageOf[Seal]):
    """A page of seals."""


class NewSealUse(In):
    """An application for the use of a seal on a document or a paper."""

    seal: Id
    document_id: Id | None = None
    matter: Line | None = Field(None, description="What it is for; the document's title if none.")
    copies: int = Field(1, ge=1, le=10_000, description="Under how many copies.")
    confirm: bool = Field(False, description=CONFIRM)


class SealUseFilter(WordsQuery, DaysQuery):
    """Filter and order of uses, by the day of sealing; `applied` with a year is the register."""

    status: UseStatus | None = None
    year: int | None = Field(None, ge=2000, le=2100)
    sort: Literal["-created", "created", "-date", "date"] = Field(
        "-created", description="By when it was asked for, or by the day of sealing; `-` for the last first."
    )


class SealUseQuery(SealUseFilter, PageQuery, TurnQuery):
    """The cursor and length of a page of uses."""


class SealUse(Resource):
    """One use of a seal."""

    seal: Reference
    organ: str
    applicant: Reference
    matter: str
    copies: int
    document_id: str | None
    number: str | None
    approved_by: Reference | None
    applied_at: Instant | None
    applied_by: str | None
    content_hash: str | None = Field(description="SHA-256 of what the document said under the seal.")
    register_number: str | None
    status: UseStatus
    status_name: str
    stage_name: str


class SealUsePage(PageOf[SealUse]):
    """A page of uses."""


TAG = "用印 Seals"


ROUTES = (
    Route(
        "POST", "/api/v1/seals", "Apply for a seal", TAG, Seal, "seal_request", status=201, body=NewSeal, located=True,
        refusals=(403,),
    ),
    Route("GET", "/api/v1/seals", "List seals", TAG, SealPage, "seal_search", query=SealQuery, turns="seal"),
    Route("GET", "/api/v1/seals/{id}", "Show a seal", TAG, Seal, "seal_get"),
    Route(
        "GET", "/api/v1/seals/{id}/history", "Who did what with a seal", TAG, HistoryPage, "seal_history",
        query=PageQuery,
    ),
    step_route(
        "/api/v1/seals/{id}", "Record, refuse, hand over or cancel a seal", TAG, Seal, "seal_act", SEAL_ACTS, SealStep,
    ),
    Route(
        "POST", "/api/v1/seal-uses", "Ask for a seal under a document or a paper", TAG, SealUse, "seal_use_request",
        status=201, body=NewSealUse, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/seal-uses", "List the uses of seals", TAG, SealUsePage, "seal_use_search", query=SealUseQuery,
        turns="seal_use",
    ),
    Route(
        "GET", "/api/v1/registers/seal-uses.xlsx", "Export the register of the uses of seals", TAG, None,
        "seal_use_file", query=SealUseFilter, media=XLSX, refusals=(503,), seconds=WRITTEN,
    ),
    Route("GET", "/api/v1/seal-uses/{id}", "Show the use of a seal", TAG, SealUse, "seal_use_get"),
    Route(
        "GET", "/api/v1/seal-uses/{id}/history", "Who did what with the use of a seal", TAG, HistoryPage,
        "seal_use_history", query=PageQuery,
    ),
    step_route(
        "/api/v1/seal-uses/{id}", "Take a step with the use of a seal", TAG, SealUse, "seal_use_act", USE_ACTS,
        SealUseStep,
    ),
)  # fmt: skip
