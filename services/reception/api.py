"""Official visits."""

from typing import Annotated, Any, Literal

from pydantic import Field

from services.reception.acts import VISIT_ACTS
from services.reception.domain import MEAL_NAMES, MealKind, VisitStatus
from services.reception.kinds import VISIT as TABLE
from services.reception.kinds import the_room_is_free
from shared.api.routes import Input, Route
from shared.api.shapes import (
    CONFIRM,
    ChangedQuery,
    Code,
    Comment,
    ConfirmedOpinion,
    Day,
    HistoryPage,
    Id,
    In,
    Instant,
    Line,
    Moment,
    Out,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    TurnQuery,
    Violation,
    Words,
    WordsQuery,
)
from shared.api.steps import step_route
from shared.errors import InvalidInput

Status = Annotated[VisitStatus, Code()]


class Visitor(In):
    """A visitor named in the letter."""

    name: Line = Field(examples=["赵启明"])
    post: Line = Field(examples=["教研室主任"])


class Letter(In):
    """The official letter (公函) of the sending body."""

    issuer: Words = Field(max_length=200, description="Who sends.", examples=["北湖区教育局"])
    number: Words = Field(max_length=100, description="The letter's number.", examples=["北教函〔2026〕8号"])
    purpose: Comment = Field(max_length=2_000, description="What for.", examples=["调研多校区办公室协同工作"])
    people: list[Visitor] = Field(max_length=200)
    from_on: Day = Field(examples=["2026-12-01"])
    until_on: Day = Field(examples=["2026-12-02"])


class Meal(In):
    """One meal; a forbidden one is accepted here and refused by the rule against it."""

    kind: Annotated[MealKind, Code(MEAL_NAMES)] = Field(examples=["working"])
    guests: int = Field(ge=0, le=500, strict=True, examples=[10])
    hosts: int = Field(ge=0, le=500, strict=True, examples=[3])
    cost_per_head_fen: int = Field(ge=0, le=1_000_000, strict=True, description="In fen.", examples=[5000])


class NewVisit(In):
    """A visit to be planned."""

    letter: Letter | None = Field(None, description="Without it a visit can be planned, but not applied for.")
    room: Id = Field(description="The room asked for.", examples=["east-101"])
    starts_at: Moment = Field(examples=["2026-12-01T09:00:00+08:00"])
    ends_at: Moment = Field(examples=["2026-12-01T11:00:00+08:00"])
    meals: list[Meal] = Field(default_factory=list, max_length=50)
    confirm: bool = Field(False, description=CONFIRM)


class VisitChange(In):
    """The changes to a visit; fields left out stay."""

    letter: Letter | None = None
    room: Id | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    meals: list[Meal] | None = Field(None, max_length=50)
    confirm: bool = Field(False, description=CONFIRM)


class VisitQuery(ChangedQuery, TurnQuery, WordsQuery):
    """Filter of visits."""

    status: Status | None = None
    sort: Literal["-created", "-changed", "starts", "-starts"] = Field(
        "-created", description="The last planned first, the last changed first, or by when they begin."
    )


class RoomAsked(Out):
    """The room that a visit needs, and when."""

    room: str
    starts_at: Instant
    ends_at: Instant
    purpose: str


class Judged(Out):
    """Every rule that a visit breaks, as reception answers it, and what it asks of the rooms."""

    violations: list[Violation]
    asks: RoomAsked


class Violations(Out):
    """Every rule that a visit breaks, and whether it would get its room."""

    violations: list[Violation]
    unavailable: bool = Field(description="Whether the rooms could not be asked.")


class ShownMeal(Out):
    """One meal."""

    kind: Annotated[MealKind, Code()]
    kind_name: str
    guests: int
    hosts: int
    cost_per_head_fen: int


class RoomSlot(Out):
    """A time when a room is free."""

    starts_at: Instant
    ends_at: Instant


class Visit(Resource):
    """An official visit."""

    organ: Reference
    planner: Reference
    room: str
    starts_at: Instant
    ends_at: Instant
    letter: Letter | None
    meals: list[ShownMeal]
    status: Status
    status_name: str
    stage_name: str
    approved_by: Reference | None
    return_reason: str | None
    finished_at: Instant | None
    free: list[RoomSlot] = Field(description="When the room is free next, where it was taken.")


class VisitPage(PageOf[Visit]):
    """A page of visits."""


TAG = "接待 Reception"
VISIT = "/api/v1/visits/{id}"


def _change(asked: Input) -> dict[str, Any]:
    changes = {name: value for name, value in asked.body.items() if value is not None}
    if not changes:
        raise InvalidInput("没有任何修改内容。")
    return {"id": asked.path["id"], "changes": changes}


STEP = step_route(
    VISIT, "Take a step with a visit", TAG, Visit, "act", VISIT_ACTS, ConfirmedOpinion, service="reception"
)
"""Offered by the gateway, which asks the rooms before the steps that need one."""
NEED_A_ROOM = frozenset(step.action for step in TABLE.steps if the_room_is_free in step.rules)

ROUTES = (
    Route(
        "POST", "/api/v1/visits", "Plan a visit", TAG, Visit, "plan", status=201, body=NewVisit, located=True,
        refusals=(403,),
    ),
    Route("GET", "/api/v1/visits", "List visits", TAG, VisitPage, "search", query=VisitQuery, turns="visit"),
    Route("GET", VISIT, "Show a visit", TAG, Visit, "get"),
    Route(
        "PATCH", VISIT, "Change a planned or returned visit", TAG, Visit, "revise", body=VisitChange, payload=_change,
        refusals=(403, 409, 412),
    ),
    Route("GET", f"{VISIT}/history", "Who did what with a visit", TAG, HistoryPage, "history", query=PageQuery),
)  # fmt: skip
