"""Schemas of official visits."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import (
    Comment,
    Day,
    Id,
    In,
    Instant,
    Line,
    Moment,
    Out,
    PageQuery,
    Reference,
    Resource,
    Violation,
    Words,
    code_of,
)

MEALS = {
    "working": "工作餐", "self_paid": "自行用餐", "banquet": "宴请", "alcohol": "酒水", "tobacco": "香烟", "gift": "礼品",
}  # fmt: skip
MealCode = Literal["working", "self_paid", "banquet", "alcohol", "tobacco", "gift"]
Status = Literal["planned", "applied", "approved", "confirmed", "returned", "finished", "cancelled"]


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

    kind: Annotated[MealCode, code_of(MEALS)] = Field(examples=["working"])
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


class VisitChange(In):
    """The changes to a visit; fields left out stay."""

    letter: Letter | None = None
    room: Id | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    meals: list[Meal] | None = Field(None, max_length=50)


class VisitQuery(PageQuery):
    """Filter of visits."""

    status: Status | None = None


class Violations(Out):
    """Every rule that would be broken."""

    violations: list[Violation]


class ShownMeal(Out):
    """One meal."""

    kind: MealCode
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


class VisitPage(Out):
    """A page of visits."""

    items: list[Visit]
    next: str | None
