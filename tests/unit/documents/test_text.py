"""The text of a document: blocks and plain text agree, and what a form may not contain."""

import time
from typing import Any

import pytest
from pydantic import ValidationError

from services.documents.outgoing import drafting, views
from services.documents.outgoing.api import NewDocument
from services.documents.text.domain import (
    Heading,
    Paragraph,
    Table,
    blocks_of,
    level_of,
    plain,
    read_blocks,
    read_plain,
)
from tests.support.office import MemoryDocuments, Roster, actor, on

BLOCKS: list[dict[str, Any]] = [
    {"type": "heading", "level": 1, "text": "一、总体要求"},
    {"type": "paragraph", "text": "请各校区做好值班。"},
    {"type": "list", "items": ["检查门窗", "检查电源"], "ordered": True},
    {"type": "table", "rows": [["校区", "人数"], ["东校区", "12"]], "head": True, "caption": "值班表"},
]


def drafted(**wanted: Any) -> tuple[MemoryDocuments, Any]:
    documents = MemoryDocuments(on("east.clerk"))
    fields = {"kind": "notice", "title": "关于值班的通知", "recipients": ["west"], "copies": [], **wanted}
    return documents, drafting.draft(documents, Roster(), occasion=on("east.clerk"), new_id="d1", wanted=fields)


def asked(**fields: Any) -> NewDocument:
    return NewDocument.model_validate({"kind": "notice", "title": "通知", **fields})


def test_a_text_given_in_blocks_is_answered_in_blocks_and_as_plain_text() -> None:
    _, document = drafted(content=BLOCKS)

    shown = views.shown_document(document, actor("east.clerk"))

    assert shown["content"] == BLOCKS
    assert shown["body"].splitlines() == [
        "一、总体要求", "请各校区做好值班。", "1. 检查门窗", "2. 检查电源", "值班表", "校区\t人数", "东校区\t12",
    ]  # fmt: skip


def test_plain_text_put_in_the_place_of_blocks_takes_the_blocks_with_it() -> None:
    documents, document = drafted(content=BLOCKS)

    after = drafting.revise(
        documents, Roster(), document.id, occasion=on("east.clerk"), wanted={"body": "（一）时间\n明天。"}
    )

    assert after.parts == (Heading(2, "（一）时间"), Paragraph("明天。"))
    again = documents.find(document.id)
    assert again is not None and again.parts == after.parts


def test_blocks_come_back_from_their_wire_form_as_they_were() -> None:
    text = read_blocks(BLOCKS)

    assert blocks_of(text) == BLOCKS and read_plain(plain((text[0], text[1]))) == text[:2]
    assert isinstance(text[3], Table) and text[3].rows[1] == ("东校区", "12")


@pytest.mark.parametrize("sign", ["\u202e", "\u2067", "\u200b", "\ufeff", "\u0007", "\u200f"])
def test_unseen_and_turning_characters_are_refused_in_titles_headings_and_cells(sign: str) -> None:
    hidden = f"通知{sign}书"
    for fields in (
        {"title": hidden, "body": "正文"},
        {"content": [{"type": "heading", "level": 1, "text": hidden}]},
        {"content": [{"type": "table", "rows": [[hidden]]}]},
    ):
        with pytest.raises(ValidationError) as refused:
            asked(**fields)
        assert refused.value.errors()[0]["type"] == "control_character"


def test_a_table_of_ten_thousand_rows_and_a_title_of_ten_thousand_characters_are_refused_at_once() -> None:
    began = time.process_time()

    with pytest.raises(ValidationError) as table:
        asked(content=[{"type": "table", "rows": [["一", "二"]] * 10_000}])
    with pytest.raises(ValidationError) as title:
        asked(title="长" * 10_000, body="正文")

    assert table.value.errors()[0]["type"] == "too_long" and title.value.errors()[0]["type"] == "string_too_long"
    assert time.process_time() - began < 0.5


def test_many_tables_together_are_as_large_as_one() -> None:
    with pytest.raises(ValidationError, match="请作为附件上传"):
        asked(content=[{"type": "table", "rows": [["一"] * 10] * 300}] * 2)


def test_rows_of_a_table_are_of_one_length() -> None:
    with pytest.raises(ValidationError, match="格数应当相同"):
        asked(content=[{"type": "table", "rows": [["一", "二"], ["三"]]}])


def test_a_line_of_sixty_characters_may_be_a_heading_and_a_longer_one_is_text() -> None:
    heading = "一、" + "安" * 58

    assert (level_of(heading), level_of(heading + "全")) == (1, None)
