"""Visits, whose room is of another service."""

from dataclasses import replace

from werkzeug.wrappers import Response

from services.gateway.answers import json_response, resource
from services.gateway.gate import Asked, Gate
from services.reception.api import NEED_A_ROOM, STEP, TAG, VISIT, Judged, NewVisit, Violations
from shared.api.routes import Route
from shared.api.shapes import Violation
from shared.errors import Unavailable
from shared.shown import Shown


def visit_check(gate: Gate, asked: Asked) -> Response:
    """Judge a visit without storing it."""
    return _with_room(gate, asked, asked.ask(gate, "reception", "check", dict(asked.body)))


def visit_judged(gate: Gate, asked: Asked) -> Response:
    """Judge a stored visit."""
    return _with_room(gate, asked, asked.ask(gate, "reception", "judge", dict(asked.path)))


def visit_step(gate: Gate, asked: Asked) -> Response:
    """Take a step with a visit; what the rooms answer is handed on with it, for the rules of the table.

    While the rooms cannot be asked the step is taken: the room answers later, and the visit comes back if it is taken.
    """
    said = STEP.payload(asked)
    if asked.path["action"] in NEED_A_ROOM:
        judged: Shown[Judged] = asked.ask(gate, "reception", "judge", {"id": asked.path["id"]})
        said = {**said, "of_room": [each["message"] for each in _of_room(gate, asked, judged) or ()]}
    return resource(asked.ask(gate, "reception", "act", said))


def _with_room(gate: Gate, asked: Asked, judged: Shown[Judged]) -> Response:
    """Add why a visit would not get its room; the rules stand without it while the rooms cannot be asked."""
    of_room = _of_room(gate, asked, judged)
    answer: Shown[Violations] = {
        "violations": [*judged["violations"], *(of_room or ())],
        "unavailable": of_room is None,
    }
    return json_response(answer)


def _of_room(gate: Gate, asked: Asked, judged: Shown[Judged]) -> list[Shown[Violation]] | None:
    """Return why a visit would not get its room, or None while the rooms cannot be asked."""
    try:
        found: list[Shown[Violation]] = asked.ask(gate, "meetings", "visit_judge", judged["asks"])["violations"]
    except Unavailable:
        return None
    return found


ROUTES = (
    Route(
        "POST", "/api/v1/visits/check", "Name every rule that a visit would break, without keeping it", TAG, Violations,
        view=visit_check, body=NewVisit, refusals=(403,),
    ),
    Route(
        "GET", f"{VISIT}/check", "Name every rule that a visit breaks", TAG, Violations, view=visit_judged,
        refusals=(404,),
    ),
    replace(STEP, view=visit_step),
)  # fmt: skip
