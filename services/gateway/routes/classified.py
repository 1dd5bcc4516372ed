"""The register of classified papers, and the log of readings of internal documents."""

from typing import Any

from services.gateway import schemas
from services.gateway import schemas_classified as shapes
from services.gateway.routing import Asked, Route, everything
from shared.errors import InvalidInput

TAG = "涉密与内部公文 Classified"
STEPS = ("hand_over", "return", "propose_destruction", "keep", "destroy")


def _step(asked: Asked) -> dict[str, Any]:
    handing = asked.path["action"] == "hand_over"
    if handing is (asked.body["custodian"] is None):
        code, message = ("missing", "必须填写") if handing else ("extra_forbidden", "不需要填写此项")
        raise InvalidInput(errors=[{"field": "custodian", "code": code, "message": message}])
    return dict(everything(asked))


ROUTES = (
    Route(
        "POST", "/api/v1/classified", "Enter a classified paper: where it is, never what it says", TAG, shapes.Stub,
        "documents", "classified_enter", status=201, body=shapes.NewStub, located=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/classified", "List the register of classified papers", TAG, shapes.StubPage, "documents",
        "classified_search", query=shapes.StubQuery,
    ),
    Route(
        "GET", "/api/v1/classified/{id}", "Show a classified paper's stub", TAG, shapes.Stub, "documents", "classified_get",
    ),
    Route(
        "GET", "/api/v1/classified/{id}/history", "Who did what with a classified paper", TAG, schemas.HistoryPage,
        "documents", "classified_history", query=schemas.PageQuery,
    ),
    Route(
        "POST", "/api/v1/classified/{id}/actions/{action}", "Hand over, return or destroy a classified paper", TAG,
        shapes.Stub, "documents", "classified_act", body=shapes.StubStep, choices={"action": STEPS}, payload=_step,
        refusals=(403, 409, 412),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/readings", "Who read an internal document", TAG, shapes.ReadingPage, "documents",
        "readings", query=schemas.PageQuery,
    ),
)  # fmt: skip
