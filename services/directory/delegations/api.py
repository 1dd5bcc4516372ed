"""Delegations."""

from typing import Annotated

from pydantic import Field

from services.directory.acts import DELEGATION_ACTS
from services.directory.delegations.domain import DelegationStatus
from shared.api.routes import Route
from shared.api.shapes import Code, Day, HistoryPage, Id, In, Line, PageOf, PageQuery, Reference, Resource, TurnQuery
from shared.api.steps import step_route


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
    status: Annotated[DelegationStatus, Code()]
    status_name: str
    stage_name: str
    lapsed_why: str | None = Field(None, description="Which of the two left the organ, so that it lapsed.")
    in_force: bool = Field(description="Whether it may be used today.")


class DelegationQuery(PageQuery, TurnQuery):
    """A page of delegations."""


class DelegationPage(PageOf[Delegation]):
    """A page of delegations."""


TAG = "委托 Delegations"

ROUTES = (
    Route(
        "POST", "/api/v1/delegations", "Let a colleague act in one's place", TAG, Delegation, "delegation_give",
        status=201, body=NewDelegation, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/delegations", "List the delegations that one gave or holds", TAG, DelegationPage,
        "delegation_search", query=DelegationQuery, turns="delegation",
    ),
    Route("GET", "/api/v1/delegations/{id}", "Show a delegation", TAG, Delegation, "delegation_get"),
    step_route(
        "/api/v1/delegations/{id}", "End a delegation, or read that it lapsed", TAG, Delegation, "delegation_act",
        DELEGATION_ACTS,
    ),
    Route(
        "GET", "/api/v1/delegations/{id}/history", "Who gave and ended a delegation", TAG, HistoryPage,
        "delegation_history", query=PageQuery,
    ),
)  # fmt: skip
