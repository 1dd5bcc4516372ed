"""Render pages of an untrusted file: PDF, pictures, and the text of Word and text files."""

import io
from pathlib import Path, PurePath

import pypdfium2
from PIL import Image

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf
from services.documents.rendition.bound import harmless
from services.documents.rendition.pdf import Images
from services.documents.rendition.sheet import Form, Sheet
from services.documents.text.importing import Gathered, read_text
from services.documents.text.word import read_word
from shared.file_kinds import FileRefused

LONGEST_SIDE = 1600
"""The longer side of a page in pixels: A4 at 137 to an inch."""
MOST_PIXELS = 120_000_000
PARTLY = "预览：部分内容未显示，请下载原件"
NO_PAGES = "这种文件没有页面预览，请下载后查看。"
BROKEN = "文件已经损坏，画不出页面，请下载后查看。"


def draw(content: bytes, name: str, *, first: int, most: int, fonts: Path) -> Images:
    """Render at most `most` pages from page `first` on, as PNG; raise FileRefused, with the reason, for one without pages."""
    kind = PurePath(name).suffix.lower()
    if kind == ".pdf":
        return _pdf(content, first, most)
    if kind in (".png", ".jpg", ".jpeg"):
        return _picture(content)
    if kind == ".docx":
        return _text(read_word(content, pictures=True), first, most, fonts)
    if kind in (".txt", ".md"):
        return _text(read_text(content), first, most, fonts)
    raise FileRefused(NO_PAGES)


def _pdf(content: bytes, first: int, most: int) -> Images:
    try:
        with pypdfium2.PdfDocument(content) as file:
            count = len(file)
            return Images(
                tuple(_page(file[place]) for place in range(first - 1, min(count, first - 1 + most))), first, count
            )
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise FileRefused(BROKEN) from error


def _page(page: pypdfium2.PdfPage) -> bytes:
    scale = min(2.0, LONGEST_SIDE / max(1.0, *page.get_size()))
    return _written(page.render(scale=scale).to_pil())


def _picture(content: bytes) -> Images:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileRefused("图片的像素过多，请下载后查看。")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return Images((_written(image),), 1, 1)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefused(BROKEN) from error


def _written(image: Image.Image) -> bytes:
    out = io.BytesIO()
    page = Image.new("RGB", image.size, "white")
    clear = image.convert("RGBA")
    page.paste(clear, (0, 0), clear)
    page.save(out, "PNG")
    return out.getvalue()


def _text(read: Gathered, first: int, most: int, fonts: Path) -> Images:
    read.to_wire()  # raises FileRefused for a text that no page could bear
    state = "" if all(map(harmless, read.lost)) else PARTLY
    sheet = Sheet(form=Form.PLAIN, issuers=(), title=read.title, body=tuple(read.blocks), state=state)
    return pdf.images(sheet, Typefaces(fonts), form="png", first=first, most=most)
