"""Answers made of several services' answers."""

from dataclasses import replace
from typing import Any

from werkzeug.wrappers import Response

from services.directory.posts.api import ResponsibilityPage, ResponsibilityQuery
from services.directory.reminding.api import ReminderRules
from services.gateway.answers import json_response, resource
from services.gateway.gate import Asked, Gate
from services.gateway.schemas import OpenMatters, RulePage
from services.reception.api import STEP, VISIT, NewVisit, Violations
from services.reception.api import TAG as RECEPTION
from shared.api.routes import Route
from shared.errors import RuleBroken, Unavailable

NEED_A_ROOM = ("apply", "approve")


def rules(gate: Gate, asked: Asked) -> Response:
    """List every rule of every service, with its source, its version and its period."""
    found = [{**rule, "service": name} for name in gate.services for rule in asked.ask(gate, name, "office_rules", {})]
    return json_response({"items": found, "next": None})


def responsibility(gate: Gate, asked: Asked) -> Response:
    """List responsibilities, each with what is stuck there; the list stands without it while that cannot be asked."""
    found = asked.ask(gate, "directory", "responsibility", dict(asked.query))
    rows = [{"organ": each["organ"]["id"], "role": each["role"], "waits": each.pop("waits")} for each in found["items"]]
    stuck: list[list[dict[str, Any]]] = [[] for _ in rows]
    try:
        stuck = asked.ask(gate, "notifications", "stuck", {"posts": rows})
        away = False
    except Unavailable:
        away = True
    items = [{**each, "stuck": there} for each, there in zip(found["items"], stuck, strict=True)]
    return json_response({**found, "items": items, "unavailable": away}, 200)


def open_matters(gate: Gate, asked: Asked) -> Response:
    """List what stays open with a person who leaves or moves; the list stands without the lists while they are away."""
    person = asked.ask(gate, "directory", "leaving", dict(asked.path))
    found = person["items"]
    try:
        lists = asked.ask(gate, "notifications", "open_of", {name: person[name] for name in ("person", "organ")})
        found = [*({name: each[name] for name in ("box", "label", "count")} for each in lists), *found]
        away = False
    except Unavailable:
        away = True
    return json_response({"items": found, "unavailable": away}, 200)


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
    judged = asked.ask(gate, "reception", "judge", {"id": asked.path["id"]})
    try:
        found = asked.ask(gate, "meetings", "visit_judge", judged["asks"])["violations"]
    except Unavailable:
        return
    if found:
        found = judged["violations"] + found
        words = "；".join(each["message"] for each in found)
        raise RuleBroken(f"{words}。", source=found[0]["source"], errors=found)


def _with_room(gate: Gate, asked: Asked, judged: dict[str, Any]) -> Response:
    """Add why a visit would not get its room; the rules stand without it while the rooms cannot be asked."""
    found = judged["violations"]
    try:
        found += asked.ask(gate, "meetings", "visit_judge", judged["asks"])["violations"]
        away = False
    except Unavailable:
        away = True
    return json_response({"violations": found, "unavailable": away}, 200)


ROUTES = (
    Route("GET", "/api/v1/rules", "List the rules of the office", "规则 Rules", RulePage, view=rules),
    Route(
        "GET", "/api/v1/responsibility", "Who answers for what, and what nobody answers for", "组织 Directory",
        ResponsibilityPage, view=responsibility, query=ResponsibilityQuery, refusals=(404,),
    ),
    Route(
        "GET", "/api/v1/people/{id}/open", "Count what stays open with a person who leaves or moves", "组织 Directory",
        OpenMatters, view=open_matters, refusals=(403, 404),
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
