"""The content of a cell is printed within it: pictures of an attached Word file, long addresses and numbers."""

import base64
import io

import pdfplumber
import pytest
from docx import Document as read

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import docx, pdf
from services.documents.rendition.sheet import Attachment
from services.documents.text.columns import INSET, columns
from services.documents.text.domain import Paragraph, Picture, Placed, Table
from tests.unit.documents.rendition import sheets

near = pytest.approx


def test_a_picture_of_a_cell_is_printed_in_its_cell(typefaces: Typefaces) -> None:
    shown = Picture(base64.b64encode(sheets.drawn(300, 400)).decode(), 25.0)
    table = Table(
        (("姓名", "照片"), ("王敏", ""), ("李建国", "近照")), pictures=(Placed(1, 1, shown), Placed(2, 1, shown))
    )
    sheet_ = sheets.general(attachments=(Attachment("名册", (table,)),))

    with pdfplumber.open(io.BytesIO(pdf.render(sheet_, typefaces))) as file:
        page = next(page for page in file.pages if page.images)
        cells = page.find_tables()[0].rows
        images = sorted(page.images, key=lambda each: each["top"])
        for row, image in zip(cells[1:], images, strict=True):
            left, top, right, bottom = row.cells[1]
            assert left <= image["x0"] and image["x1"] <= right and top <= image["top"] and image["bottom"] <= bottom
            assert image["x1"] - image["x0"] == near(25 * 72 / 25.4, abs=1)
    word = read(io.BytesIO(docx.render(sheet_, breaks=0)))
    cells_ = next(each for each in word.tables if each.cell(0, 0).text == "姓名")
    places = [(row, column) for row in range(3) for column in range(2)
              if cells_.cell(row, column)._tc.xpath(".//pic:pic")]  # fmt: skip
    assert places == [(1, 1), (2, 1)]


PEOPLE = ("单位名称", "联系人", "电子邮箱", "联系电话", "网址")
PERSON = (
    "南湖实验学校东校区",
    "欧阳朗",
    "ouyang.lang.very.long.address@example-school.edu.cn",
    "0571-88886666-8001",
    "https://www.example-school.edu.cn/notice/2026/11/29/index.html",
)
WIDE = {
    "addresses": (PEOPLE, PERSON),
    "a word of sixty letters": (PEOPLE, (*PERSON[:4], "x" * 60)),
    "every second column a long word": (PEOPLE + PEOPLE[:3], (*PERSON, "x" * 60, "欧阳朗", "W" * 40)),
    "eight telephones": (("电话",) * 8, ("0571-88886666-8001",) * 8),
}


@pytest.mark.parametrize("name", WIDE)
def test_no_word_runs_over_the_border_of_its_cell(name: str, typefaces: Typefaces) -> None:
    sheet_ = sheets.general(body=(Paragraph("如下。"), Table(WIDE[name]), Paragraph("完。")), attachments=())

    with pdfplumber.open(io.BytesIO(pdf.render(sheet_, typefaces))) as file:
        page = next(page for page in file.pages if page.find_tables())
        row = page.find_tables()[0].rows[1]
        for cell, text in zip(row.cells, WIDE[name][1], strict=True):
            left, top, right, bottom = cell
            within = [
                each["text"] for each in page.chars
                if left <= each["x0"] and each["x1"] <= right and top <= each["top"] and each["bottom"] <= bottom
            ]  # fmt: skip
            assert "".join(within).replace("\u200b", "") == text


def test_long_addresses_break_and_what_is_short_keeps_its_line() -> None:
    laid_out = columns(WIDE["addresses"])

    assert laid_out.size >= 9
    room = [(width - INSET) / laid_out.size for width in laid_out.widths]
    assert room[0] >= 4 and room[1] >= 3
    assert laid_out.parted([PERSON])[0][3] == "0571-88886666-8001"
    assert "\u200b" in laid_out.parted([PERSON])[0][2] and "\u200b" not in "".join(laid_out.parted([PERSON])[0][:2])


FULL = (
    ("1", "0571-88880001", "1,234,567.89", "2026-11-29", "12", "98.6%", "0571-88880002", "1,234,567.89", "2026-11-30", "3", "4", "5",
     "6", "7")
)  # fmt: skip
SCHOOL = (
    "1",
    "南湖实验学校东校区",
    "https://www.example.invalid/platform/2026/upload?form=A1",
    "0571-88880001-8023",
    "浙A12345D",
)


def test_no_figure_of_a_full_table_breaks() -> None:
    laid_out = columns([[f"列{place}" for place in range(14)], FULL])

    assert laid_out.parted([FULL]) == [list(FULL)] and laid_out.torn([FULL]) is None
    assert laid_out.size >= 6.5 and sum(laid_out.widths) == near(442.2, abs=0.1)


def test_a_table_too_full_for_its_figures_says_which_one_breaks() -> None:
    telephones = ("0571-88886666-8001",) * 8

    assert columns([["电话"] * 8, telephones]).torn([telephones]) == "0571-88886666-8001"


@pytest.mark.parametrize(("times", "least"), [(1, 4), (15, 8), (200, 10)])
def test_a_column_of_text_keeps_its_width_beside_a_long_address_which_breaks(times: int, least: int) -> None:
    row = (SCHOOL[0], SCHOOL[1] * times, *SCHOOL[2:])
    laid_out = columns([["序号", "学校", "网址", "电话", "校车牌号"], row])

    assert (laid_out.widths[1] - INSET) / laid_out.size >= least
    shown = laid_out.parted([row])[0]
    assert "\u200b" in shown[2] and shown[3:] == list(row[3:])


def test_a_picture_in_a_cell_stands_clear_under_its_words(typefaces: Typefaces) -> None:
    shown = Picture(base64.b64encode(sheets.drawn(300, 400)).decode(), 25.0)
    table = Table((("姓名", "照片"), ("李建国", "近照")), pictures=(Placed(1, 1, shown),))

    with pdfplumber.open(
        io.BytesIO(pdf.render(sheets.general(attachments=(Attachment("名册", (table,)),)), typefaces))
    ) as file:
        page = next(page for page in file.pages if page.images)
        (image,) = page.images
        words = [each for each in page.extract_words() if each["text"] == "近照"]
        assert image["top"] - words[0]["bottom"] >= 2


@pytest.mark.parametrize("lines", [20, 23, 25, 28])
@pytest.mark.parametrize("size", ["four", "small"])
def test_a_row_that_is_not_taller_than_a_page_stays_whole(lines: int, size: str, typefaces: Typefaces) -> None:
    others = () if size == "four" else ("单位名称", "联系人", "电子邮箱", "联系电话")
    across = 26 if size == "four" else 6
    text = ("值班安排。" * 400)[: lines * across - 8]
    rows = ((*others, "序号", "内容"), *((*others, str(place), text) for place in range(1, 4)))
    sheet_ = sheets.general(body=(Paragraph("如下。"), Table(rows), Paragraph("完。")), attachments=())

    with pdfplumber.open(io.BytesIO(pdf.render(sheet_, typefaces))) as file:
        found = [
            str(row[-1]).replace("\n", "") for page in file.pages for table in page.extract_tables() for row in table
        ]
        assert [each for each in found if each not in ("内容", "")].count(text) == 3
        for page in file.pages:
            assert all(
                char["bottom"] < 263 * 72 / 25.4 for char in page.chars if char["size"] < 15 and char["text"] in text
            )


def test_a_row_with_a_high_picture_and_many_words_breaks_instead_of_running_off_the_page(typefaces: Typefaces) -> None:
    shown = Picture(base64.b64encode(sheets.drawn(300, 900)).decode(), 60.0)
    table = Table((("序号", "内容"), ("1", "值班安排。" * 90)), pictures=(Placed(1, 1, shown),))

    with pdfplumber.open(
        io.BytesIO(pdf.render(sheets.general(attachments=(Attachment("名册", (table,)),)), typefaces))
    ) as file:
        image = next(image for page in file.pages for image in page.images)
        assert image["bottom"] < 263 * 72 / 25.4
        words = "".join(str(page.extract_text()) for page in file.pages).replace("\n", "")
        assert words.count("值班安排") >= 88  # a page may part one
