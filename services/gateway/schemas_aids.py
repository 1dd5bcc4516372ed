"""Schemas of stock phrases and autosaves."""

from pydantic import Field

from services.gateway.schemas import In, Instant, Line, LongText, Out


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


class AutosavePage(Out):
    """Autosaves, the newest first."""

    items: list[Autosave]
    next: str | None
