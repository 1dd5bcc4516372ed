"""The date of minutes stays with the attendance, never alone on a page."""

import io

import pdfplumber
import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf
from services.documents.text.domain import Paragraph
from tests.unit.documents.rendition import sheets


@pytest.mark.parametrize("lines", range(6, 12))
def test_the_date_of_minutes_stands_on_a_page_with_text(typefaces: Typefaces, lines: int) -> None:
    body = tuple(Paragraph(f"{place}.会议同意。") for place in range(lines))

    with pdfplumber.open(io.BytesIO(pdf.render(sheets.minutes(body=body), typefaces))) as file:
        dated = next(text for page in file.pages if "2026年11月23日\n" in f"{(text := page.extract_text())}\n")

    assert "会议同意" in dated or "出席" in dated or "列席" in dated
