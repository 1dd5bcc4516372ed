"""Rulings of a district for its offices."""

from services.gateway import schemas
from services.gateway import schemas_rulings as shapes
from services.gateway.routing import Route

TAG = "本区规定 Rulings"

ROUTES = (
    Route(
        "POST", "/api/v1/rulings", "Enter what the district rules", TAG, shapes.Ruling, "directory", "ruling_make",
        status=201, body=shapes.NewRuling, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/rulings", "List what the district rules", TAG, shapes.RulingPage, "directory", "ruling_search",
        query=schemas.PageQuery,
    ),
    Route("GET", "/api/v1/rulings/{id}", "Show a ruling", TAG, shapes.Ruling, "directory", "ruling_get"),
    Route(
        "POST", "/api/v1/rulings/{id}/actions/{action}", "Withdraw a ruling", TAG, shapes.Ruling, "directory",
        "ruling_act", body=schemas.Opinion, choices={"action": ("withdraw",)}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/rulings/{id}/history", "Who made and withdrew a ruling", TAG, schemas.HistoryPage, "directory",
        "ruling_history", query=schemas.PageQuery,
    ),
)  # fmt: skip
