"""The DOCX as LibreOffice, if installed, draws it: the footer block whole, at the foot of the last page, an even one."""

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from services.documents.fonts.typefaces import FontsMissing
from services.documents.rendition.press import Press
from services.documents.rendition.sheet import Attachment, Sheet, Signature
from services.documents.text.domain import Heading, Paragraph, Table
from tests.unit.documents.rendition import sheets

OFFICE = os.environ.get("TONGBAN_TEST_OFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
ORGANS = ("青岚区教育局", "青岚区财政局", "青岚区卫生健康局")
ROWS = tuple((str(place), "南湖实验学校西校区", "教案检查记录不够规范，听课记录缺少评价。") for place in range(1, 40))
SHEETS: dict[str, Sheet] = {
    "short": sheets.general(body=(Paragraph("请按时参加。"),), attachments=()),
    "ends on an odd page": sheets.general(),
    "ends on an even page": sheets.general(body=(Paragraph(sheets.LINE),) * 4, attachments=()),
    "with annexes": sheets.general(
        attachments=(Attachment("清单", (Paragraph("附件里的话。" * 40),)), Attachment("表"))
    ),
    "joint": sheets.general(issuers=ORGANS, signatures=tuple(map(Signature, ORGANS))),
    "with a long table": sheets.general(
        body=(
            Paragraph("通报如下。"),
            Table((("序号", "单位", "问题"), *ROWS)),
            Heading(1, "二、要求"),
            Paragraph("请整改。"),
        ),
        attachments=(),
    ),
    "many copies": sheets.general(copies=tuple(f"青岚区第{place}实验学校" for place in range(1, 40))),
    "minutes": sheets.minutes(),
    "a long title and one sentence": sheets.general(
        title="南湖实验学校东校区、南湖实验学校西校区、南湖实验学校北校区关于转发青岚区教育局进一步加强和改进新形势下中小学"
        "校园安全管理工作若干措施落实情况的通知",
        body=(Paragraph("现转发给你们，请认真贯彻落实。"),),
        attachments=(),
    ),
    "order": sheets.order(),
}
SCHOOL, OTHERS = "南湖实验学校东校区", ("南湖实验学校西校区", "南湖实验学校北校区")
WHOLE_TITLE = (
    "、".join((SCHOOL, *OTHERS))
    + "关于进一步加强和改进新形势下中小学校园安全管理与未成年人心理健康教育协同推进工作机制建设的若干措施的通知"
)
ASK = "联系人：某甲，联系电话：0571-88880001"
PLAIN: dict[str, Any] = {"copy_number": None, "urgency": "", "attachments": (), "issuers": (SCHOOL,)}
LAYOUTS: dict[str, Callable[..., Sheet]] = {
    "notice": partial(
        sheets.general, **PLAIN, title=f"{SCHOOL}关于值班的通知", addressees=OTHERS, signatures=(Signature(SCHOOL),)
    ),
    "joint notice": partial(
        sheets.general, **{**PLAIN, "urgency": "特急", "issuers": (SCHOOL, *OTHERS)}, title=WHOLE_TITLE, addressees=("南湖区第二小学",),
        signatures=tuple(map(Signature, (SCHOOL, *OTHERS))), copies=(), note=ASK,
    ),
    "letter": sheets.letter,
    "request": partial(
        sheets.general, **PLAIN, number="南湖东校〔2026〕3号", upward=True, signers=("林海生",),
        title=f"{SCHOOL}关于维修教学楼的请示", addressees=("南湖区教育局",), signatures=(Signature(SCHOOL),), copies=(), note=ASK,
    ),
    "minutes": partial(sheets.minutes, title="2026年第16次办公会议纪要", copies=()),
}  # fmt: skip
LINE = "请各校区做好值班工作，并及时报告情况。"
LENGTHS = {f"{layout} of {length} lines": (layout, length) for layout in LAYOUTS for length in (9, 12, 26, 27)}
DRAWN = SHEETS | {name: LAYOUTS[layout](body=(Paragraph(LINE),) * length) for name, (layout, length) in LENGTHS.items()}
TOP, BOTTOM = 37 + 225 - 9, 37 + 225
"""Millimetres from the top of the page between which the line of the printer stands."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    out, press = tmp_path_factory.mktemp("drawn"), Press()
    try:
        for name, sheet in (*DRAWN.items(), ("letter", sheets.letter(body=(Paragraph(sheets.LINE * 6),)))):
            (out / f"{name}.docx").write_bytes(press.docx(sheet, None))
    except FontsMissing:
        pytest.skip("the fonts of official documents are missing")
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{out}/profile", "--convert-to", "pdf", "--outdir"]
    subprocess.run(
        [*command, str(out), *map(str, sorted(out.glob("*.docx")))], check=True, timeout=180, capture_output=True
    )
    return out


@pytest.mark.parametrize("name", SHEETS)
def test_the_footer_block_stands_whole_at_the_foot_of_the_last_page_an_even_one(name: str, drawn: Path) -> None:
    with pdfplumber.open(drawn / f"{name}.pdf") as file:
        lines = [(text, bottom) for text, bottom in _lines(file.pages[-1]) if bottom < BOTTOM + 1]
        number, before = len(file.pages), "".join(text for page in file.pages[:-1] for text, _ in _lines(page))

    assert number % 2 == 0
    assert lines[-1][0].endswith("印发") and TOP < lines[-1][1] <= BOTTOM
    assert any(text.startswith("抄送：") for text, _ in lines) and "抄送：" not in before and "日印发" not in before


def test_the_copies_of_a_letter_stand_at_the_foot_of_its_last_page(drawn: Path) -> None:
    with pdfplumber.open(drawn / "letter.pdf") as file:
        lines = [(text, bottom) for text, bottom in _lines(file.pages[-1]) if bottom < BOTTOM + 1]

        assert len(file.pages) == 2 and lines[-1][0].startswith("抄送：") and lines[-1][1] > TOP


def _lines(page: pdfplumber.page.Page) -> list[tuple[str, float]]:
    """Return the lines of a page without spaces, and where each ends, in millimetres from the top."""
    found = [("".join(each["text"].split()), float(each["bottom"]) / 72 * 25.4) for each in page.extract_text_lines()]
    return [each for each in found if each[0]]


@pytest.mark.parametrize("name", SHEETS)
def test_a_docx_takes_no_page_more_than_the_pdf(name: str, drawn: Path) -> None:
    if "table" in name or "annexes" in name:
        pytest.skip("Word and LibreOffice lay out rows of tables in their own way")

    with (
        pdfplumber.open(drawn / f"{name}.pdf") as word,
        pdfplumber.open(io.BytesIO(Press().pdf(SHEETS[name], None))) as pdf,
    ):
        assert len(word.pages) <= len(pdf.pages)


@pytest.mark.parametrize("name", LENGTHS)
def test_a_docx_has_the_pages_of_the_pdf_and_on_each_the_same_lines(name: str, drawn: Path) -> None:
    with (
        pdfplumber.open(drawn / f"{name}.pdf") as word,
        pdfplumber.open(io.BytesIO(Press().pdf(DRAWN[name], None))) as pdf,
    ):
        shown, wanted = ([_outline(page) for page in file.pages] for file in (word, pdf))

    assert shown == wanted


def _outline(page: pdfplumber.page.Page) -> tuple[int, bool, bool]:
    """Return how many lines of text a page has, whether it has the footer block, and whether it is numbered."""
    text = "".join((page.extract_text() or "").split())
    return text.count(LINE[:10]), "日印发" in text or "抄送：" in text, "—" in text


@pytest.mark.parametrize("layout", ["notice", "request", "minutes"])
def test_the_red_rule_is_as_wide_as_the_type_area_and_stands_where_the_pdf_has_it(layout: str, drawn: Path) -> None:
    name = f"{layout} of 9 lines"
    with (
        pdfplumber.open(drawn / f"{name}.pdf") as word,
        pdfplumber.open(io.BytesIO(Press().pdf(DRAWN[name], None))) as pdf,
    ):
        (left, right, at), (_, _, wanted) = (_widest(file.pages[0], 40, 200) for file in (word, pdf))

    assert left == pytest.approx(28, abs=0.3) and right == pytest.approx(184, abs=0.3)
    assert at == pytest.approx(wanted, abs=0.5)


def test_a_letter_has_double_rules_of_170_mm_above_and_below_its_first_page(drawn: Path) -> None:
    with pdfplumber.open(drawn / "letter of 9 lines.pdf") as file:
        for least, most in ((40, 60), (274, 278)):
            left, right, at = _widest(file.pages[0], least, most)
            assert left == pytest.approx(20, abs=0.3) and right == pytest.approx(190, abs=0.3)
            assert least < at < most


def test_the_issuers_of_a_joint_document_are_alike_and_what_follows_them_stands_beside_their_middle(
    drawn: Path,
) -> None:
    with pdfplumber.open(drawn / "joint notice of 9 lines.pdf") as file:
        red = [each for each in file.pages[0].chars if each["size"] > 25]

    lines = sorted({round(each["top"]) for each in red if each["text"] not in "文件"})
    assert len({round(each["size"], 1) for each in red}) == 1 and len(lines) == 3
    beside = next(each for each in red if each["text"] == "文")
    assert beside["top"] == pytest.approx(lines[1], abs=3) and beside["x0"] > max(
        each["x1"] for each in red if each["text"] == "区"
    )


def _widest(page: pdfplumber.page.Page, least: float, most: float) -> tuple[float, float, float]:
    """Return the left and right end and the middle of the widest rule between two heights of a page, in millimetres."""
    found = [*page.rects, *page.lines, *page.curves]
    drawn = [[float(each[side]) / 72 * 25.4 for side in ("x0", "x1", "top", "bottom")] for each in found]
    left, right, top, bottom = max(
        (each for each in drawn if least < each[2] and each[3] < most and each[3] - each[2] < 5),
        key=lambda each: each[1] - each[0],
    )
    return left, right, (top + bottom) / 2
