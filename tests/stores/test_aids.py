"""Stock phrases and autosaves in the real store: private to each person, the last save wins, and they expire."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.documents.aids import app
from services.documents.aids.store import KEPT_FOR, Aids
from shared.errors import NotFound, Refused
from tests.support.office import on


@pytest.fixture(scope="module")
def aids(client: Any) -> Iterator[Aids]:
    db = client["aids"]
    Aids.prepare(db)
    yield Aids(db)


def test_phrases_are_ones_own_and_keep_their_order(aids: Aids) -> None:
    app.keep_phrases(aids, ["同意。", "拟同意。", "同意。"], occasion=on("east.leader"))

    assert app.phrases(aids, occasion=on("east.leader")) == {"phrases": ["同意。", "拟同意。"]}
    assert app.phrases(aids, occasion=on("east.director")) == {"phrases": []}


def test_what_was_typed_last_is_offered_again_to_whoever_typed_it(aids: Aids) -> None:
    for title in ("关于", "关于冬季", "关于冬季安全"):
        app.autosave(aids, "new", title, None, occasion=on("east.clerk"))

    offered = app.autosaved(aids, "new", occasion=on("east.clerk"))
    assert offered["text"] == "关于冬季安全"
    assert app.autosaves(aids, occasion=on("east.clerk"))["items"][0]["text"] is None
    with pytest.raises(NotFound):
        app.autosaved(aids, "new", occasion=on("west.clerk"))
    app.drop(aids, "new", occasion=on("east.clerk"))
    app.drop(aids, "new", occasion=on("east.clerk"))
    with pytest.raises(NotFound):
        app.autosaved(aids, "new", occasion=on("east.clerk"))


def test_it_is_not_offered_when_its_time_is_over_and_there_is_an_end_to_it(aids: Aids) -> None:
    app.autosave(aids, "old", "关于", 3, occasion=on("west.clerk"))
    after = on("west.clerk", hours=KEPT_FOR / timedelta(hours=1) + 1)
    with pytest.raises(NotFound):
        app.autosaved(aids, "old", occasion=after)
    assert app.autosaves(aids, occasion=after)["items"] == []

    for number in range(app.MOST - 1):
        app.autosave(aids, f"s{number}", "关于", None, occasion=on("west.clerk"))
    with pytest.raises(Refused):
        app.autosave(aids, "one-more", "关于", None, occasion=on("west.clerk"))
    app.autosave(aids, "s3", "还在写", None, occasion=on("west.clerk"))
