"""The register of classified papers, and the log of readings of internal documents."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from services.documents.classified import domain
from services.documents.classified.acts import CLASSIFIED_ACTS
from services.documents.domain import SECRECY_NAMES, Secrecy
from shared.api.routes import Route
from shared.api.shapes import (
    Code,
    Day,
    DaysQuery,
    HistoryPage,
    Id,
    In,
    Line,
    Opinion,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    TurnQuery,
    WordsQuery,
    formed,
)
from shared.api.steps import step_route
from shared.register import WRITTEN
from shared.spreadsheet import XLSX

Grade = Annotated[Secrecy, Code(SECRECY_NAMES, but=(Secrecy.NONE, Secrecy.INTERNAL))]
StubStatus = Annotated[domain.StubStatus, Code()]
CopyNumber = Annotated[
    str, formed(r"^[0-9]{6}$", "份号为6位数字，例如000003", description="份号.", examples=["000003"])
]

Withheld = Annotated[Any, AfterValidator(lambda said: None if said is None else True)]
"""A field that may not be given here: only its presence is passed on by the gateway."""


class NewStub(In):
    """A classified paper: where it is, never its content."""

    grade: Grade = Field(description="密级.", examples=["secret"])
    years: int = Field(ge=1, le=30, description="保密期限, in years.")
    outgoing: bool = Field(False, description="True where this office issued it.")
    counterpart: Line = Field(description="Who sent it, or who receives it.", examples=["区委机要局"])
    number: Line | None = Field(None, description="The number that it bears, where that is not secret itself.")
    copy_numbers: list[CopyNumber] = Field(min_length=1, max_length=1000)
    dated_on: Day
    custodian: Id = Field(description="Who keeps it, by id or username.", examples=["west.registrar"])
    title: Withheld = Field(None, description="Always refused: a title may be secret itself.")
    body: Withheld = Field(None, description="Always refused.")


class StubStep(Opinion):
    """The fields of a step; `hand_over` names the new custodian."""

    custodian: Id | None = None


class StubFilter(WordsQuery, DaysQuery):
    """Filter and order of papers, by the day that they bear."""

    status: StubStatus | None = None
    sort: Literal["-created", "created", "-date", "date"] = Field(
        "-created", description="By the register's number, or by the day that the paper bears; `-` for the last first."
    )


class StubQuery(StubFilter, PageQuery, TurnQuery):
    """The cursor and length of a page of papers."""


class Stub(Resource):
    """A classified paper's stub."""

    organ: str
    register_number: str
    grade: Annotated[Secrecy, Code()]
    grade_name: str
    years: int
    outgoing: bool
    counterpart: str
    number: str | None
    copy_numbers: list[str]
    dated_on: str
    custodian: Reference
    status: StubStatus
    status_name: str
    stage_name: str


class StubPage(PageOf[Stub]):
    """A page of the register."""


TAG = "涉密与内部公文 Classified"


ROUTES = (
    Route(
        "POST", "/api/v1/classified", "Enter a classified paper: where it is, never what it says", TAG, Stub,
        "classified_enter", status=201, body=NewStub, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/classified", "List the register of classified papers", TAG, StubPage, "classified_search",
        query=StubQuery, turns="classified",
    ),
    Route(
        "GET", "/api/v1/registers/classified.xlsx", "Export the register of classified papers", TAG, None,
        "classified_file", query=StubFilter, media=XLSX, refusals=(503,), seconds=WRITTEN,
    ),
    Route("GET", "/api/v1/classified/{id}", "Show a classified paper's stub", TAG, Stub, "classified_get"),
    Route(
        "GET", "/api/v1/classified/{id}/history", "Who did what with a classified paper", TAG, HistoryPage,
        "classified_history", query=PageQuery,
    ),
    step_route(
        "/api/v1/classified/{id}", "Hand over, return or destroy a classified paper", TAG, Stub, "classified_act",
        CLASSIFIED_ACTS, StubStep,
    ),
)  # fmt: skip
