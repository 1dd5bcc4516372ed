"""Outgoing documents."""

from typing import Any

from services.gateway import schemas
from services.gateway import schemas_documents as shapes
from services.gateway.routing import Asked, Route
from shared.errors import InvalidInput

OUTGOING = "发文 Documents"
STEPS = ("submit", "return", "approve", "sign", "reject", "verify", "register", "release", "withdraw")


def _change(asked: Asked) -> dict[str, Any]:
    changes = {name: value for name, value in asked.body.items() if value is not None}
    if not changes:
        raise InvalidInput("没有任何修改内容。")
    return {"id": asked.path["id"], "changes": changes}


ROUTES = (
    Route(
        "POST", "/api/v1/documents", "Draft a document", OUTGOING, shapes.Document, "documents", "draft", status=201,
        body=shapes.NewDocument, located=True, refusals=(403,),
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
)  # fmt: skip
