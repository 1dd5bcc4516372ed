"""Schemas of delegations."""

from pydantic import Field

from services.gateway.schemas import Day, Id, In, Line, Out, Reference, Resource


class NewDelegation(In):
    """A new delegation: to whom, for which kinds and days."""

    delegate: Id = Field(description="A colleague of one's own organ, by id or username.", examples=["east.director"])
    from_on: Day = Field(description="The first day.", examples=["2026-12-01"])
    until_on: Day = Field(description="The last day.", examples=["2026-12-05"])
    kinds: list[Id] = Field(default_factory=list, max_length=15, description="Kinds of documents by code; none: all.")
    reason: Line = Field(examples=["外出学习"])


class Delegation(Resource):
    """A delegation (委托代办)."""

    organ: str
    delegator: Reference
    delegate: Reference
    kinds: list[str]
    from_on: str
    until_on: str
    reason: str
    status: str
    status_name: str
    stage_name: str
    in_force: bool = Field(description="Whether it may be used today.")


class DelegationPage(Out):
    """A page of delegations."""

    items: list[Delegation]
    next: str | None
