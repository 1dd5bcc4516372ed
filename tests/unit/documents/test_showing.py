"""Pages of attachments are rendered in a separate process; a file without pages, or a broken one, is refused."""

import base64
import io
import json
import os
import subprocess
import sys
from functools import partial

import docx
import pytest
from PIL import Image

from services.documents.fonts.typefaces import FontsMissing, Typefaces
from services.documents.rendition import pdf
from services.documents.rendition.pdf import Images
from services.documents.showing import drawing
from shared.file_kinds import FileRefused
from shared.runtime.config import settings
from tests.unit.documents.rendition import sheets

draw = partial(drawing.draw, fonts=settings().font_folder)


@pytest.fixture(scope="module")
def typefaces() -> Typefaces:
    try:
        return Typefaces(settings().font_folder)
    except FontsMissing:
        if os.environ.get("CI"):
            raise
        pytest.skip("the fonts of official documents are missing: python3 services/command_fonts.py")


def written(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def sizes(drawn: Images) -> list[tuple[int, int]]:
    return [Image.open(io.BytesIO(each)).size for each in drawn.pages]


def test_a_pdf_shows_the_pages_that_are_asked_for(typefaces: Typefaces) -> None:
    content = pdf.render(sheets.general(), typefaces)

    whole, some = draw(content, "通知.PDF", first=1, most=10), draw(content, "通知.pdf", first=3, most=1)

    assert (whole.count, len(whole.pages), some.count, some.first) == (4, 4, 4, 3)
    assert some.pages == whole.pages[2:3] and all(max(size) <= 1600 for size in sizes(whole))
    assert draw(content, "通知.pdf", first=9, most=5).pages == ()


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "JPEG"), ("CMYK", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("L", "PNG")]
)
def test_a_picture_is_one_page_no_larger_than_the_screen_needs(mode: str, kind: str) -> None:
    drawn = draw(written(Image.new(mode, (4000, 1000)), kind), f"图.{kind.lower()}", first=1, most=5)

    assert (drawn.count, sizes(drawn)) == (1, [(1600, 400)])


def test_a_word_file_shows_its_words_and_says_where_something_is_missing(typefaces: Typefaces) -> None:
    made = docx.Document()
    made.add_paragraph("值班安排如下。")
    out = io.BytesIO()
    made.save(out)

    drawn = draw(out.getvalue(), "安排.docx", first=1, most=5)

    assert drawn.count == 1 and sizes(drawn)[0][1] > sizes(drawn)[0][0]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 broken", "坏.pdf", "损坏"), (b"\x89PNG\r\n\x1a\n broken", "坏.png", "损坏"), (b"PK\x03\x04", "表.xlsx", "没有页面预览"),
        (b"PK\x03\x04", "坏.docx", "损坏"),
    ],
)  # fmt: skip
def test_what_has_no_pages_is_refused_with_its_reason(content: bytes, name: str, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        draw(content, name, first=1, most=5)


def test_the_process_of_its_own_answers_pages_or_the_reason() -> None:
    def asked(content: bytes, name: str) -> dict[str, object]:
        line = json.dumps({"name": name, "first": 1, "most": 5, "fonts": str(settings().font_folder)}).encode() + b"\n"
        done = subprocess.run([sys.executable, "-m", "services.documents.showing"], input=line + content, capture_output=True,
                              check=True)  # fmt: skip
        return dict(json.loads(done.stdout))

    shown = asked(written(Image.new("RGB", (40, 10)), "PNG"), "图.png")["result"]
    assert isinstance(shown, dict) and base64.b64decode(shown["pages"][0]).startswith(b"\x89PNG")
    assert asked(b"x", "表.xlsx")["refusal"]
