"""Writing aids of one person: stock phrases and autosaves."""

from services.gateway import schemas_aids as shapes
from services.gateway.routing import Route

TAG = "发文 Documents"

ROUTES = (
    Route("GET", "/api/v1/me/phrases", "Give my stock phrases", TAG, shapes.Phrases, "documents", "phrases"),
    Route(
        "PUT", "/api/v1/me/phrases", "Replace my stock phrases", TAG, shapes.Phrases, "documents", "keep_phrases",
        body=shapes.NewPhrases,
    ),
    Route("GET", "/api/v1/me/autosaves", "List what I was typing", TAG, shapes.AutosavePage, "documents", "autosaves"),
    Route(
        "GET", "/api/v1/me/autosaves/{id}", "Offer again what I was typing", TAG, shapes.Autosave, "documents", "autosaved"
    ),
    Route(
        "PUT", "/api/v1/me/autosaves/{id}", "Save what I am typing", TAG, shapes.Autosave, "documents", "autosave",
        body=shapes.NewAutosave, refusals=(409,),
    ),
    Route(
        "DELETE", "/api/v1/me/autosaves/{id}", "Forget what I was typing", TAG, None, "documents", "autosave_drop",
        status=204,
    ),
)  # fmt: skip
