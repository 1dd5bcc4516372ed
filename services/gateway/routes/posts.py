"""Posts and responsibilities."""

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway import schemas_posts as shapes
from services.gateway.answers import resource
from services.gateway.routing import Asked, Gate, Route

TAG = "组织 Directory"


def change(gate: Gate, asked: Asked) -> Response:
    """Change a post; absent fields stay, while null removes a value."""
    told = {name: value for name, value in asked.body.items() if name in asked.named}
    return resource(asked.ask(gate, "directory", "post_change", {**asked.path, **told}))


ROUTES = (
    Route(
        "GET", "/api/v1/posts", "List posts", TAG, shapes.PostPage, "directory", "posts", query=shapes.PostQuery
    ),
    Route(
        "POST", "/api/v1/posts", "Enter a post", TAG, shapes.Post, "directory", "post_enter", status=201,
        body=shapes.NewPost, located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/posts/{id}", "Show a post", TAG, shapes.Post, "directory", "post_get"),
    Route(
        "PATCH", "/api/v1/posts/{id}", "Change a post", TAG, shapes.Post, body=shapes.PostChange, view=change,
        refusals=(403, 412),
    ),
    Route(
        "POST", "/api/v1/posts/{id}/actions/{action}", "Close a post, open it again, or let its stand-in act", TAG,
        shapes.Post, "directory", "post_act", body=schemas.Opinion,
        choices={"action": ("disable", "enable", "stand_in", "stand_down")}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/posts/{id}/history", "Who changed a post", TAG, schemas.HistoryPage, "directory",
        "post_history", query=schemas.PageQuery,
    ),
    Route(
        "GET", "/api/v1/responsibility", "Who answers for what, and what nobody answers for", TAG,
        shapes.ResponsibilityPage, "directory", "responsibility", query=shapes.ResponsibilityQuery, refusals=(404,),
    ),
)  # fmt: skip
