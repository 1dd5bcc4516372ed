"""The DOCX read back as Word would."""

import io

import pytest
from docx import Document as read
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from services.documents.outgoing.domain import Document
from services.documents.rendition import docx
from services.documents.rendition.app import called
from services.documents.rendition.app import sheet as sheet_of
from services.documents.rendition.docx_page import RED
from services.documents.rendition.pdf import Measure
from services.documents.rendition.sheet import Attachment, Form, Sheet, Signature
from services.documents.text.domain import Heading, Listing, Paragraph, Table, read_plain
from services.documents.text.roles import ROLES
from services.documents.text.word import read_word
from tests.unit.documents.rendition import sheets

RULES = {
    Form.GENERAL: [0.35, 0.25, 0.35],
    Form.ORDER: [0.35, 0.25, 0.35],
    Form.MINUTES: [0.35, 0.25, 0.35],
    Form.LETTER: [],
}
"""Millimetres of the rules of the footer block (GB/T 9704-2012, 7.4.1); a letter has none (10.1)."""


def test_a_docx_carries_the_whole_text_in_lines_of_which_22_fill_a_page_in_the_typefaces_of_an_office() -> None:
    file = read(io.BytesIO(docx.render(sheets.general(), breaks=1)))

    lines = {each.text: each for each in file.paragraphs}
    body = lines[sheets.LINE]
    assert body.paragraph_format.line_spacing == Pt(28.95) and body.paragraph_format.first_line_indent == Pt(32)
    assert body.runs[0].font.size == Pt(16)
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert lines["一、总体要求"].runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert lines["（一）统一立项标准"].runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "楷体"
    assert lines["青岚区教育局办公室文件"].runs[0].font.color.rgb == RED
    title = next(each for each in file.paragraphs if each.runs and each.runs[0].font.size == Pt(22))
    assert title.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["1", "教学楼修缮", "后勤保障处", "2026年12月31日"]
    foot = [each for each in file.paragraphs if each._p.find(f"{qn('w:pPr')}/{qn('w:framePr')}") is not None]
    assert [each.text.partition("，")[0] for each in foot if each.text] == [
        "抄送：区委办公室",
        "青岚区教育局办公室\t2026年11月23日印发",
    ]


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


def test_what_the_product_wrote_comes_back_as_title_elements_and_body() -> None:
    sheet = sheets.general(note="联系人：王敏，联系电话：0571-88880001", state="草稿", secrecy="秘密★1年")

    found = read_word(docx.render(sheet, breaks=1))

    assert found.title == sheet.title
    assert tuple(found.blocks) == sheet.body
    assert found.elements == {
        "secrecy": "秘密★1年", "urgency": "特急", "number": sheet.number, "recipients": list(sheet.addressees),
        "attachments": [each.title for each in sheet.attachments], "issuers": ["青岚区教育局办公室"],
        "dated": "2026年11月23日", "contact": "王敏", "telephone": "0571-88880001", "copies": list(sheet.copies),
    }  # fmt: skip
    assert found.lost == {}


def test_two_lists_a_table_without_head_and_minutes_come_back() -> None:
    body = (
        Listing(("甲；", "乙。"), ordered=True), Listing(("丙。",), ordered=True), Listing(("丁",)),
        Table((("一", "二"), ("三", "四")), head=False), Heading(1, "没有编号的标题"), Paragraph("完。"),
    )  # fmt: skip
    sheet = sheets.minutes(body=body)

    found = read_word(docx.render(sheet, breaks=1))

    assert tuple(found.blocks[: len(body)]) == body
    assert [each.text for each in found.blocks[len(body) :]][1:] == ["请假：冯立", "列席：陈建、褚小燕"]
    assert found.lost == {}


def test_minutes_as_the_system_drafts_them_come_back_word_for_word() -> None:
    drafted = read_plain(
        "时间：2026年11月24日\n主持：周正国\n出席：林海生、陈晓东、王喆\n请假：冯立\n\n会议议定事项如下：\n一、完成检查。（责任人：何伟民）"
    )
    body, rolls = called(drafted)
    sheet = sheets.minutes(body=body, present=rolls["出席"], absent=rolls["请假"], observers=())

    assert tuple(read_word(docx.render(sheet, breaks=1)).blocks) == drafted


def test_the_text_of_a_bound_attachment_is_no_text_of_the_document() -> None:
    sheet = sheets.general(attachments=(Attachment("清单", (Paragraph("附件里的话。"), Table((("甲",),)))),))

    found = read_word(docx.render(sheet, breaks=1))

    assert tuple(found.blocks) == sheet.body and found.elements["copies"] == list(sheet.copies)
    assert list(found.lost) == ["附件的正文（请作为附件上传）"]


def test_rows_of_a_table_stay_whole() -> None:
    file = read(io.BytesIO(docx.render(sheets.general(), breaks=1)))

    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in file.tables[0].rows)


def test_two_tables_in_a_row_are_two_in_word_as_well() -> None:
    table = Table((("甲", "乙"), ("丙", "丁")))
    file = read(io.BytesIO(docx.render(sheets.general(body=(Paragraph("如下。"), table, table)), breaks=1)))

    assert all(each._tbl.getnext().tag == qn("w:p") for each in file.tables)


@pytest.mark.parametrize(
    "sheet", (sheets.general(), sheets.minutes(), sheets.letter(), sheets.order(copies=("区教育局",)))
)
def test_the_footer_block_is_one_frame_at_the_bottom_of_the_type_area(sheet: Sheet) -> None:
    lines = read(io.BytesIO(docx.render(sheet, breaks=1))).paragraphs
    frames = [each._p.find(f"{qn('w:pPr')}/{qn('w:framePr')}") for each in lines]

    framed = [
        place for place, frame in enumerate(frames) if frame is not None and frame.get(qn("w:vAnchor")) == "margin"
    ]
    assert framed == list(range(framed[0], len(lines) - 1))  # all of it together, anchored to the last paragraph
    assert len({tuple(sorted(frames[place].items())) for place in framed}) == 1  # unlike ones would be frames apart
    frame = frames[framed[0]]
    assert (frame.get(qn("w:vAnchor")), frame.get(qn("w:yAlign"))) == ("margin", "bottom")
    rules = [lines[place] for place in framed if not lines[place].text]
    assert [round(each.paragraph_format.line_spacing.mm, 2) for each in rules] == RULES[sheet.form]
    assert all(each.paragraph_format.left_indent == each.paragraph_format.right_indent == 0 for each in rules)
    assert not any(lines[place]._p.pPr.find(qn("w:pBdr")) is not None for place in framed)


def test_the_page_number_begins_where_the_type_area_ends_and_stands_seven_millimetres_below() -> None:
    page = read(io.BytesIO(docx.render(sheets.general(), breaks=1))).sections[0]

    form = page.footer.paragraphs[0].paragraph_format
    footer = form.space_before + form.line_spacing + page.footer_distance
    assert 34.5 < Length(footer).mm <= 35 and 6 < form.space_before.mm < 7


def test_word_itself_begins_the_footer_block_on_an_even_page() -> None:
    broken, whole = (read(io.BytesIO(docx.render(sheets.general(), breaks=breaks))) for breaks in (1, 0))

    assert [each.start_type for each in broken.sections][1:] == [WD_SECTION.EVEN_PAGE] and len(whole.sections) == 1


def test_recipients_that_found_no_room_stand_in_the_footer_block_and_come_back() -> None:
    sheet = sheets.general()

    content = docx.render(sheet, breaks=1, measure=Measure(moved=True))

    assert read(io.BytesIO(content)).paragraphs[-6].text.startswith("主送：")
    assert read_word(content).elements["recipients"] == list(sheet.addressees)


@pytest.mark.parametrize(
    "title",
    (
        "东校区校长办公会议纪要",
        "东校区2026年第十二次校长办公会议纪要",
        "东校区关于冬季安全的会议纪要",
        "冬季安全专题会纪要",
    ),
)
def test_minutes_come_back_with_their_title_and_who_issued_them(title: str) -> None:
    document = Document(
        id="d", kind="minutes", title=title, body="会议议定：\n出席：王喆、李建国", organ="east", organ_name="东校区",
        path=("nanhu", "east"), drafter="east.clerk", drafter_name="王敏", addressees=(), number="东校区校长办公会议〔2026〕第1次",
    )  # fmt: skip
    page = sheet_of(document, lambda organ_id: None, document.parts)

    found = read_word(docx.render(page, breaks=1))

    assert found.title == (title if title.startswith("东校区") else f"东校区{title}")
    assert found.elements["issuers"] == ["东校区"] and found.elements["number"].endswith("〔2026〕第1次")
    assert [each.text for each in found.blocks] == ["会议议定：", "出席：王喆、李建国"]


def test_an_order_comes_back_with_who_issued_it_not_with_who_signed() -> None:
    found = read_word(docx.render(sheets.order(title="关于校园安全的命令", printer="青岚区人民政府"), breaks=1))

    assert found.elements["issuers"] == ["青岚区人民政府"]


def test_the_footer_block_of_an_older_file_comes_back_from_its_table() -> None:
    file = read(io.BytesIO(docx.render(sheets.general(copies=(), printer=""), breaks=0)))
    table = file.add_table(2, 1)
    for row, (role, text) in zip(
        table.rows, (("copies", "抄送：区委办公室，区政协。"), ("printer", "办公室\t2026年1月5日印发")), strict=True
    ):
        if ROLES[role] not in [each.name for each in file.styles]:
            file.styles.add_style(ROLES[role], WD_STYLE_TYPE.PARAGRAPH)
        row.cells[0].paragraphs[0].style, row.cells[0].paragraphs[0].text = ROLES[role], text
    out = io.BytesIO()
    file.save(out)

    found = read_word(out.getvalue())

    assert found.elements["copies"] == ["区委办公室", "区政协"] and tuple(found.blocks) == sheets.general().body
