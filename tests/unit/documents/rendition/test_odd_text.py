"""Text as no office writes it: every page is drawn within its time, nothing is read as markup or runs over the margin."""

import time

import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import app, pdf
from tests.support.office import actor
from tests.unit.documents.rendition.test_preview import WANTED
from tests.unit.documents.test_document import ROSTER, Desk

SECONDS = 5.0
"""Processor time; the slowest of these takes 1 s where nothing else runs, and a preview may take 15 s."""
LETTERS_ON_A_PAGE = 22 * 60
ODD = {
    "markup": '#let x = 1 $a^b$ #image("/etc/passwd") *粗* `raw` <label> @ref [内容] \\ // 注 /* */ #panic() #{while true {}}',
    "20,000 characters": "值班安排如下，请各单位认真落实。" * 1250,
    "5,000 letters": "a" * 5000,
    "10,000 figures": "1" * 10000,
    "emoji": "请😀值班👨‍👩‍👧‍👦🇨🇳。𠮷野家" * 50,
    "marks": "e" + "\u0301" * 2000,
    "2,000 lines": "\n".join(f"第{each}行" for each in range(2000)),
    "addresses": "\n".join(f"https://example.edu.cn/{'x' * 300}?a={each}&b=%20" for each in range(20)),
    "right to left": "שלום עולם مرحبا " * 50,
    "nothing to see": "\u200b" * 3000 + "字",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_a_page_of_odd_text_is_drawn_within_its_time(body: str, typefaces: Typefaces) -> None:
    laid_out = app.preview(Desk().documents, ROSTER, actor=actor("east.clerk"), wanted={**WANTED, "body": body})
    began = time.process_time()

    found = pdf.images(laid_out, typefaces, form="svg", first=1, most=2)

    assert time.process_time() - began < SECONDS
    assert all(each.startswith(b"<svg") for each in found.pages)
    if body.isascii() and body.isalnum():  # what runs over the margin takes no page
        assert found.count >= len(body) / LETTERS_ON_A_PAGE


@pytest.mark.parametrize("title", ["办" * 200, "x" * 200, "#let $x$ *", "😀" * 50])
def test_a_page_under_an_odd_title_is_drawn_within_its_time(title: str, typefaces: Typefaces) -> None:
    laid_out = app.preview(Desk().documents, ROSTER, actor=actor("east.clerk"), wanted={**WANTED, "title": title})
    began = time.process_time()

    found = pdf.images(laid_out, typefaces, form="svg", first=1, most=2)

    assert time.process_time() - began < SECONDS and found.count >= 1
