"""The register of incoming documents, and their handling."""

from typing import Any

from werkzeug.wrappers import Response

from services.gateway import batch, schemas
from services.gateway import schemas_incoming as shapes
from services.gateway.routing import Asked, Gate, Route, everything
from shared.errors import InvalidInput

TAG = "收文 Incoming"
NEEDED = {
    "propose": ("handler",),
    "assign": ("handler", "due_on"),
    "reassign": ("handler", "due_on"),
    "complete": ("reply",),
    "circulate": ("readers",),
    "remove_reader": ("person",),
}
ALLOWED = {
    "propose": ("assisting",),
    "assign": ("assisting", "urger"),
    "reassign": ("assisting", "urger"),
    "circulate": ("in_order",),
    "urge": ("person",),
}
STEPS = (
    "receive", "register", "assess", "return", "propose", "instruct", "assign", "reassign", "report", "complete", "circulate",
    "conclude", "read", "remove_reader", "urge",
)  # fmt: skip


def _step(asked: Asked) -> dict[str, Any]:
    action = asked.path["action"]
    needed, allowed = NEEDED.get(action, ()), ALLOWED.get(action, ())
    faults = []
    for name in shapes.IncomingStep.model_fields.keys() - {"comment", "confirm"}:
        if name in needed and asked.body[name] is None:
            faults.append({"field": name, "code": "missing", "message": "必须填写"})
        elif name not in (*needed, *allowed) and asked.body[name] is not None:
            faults.append({"field": name, "code": "extra_forbidden", "message": "不需要填写此项"})
    if faults:
        raise InvalidInput(errors=sorted(faults, key=lambda fault: fault["field"]))
    return dict(everything(asked))


def act_on_several(gate: Gate, asked: Asked) -> Response:
    """Take one step with several incoming documents, each recorded separately."""
    given, action, comment = asked.body["incoming"], asked.body["action"], asked.body["comment"]
    batch.refuse_repeated(given, "incoming", "同一件来文不能重复")
    empty = dict.fromkeys(shapes.IncomingStep.model_fields)
    told = [
        (each["id"], each["version"], {**empty, "id": each["id"], "action": action, "comment": comment})
        for each in given
    ]
    return batch.each_by_itself(gate, asked, "documents", "incoming_act", told, named="incoming")


ROUTES = (
    Route(
        "POST", "/api/v1/incoming", "Enter a document from outside", TAG, shapes.Incoming, "documents",
        "incoming_record", status=201, body=shapes.NewIncoming, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/incoming", "List the register of incoming documents", TAG, shapes.IncomingPage,
        "documents", "incoming_search", query=shapes.IncomingQuery, in_place=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/incoming/batch", "Take a step with several incoming documents at once", TAG,
        shapes.IncomingOutcomes, body=shapes.SeveralIncoming, view=act_on_several, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/incoming/{id}", "Show an incoming document", TAG, shapes.Incoming, "documents",
        "incoming_get", in_place=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/incoming/{id}/actions/{action}", "Take a step with an incoming document", TAG,
        shapes.Incoming, "documents", "incoming_act", body=shapes.IncomingStep, choices={"action": STEPS},
        payload=_step, refusals=(403, 409, 412), in_place=True,
    ),
    Route(
        "GET", "/api/v1/incoming/{id}/history", "Who did what with an incoming document", TAG,
        schemas.HistoryPage, "documents", "incoming_history", query=schemas.PageQuery, in_place=True, refusals=(403,),
    ),
)  # fmt: skip
