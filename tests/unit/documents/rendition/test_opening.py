"""The opening of a text begins on the first page (首页必须显示正文; GB/T 9704-2012, 7.3.3), headings with their text."""

from typing import Any

import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf
from services.documents.rendition.sheet import Signature
from services.documents.text.domain import Heading, Paragraph, Table
from tests.unit.documents.rendition import sheets
from tests.unit.documents.rendition.measure import pages

near = pytest.approx

FIVE = "关于进一步贯彻落实全国中小学校冬季安全工作电视电话会议精神切实做好寒假前后校园安全稳定和师生安全教育管理各项工作并按时报送有关情况和名单以及开展自查自纠的紧急通知"
CAMPUSES = ("南湖实验学校东校区", "南湖实验学校西校区", "南湖实验学校北校区")
SAID = "各校区要高度重视，落实领导带班和值班制度，做好安全工作。" * 6
TALL = Table((("校区", "安排"), ("东校区", "落实领导带班和值班制度，做好安全工作。" * 9)))
OPENINGS: dict[str, tuple[Any, ...]] = {
    "a heading and a paragraph": (Heading(1, "一、总体要求"), Paragraph(SAID[:64])),
    "headings and a paragraph": (
        Heading(1, "一、总体要求"), Heading(2, "（一）指导思想"), Heading(3, "1. 原则"), Paragraph(SAID[:150]),
    ),
    "a heading and a short paragraph": (Heading(1, "一、总体要求"), Paragraph("请认真落实。")),
    "a heading and a table": (Heading(1, "一、总体要求"), TALL),
    "a heading, a table and a paragraph": (Heading(1, "一、总体要求"), TALL, Paragraph("请认真落实。")),
    "a table": (TALL,),
    "nothing but headings": (Heading(1, "一、总体要求"), Heading(1, "二、重点任务"), Heading(1, "三、工作保障")),
    "one paragraph": (Paragraph(SAID[:64]),),
}  # fmt: skip


@pytest.mark.parametrize("issuers", [1, 3])
@pytest.mark.parametrize("name", OPENINGS)
def test_whatever_a_text_opens_with_begins_on_the_first_page(name: str, issuers: int, typefaces: Typefaces) -> None:
    issued = sheets.general(
        issuers=CAMPUSES[:issuers],
        title=FIVE if issuers == 3 else FIVE * 2,
        secrecy="内部",
        addressees=("南湖区教育局",),
        body=OPENINGS[name],
        attachments=(),
        signatures=tuple(Signature(each, sheets.seal()) for each in CAMPUSES[:issuers]),
    )

    found = pages(pdf.render(issued, typefaces))

    first = [line.text for line in found[0].lines if line.top > found[0].line("南湖区教育局：").top + 5]
    first = [each for each in first if not each.startswith("—")]
    assert first and (name == "nothing but headings" or first[-1] not in ("一、总体要求", "（一）指导思想", "1. 原则"))
    signed = next(page for page in found if any(line.text.startswith("2026年11月23日") for line in page.lines))
    if name in ("a heading and a paragraph", "headings and a paragraph", "one paragraph"):  # one line cannot be parted
        assert any(line.size == near(16, abs=0.1) and line.text[-1] not in "日区" for line in signed.lines)
