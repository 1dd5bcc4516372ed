"""Several records in one request, each handled separately: a refusal of one does not affect the others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from werkzeug.wrappers import Response

from services.gateway import strict
from services.gateway.answers import json_response
from services.gateway.problems import problem_body
from services.gateway.routing import Asked, Gate
from shared.errors import InvalidInput, OfficeError

Told = Sequence[tuple[str, int | None, Mapping[str, Any]]]
"""For each record its id, the version that the caller saw, and the service's arguments."""


def each_by_itself(gate: Gate, asked: Asked, service: str, method: str, told: Told, *, named: str) -> Response:
    """Call a service once for each record; answer each result, under `named` if it succeeded."""
    if asked.key is not None:  # bound to the whole request, and not only to each of its parts
        asked.ask(gate, service, "begin_batch", {})
    items = []
    for record, version, payload in told:
        key = None if asked.key is None else strict.part_of(asked.key, record)
        one = replace(asked, key=key, expected=version)
        try:
            done = one.ask(gate, service, method, payload)
            items.append({"id": record, "status": 200, named: done, "problem": None})
        except OfficeError as refusal:
            problem = problem_body(asked.request.path, refusal, asked.request_id)
            items.append({"id": record, "status": refusal.status, named: None, "problem": problem})
    return json_response({"items": items, "next": None}, 200)


def refuse_repeated(given: Sequence[Mapping[str, Any]], field: str, message: str, *, by: str = "id") -> None:
    """Refuse a request that names one record twice."""
    ids = [each[by] for each in given]
    if len(set(ids)) < len(ids):
        raise InvalidInput(errors=[{"field": field, "code": "repeated", "message": message}])
