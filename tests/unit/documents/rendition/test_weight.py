"""Rare characters, which come from another font, have about as much ink as their neighbours in every typeface."""

import io

import pdfplumber
import pypdfium2
import pytest
from PIL import ImageStat

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf
from services.documents.text.domain import Heading, Paragraph
from shared.runtime.config import settings
from tests.unit.documents.rendition import sheets

RARE, USUAL = "喆堃玥祎赟", "贵重量章督查督办深入贯彻落实"
STYLES = {"title": (22, "", (0.88, 1.15)), "hei": (16, "一、", (0.8, 1.15)), "kai": (16, "（一）", (0.85, 1.4)),
          "fang": (16, "", (0.85, 1.4))}  # fmt: skip
"""Size, number before the words, and the least and most ink as a part of the neighbours'.

The regular weight has 1.6 times the ink of 仿宋 and 楷体 and 0.7 of 黑体; a stroke around the bold one, which lacks a sixth of
黑体, is drawn a pixel wide by viewers and looks far too heavy on a screen.
"""


@pytest.mark.parametrize("style", STYLES)
def test_rare_characters_have_the_ink_of_their_neighbours(typefaces: Typefaces, style: str) -> None:
    if not (settings().font_folder / "LXGWWenKai-Light.ttf").is_file():
        pytest.skip("the light font of rare characters is missing: python3 services/command_fonts.py")
    size, mark, (least, most) = STYLES[style]
    words = f"{mark}{RARE}{USUAL}"
    body = {"title": Paragraph("完。"), "fang": Paragraph(words)}.get(style, Heading(len(mark) - 1, words))
    title = words if style == "title" else "标题"
    content = pdf.render(sheets.general(title=title, body=(body, Paragraph("完。")), attachments=()), typefaces)

    rare, usual = (_ink(content, text, size) for text in (RARE, USUAL))

    assert least < rare / usual < most


def _ink(content: bytes, text: str, size: int) -> float:
    """Return the darkness of a text's characters on the first page, as a share of their squares."""
    page = pypdfium2.PdfDocument(content)[0].render(scale=6).to_pil().convert("L")
    with pdfplumber.open(io.BytesIO(content)) as file:
        sheet = file.pages[0]
        found = [each for each in sheet.chars if each["text"] in text and round(each["size"]) == size]
        assert len(found) >= len(text)
        lines = [(each["x0"], sheet.height - each["matrix"][5]) for each in found]
    boxes = [(left, line - 0.95 * size, left + size, line + 0.25 * size) for left, line in lines]
    squares = [page.crop(tuple(round(side * 6) for side in box)) for box in boxes]
    return sum(255 - ImageStat.Stat(each).mean[0] for each in squares) / len(squares)
