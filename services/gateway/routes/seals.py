"""Seals and their use."""

from typing import Any

from services.gateway import schemas
from services.gateway import schemas_seals as shapes
from services.gateway.routing import Asked, Route, everything
from shared.errors import InvalidInput

TAG = "用印 Seals"


def _seal_step(asked: Asked) -> dict[str, Any]:
    recording = asked.path["action"] == "record"
    if recording is (asked.body["image"] is None):
        code, message = ("missing", "必须填写") if recording else ("extra_forbidden", "不需要填写此项")
        raise InvalidInput(errors=[{"field": "image", "code": code, "message": message}])
    return _with_keeper(asked)


def _with_keeper(asked: Asked) -> dict[str, Any]:
    handing = asked.path["action"] == "hand_over"
    if handing is (asked.body["keeper"] is None):
        code, message = ("missing", "必须填写") if handing else ("extra_forbidden", "不需要填写此项")
        raise InvalidInput(errors=[{"field": "keeper", "code": code, "message": message}])
    return dict(everything(asked))


ROUTES = (
    Route(
        "POST", "/api/v1/seals", "Apply for a seal", TAG, shapes.Seal, "documents", "seal_request", status=201,
        body=shapes.NewSeal, located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/seals", "List seals", TAG, shapes.SealPage, "documents", "seal_search", query=shapes.SealQuery),
    Route("GET", "/api/v1/seals/{id}", "Show a seal", TAG, shapes.Seal, "documents", "seal_get"),
    Route(
        "POST", "/api/v1/seals/{id}/actions/{action}", "Record, refuse, hand over or cancel a seal", TAG, shapes.Seal,
        "documents", "seal_act", body=shapes.SealStep, payload=_seal_step,
        choices={"action": ("record", "refuse", "hand_over", "cancel")}, refusals=(403, 409, 412),
    ),
    Route(
        "POST", "/api/v1/seal-uses", "Ask for a seal under a document or a paper", TAG, shapes.SealUse, "documents",
        "seal_use_request", status=201, body=shapes.NewSealUse, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/seal-uses", "List the uses of seals", TAG, shapes.SealUsePage, "documents", "seal_use_search",
        query=shapes.SealUseQuery,
    ),
    Route("GET", "/api/v1/seal-uses/{id}", "Show the use of a seal", TAG, shapes.SealUse, "documents", "seal_use_get"),
    Route(
        "GET", "/api/v1/seal-uses/{id}/history", "Who did what with the use of a seal", TAG, schemas.HistoryPage,
        "documents", "seal_use_history", query=schemas.PageQuery,
    ),
    Route(
        "POST", "/api/v1/seal-uses/{id}/actions/{action}", "Take a step with the use of a seal", TAG, shapes.SealUse,
        "documents", "seal_use_act", body=shapes.SealUseStep, payload=_with_keeper,
        choices={"action": ("approve", "refuse", "withdraw", "apply", "hand_over")}, refusals=(403, 409, 412),
    ),
)  # fmt: skip
