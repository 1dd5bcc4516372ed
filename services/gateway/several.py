"""Several records in one request, each handled separately: a refusal of one does not affect the others."""

from dataclasses import replace

from werkzeug.wrappers import Response

from services.gateway import strict
from services.gateway.answers import json_response
from services.gateway.gate import Asked, Gate
from services.gateway.problems import problem_body
from shared.api.routes import Route, Several
from shared.errors import OfficeError
from shared.office import fault


def each_by_itself(gate: Gate, asked: Asked, route: Route, several: Several) -> Response:
    """Call a service once for each record; answer each result, under its name if it succeeded."""
    given = asked.body[several.field]
    ids = [each[several.by] for each in given]
    if len(set(ids)) < len(ids):
        raise fault(several.field, "repeated", several.repeated)
    if asked.key is not None:  # bound to the whole request, and not only to each of its parts
        asked.ask(gate, route.service, "begin_batch", {})
    items = []
    for each in given:
        record, payload = each[several.by], several.payload(asked, each)
        key = None if asked.key is None else strict.part_of(asked.key, record)
        one = replace(asked, key=key, expected=each.get("version"))
        try:
            done = one.ask(gate, route.service, route.call, payload)
            items.append({"id": record, "status": 200, several.named: done, "problem": None})
        except OfficeError as refusal:
            problem = problem_body(asked.request.path, refusal, asked.request_id)
            items.append({"id": record, "status": refusal.status, several.named: None, "problem": problem})
    return json_response({"items": items, "next": None}, 200)
