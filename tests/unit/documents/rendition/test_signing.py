"""Signature and seals are on a page with text, however short the text and however many sign it."""

from itertools import product

import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf
from services.documents.rendition.sheet import Attachment, Signature
from services.documents.text.domain import Heading, Paragraph, Table
from tests.unit.documents.rendition import sheets
from tests.unit.documents.rendition.measure import Page, pages

ISSUERS = ("青岚区教育局", "青岚区公安局", "青岚区卫生健康局", "青岚区民政局", "青岚区财政局")
TITLE = "青岚区教育局等单位关于做好2026年秋季学期校园安全工作的通知"
SAID = "落实领导带班和值班制度"
"""The words of the generated text."""


def said(lines: int) -> str:
    return (SAID * 40)[: 28 * lines - 8] + "。"


def of_text(page: Page) -> list[str]:
    return [line.text for line in page.lines if "领导" in line.text or "值班" in line.text]


@pytest.mark.parametrize(("signing", "lines"), product((1, 2, 3, 5), range(1, 13)))
def test_seals_of_a_short_joint_notice_stand_on_a_page_with_its_text(
    signing: int, lines: int, typefaces: Typefaces
) -> None:
    organs = ISSUERS[:signing]
    issued = sheets.general(
        issuers=organs,
        title=TITLE,
        body=(Paragraph(said(lines)),),
        attachments=(),
        signatures=tuple(Signature(each, sheets.seal()) for each in organs),
    )

    found = pages(pdf.render(issued, typefaces))

    assert of_text(found[0])
    sealed = [page for page in found if page.images]
    assert len(sealed) == 1 and len(sealed[0].images) == signing
    assert all(bottom <= 262.5 for _, _, _, bottom in sealed[0].images), "clear of the page number"
    assert of_text(sealed[0]) and any(line.text == "2026年11月23日" for line in sealed[0].lines)
    assert sum(line.count("，") + len(line) for page in found for line in of_text(page)) == len(said(lines))


@pytest.mark.parametrize("lines", range(2, 9))
def test_lines_that_go_with_the_signature_are_as_long_as_the_others_and_begin_with_no_mark(
    lines: int, typefaces: Typefaces
) -> None:
    organs = ISSUERS[:3]
    text = ("请各校区，" * 80)[: 28 * lines - 8] + "。"
    issued = sheets.general(
        issuers=organs,
        title=TITLE,
        body=(Paragraph(text),),
        attachments=(Attachment("名单"),),
        signatures=tuple(Signature(each, sheets.seal()) for each in organs),
    )

    found = pages(pdf.render(issued, typefaces))

    shown = [line for page in found for line in page.lines if "请各校" in line.text]
    assert not any(line.text.startswith(("，", "。")) for line in shown)
    assert all(line.right > 178 for line in shown[:-1])
    assert "".join(line.text for line in shown).replace(" ", "") == text


def test_a_long_head_and_a_table_at_the_end_leave_no_seal_alone(typefaces: Typefaces) -> None:
    organs = ISSUERS[:3]
    rows = tuple(("值班", "领导") for _ in range(9))
    for body in (
        (Heading(1, "一、总体要求"), Paragraph(said(3))),
        (Paragraph(said(2)), Table((("事项", "单位"), *rows))),
    ):
        issued = sheets.general(
            issuers=organs,
            title=TITLE + "的补充说明" * 6,
            body=body,
            signatures=tuple(Signature(each, sheets.seal()) for each in organs),
        )

        found = pages(pdf.render(issued, typefaces))

        assert of_text(found[0])
        assert all(of_text(page) for page in found if page.images)


@pytest.mark.parametrize(("rows", "times"), [(2, 5), (4, 5), (5, 5), (6, 5), (1, 60), (6, 60)])
def test_a_signature_after_a_table_takes_its_last_row_along(rows: int, times: int, typefaces: Typefaces) -> None:
    text = "事项" * times
    body = (Paragraph(said(1)), Table((("序号", "内容"), *((str(place), text) for place in range(rows)))))
    issued = sheets.general(body=body, attachments=(), copies=())

    found = pages(pdf.render(issued, typefaces))

    signed = next(page for page in found if any(line.text == "2026年11月23日" for line in page.lines))
    assert any("事项" in line.text for line in signed.lines)
    assert of_text(found[0])
    assert sum(line.text.count("事项") for page in found for line in page.lines) == rows * text.count("事项")
