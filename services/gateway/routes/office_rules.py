"""The rules of the office, from all services."""

from werkzeug.wrappers import Response

from services.gateway import schemas_documents as shapes
from services.gateway.answers import json_response
from services.gateway.routing import Asked, Gate, Route


def rules(gate: Gate, asked: Asked) -> Response:
    """List every rule of every service, with its source, its version and its period."""
    found = [{**rule, "service": name} for name in gate.services for rule in asked.ask(gate, name, "office_rules", {})]
    return json_response({"items": found, "next": None})


ROUTES = (
    Route("GET", "/api/v1/rules", "List the rules of the office", "规则 Rules", shapes.RulePage, view=rules),
)  # fmt: skip
