"""The pages of a text during writing."""

import threading
import time
from typing import Literal

import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import app, pdf
from shared.errors import Busy, NotFound
from shared.runtime import green
from shared.runtime.offhub import OffHub
from tests.support.office import actor
from tests.unit.documents.rendition import sheets
from tests.unit.documents.test_document import ROSTER, Desk

WANTED = {"kind": "notice", "title": "关于值班的通知", "body": "请值班。", "recipients": ["west"], "copies": []}


def test_a_form_is_laid_out_as_a_draft_without_being_kept() -> None:
    desk = Desk()

    found = app.preview(desk.documents, ROSTER, actor=actor("east.clerk"), wanted=WANTED)

    assert (found.state, found.title, found.number) == ("草稿", "关于值班的通知", "")
    assert len(found.addressees) == 1 and found.claim == ""


def test_what_is_edited_names_its_attachments_and_nobody_else_learns_of_them() -> None:
    desk = Desk()
    document = desk.draft()

    found = app.preview(
        desk.documents, ROSTER, actor=actor("east.clerk"), wanted=WANTED, document_id=document.id,
        attached=lambda _: [("值班表.xlsx", "0")],
    )  # fmt: skip

    assert [each.title for each in found.attachments] == ["值班表"]
    for who, known in (("west.clerk", document.id), ("east.clerk", "none")):
        with pytest.raises(NotFound):
            app.preview(desk.documents, ROSTER, actor=actor(who), wanted=WANTED, document_id=known)


@pytest.mark.parametrize(("form", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_pages_are_drawn_within_what_somebody_who_types_waits(
    form: Literal["svg", "png"], begins: bytes, typefaces: Typefaces
) -> None:
    began = time.process_time()

    found = pdf.images(sheets.general(), typefaces, form=form, first=2, most=2)

    assert time.process_time() - began < 2  # 0.1 s where nothing else runs
    assert (len(found.pages), found.first) == (2, 2) and found.count == 4
    assert all(each.startswith(begins) for each in found.pages)


def test_whoever_finds_the_pool_full_is_told_when_to_come_back() -> None:
    pool, end, refused = OffHub(waiting=1), threading.Event(), list[Busy]()
    there = [green.spawn(pool.do, end.wait, 10) for _ in range(2)]
    green.sleep(0)

    try:
        pool.do(len, "")
    except Busy as busy:
        refused.append(busy)
    finally:
        end.set()
        for each in there:
            each.wait()

    assert [(each.status, each.details["retry_after"]) for each in refused] == [(503, 1)]
    assert pool.do(len, "12") == 2
