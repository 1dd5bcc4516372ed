"""Delegations."""

from services.gateway import schemas
from services.gateway import schemas_delegations as shapes
from services.gateway.routing import Route

TAG = "委托 Delegations"

ROUTES = (
    Route(
        "POST", "/api/v1/delegations", "Let a colleague act in one's place", TAG, shapes.Delegation, "directory",
        "delegation_give", status=201, body=shapes.NewDelegation, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/delegations", "List the delegations that one gave or holds", TAG, shapes.DelegationPage,
        "directory", "delegation_search", query=schemas.PageQuery,
    ),
    Route(
        "GET", "/api/v1/delegations/{id}", "Show a delegation", TAG, shapes.Delegation, "directory", "delegation_get"
    ),
    Route(
        "POST", "/api/v1/delegations/{id}/actions/{action}", "End a delegation", TAG, shapes.Delegation, "directory",
        "delegation_act", body=schemas.Opinion, choices={"action": ("end",)}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/delegations/{id}/history", "Who gave and ended a delegation", TAG, schemas.HistoryPage,
        "directory", "delegation_history", query=schemas.PageQuery,
    ),
)  # fmt: skip
