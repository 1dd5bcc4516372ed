"""Organs and people."""

from services.gateway import schemas
from services.gateway import schemas_directory as shapes
from services.gateway.routing import Route

TAG = "组织 Directory"

ROUTES = (
    Route("GET", "/api/v1/organs", "List organs", TAG, shapes.OrganPage, "directory", "organs", query=schemas.PageQuery),
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
        "GET", "/api/v1/people/{id}/history", "Who changed a person", TAG, schemas.HistoryPage, "directory",
        "person_history", query=schemas.PageQuery, refusals=(403,),
    ),
)  # fmt: skip
