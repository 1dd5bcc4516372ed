"""Answers made of several services' answers."""

from dataclasses import replace

from werkzeug.wrappers import Response

from services.directory.posts.api import Awaited, AwaitedPage, Responsibility, ResponsibilityPage, ResponsibilityQuery
from services.directory.reminding.api import ReminderRules
from services.gateway import schemas
from services.gateway.answers import json_response, resource
from services.gateway.gate import Asked, Gate
from services.reception.api import STEP, VISIT, Judged, NewVisit, Violations
from services.reception.api import TAG as RECEPTION
from shared.api.routes import Route
from shared.api.shapes import RuleInForce, StuckRecord, Violation
from shared.errors import RuleBroken, Unavailable
from shared.shown import Shown

NEED_A_ROOM = ("apply", "approve")


def rules(gate: Gate, asked: Asked) -> Response:
    """List every rule of every service, with its source, its version and its period."""
    found: list[Shown[schemas.OfficeRule]] = []
    for name in gate.services:
        kept: list[Shown[RuleInForce]] = asked.ask(gate, name, "office_rules", {})
        found += [{**rule, "service": name} for rule in kept]
    answer: Shown[schemas.RulePage] = {"items": found, "next": None}
    return json_response(answer)


def responsibility(gate: Gate, asked: Asked) -> Response:
    """List responsibilities, each with what is stuck there; the list stands without it while that cannot be asked."""
    found: Shown[AwaitedPage] = asked.ask(gate, "directory", "responsibility", dict(asked.query))
    rows = [{"organ": each["organ"]["id"], "role": each["role"], "waits": each["waits"]} for each in found["items"]]
    stuck: list[list[Shown[StuckRecord]]] = [[] for _ in rows]
    try:
        stuck = asked.ask(gate, "notifications", "stuck", {"posts": rows})
        away = False
    except Unavailable:
        away = True
    items = [_with_stuck(each, there) for each, there in zip(found["items"], stuck, strict=True)]
    answer: Shown[ResponsibilityPage] = {"items": items, "next": found["next"], "unavailable": away}
    return json_response(answer)


def _with_stuck(answering: Shown[Awaited], stuck: list[Shown[StuckRecord]]) -> Shown[Responsibility]:
    return {
        "matter": answering["matter"],
        "label": answering["label"],
        "role": answering["role"],
        "role_name": answering["role_name"],
        "organ": answering["organ"],
        "people": answering["people"],
        "stand_ins": answering["stand_ins"],
        "gap": answering["gap"],
        "says": answering["says"],
        "stuck": stuck,
    }


def open_matters(gate: Gate, asked: Asked) -> Response:
    """List what stays open with a person who leaves or moves; the answer stands without a service that is away."""
    person = asked.ask(gate, "directory", "leaving", dict(asked.path))
    who = {name: person[name] for name in ("person", "organ")}
    found, away = person["items"], False
    try:
        kept = asked.ask(gate, "documents", "in_custody", {"person": who["person"]})
        found = [*found, *({"box": "held", **each} for each in kept)]
    except Unavailable:
        away = True
    try:
        lists = asked.ask(gate, "notifications", "open_of", who)
        found = [*({name: each[name] for name in ("box", "label", "count")} for each in lists), *found]
    except Unavailable:
        away = True
    return json_response({"items": [{"unit": "件", **each} for each in found], "unavailable": away}, 200)


def reminder_rules(gate: Gate, asked: Asked) -> Response:
    """Return the rules of the district: those it set, else those that apply until then or predate their trail."""
    found = asked.ask(gate, "directory", "reminder_rules", {})
    return resource(found or asked.ask(gate, "notifications", "reminder_rules", {}))


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
    Route("GET", "/api/v1/rules", "List the rules of the office", "规则 Rules", schemas.RulePage, view=rules),
    Route(
        "GET", "/api/v1/responsibility", "Who answers for what, and what nobody answers for", "组织 Directory",
        ResponsibilityPage, view=responsibility, query=ResponsibilityQuery, refusals=(404,),
    ),
    Route(
        "GET", "/api/v1/people/{id}/open", "Count what stays open with a person who leaves or moves", "组织 Directory",
        schemas.OpenMatters, view=open_matters, refusals=(403, 404),
    ),
    Route(
        "GET", "/api/v1/reminder-rules", "Show when people of my district are reminded", "待办 What waits", ReminderRules,
        view=reminder_rules,
    ),
    Route(
        "POST", "/api/v1/visits/check", "Name every rule that a visit would break, without keeping it", RECEPTION,
        Violations, view=visit_check, body=NewVisit, refusals=(403,),
    ),
    Route(
        "GET", f"{VISIT}/check", "Name every rule that a visit breaks", RECEPTION, Violations, view=visit_judged,
        refusals=(404,),
    ),
    replace(STEP, view=visit_step),
)  # fmt: skip
