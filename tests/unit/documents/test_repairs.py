"""A finding names its block, its place there, and the repair if that is certain."""

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.documents.outgoing import drafting, hints
from services.documents.outgoing.domain import Document
from services.documents.outgoing.repairs import located
from services.documents.text.domain import Block, Heading, Listing, Paragraph, Table, plain, read_plain
from tests.support.office import on
from tests.unit.documents.test_document import ROSTER, Desk

TEXT: tuple[Block, ...] = (
    Heading(1, "一、要求"), Paragraph("请于11月30日前报送。"), Listing(("甲；", "报送。", "1"), ordered=True),
    Table((("校区", "人数"), ("东", "报送"), ("", "报送")), caption="表"), Paragraph("报送。"),
)  # fmt: skip


def document(content: tuple[Block, ...] = TEXT) -> Document:
    return replace(Desk().draft(), content=content, body=plain(content))


def test_a_secrecy_mark_in_title_or_text_is_asked_about_while_the_draft_is_typed() -> None:
    found = [
        {each["field"]: each for each in hints.warnings(replace(document(), title=title, body=body))}
        for title, body in (
            ("关于演练的通知（机密）", "秘密★1年\n请报送。"),
            ("关于开展保密教育的通知", "请妥善保管国家秘密、机密文件。"),
        )
    ]

    assert [found[0][name]["code"] for name in ("title", "body")] == ["secrecy_mark", "secrecy_mark"]
    assert "secrecy_mark" not in {each["code"] for each in found[1].values()}


def finding(field: str, start: int, end: int, code: str = "made_up") -> dict[str, Any]:
    return {"field": field, "code": code, "message": "", "source": "", "start": start, "end": end}


def string_at(content: tuple[Block, ...], path: str) -> str:
    found: Any = content
    for step in path.split("/")[1:]:
        found = (
            found[int(step)] if step.isdigit() else getattr(found, {"items": "items", "rows": "rows"}.get(step, step))
        )
    return str(found)


def test_each_place_of_a_word_is_found_in_its_own_block_row_and_item() -> None:
    it = document()
    places = [start for start in range(len(it.body)) if it.body.startswith("报送", start)]

    found = located(it, [finding("body", each, each + 2) for each in places])

    assert [(each["block"], each["path"], each["offset"], each["length"]) for each in found] == [
        (1, "content/1/text", 9, 2), (2, "content/2/items/1", 0, 2), (3, "content/3/rows/1/1", 0, 2),
        (3, "content/3/rows/2/1", 0, 2), (4, "content/4/text", 0, 2),
    ]  # fmt: skip


@given(
    st.lists(st.sampled_from([*TEXT, Paragraph("甲 乙"), Table((("", "甲"), ("甲", "甲")))]), min_size=1, max_size=8),
    st.data(),
)
def test_what_stands_at_a_place_is_what_was_found(content: list[Block], data: st.DataObject) -> None:
    it = document(tuple(content))
    start = data.draw(st.integers(0, len(it.body) - 1))
    end = data.draw(st.integers(start + 1, min(start + 4, len(it.body))))

    (found,) = located(it, [finding("body", start, end)])

    if found["block"] is not None:
        string = string_at(it.parts, found["path"])
        assert string[found["offset"] : found["offset"] + found["length"]] == it.body[start:end]
    else:
        assert (found["path"], found["offset"]) == ("body", start)


def test_a_text_that_was_typed_as_lines_is_counted_in_its_blocks() -> None:
    body = "  一、要求\n\n  请报送。"
    it = replace(Desk().draft(), content=(), body=body)

    (found,) = located(it, [finding("body", body.index("报送"), body.index("报送") + 2)])

    assert (found["block"], found["offset"]) == (1, 1) and read_plain(body)[1] == Paragraph("请报送。")


@pytest.mark.parametrize(
    ("code", "text", "suggestion"),
    [
        ("doubled_mark", "，，", "，"), ("doubled_mark", "，。", None), ("level_mark", "(一)", "（一）"), ("level_mark", "（二）、", "（二）"),
        ("level_mark", "一.", "一、"), ("level_mark", "第1、", "1."), ("level_mark", "②、", "（2）"), ("level_mark", "1、", "1."), ("level_mark", "(3)", "（3）"), ("date_typed", "2026年11月3日", ""),
        ("signature_typed", "东校区", ""), ("impossible_date", "11月31日", None),
    ],
)  # fmt: skip
def test_a_sure_repair_is_suggested_and_no_other(code: str, text: str, suggestion: str | None) -> None:
    it = document((Paragraph(f"前{text}后"),))

    (found,) = located(it, [finding("body", 1, 1 + len(text), code)])

    assert found["suggestion"] == suggestion


def test_a_title_is_repaired_to_one_that_the_check_accepts() -> None:
    def judged(title: str) -> list[dict[str, Any]]:
        wanted = {"kind": "notice", "title": title, "body": "正文。", "recipients": ["west"], "copies": []}
        verdict = drafting.check(ROSTER, occasion=on("east.clerk"), wanted=wanted)
        return [each for each in verdict["warnings"] if each["field"] == "title"]

    title = "关于做好值班工作"
    for _ in range(2):
        found = judged(title)[0]
        title = title[: found["offset"]] + found["suggestion"] + title[found["offset"] + found["length"] :]

    assert judged(title) == [] and title.endswith("关于做好值班工作的通知")


def test_many_faults_cost_as_much_each_as_few_and_are_pointed_out_in_lots() -> None:
    desk = Desk()

    def took(lines: int) -> float:
        body = "(一)2月30日，\n" * lines
        text = replace(desk.draft(), body=body, content=read_plain(body))
        findings = [finding("body", at, at + 3) for at in range(0, len(body) - 3, 10)]
        began = time.process_time()
        assert {each["block"] for each in located(text, findings)} == set(range(lines))
        assert len(hints.warnings(text)) < 210
        return time.process_time() - began

    few, many = min(took(500) for _ in range(3)), min(took(8_000) for _ in range(3))

    assert many < 16 * few * 3, "it grows faster than the text"


@pytest.mark.parametrize(("kind", "words"), [("report", "请批准，"), ("request", "此外申请用车，")])
def test_whatever_a_text_repeats_is_pointed_out_in_lots(kind: str, words: str) -> None:
    text = replace(Desk().draft(), kind=kind, body=words * 20_000)

    assert 190 < len(hints.warnings(text)) < 250
