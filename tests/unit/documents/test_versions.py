"""The versions of a draft: who changed what, by paragraph and then by characters."""

import random
import time

import pytest

from services.documents.outgoing import app, drafting
from services.documents.text.domain import Paragraph
from services.documents.text.versions import Effort, NotCompared, blocks_between
from shared.errors import InvalidInput, NotFound
from tests.support.office import MemoryDocuments, Roster, actor, on, reader


def revised() -> MemoryDocuments:
    documents = MemoryDocuments(on("east.clerk"))
    wanted = {
        "kind": "notice",
        "title": "关于值班的通知",
        "body": "一、时间\n请于12月1日值班。\n请带钥匙。",
        "recipients": ["west"],
    }
    drafting.draft(documents, Roster(), occasion=on("east.clerk"), new_id="d1", wanted=wanted)
    for change in (
        {"body": "一、时间\n请于12月2日值班。\n请带钥匙。\n请签到。"},
        {"recipients": ["north"]},
        {"content": [{"type": "heading", "level": 1, "text": "一、时间"}]},
    ):
        drafting.revise(documents, Roster(), "d1", occasion=on("east.clerk"), wanted=change)
    return documents


def test_every_version_says_who_wrote_it_and_which_fields_changed() -> None:
    found = app.versions(revised(), "d1", actor=actor("east.clerk"))

    assert [(each["version"], each["by"]["id"]) for each in found] == [(n, "p-east.clerk") for n in (1, 2, 3, 4)]
    assert [each["changed"] for each in found[1:]] == [["body"], ["recipients"], ["body", "content"]]


def test_a_difference_names_the_paragraph_and_in_it_the_characters() -> None:
    found = app.versions_between(revised(), "d1", 1, 2, reader=reader("east.clerk"))

    changed, added = found["blocks"]
    assert (changed["change"], changed["place"]) == ("changed", 2)
    assert [(each["change"], each["text"]) for each in changed["pieces"]] == [
        ("same", "请于12月"), ("removed", "1"), ("added", "2"), ("same", "日值班。"),
    ]  # fmt: skip
    assert (added["change"], added["place"], added["after"]) == ("added", 4, {"type": "paragraph", "text": "请签到。"})
    assert found["title"] == [{"change": "same", "text": "关于值班的通知"}]


def test_paragraphs_that_went_are_shown_where_they_stood() -> None:
    found = app.versions_between(revised(), "d1", 2, 4, reader=reader("east.clerk"))

    assert [(each["change"], each["before"]["text"]) for each in found["blocks"]] == [
        ("removed", "请于12月2日值班。"), ("removed", "请带钥匙。"), ("removed", "请签到。"),
    ]  # fmt: skip


def test_a_version_that_is_not_there_is_refused_and_nobody_else_sees_any() -> None:
    documents = revised()
    for earlier, later in ((3, 2), (1, 5)):
        with pytest.raises(InvalidInput):
            app.versions_between(documents, "d1", earlier, later, reader=reader("east.clerk"))
    with pytest.raises(NotFound):
        app.versions(documents, "d1", actor=actor("east.director"))


def test_two_long_texts_are_compared_within_their_effort() -> None:
    before, after = (tuple(Paragraph(f"{n}{word}" * 4_000) for n in range(8)) for word in ("甲", "乙丙"))
    began = time.monotonic()

    found = blocks_between(before, after, Effort(60_000))

    assert len(found) == 8 and time.monotonic() - began < 4


def test_many_paragraphs_of_one_character_are_compared_within_their_effort() -> None:
    pick = random.Random(7)
    before, after = (tuple(Paragraph(pick.choice("的一是")) for _ in range(800)) for _ in range(2))
    began = time.monotonic()

    found = blocks_between(before, after, Effort())

    assert time.monotonic() - began < 4
    kept = [each for each in found if each["change"] != "added"]
    assert 0 < len(kept) < 800 and all(each["change"] in ("added", "removed", "changed") for each in found)


def test_a_difference_is_the_same_however_busy_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pick = random.Random(3)
    before, after = (tuple(Paragraph("".join(pick.choices("的一是了", k=300))) for _ in range(9)) for _ in range(2))
    found, clock, slow = blocks_between(before, after, Effort(20_000)), time.monotonic, 0.0

    def slower() -> float:
        nonlocal slow
        slow += 0.0005
        return clock() + slow

    monkeypatch.setattr(time, "monotonic", slower)

    assert blocks_between(before, after, Effort(20_000)) == found
    whole = [each for each in found if [piece["change"] for piece in each["pieces"]] == ["removed", "added"]]
    assert 0 < len(whole) < len(found)
    with pytest.raises(NotCompared) as refused:
        blocks_between(before, after, Effort(20_000, seconds=0.01))
    assert (refused.value.status, refused.value.details) == (503, {"retry_after": 2})
