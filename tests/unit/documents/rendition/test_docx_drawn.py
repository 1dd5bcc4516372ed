"""The DOCX as LibreOffice, if installed, draws it: the footer block whole, at the foot of the last page, an even one."""

import io
import os
import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pytest

from services.documents.rendition.fonts import FontsMissing
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
TOP, BOTTOM = 37 + 225 - 9, 37 + 225
"""Millimetres from the top of the page between which the line of the printer stands."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    out, press = tmp_path_factory.mktemp("drawn"), Press()
    try:
        for name, sheet in (*SHEETS.items(), ("letter", sheets.letter(body=(Paragraph(sheets.LINE * 6),)))):
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
        number = int("".join(each for each in _lines(file.pages[-1])[-1][0] if each.isdigit()))
        lines = [(text, bottom) for text, bottom in _lines(file.pages[-1]) if bottom < BOTTOM + 1]
        before = "".join(text for page in file.pages[:-1] for text, _ in _lines(page))

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
