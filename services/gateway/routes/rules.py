"""The rules of the office, of every service."""

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway.answers import json_response
from services.gateway.gate import Asked, Gate
from shared.api.routes import Route
from shared.api.shapes import RuleInForce
from shared.runtime.lately import at_once
from shared.shown import Shown


def rules(gate: Gate, asked: Asked) -> Response:
    """List every rule of every service, with its source, its version and its period."""
    kept: list[list[Shown[RuleInForce]]] = at_once(
        lambda name: asked.ask(gate, name, "office_rules", {}), gate.services
    )
    found: list[Shown[schemas.OfficeRule]] = [
        {**rule, "service": name} for name, its in zip(gate.services, kept, strict=True) for rule in its
    ]
    answer: Shown[schemas.RulePage] = {"items": found, "next": None}
    return json_response(answer)


ROUTES = (Route("GET", "/api/v1/rules", "List the rules of the office", "规则 Rules", schemas.RulePage, view=rules),)
