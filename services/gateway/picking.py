"""Options of every list: the fields of its items (`fields`), and only items that wait for the caller (`turn`)."""

import json
from typing import Any, get_args

from pydantic import BaseModel
from werkzeug.wrappers import Response

from services.gateway.answers import json_response
from services.gateway.gate import Asked, Gate
from shared.api.routes import Route
from shared.office import fault


def picked(route: Route, query: dict[str, Any]) -> list[str]:
    """Take the wanted fields out of a query; none for all. Refuse those that the items of the list do not have."""
    named: str | None = query.pop("fields", None)
    if named is None:
        return []
    wanted, known = named.split(","), _fields_of(route)
    unknown = [each for each in wanted if each not in known]
    if unknown:
        message = f"没有{'、'.join(unknown)}，请从{'、'.join(known)}中选择"
        raise fault("fields", "unknown", message)
    return wanted


def narrowed(gate: Gate, route: Route, asked: Asked) -> None:
    """Replace whose turn it is by the ids of the records in the caller's to-do list."""
    if route.turns:
        mine = asked.query.pop("turn") is not None
        asked.query["ids"] = asked.ask(gate, "notifications", "turns", {"type": route.turns}) if mine else None


def slim(response: Response, wanted: list[str]) -> Response:
    """Reduce the items of a list to the wanted fields."""
    page = json.loads(response.get_data())
    items = [{name: each[name] for name in wanted if name in each} for each in page["items"]]
    return json_response({**page, "items": items}, response.status_code)


def _fields_of(route: Route) -> list[str]:
    assert route.answer is not None, route.path
    (item,) = get_args(route.answer.model_fields["items"].annotation)
    assert issubclass(item, BaseModel), route.path
    return [info.alias or name for name, info in item.model_fields.items()]
