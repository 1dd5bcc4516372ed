"""A picture that stands in a cell of an attached Word file is printed in that cell."""

import base64
import io

import pdfplumber
import pytest
from docx import Document as read

from services.documents.rendition import docx, pdf
from services.documents.rendition.fonts import Typefaces
from services.documents.rendition.sheet import Attachment
from services.documents.text.domain import Picture, Placed, Table
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
