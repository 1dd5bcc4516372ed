"""Outgoing documents and the register of incoming ones."""

from typing import Any

from services.gateway import schemas
from services.gateway import schemas_documents as shapes
from services.gateway import schemas_text as texts
from services.gateway.routing import Asked, Route, everything
from shared.errors import InvalidInput

OUTGOING, INCOMING = "发文 Documents", "收文 Incoming"
STEPS = ("submit", "return", "approve", "sign", "reject", "verify", "register", "release", "withdraw")
INCOMING_STEPS = ("receive", "register", "assess", "return", "assign", "complete")
NEEDED = {"assign": ("handler", "due_on"), "complete": ("reply",)}


def _one_text(told: dict[str, Any], *, needed: bool) -> None:
    given = [name for name in ("body", "content") if told.get(name) is not None]
    if len(given) > 1:
        message = "正文（body）与分段正文（content）只能填一项"
        raise InvalidInput(errors=[{"field": "content", "code": "one_of", "message": message}])
    if needed and not given:
        raise InvalidInput(errors=[{"field": "body", "code": "missing", "message": "必须填写"}])


def _draft(asked: Asked) -> dict[str, Any]:
    _one_text(asked.body, needed=True)
    return {name: value for name, value in asked.body.items() if value is not None}


def _change(asked: Asked) -> dict[str, Any]:
    _one_text(asked.body, needed=False)
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
        body=shapes.NewDocument, payload=_draft, located=True, refusals=(403,),
    ),
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
        "documents", "act", body=schemas.Opinion, choices={"action": STEPS}, refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/history", "Who did what with a document", OUTGOING, schemas.HistoryPage,
        "documents", "history", query=schemas.PageQuery,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/versions", "Who wrote which version of a document", OUTGOING, texts.TextVersions,
        "documents", "versions",
    ),
    Route(
        "GET", "/api/v1/documents/{id}/versions/difference", "What changed between two versions", OUTGOING,
        texts.Difference, "documents", "versions_between", query=texts.VersionsQuery,
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
