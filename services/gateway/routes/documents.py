"""Outgoing documents."""

from typing import Any

from werkzeug.wrappers import Response

from services.gateway import batch, schemas
from services.gateway import schemas_documents as shapes
from services.gateway import schemas_text as texts
from services.gateway.routing import Asked, Gate, Route
from shared.errors import InvalidInput

OUTGOING = "发文 Documents"
LONG_HISTORY = 20.0
"""Seconds allowed for reading a whole history, even of a draft of 190,000 characters saved a thousand times."""
STEPS = (
    "submit", "examine", "add_examiners", "return", "send_back", "take_back", "approve", "sign", "reject",
    "return_to_examiner", "return_to_signer", "verify", "register", "release", "recall", "revoke", "repeal", "withdraw",
    "countersign", "agree", "agree_with_changes", "object", "pass_on", "hand_back", "take_back_opinion",
    "remove_signer", "ask_again", "urge_signer", "urge", "hand_over",
)  # fmt: skip


def _one_text(told: dict[str, Any], *, needed: bool) -> None:
    given = [name for name in ("body", "content") if told.get(name) is not None]
    if len(given) > 1:
        message = "正文写了两遍，整段和分段的只能保留一种"
        raise InvalidInput(errors=[{"field": "content", "code": "one_of", "message": message}])
    if needed and not given:
        raise InvalidInput(errors=[{"field": "body", "code": "missing", "message": "必须填写"}])


def draft_of(asked: Asked) -> dict[str, Any]:
    """Return the drafter's fields, with exactly one form of the text."""
    _one_text(asked.body, needed=True)
    return {name: value for name, value in asked.body.items() if value is not None}


def _change(asked: Asked) -> dict[str, Any]:
    _one_text(asked.body, needed=False)
    changes = {name: value for name, value in asked.body.items() if value is not None}
    if not changes:
        raise InvalidInput("没有任何修改内容。")
    return {"id": asked.path["id"], "changes": changes}


def sign_several(gate: Gate, asked: Asked) -> Response:
    """Sign several documents, each recorded separately."""
    given, comment = asked.body["documents"], asked.body["comment"]
    batch.refuse_repeated(given, "documents", "同一件公文不能重复")
    told = [(each["id"], each["version"], {"id": each["id"], "action": "sign", "comment": comment}) for each in given]
    return batch.each_by_itself(gate, asked, "documents", "act", told, named="document")


def register_several(gate: Gate, asked: Asked) -> Response:
    """Number several documents, each recorded separately."""
    given = asked.body["documents"]
    batch.refuse_repeated(given, "documents", "同一件公文不能重复")
    told = [(each["id"], each["version"], {"id": each["id"], "action": "register", "comment": None}) for each in given]
    return batch.each_by_itself(gate, asked, "documents", "act", told, named="document")


ROUTES = (
    Route(
        "POST", "/api/v1/documents", "Draft a document", OUTGOING, shapes.Document, "documents", "draft", status=201,
        body=shapes.NewDocument, payload=draft_of, located=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/documents/check", "Judge a document without keeping it", OUTGOING, shapes.Verdict, "documents",
        "check", body=shapes.CheckedDocument, payload=draft_of,
    ),
    Route(
        "GET", "/api/v1/documents", "List documents", OUTGOING, shapes.DocumentPage, "documents", "search",
        query=shapes.DocumentQuery, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}", "Show a document", OUTGOING, shapes.Document, "documents", "get", in_place=True,
        refusals=(403,),
    ),
    Route(
        "PATCH", "/api/v1/documents/{id}", "Change a draft", OUTGOING, shapes.Document, "documents", "revise",
        body=shapes.DocumentChange, payload=_change, refusals=(403, 409, 412),
    ),
    Route(
        "POST", "/api/v1/documents/{id}/actions/{action}", "Take a step with a document", OUTGOING, shapes.Document,
        "documents", "act", body=shapes.DocumentStep, choices={"action": STEPS}, refusals=(403, 409, 412), in_place=True,
    ),
    Route(
        "POST", "/api/v1/documents/signatures", "Sign several documents at once", OUTGOING, shapes.Outcomes, status=200,
        body=shapes.Signatures, view=sign_several, in_place=True, refusals=(403,),
    ),
    Route(
        "POST", "/api/v1/documents/registrations", "Number several documents at once", OUTGOING, shapes.Outcomes,
        status=200, body=shapes.Signatures, view=register_several, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/progress", "The line of a document's steps", OUTGOING, shapes.Progress,
        "documents", "progress", in_place=True, refusals=(403,), seconds=LONG_HISTORY,
    ),
    Route(
        "POST", "/api/v1/documents/{id}/copies", "Draft a new document like this one", OUTGOING, shapes.Document,
        "documents", "copy", status=201, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/history", "Who did what with a document", OUTGOING, schemas.HistoryPage,
        "documents", "history", query=schemas.PageQuery, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/versions", "Who wrote which version of a document", OUTGOING, texts.TextVersions,
        "documents", "versions", in_place=True, refusals=(403,), seconds=LONG_HISTORY,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/versions/difference", "What changed between two versions", OUTGOING,
        texts.Difference, "documents", "versions_between", query=texts.VersionsQuery, in_place=True, refusals=(403,),
        seconds=LONG_HISTORY,
    ),
)  # fmt: skip
