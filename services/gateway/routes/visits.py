"""Visits, whose room is of another service."""

from dataclasses import replace

from werkzeug.wrappers import Response

from services.gateway.answers import json_response, resource
from services.gateway.gate import Asked, Gate
from services.reception.api import STEP, TAG, VISIT, Judged, NewVisit, Violations
from shared.api.routes import Route
from shared.api.shapes import Violation
from shared.errors import RuleBroken, Unavailable
from shared.shown import Shown

NEED_A_ROOM = ("apply", "approve")


def visit_check(gate: Gate, asked: Asked) -> Response:
    """Judge a visit without storing it."""
    return _with_room(gate, asked, asked.ask(gate, "reception", "check", dict(asked.body)))


def visit_judged(gate: Gate, asked: Asked) -> Response:
    """Judge a stored visit."""
    return _with_room(gate, asked, asked.ask(gate, "reception", "judge", dict(asked.path)))


def visit_step(gate: Gate, asked: Asked) -> Response:
    """Take a step with a visit; before one is applied for or approved, its room is free.

    While the rooms cannot be asked the step is taken: the room answers later, and the visit comes back if it is taken.
    """
    if asked.path["action"] in NEED_A_ROOM:
        _refuse_taken_room(gate, asked)
    return resource(asked.ask(gate, "reception", "act", STEP.payload(asked)))


def _refuse_taken_room(gate: Gate, asked: Asked) -> None:
    judged: Shown[Judged] = asked.ask(gate, "reception", "judge", {"id": asked.path["id"]})
    try:
        of_room: list[Shown[Violation]] = asked.ask(gate, "meetings", "visit_judge", judged["asks"])["violations"]
    except Unavailable:
        return
    if of_room:
        found = [*judged["violations"], *of_room]
        words = "；".join(each["message"] for each in found)
        raise RuleBroken(
            f"{words}。",
            source=found[0]["source"],
            errors=[{name: str(value) for name, value in each.items()} for each in found],
        )


def _with_room(gate: Gate, asked: Asked, judged: Shown[Judged]) -> Response:
    """Add why a visit would not get its room; the rules stand without it while the rooms cannot be asked."""
    found = judged["violations"]
    try:
        of_room: list[Shown[Violation]] = asked.ask(gate, "meetings", "visit_judge", judged["asks"])["violations"]
        found = [*found, *of_room]
        away = False
    except Unavailable:
        away = True
    answer: Shown[Violations] = {"violations": found, "unavailable": away}
    return json_response(answer)


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
