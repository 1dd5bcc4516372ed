"""Official visits."""

from typing import Any

from services.gateway import schemas
from services.gateway import schemas_reception as shapes
from services.gateway.routing import Asked, Route
from shared.errors import InvalidInput

TAG = "接待 Reception"
VISIT = "/api/v1/visits/{id}"
STEPS = ("apply", "approve", "return", "finish", "cancel")


def _change(asked: Asked) -> dict[str, Any]:
    changes = {name: value for name, value in asked.body.items() if value is not None}
    if not changes:
        raise InvalidInput("没有任何修改内容。")
    return {"id": asked.path["id"], "changes": changes}


ROUTES = (
    Route(
        "POST", "/api/v1/visits", "Plan a visit", TAG, shapes.Visit, "reception", "plan", status=201,
        body=shapes.NewVisit, located=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/visits/check", "Name every rule that a visit would break, without keeping it", TAG,
        shapes.Violations, "reception", "check", body=shapes.NewVisit, refusals=(403,),
    ),
    Route("GET", "/api/v1/visits", "List visits", TAG, shapes.VisitPage, "reception", "search", query=shapes.VisitQuery),
    Route("GET", VISIT, "Show a visit", TAG, shapes.Visit, "reception", "get"),
    Route(
        "PATCH", VISIT, "Change a planned or returned visit", TAG, shapes.Visit, "reception", "revise",
        body=shapes.VisitChange, payload=_change, refusals=(403, 409, 412),
    ),
    Route(
        "GET", f"{VISIT}/history", "Who did what with a visit", TAG, schemas.HistoryPage, "reception", "history",
        query=schemas.PageQuery,
    ),
    Route(
        "POST", f"{VISIT}/actions/{{action}}", "Take a step with a visit", TAG, shapes.Visit, "reception", "act",
        body=schemas.ConfirmedOpinion, choices={"action": STEPS}, refusals=(403, 409, 412),
    ),
)  # fmt: skip
