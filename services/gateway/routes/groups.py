"""Groups of recipients."""

from services.gateway import schemas
from services.gateway import schemas_groups as shapes
from services.gateway.routing import Route

TAG = "组织 Directory"

ROUTES = (
    Route(
        "GET", "/api/v1/groups", "List groups of recipients", TAG, shapes.GroupList, "directory", "groups",
        query=shapes.GroupQuery,
    ),
    Route(
        "POST", "/api/v1/groups", "Enter a group of recipients", TAG, shapes.Group, "directory", "group_enter",
        status=201, body=shapes.NewGroup, located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/groups/{id}", "Show a group", TAG, shapes.Group, "directory", "group_get"),
    Route(
        "PATCH", "/api/v1/groups/{id}", "Change a group", TAG, shapes.Group, "directory", "group_change",
        body=shapes.GroupChange, refusals=(403, 412),
    ),
    Route(
        "POST", "/api/v1/groups/{id}/actions/{action}", "Disable or enable a group", TAG, shapes.Group, "directory",
        "group_act", body=schemas.Opinion, choices={"action": ("disable", "enable")}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/groups/{id}/history", "Who changed a group", TAG, schemas.HistoryPage, "directory",
        "group_history", query=schemas.PageQuery,
    ),
)  # fmt: skip
