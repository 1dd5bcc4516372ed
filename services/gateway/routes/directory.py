"""Organs and people."""

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway import schemas_directory as shapes
from services.gateway.answers import resource
from services.gateway.routing import Asked, Gate, Route

TAG = "组织 Directory"


def act_on_person(gate: Gate, asked: Asked) -> Response:
    """Disable or enable an account; who was disabled is out from here on."""
    answer = asked.ask(gate, "directory", "act_on_person", {**asked.path, **asked.body})
    gate.tokens.forget_person(answer["id"])
    return resource(answer)


ROUTES = (
    Route("GET", "/api/v1/organs", "List organs", TAG, shapes.OrganPage, "directory", "organs", query=shapes.NameQuery),
    Route("GET", "/api/v1/organs/{id}", "Show an organ", TAG, shapes.Organ, "directory", "organ"),
    Route(
        "GET", "/api/v1/organs/{id}/history", "Who changed an organ", TAG, schemas.HistoryPage, "directory",
        "organ_history", query=schemas.PageQuery, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/people", "List people", TAG, shapes.PersonPage, "directory", "people", query=shapes.PeopleQuery
    ),
    Route("GET", "/api/v1/people/{id}", "Show a person", TAG, shapes.Person, "directory", "person"),
    Route(
        "POST", "/api/v1/people/{id}/actions/{action}", "Disable or enable an account", TAG, shapes.Person,
        body=schemas.Opinion, choices={"action": ("disable", "enable")}, view=act_on_person, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/people/{id}/history", "Who changed a person", TAG, schemas.HistoryPage, "directory",
        "person_history", query=schemas.PageQuery, refusals=(403,),
    ),
)  # fmt: skip
