"""Outgoing documents and the register of incoming ones."""

from typing import Any

from services.gateway import schemas
from services.gateway import schemas_documents as shapes
from services.gateway.routing import Asked, Route, everything
from shared.errors import InvalidInput

OUTGOING, INCOMING = "发文 Documents", "收文 Incoming"
STEPS = (
    "submit", "examine", "return", "approve", "sign", "reject", "return_to_examiner", "return_to_signer", "verify",
    "register", "release", "revoke", "repeal", "withdraw",
)  # fmt: skip
INCOMING_STEPS = ("receive", "register", "assess", "return", "assign", "complete")
NEEDED = {"assign": ("handler", "due_on"), "complete": ("reply",)}


def _change(asked: Asked) -> dict[str, Any]:
    changes = {name: value for name, value in asked.body.items() if value is not None}
    if not changes:
        raise InvalidInput("没有任何修改内容。")
    return {"id": asked.path["id"], "changes": changes}


def _step(asked: Asked) -> dict[str, Any]:
    needed = NEEDED.get(asked.path["action"], ())
    faults = []
    for name in ("handler", "due_on", "reply"):
        if name in needed and asked.body[name] is None:
            faults.append({"field": name, "code": "missing", "message": "必须填写"})
        elif name not in needed and asked.body[name] is not None:
            faults.append({"field": name, "code": "extra_forbidden", "message": "这一步没有这一项"})
    if faults:
        raise InvalidInput(errors=faults)
    return dict(everything(asked))


ROUTES = (
    Route(
        "POST", "/api/v1/documents", "Draft a document", OUTGOING, shapes.Document, "documents", "draft", status=201,
        body=shapes.NewDocument, located=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/documents/check", "Judge a document without keeping it", OUTGOING, shapes.Verdict, "documents",
        "check", body=shapes.NewDocument,
    ),
    Route("GET", "/api/v1/rules", "List the rules of the office", OUTGOING, shapes.RulePage, "documents", "rules"),
    Route(
        "GET", "/api/v1/documents", "List documents", OUTGOING, shapes.DocumentPage, "documents", "search",
        query=shapes.DocumentQuery,
    ),
    Route("GET", "/api/v1/documents/{id}", "Show a document", OUTGOING, shapes.Document, "documents", "get"),
    Route(
        "PATCH", "/api/v1/documents/{id}", "Change a draft", OUTGOING, shapes.Document, "documents", "revise",
        body=shapes.DocumentChange, payload=_change, refusals=(403, 409, 412),
    ),
    Route(
        "POST", "/api/v1/documents/{id}/actions/{action}", "Take a step with a document", OUTGOING, shapes.Document,
        "documents", "act", body=shapes.DocumentStep, choices={"action": STEPS}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/history", "Who did what with a document", OUTGOING, schemas.HistoryPage,
        "documents", "history", query=schemas.PageQuery,
    ),
    Route(
        "GET", "/api/v1/incoming", "List the register of incoming documents", INCOMING, shapes.IncomingPage,
        "documents", "incoming_search", query=shapes.IncomingQuery,
    ),
    Route(
        "GET", "/api/v1/incoming/{id}", "Show an incoming document", INCOMING, shapes.Incoming, "documents",
        "incoming_get",
    ),
    Route(
        "POST", "/api/v1/incoming/{id}/actions/{action}", "Take a step with an incoming document", INCOMING,
        shapes.Incoming, "documents", "incoming_act", body=shapes.IncomingStep, choices={"action": INCOMING_STEPS},
        payload=_step, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/incoming/{id}/history", "Who did what with an incoming document", INCOMING,
        schemas.HistoryPage, "documents", "incoming_history", query=schemas.PageQuery,
    ),
)  # fmt: skip
