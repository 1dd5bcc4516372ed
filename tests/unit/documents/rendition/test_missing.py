"""A page is typeset whatever characters are in its text: those without a font are marked (〓), never dropped or refused."""

import io
from dataclasses import replace

import pdfplumber
import pytest

from services.documents.fonts.typefaces import COMMON, Typefaces
from services.documents.rendition import pdf
from services.documents.rendition.press import Press
from services.documents.rendition.sheet import Attachment, Sheet
from services.documents.text.domain import Heading, Paragraph, Table
from shared.runtime.config import settings
from tests.unit.documents.rendition import sheets

RARE = "👨𪚥𱁬"


def words(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as file:
        return "".join("".join(page.extract_text().split()) for page in file.pages)


def full_of(rare: str, base: Sheet) -> Sheet:
    body = (Heading(1, f"一、标题{rare}"), Paragraph(f"正文{rare}。"), Table((("甲", f"表{rare}"), ("乙", "丙"))))
    return replace(
        base, title=f"关于{rare}的通知", issuers=(f"机关{rare}",), addressees=(f"主送{rare}",), copies=(f"抄送{rare}",),
        body=body, attachments=(Attachment(f"附件{rare}"),), note=f"联系人：{rare}", printer=f"印发{rare}",
    )  # fmt: skip


@pytest.mark.parametrize("form", ("general", "letter", "order", "minutes"))
def test_what_no_font_has_is_marked_wherever_it_stands(typefaces: Typefaces, form: str) -> None:
    sheet = full_of("👨", getattr(sheets, form)())

    text = words(pdf.render(sheet, typefaces))

    for where in ("标题", "正文", "表", "附件", "联系人：", "抄送"):
        assert f"{where}〓" in text, where
    assert "关于〓的通知" in text and "👨" not in text
    drawn = pdf.images(sheet, typefaces, form="svg", most=1)
    assert drawn.pages[0]


def test_no_character_is_lost_without_a_mark(typefaces: Typefaces) -> None:
    text = words(
        pdf.render(replace(sheets.general(), body=(Paragraph("王\ue000、李𪚥、张\U0002ebf0、赵喆。"),)), typefaces)
    )

    assert "王〓、李〓、张〓、赵喆。" in text


def test_every_form_that_is_drawn_for_the_screen_bears_the_mark(typefaces: Typefaces) -> None:
    inputs = pdf._inputs(full_of(RARE, sheets.general()), typefaces, pdf.STANDARD)["sheet"]

    assert not set(RARE) & set(inputs) and "关于〓〓〓的通知" in inputs.replace('", "', "")


def test_the_fonts_of_this_house_have_what_is_never_asked_about(typefaces: Typefaces) -> None:
    typefaces._covered.clear()
    asked = Typefaces.lacking
    assert not asked(typefaces, "喆堃玥祎赟é①☑\ufe0f★㎡")
    assert not typefaces.unset(COMMON - {" ", "\u2060"})


def test_an_attachment_that_cannot_be_printed_whole_goes_beside_the_document(typefaces: Typefaces) -> None:
    bound = (Attachment("名单", (Paragraph("张三"),)), Attachment("照片", (Paragraph("👨"),)))

    text = words(Press().pdf(replace(sheets.general(), attachments=bound), settings().font_folder))

    assert "张三" in text and "2．照片" in text and "〓" not in text
