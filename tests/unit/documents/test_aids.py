"""Stock phrases and autosaves of one person: each phrase once, and no more autosaves than anybody needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from services.documents.aids import app
from shared.errors import NotFound, Refused
from tests.support.office import MORNING, on


class Aids:
    """Phrases and autosaves in memory."""

    def __init__(self) -> None:
        self.kept, self.forms = dict[str, list[str]](), dict[tuple[str, str], dict[str, Any]]()

    def phrases(self, person: str) -> list[str]:
        return self.kept.get(person, [])

    def keep_phrases(self, person: str, phrases: Sequence[str]) -> None:
        self.kept[person] = list(phrases)

    def autosave(self, person: str, slot: str, text: str, base_version: int | None, *, at: datetime) -> None:
        self.forms[person, slot] = {"slot": slot, "text": text, "base_version": base_version, "saved_at": at}

    def count(self, person: str, *, besides: str) -> int:
        return sum(who == person and slot != besides for who, slot in self.forms)

    def autosaved(self, person: str, slot: str, *, at: datetime) -> dict[str, Any] | None:
        return self.forms.get((person, slot))

    def autosaves(self, person: str, *, at: datetime) -> list[dict[str, Any]]:
        return [{**form, "text": None} for (who, _), form in self.forms.items() if who == person]

    def drop(self, person: str, slot: str) -> None:
        self.forms.pop((person, slot), None)


@pytest.fixture
def aids() -> Aids:
    return Aids()


def test_a_phrase_is_kept_once_and_for_oneself(aids: Aids) -> None:
    kept = app.keep_phrases(aids, ["同意。", "拟同意。", "同意。"], occasion=on("east.leader"))

    assert kept == {"phrases": ["同意。", "拟同意。"]} == app.phrases(aids, occasion=on("east.leader"))
    assert app.phrases(aids, occasion=on("east.director")) == {"phrases": []}


def test_what_was_typed_is_offered_again_to_oneself_until_it_is_dropped(aids: Aids) -> None:
    saved = app.autosave(aids, "d1", "关于", 3, occasion=on("east.clerk"))
    found = app.autosaved(aids, "d1", occasion=on("east.clerk"))
    assert (
        saved == found == {"id": "d1", "text": "关于", "base_version": 3, "saved_at": "2026-11-23T01:00:00.000+00:00"}
    )
    assert [each["id"] for each in app.autosaves(aids, occasion=on("east.clerk"))["items"]] == ["d1"]
    with pytest.raises(NotFound):
        app.autosaved(aids, "d1", occasion=on("west.clerk"))

    app.drop(aids, "d1", occasion=on("east.clerk"))

    with pytest.raises(NotFound):
        app.autosaved(aids, "d1", occasion=on("east.clerk"))


def test_two_hundred_forms_are_kept_for_a_person_and_one_of_them_is_saved_again(aids: Aids) -> None:
    for number in range(200):
        app.autosave(aids, f"s{number}", "关于", None, occasion=on("east.clerk"))

    with pytest.raises(Refused, match="200件"):
        app.autosave(aids, "one-more", "关于", None, occasion=on("east.clerk"))
    assert app.autosave(aids, "s3", "还在写", None, occasion=on("east.clerk"))["text"] == "还在写"
    assert app.autosave(aids, "s0", "关于", None, occasion=on("west.clerk"))["saved_at"].startswith(
        f"{MORNING:%Y-%m-%d}"
    )
