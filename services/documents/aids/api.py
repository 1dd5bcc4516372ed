"""Writing aids of one person: stock phrases and autosaves."""

from pydantic import Field

from shared.api.routes import Route
from shared.api.shapes import In, Instant, Line, LongText, Out, PageOf


class NewPhrases(In):
    """The person's stock phrases in their order."""

    phrases: list[Line] = Field(max_length=100, examples=[["同意。", "拟同意，请领导审签。"]])


class Phrases(Out):
    """Stock phrases (常用语)."""

    phrases: list[str]


class NewAutosave(In):
    """The state of a form."""

    text: LongText = Field(
        description="Whatever the form holds, written down by its client for itself, also where it is not valid.",
        examples=['{"title": "关于", "body": ""}'],
    )
    base_version: int | None = Field(None, ge=1, le=999_999_999, description="The version that the form began from.")


class Autosave(Out):
    """An autosaved form."""

    id: str
    text: str | None = Field(description="Null in lists.")
    base_version: int | None
    saved_at: Instant


class AutosavePage(PageOf[Autosave]):
    """Autosaves, the newest first."""


TAG = "发文 Documents"

ROUTES = (
    Route("GET", "/api/v1/me/phrases", "Give my stock phrases", TAG, Phrases, "phrases"),
    Route("PUT", "/api/v1/me/phrases", "Replace my stock phrases", TAG, Phrases, "keep_phrases", body=NewPhrases),
    Route("GET", "/api/v1/me/autosaves", "List what I was typing", TAG, AutosavePage, "autosaves"),
    Route("GET", "/api/v1/me/autosaves/{id}", "Offer again what I was typing", TAG, Autosave, "autosaved"),
    Route(
        "PUT", "/api/v1/me/autosaves/{id}", "Save what I am typing", TAG, Autosave, "autosave", body=NewAutosave,
        refusals=(409,),
    ),
    Route("DELETE", "/api/v1/me/autosaves/{id}", "Forget what I was typing", TAG, None, "autosave_drop", status=204),
)  # fmt: skip
