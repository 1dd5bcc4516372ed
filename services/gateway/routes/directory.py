"""Organs and people."""

from werkzeug.wrappers import Response

from services.gateway import schemas
from services.gateway import schemas_administration as entries
from services.gateway import schemas_directory as shapes
from services.gateway.answers import resource
from services.gateway.routes.sessions import SIGN_IN_SECONDS, SIGN_INS
from services.gateway.routing import Asked, Gate, Route
from shared.runtime.http import GONE

TAG = "组织 Directory"


def act_on_person(gate: Gate, asked: Asked) -> Response:
    """Take a step with a person; roles or sessions they lose end at once."""
    if asked.path["action"] == "reset_password":
        with SIGN_INS.place(asked.request.environ.get(GONE, bool)):
            told = {"id": asked.path["id"], "comment": asked.body["comment"]}
            answer = asked.ask(gate, "directory", "reset_password", told, timeout=SIGN_IN_SECONDS)
    else:
        answer = asked.ask(gate, "directory", "act_on_person", {**asked.path, **asked.body})
    gate.tokens.forget_person(answer["id"])
    return resource(answer)


def change_person(gate: Gate, asked: Asked) -> Response:
    """Change a person; role changes take effect at once."""
    answer = asked.ask(gate, "directory", "person_change", {**asked.path, **asked.body})
    gate.tokens.forget_person(answer["id"])
    return resource(answer)


def change_organ(gate: Gate, asked: Asked) -> Response:
    """Change an organ; absent fields stay, while null removes a value."""
    told = {name: value for name, value in asked.body.items() if name in asked.named}
    return resource(asked.ask(gate, "directory", "organ_change", {**asked.path, **told}))


PERSON_STEPS = ("move", "leave", "disable", "enable", "reset_password", "unlock", "remove_factor")


ROUTES = (
    Route(
        "GET", "/api/v1/directory/changes", "What was changed last among organs, people, posts and rules", TAG,
        entries.ChangesPage, "directory", "changes", query=schemas.PageQuery, refusals=(403,),
    ),
    Route("GET", "/api/v1/organs", "List organs", TAG, shapes.OrganPage, "directory", "organs", query=shapes.NameQuery),
    Route("GET", "/api/v1/organs/{id}", "Show an organ", TAG, shapes.Organ, "directory", "organ"),
    Route(
        "POST", "/api/v1/organs", "Enter an organ", TAG, shapes.Organ, "directory", "organ_enter", status=201,
        body=entries.NewOrgan, located=True, refusals=(403,),
    ),
    Route(
        "PATCH", "/api/v1/organs/{id}", "Change an organ's names, code, second superior or rooms", TAG, shapes.Organ,
        body=entries.OrganChange, view=change_organ, refusals=(403, 412),
    ),
    Route(
        "POST", "/api/v1/organs/{id}/actions/{action}", "Move an organ, disable it or enable it again", TAG,
        shapes.Organ, "directory", "organ_act", body=entries.OrganStep,
        choices={"action": ("move", "disable", "enable")}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/organs/{id}/history", "Who changed an organ", TAG, schemas.HistoryPage, "directory",
        "organ_history", query=schemas.PageQuery, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/people", "List people", TAG, shapes.PersonPage, "directory", "people", query=shapes.PeopleQuery
    ),
    Route("GET", "/api/v1/people/{id}", "Show a person", TAG, shapes.Person, "directory", "person"),
    Route(
        "POST", "/api/v1/people", "Enter a person", TAG, shapes.Person, "directory", "person_enter", status=201,
        body=entries.NewPerson, located=True, refusals=(403,),
    ),
    Route(
        "PATCH", "/api/v1/people/{id}", "Change a person's name, post or roles", TAG, shapes.Person,
        body=entries.PersonChange, view=change_person, refusals=(403, 412),
    ),
    Route(
        "POST", "/api/v1/people/{id}/actions/{action}",
        "Move somebody, let them leave; disable, enable, unlock an account, reset its password or second factor",
        TAG, shapes.Person, body=entries.PersonStep, choices={"action": PERSON_STEPS}, view=act_on_person,
        refusals=(403, 409, 412, 429),
    ),
    Route(
        "GET", "/api/v1/people/{id}/history", "Who changed a person", TAG, schemas.HistoryPage, "directory",
        "person_history", query=schemas.PageQuery, refusals=(403,),
    ),
)  # fmt: skip
