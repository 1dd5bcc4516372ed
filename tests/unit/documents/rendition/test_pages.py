"""Pages measured with a ruler: GB/T 9704-2012, to within a millimetre."""

import time
from itertools import pairwise

import pypdfium2
import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf
from services.documents.rendition.sheet import Attachment, Sheet, Signature
from services.documents.text.domain import Heading, Paragraph, Table
from tests.unit.documents.rendition import sheets
from tests.unit.documents.rendition.measure import MM, Page, pages

near = pytest.approx
ALL = {"general": sheets.general, "letter": sheets.letter, "order": sheets.order, "minutes": sheets.minutes}
INK = 0.098
"""The distance from an em's top to the ink of a mark, in ems of Fandol 宋体 bold."""
FULL = "经区教育局党组会议研究同意现就做好秋季学期多校区督办工作有关事项通知如下请各校区认真贯彻执行" * 14


def measured(sheet: Sheet, typefaces: Typefaces) -> list[Page]:
    return pages(pdf.render(sheet, typefaces))


def long(paragraphs: int) -> tuple[Paragraph | Heading | Table, ...]:
    rows = tuple((str(place), "教学楼修缮", "后勤保障处") for place in range(60))
    return (*(Paragraph(FULL) for _ in range(paragraphs)), Heading(1, "一、附表"), Table(rows), Paragraph("特此通知。"))


@pytest.fixture(scope="module")
def thirty(typefaces: Typefaces) -> list[Page]:
    return measured(
        sheets.general(
            body=long(24), title="青岚区教育局办公室关于" + "进一步加强和改进学校安全管理工作" * 4 + "的通知"
        ),
        typefaces,
    )


@pytest.mark.parametrize("form", ALL)
def test_every_page_is_a4_with_its_text_inside_the_type_area(form: str, typefaces: Typefaces) -> None:
    for page in measured(ALL[form](), typefaces):
        assert page.size == (near(210, abs=0.1), near(297, abs=0.1))
        for line in page.lines:
            if not line.text.startswith("—") and line.font != "FandolSong-Bold":
                assert line.left >= 27 and line.right <= 184 + 3  # a full stop's empty half may stand in the margin
                assert line.top >= 36 and line.top + line.size / MM <= 262.5


def test_a_full_page_has_22_lines_of_28_characters_in_156_by_225_millimetres(thirty: list[Page]) -> None:
    page = thirty[4]
    lines = [line for line in page.lines if not line.text.startswith("—")]

    assert len(lines) == 22
    assert lines[0].top == near(37, abs=1)
    assert lines[0].top + 22 * (lines[1].top - lines[0].top) == near(262, abs=1)
    full = [line for line in lines if line.left < 29 and len(line.text) > 25]
    assert len(full) > 15
    for line in full:
        assert len(line.text) == 28 and line.size == near(16, abs=0.01) and "Fang" in line.font
        assert (line.left, line.right) == (near(28, abs=0.2), near(184, abs=0.2))
    for above, below in pairwise(lines):
        assert (below.top - above.top) * MM == near(28.98, abs=0.15)


@pytest.mark.parametrize(
    ("body", "count"),
    [((Paragraph("现将有关事项通知如下。"), Paragraph("特此通知。")), 2), (sheets.BODY, 4)],
    ids=["short", "long"],
)
def test_the_footer_block_ends_on_the_bottom_of_the_type_area_of_the_last_even_page(
    body: tuple[Paragraph, ...], count: int, typefaces: Typefaces
) -> None:
    found = measured(sheets.general(body=body), typefaces)

    assert len(found) == count
    first, inner, last = found[-1].rules
    assert last.at == near(262, abs=0.5) and last.width == near(156, abs=0.5)
    assert [round(rule.thick, 2) for rule in (first, inner, last)] == [0.35, 0.25, 0.35]
    copied = found[-1].line("抄送：")
    assert copied.size == near(14, abs=0.01) and copied.left == near(28 + 14 / MM, abs=0.5)
    assert found[-1].line("印发").right == near(184 - 14 / MM, abs=0.5)


def test_thirty_pages_with_a_long_title_and_tables_end_on_an_even_one(thirty: list[Page]) -> None:
    assert len(thirty) >= 30 and len(thirty) % 2 == 0
    assert thirty[-1].rules[-1].at == near(262, abs=0.5)
    title = [line for line in thirty[0].lines if line.size == near(22, abs=0.01)]
    assert len(title) == 5 and all(line.right <= 184.5 for line in title)


def test_page_numbers_stand_7_mm_under_the_type_area_odd_ones_right_and_even_ones_left(thirty: list[Page]) -> None:
    for place, page in enumerate(thirty[:6], start=1):
        number = page.line("—")
        assert number.text == f"— {place} —" and number.size == near(14, abs=0.01)
        assert number.top + 0.36 * 14 / MM == near(269, abs=1)
        assert (number.right if place % 2 else number.left) == near(
            184 - 14 / MM if place % 2 else 28 + 14 / MM, abs=0.5
        )


def test_where_the_footer_block_has_no_room_on_an_even_page_two_pages_without_number_follow(
    typefaces: Typefaces,
) -> None:
    found = measured(sheets.minutes(), typefaces)

    assert len(found) == 4 and not found[2].lines
    assert not any(line.text.startswith("—") for line in found[3].lines)


def test_the_head_stands_where_the_standard_says(typefaces: Typefaces) -> None:
    first = measured(sheets.general(), typefaces)[0]

    mark, number, rule = first.line("文件"), first.line("17号"), first.rules[0]
    assert first.line("000001").left == near(28, abs=0.2) and first.line("000001").top == near(37, abs=1)
    assert "Hei" in first.line("特急").font
    assert mark.top + INK * mark.size / MM == near(72, abs=1)
    assert (mark.left + mark.right) / 2 == near(106, abs=0.5)
    assert rule.red and rule.width == near(156, abs=0.2) and rule.left == near(28, abs=0.2)
    assert rule.at - (number.top + 16 / MM) == near(4, abs=0.2)
    title = first.line("关于做好")
    assert title.top - rule.at == near(2 * 28.98 / MM, abs=1) and "Song-Bold" in title.font
    assert first.line("各校区党政办公室").left == near(28, abs=0.2)


def test_headings_bear_the_typeface_of_their_level(typefaces: Typefaces) -> None:
    found = measured(sheets.general(), typefaces)

    assert "Hei" in found[0].line("一、总体要求").font
    assert "Kai" in found[1].line("（一）统一立项标准").font
    assert found[0].line("一、总体要求").left == near(28 + 2 * 15.79 / MM, abs=0.2)


def test_a_seal_lies_over_signature_and_date_both_a_little_under_its_middle(typefaces: Typefaces) -> None:
    organ = "青岚区教育局办公室"
    found = measured(sheets.general(signatures=(Signature(organ, sheets.seal()),)), typefaces)
    page = next(page for page in found if page.images)

    left, top, right, bottom = page.images[0]
    signature = page.line(organ)
    date = next(line for line in page.lines if line.text == "2026年11月23日")
    assert (right - left, bottom - top) == (near(40, abs=0.2), near(40, abs=0.2))
    assert (left + right) / 2 == near((signature.left + signature.right) / 2, abs=0.5)
    assert (left + right) / 2 == near((date.left + date.right) / 2, abs=0.5)
    assert date.right == near(184 - 4 * 15.79 / MM, abs=0.5)
    middle = (signature.top + date.top + 16 / MM) / 2
    assert 1 < middle - (top + bottom) / 2 < 8
    text = max(line.top + 16 / MM for line in page.lines if line.top < signature.top)
    assert 0 <= top - text <= 28.98 / MM


def test_seals_of_joint_issuers_do_not_touch_and_their_marks_stand_one_under_another(typefaces: Typefaces) -> None:
    organs = ("青岚区教育局", "青岚区公安局", "青岚区卫生局", "青岚区民政局")
    joint = sheets.general(issuers=organs, signatures=tuple(Signature(each, sheets.seal()) for each in organs))
    found = measured(joint, typefaces)
    seals = next(page.images for page in found if page.images)

    assert len(seals) == 4 and all(each[0] >= 27.5 and each[2] <= 184.5 for each in seals)
    for place, one in enumerate(seals):
        for other in seals[place + 1 :]:
            assert abs(one[0] - other[0]) > 40 or abs(one[1] - other[1]) > 40
    marks = [line for line in found[0].lines if "Song-Bold" in line.font and line.size > 23]
    assert len(marks) >= 4 and any("特急" in line.text for line in found[0].lines)


def test_without_seal_the_date_begins_two_characters_in_from_the_signature(typefaces: Typefaces) -> None:
    page = next(page for page in measured(sheets.letter(), typefaces))

    signature = next(line for line in page.lines if line.text == "青岚区第一中学" and line.size < 20)
    date = page.line("2026年11月23日")
    assert date.left - signature.left == near(2 * 15.79 / MM, abs=0.3)


def test_a_document_to_a_superior_has_its_number_left_and_its_signers_right(typefaces: Typefaces) -> None:
    sheet = sheets.general(upward=True, signers=("王喆", "李建国", "陈玥"), note="联系人：王喆，电话：12345678")
    found = measured(sheet, typefaces)

    line = found[0].line("17号")
    assert line.left == near(28 + 15.79 / MM, abs=0.5) and "陈玥" in line.text
    assert "签发人：王喆" in found[0].line("签发人").text and "李建国" in found[0].line("签发人").text
    assert any(line.text.startswith("（联系人：王喆") for page in found for line in page.lines)


def test_a_letter_has_double_rules_of_170_mm_and_no_number_on_its_first_page(typefaces: Typefaces) -> None:
    page = measured(sheets.letter(), typefaces)[0]

    thick, thin, below, last = page.rules
    mark = next(line for line in page.lines if line.size > 40)
    assert mark.top + INK * mark.size / MM == near(30, abs=1)
    assert thick.thick > thin.thick and below.thick < last.thick
    assert all(rule.red and rule.width == near(170, abs=0.5) for rule in page.rules)
    assert last.at == near(297 - 20, abs=0.5)
    assert thick.at - (mark.top + 1.03 * mark.size / MM) == near(4, abs=1)
    assert page.line("3号").right == near(184, abs=0.5) and page.line("3号").top > thin.at
    assert not any(line.text.startswith("—") for line in page.lines)


def test_a_joint_letter_bears_the_mark_of_its_lead_and_nothing_lies_over_its_title(typefaces: Typefaces) -> None:
    issuers = ("青岚区第一中学", "青岚区第二中学", "青岚区第三中学")  # GB/T 9704-2012, 10.1
    page = measured(sheets.letter(issuers=issuers), typefaces)[0]

    assert len([line for line in page.lines if line.size > 40]) == 1
    assert page.line("关于商请").top > max(rule.at for rule in page.rules[:2])


def test_an_order_has_its_mark_20_mm_under_the_type_areas_top_and_bears_who_signs(typefaces: Typefaces) -> None:
    page = measured(sheets.order(), typefaces)[0]

    mark = page.line("令")
    assert mark.top + INK * mark.size / MM == near(57, abs=1)
    assert not page.rules
    assert "区长" in page.line("张玥").text


def test_minutes_name_who_was_there(typefaces: Typefaces) -> None:
    found = measured(sheets.minutes(), typefaces)

    text = ["".join(line.text.split()) for page in found for line in page.lines]
    assert any(line.startswith("出席：王喆李建国") for line in text)
    assert any(line.startswith("请假：冯立") for line in text) and any(line.startswith("列席：陈建") for line in text)


def test_attachments_begin_on_new_pages_with_label_and_title(typefaces: Typefaces) -> None:
    sheet = sheets.general(attachments=(Attachment("清单", sheets.BODY), Attachment("信息表", sheets.BODY)))
    found = measured(sheet, typefaces)

    heads = [page.lines[0] for page in found if page.lines and page.lines[0].text.startswith("附件")]
    assert [line.text for line in heads if "Hei" in line.font] == ["附件1", "附件2"]
    page = next(page for page in found if page.lines and page.lines[0].text == "附件1")
    assert page.lines[1].text == "清单" and page.lines[1].top - page.lines[0].top == near(2 * 28.98 / MM, abs=1.5)


def test_rare_characters_in_names_are_there_and_not_boxes(typefaces: Typefaces) -> None:
    found = measured(sheets.general(), typefaces)

    text = "".join(line.text for page in found for line in page.lines)
    assert all(each in text for each in "喆堃玥祎赟㎡")


def test_what_looks_like_markup_is_printed_as_it_stands(typefaces: Typefaces) -> None:
    nasty = '#eval("1") $x$ *粗* _斜_ @引 <标> \\n "]}{ ‮倒'
    found = measured(
        sheets.general(title=nasty, body=(Paragraph(nasty), Paragraph("#read(1)")), number=nasty), typefaces
    )

    text = "".join(line.text for line in found[0].lines).replace(" ", "")
    assert text.count('#eval("1")$x$*粗*_斜_@引<标>') == 3 and "‮" not in text


def test_the_same_sheet_gives_the_same_bytes_and_they_are_pdf_a(typefaces: Typefaces) -> None:
    one, other = (pdf.render(sheets.general(), typefaces) for _ in range(2))

    assert one == other
    assert b"pdfaid" in one and b"2026-11-23" in one


def test_a_draft_says_that_it_is_one_on_every_page(typefaces: Typefaces) -> None:
    assert all(page.line("草稿") for page in measured(sheets.general(state="草稿"), typefaces))


@pytest.mark.parametrize("length", range(300, 900, 40))
def test_the_signature_never_stands_on_a_page_without_text(typefaces: Typefaces, length: int) -> None:
    last = ("落实领导带班和值班制度，做好安全工作。" * 60)[:length]
    found = measured(sheets.letter(body=(Paragraph("现将有关事项函告如下。"), Paragraph(last))), typefaces)

    page = next(page for page in found if any(line.text == "2026年11月23日" for line in page.lines))
    assert any("值班" in line.text or "安全" in line.text for line in page.lines if line.size == near(16, abs=0.1))


def test_most_documents_keep_the_measures_of_the_standard(typefaces: Typefaces) -> None:
    assert pdf.measure_of(sheets.general(), typefaces) == pdf.STANDARD
    last = "落实领导带班和值班制度，做好安全工作。" * 60
    adjusted = [
        pdf.measure_of(sheets.letter(body=(Paragraph("如下。"), Paragraph(last[:length]))), typefaces)
        for length in range(300, 900, 40)
    ]
    assert adjusted.count(pdf.STANDARD) > len(adjusted) / 2 and set(adjusted) != {pdf.STANDARD}


LARGE = {
    "a head longer than a page": Table(tuple((("值班" * 1000), "1") for _ in range(20))),
    "a thousand rows": Table(tuple(tuple("值班安排" for _ in range(5)) for _ in range(1000))),
    "paragraphs of 20,000 characters": Paragraph("落实领导带班和值班制度。" * 1666),
    "a word without end": Paragraph("x" * 20_000),
    "from right to left, and marks on marks": Paragraph("שלום عربى e\u0301\u0302" * 1000),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_text_that_is_accepted_is_set_soon_and_in_as_many_pages_as_it_needs(
    typefaces: Typefaces, name: str
) -> None:
    began = time.process_time()

    content = pdf.render(sheets.letter(body=(LARGE[name],)), typefaces)

    assert time.process_time() - began < 15
    assert len(pypdfium2.PdfDocument(content)) < 100
