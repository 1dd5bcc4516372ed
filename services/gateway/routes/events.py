"""Events: the catalogue for integrators, the parked ones for operators."""

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway.answers import json_response, resource
from services.gateway.gate import Asked, Gate
from shared.api.routes import Route
from shared.api.shapes import Opinion, PageQuery
from shared.contracts import catalog
from shared.errors import NotFound
from shared.pages import BadCursor

TAG = "事件 Events"


def show_catalog(gate: Gate, asked: Asked) -> Response:
    """List every event."""
    return json_response({"items": catalog(gate.subscribers), "next": None})


def parked(gate: Gate, asked: Asked) -> Response:
    """List parked events, service by service; the cursor names the service."""
    names = list(gate.services)
    name, _, place = (asked.query["cursor"] or f"{names[0]}/").partition("/")
    if name not in names:
        raise BadCursor()
    items: list[object] = []
    while True:
        limit = asked.query["limit"] - len(items)
        page = asked.ask(gate, name, "parked", {"cursor": place or None, "limit": limit})
        items += page["items"]
        following = names[names.index(name) + 1 :]
        if page["next"] is not None:
            return json_response({"items": items, "next": f"{name}/{page['next']}"})
        if not following:
            return json_response({"items": items, "next": None})
        name, place = following[0], ""
        if len(items) == asked.query["limit"]:
            return json_response({"items": items, "next": f"{name}/"})


def _owner(gate: Gate, asked: Asked) -> str:
    name = asked.path["id"].partition("~")[0]
    if name not in gate.services:
        raise NotFound()
    return name


def show_parked(gate: Gate, asked: Asked) -> Response:
    """Return one parked event."""
    return resource(asked.ask(gate, _owner(gate, asked), "parked_get", asked.path))


def act_on_parked(gate: Gate, asked: Asked) -> Response:
    """Replay or discard one parked event."""
    return resource(asked.ask(gate, _owner(gate, asked), "parked_act", {**asked.path, **asked.body}))


ROUTES = (
    Route(
        "GET", "/api/v1/events/catalog", "List every event that systems may rely on", TAG, schemas.Catalog,
        view=show_catalog,
    ),
    Route(
        "GET", "/api/v1/events/parked", "List events that could not be handled", TAG, schemas.ParkedPage,
        query=PageQuery, view=parked, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/events/parked/{id}", "Show a parked event", TAG, schemas.ParkedEvent, view=show_parked,
        refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/events/parked/{id}/actions/{action}", "Replay or discard a parked event", TAG,
        schemas.ParkedEvent, body=Opinion, choices={"action": ("replay", "discard")}, view=act_on_parked,
        refusals=(403, 409),
    ),
)  # fmt: skip
