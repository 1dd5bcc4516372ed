"""Use cases of stock phrases and autosaves; each belongs to one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from shared.calendar import instant_text
from shared.errors import NotFound, Refused
from shared.occasion import Occasion
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.aids import api

MOST = 200


class Aids(Protocol):
    """The store of phrases and autosaves."""

    def phrases(self, person: str) -> list[str]: ...
    def keep_phrases(self, person: str, phrases: Sequence[str]) -> None: ...
    def autosave(self, person: str, slot: str, text: str, base_version: int | None, *, at: datetime) -> None: ...
    def count(self, person: str, *, besides: str) -> int: ...
    def autosaved(self, person: str, slot: str, *, at: datetime) -> dict[str, Any] | None: ...
    def autosaves(self, person: str, *, at: datetime) -> list[dict[str, Any]]: ...
    def drop(self, person: str, slot: str) -> None: ...


def phrases(aids: Aids, *, occasion: Occasion) -> "Shown[api.Phrases]":
    """Return the actor's stock phrases (常用语)."""
    return {"phrases": aids.phrases(occasion.person.person_id)}


def keep_phrases(aids: Aids, wanted: Sequence[str], *, occasion: Occasion) -> "Shown[api.Phrases]":
    """Replace the actor's stock phrases, without duplicates."""
    aids.keep_phrases(occasion.person.person_id, list(dict.fromkeys(wanted)))
    return phrases(aids, occasion=occasion)


def autosave(
    aids: Aids, slot: str, text: str, base_version: int | None, *, occasion: Occasion
) -> "Shown[api.Autosave]":
    """Save the state of a form while it is being typed.

    text: the content of the form, as its client serialised it.
    slot: the document's id, or a name that the client chooses for a form without one.
    base_version: the version of the document that the form began from, so that its user can see what changed since.
    """
    person = occasion.person.person_id
    if aids.count(person, besides=slot) >= MOST:
        raise Refused(f"自动保存的草稿已有{MOST}件，请先清理不再需要的草稿。")
    aids.autosave(person, slot, text, base_version, at=occasion.at)
    return _shown({"slot": slot, "text": text, "base_version": base_version, "saved_at": occasion.at})


def autosaved(aids: Aids, slot: str, *, occasion: Occasion) -> "Shown[api.Autosave]":
    """Return an autosaved form."""
    found = aids.autosaved(occasion.person.person_id, slot, at=occasion.at)
    if found is None:
        raise NotFound()
    return _shown(found)


def autosaves(aids: Aids, *, occasion: Occasion) -> "Shown[api.AutosavePage]":
    """Return the autosaved forms, the newest first."""
    found = aids.autosaves(occasion.person.person_id, at=occasion.at)
    return {"items": [_shown(each) for each in found], "next": None}


def drop(aids: Aids, slot: str, *, occasion: Occasion) -> None:
    """Delete an autosaved form."""
    aids.drop(occasion.person.person_id, slot)


def _shown(found: Mapping[str, Any]) -> "Shown[api.Autosave]":
    return {
        "id": found["slot"],
        "text": found.get("text"),
        "base_version": found["base_version"],
        "saved_at": instant_text(found["saved_at"]),
    }
