"""What waits for the person who asks."""

from services.gateway import schemas_me as shapes
from services.gateway.routing import Route

TAG = "待办 What waits"

ROUTES = (
    Route(
        "GET", "/api/v1/me/todo", "List what waits for me", TAG, shapes.TodoPage, "notifications", "todo",
        query=shapes.TodoQuery, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/me/counts", "Count what waits for me", TAG, shapes.Counts, "notifications", "counts",
        in_place=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/me/read", "Mark what I read", TAG, shapes.Counts, "notifications", "mark_read",
        body=shapes.ReadItems,
    ),
)  # fmt: skip
