"""Posts and responsibilities."""

from typing import Any

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway import schemas_posts as shapes
from services.gateway.answers import json_response, resource
from services.gateway.routing import Asked, Gate, Route
from shared.errors import Unavailable

TAG = "组织 Directory"


def change(gate: Gate, asked: Asked) -> Response:
    """Change a post; absent fields stay, while null removes a value."""
    told = {name: value for name, value in asked.body.items() if name in asked.named}
    return resource(asked.ask(gate, "directory", "post_change", {**asked.path, **told}))


def responsibility(gate: Gate, asked: Asked) -> Response:
    """List responsibilities, each with what is stuck there; the list stands without it while that cannot be asked."""
    found = asked.ask(gate, "directory", "responsibility", dict(asked.query))
    rows = [{"organ": each["organ"]["id"], "role": each["role"], "waits": each.pop("waits")} for each in found["items"]]
    stuck: list[list[dict[str, Any]]] = [[] for _ in rows]
    try:
        stuck = asked.ask(gate, "notifications", "stuck", {"posts": rows})
        away = False
    except Unavailable:
        away = True
    items = [{**each, "stuck": there} for each, there in zip(found["items"], stuck, strict=True)]
    return json_response({**found, "items": items, "unavailable": away}, 200)


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
        refusals=(403, 409, 412),
    ),
    Route(
        "POST", "/api/v1/posts/{id}/actions/{action}", "Close a post, open it again, or let its stand-in act", TAG,
        shapes.Post, "directory", "post_act", body=schemas.ConfirmedOpinion,
        choices={"action": ("disable", "enable", "stand_in", "stand_down")}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/posts/{id}/history", "Who changed a post", TAG, schemas.HistoryPage, "directory",
        "post_history", query=schemas.PageQuery,
    ),
    Route(
        "GET", "/api/v1/responsibility", "Who answers for what, and what nobody answers for", TAG,
        shapes.ResponsibilityPage, view=responsibility, query=shapes.ResponsibilityQuery, refusals=(404,),
    ),
)  # fmt: skip
