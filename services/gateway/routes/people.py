"""Who answers for what, what stays open with whom, and when people are reminded: of several services."""

from collections.abc import Mapping
from typing import Any, Literal

from werkzeug.wrappers import Response

from services.directory.posts.api import Awaited, AwaitedPage, Responsibility, ResponsibilityPage, ResponsibilityQuery
from services.directory.reminding.api import ReminderRules
from services.gateway import schemas
from services.gateway.answers import json_response, resource
from services.gateway.gate import Asked, Gate
from shared.api.routes import Route
from shared.api.shapes import StuckRecord
from shared.errors import Unavailable
from shared.runtime.lately import at_once
from shared.shown import Shown


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

    def ask(source: tuple[str, str, dict[str, str]]) -> list[Any] | None:
        try:
            answer: list[Any] = asked.ask(gate, *source)
        except Unavailable:
            return None
        return answer

    sources = [("notifications", "open_of", who), ("documents", "in_custody", {"person": who["person"]})]
    lists, kept = at_once(ask, sources)
    found = [
        *(_open(each["box"], each) for each in lists or ()),
        *(_open("held", each) for each in (*person["items"], *(kept or ()))),
    ]
    answer: Shown[schemas.OpenMatters] = {"items": found, "unavailable": lists is None or kept is None}
    return json_response(answer)


def _open(box: Literal["todo", "mine", "held"], matter: Mapping[str, Any]) -> Shown[schemas.OpenMatter]:
    return {"box": box, "label": matter["label"], "count": matter["count"], "unit": matter.get("unit", "件")}


def reminder_rules(gate: Gate, asked: Asked) -> Response:
    """Return the rules of the district: those it set, else those that apply until then or predate their trail."""
    found = asked.ask(gate, "directory", "reminder_rules", {})
    return resource(found or asked.ask(gate, "notifications", "reminder_rules", {}))


ROUTES = (
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
)  # fmt: skip
