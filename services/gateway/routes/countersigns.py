"""Requests of other organs to countersign their drafts."""

from services.gateway import schemas
from services.gateway import schemas_countersigns as shapes
from services.gateway.routing import Route

TAG = "会签 Countersigning"

ROUTES = (
    Route(
        "GET", "/api/v1/countersigns", "List what one's organ is asked to countersign", TAG, shapes.CountersignPage,
        "documents", "countersign_search", query=shapes.CountersignQuery, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/countersigns/{id}", "Show a request to countersign", TAG, shapes.Countersign, "documents",
        "countersign_get", in_place=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/countersigns/{id}/actions/{action}", "Countersign for one's organ", TAG, shapes.Countersign,
        "documents", "countersign_act", body=schemas.Opinion,
        choices={"action": ("agree", "agree_with_changes", "object", "take_back")}, refusals=(403, 409, 412),
        in_place=True,
    ),
    Route(
        "GET", "/api/v1/countersigns/{id}/history", "Who did what with a request to countersign", TAG,
        schemas.HistoryPage, "documents", "countersign_history", query=schemas.PageQuery, in_place=True,
        refusals=(403,),
    ),
)  # fmt: skip
