"""Supplies and requests for them."""

from typing import Annotated

from pydantic import Field

from services.logistics.supplies.acts import REQUEST_ACTS, SUPPLY_ACTS
from services.logistics.supplies.domain import RequestStatus, SupplyStatus
from shared.api.routes import Route
from shared.api.shapes import (
    Code,
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
)
from shared.api.steps import step_route
from shared.register import WRITTEN
from shared.spreadsheet import XLSX

TAG = "办公用品 Supplies"
Quantity = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Stock = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class NewSupply(In):
    """A supply to be entered."""

    name: Annotated[Line, Field(max_length=60)] = Field(examples=["A4复印纸70克"])
    unit: Annotated[Line, Field(max_length=8)] = Field(
        description="The unit that it is counted in (计量单位).", examples=["包"]
    )
    place: Annotated[Line, Field(max_length=60)] = Field(examples=["一楼库房"])
    stock: Stock = Field(0, examples=[40])
    low: Stock = Field(0, description="The stock below which it is to be bought.", examples=[10])


class SupplyStep(Opinion):
    """The fields of a step: `receive` adds a quantity, `count` sets the stock, `correct` the rest."""

    quantity: Quantity | None = None
    counted: Stock | None = None
    place: Annotated[Line, Field(max_length=60)] | None = None
    low: Stock | None = None


class SupplyFilter(WordsQuery):
    """Filter of supplies."""

    status: Annotated[SupplyStatus, Code()] | None = None


class SupplyQuery(SupplyFilter, PageQuery, TurnQuery):
    """The cursor and length of a page of supplies."""


class NewSupplyRequest(In):
    """A request for a supply."""

    supply: Id = Field(description="The id of the supply.")
    quantity: Quantity = Field(examples=[2])
    purpose: Annotated[Line, Field(max_length=100)] = Field(examples=["期末试卷印制"])


class SupplyRequestStep(Opinion):
    """The fields of a step: `apply` changes the quantity."""

    quantity: Quantity | None = None


class SupplyRequestFilter(WordsQuery, DaysQuery):
    """Filter of requests, by the day on which they were made."""

    status: Annotated[RequestStatus, Code()] | None = None


class SupplyRequestQuery(SupplyRequestFilter, PageQuery, TurnQuery):
    """The cursor and length of a page of requests."""


class Supply(Resource):
    """A supply; `short` if its stock is below `low`."""

    organ: Reference
    name: str
    unit: str
    place: str
    stock: int
    low: int
    short: bool
    status: Annotated[SupplyStatus, Code()]
    status_name: str


class SupplyPage(PageOf[Supply]):
    """A page of supplies."""


class SupplyRequest(Resource):
    """A request for a supply."""

    organ: Reference
    supply: Reference
    unit: str
    quantity: int
    purpose: str
    applicant: Reference
    approved_by: str | None
    issued_by: str | None
    return_reason: str | None
    status: Annotated[RequestStatus, Code()]
    status_name: str
    stage_name: str


class SupplyRequestPage(PageOf[SupplyRequest]):
    """A page of requests."""


SUPPLY, REQUEST = "/api/v1/supplies/{id}", "/api/v1/supply-requests/{id}"

ROUTES = (
    Route(
        "POST", "/api/v1/supplies", "Enter a supply", TAG, Supply, "supply_enter", status=201, body=NewSupply,
        located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/supplies", "List supplies", TAG, SupplyPage, "supply_search", query=SupplyQuery, turns="supply"),
    Route(
        "GET", "/api/v1/registers/supplies.xlsx", "Export the stock of supplies", TAG, None, "supply_file",
        query=SupplyFilter, media=XLSX, refusals=(503,), seconds=WRITTEN,
    ),
    Route(
        "GET", "/api/v1/registers/supply-requests.xlsx", "Export the register of requests for supplies", TAG, None,
        "supply_request_file", query=SupplyRequestFilter, media=XLSX, refusals=(503,), seconds=WRITTEN,
    ),
    Route("GET", SUPPLY, "Show a supply", TAG, Supply, "supply_get"),
    Route("GET", f"{SUPPLY}/history", "Who did what with a supply", TAG, HistoryPage, "supply_history", query=PageQuery),
    step_route(SUPPLY, "Take a step with a supply", TAG, Supply, "supply_act", SUPPLY_ACTS, SupplyStep),
    Route(
        "POST", "/api/v1/supply-requests", "Ask for a supply", TAG, SupplyRequest, "supplies_request", status=201,
        body=NewSupplyRequest, located=True,
    ),
    Route(
        "GET", "/api/v1/supply-requests", "List requests for supplies", TAG, SupplyRequestPage, "supply_request_search",
        query=SupplyRequestQuery, turns="supply_request",
    ),
    Route("GET", REQUEST, "Show a request for a supply", TAG, SupplyRequest, "supply_request_get"),
    Route(
        "GET", f"{REQUEST}/history", "Who did what with a request", TAG, HistoryPage, "supply_request_history",
        query=PageQuery,
    ),
    step_route(
        REQUEST, "Take a step with a request for a supply", TAG, SupplyRequest, "supply_request_act", REQUEST_ACTS,
        SupplyRequestStep,
    ),
)  # fmt: skip
