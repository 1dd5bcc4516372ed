"""The vocabulary of the office, for programs that show or check it."""

from werkzeug.wrappers import Response

from services.gateway import schemas_vocabulary as shapes
from services.gateway.answers import json_response
from services.gateway.gate import Asked, Gate
from shared.api.routes import Route


def vocabulary(gate: Gate, asked: Asked) -> Response:
    """List every enumeration by code and label."""
    return json_response(gate.vocabulary())


ROUTES = (
    Route(
        "GET", "/api/v1/vocabulary", "List every code with its Chinese label", "规则 Rules", shapes.Vocabulary,
        view=vocabulary,
    ),
)  # fmt: skip
