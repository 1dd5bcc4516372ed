"""The DOCX read back as Word would."""

import io

from docx import Document as read
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.documents.rendition import docx
from services.documents.rendition.sheet import Signature
from tests.unit.documents.rendition import sheets


def test_a_docx_carries_the_whole_text_at_29_points_in_the_typefaces_of_an_office() -> None:
    file = read(io.BytesIO(docx.render(sheets.general(), breaks=1)))

    lines = {each.text: each for each in file.paragraphs}
    body = lines[sheets.LINE]
    assert body.paragraph_format.line_spacing == Pt(29) and body.paragraph_format.first_line_indent == Pt(32)
    assert body.runs[0].font.size == Pt(16)
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert lines["一、总体要求"].runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert lines["（一）统一立项标准"].runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "楷体"
    assert lines["青岚区教育局办公室文件"].runs[0].font.color.rgb == docx.RED
    title = next(each for each in file.paragraphs if each.runs and each.runs[0].font.size == Pt(22))
    assert title.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["1", "教学楼修缮", "后勤保障处", "2026年12月31日"]
    assert file.tables[-1].cell(0, 0).text.startswith("抄送：区委办公室")
    assert file.tables[-1].cell(1, 0).text == "青岚区教育局办公室\t2026年11月23日印发"


def test_a_docx_has_the_margins_of_the_standard_and_page_numbers_odd_and_even() -> None:
    file = read(io.BytesIO(docx.render(sheets.general(), breaks=1)))

    page = file.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(each / 36000) for each in margins] == [37, 35, 28, 26]
    assert abs(page.page_width - Mm(210)) < Mm(0.1)
    assert file.settings.odd_and_even_pages_header_footer
    assert "PAGE" in page.footer._element.xml and "PAGE" in page.even_page_footer._element.xml


def test_a_docx_never_carries_a_seal_and_is_the_same_each_time() -> None:
    sheet = sheets.general(signatures=(Signature("青岚区教育局办公室", sheets.seal()),))
    one, other = docx.render(sheet, breaks=0), docx.render(sheet, breaks=0)

    assert one == other
    assert not read(io.BytesIO(one)).inline_shapes and b"media/" not in one


def test_letters_orders_and_minutes_have_their_own_heads() -> None:
    heads = []
    for sheet in (sheets.letter(), sheets.order(), sheets.minutes()):
        file = read(io.BytesIO(docx.render(sheet, breaks=0)))
        heads.append(next(each.text for each in file.paragraphs if each.text))
    assert heads == ["青岚区第一中学", "青岚区人民政府令", "青岚区第一中学校长办公会议纪要"]
