"""Import of a Word file into blocks: what a text can hold is kept, losses are reported, hostile files are refused."""

import base64
import io
import json
import subprocess
import sys
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from services.documents.text.domain import Paragraph, Picture, Table, blocks_of, level_of, read_blocks
from services.documents.text.importing import read_text
from services.documents.text.number_formats import chinese
from services.documents.text.word import read_word
from shared.file_kinds import FileRefused
from tests.support.system import ROOT
from tests.unit.documents.rendition.sheets import drawn
from tests.unit.documents.test_attachments import packed, picture


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_part(content: bytes, name: str, change: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return buffer.getvalue()


def test_headings_paragraphs_lists_and_tables_are_kept() -> None:
    made = docx.Document()
    made.add_heading("关于值班的通知", 0)
    made.add_paragraph("各校区：")
    made.add_paragraph("一、总体要求")
    made.add_heading("时间安排", 2)
    made.add_paragraph("检查门窗", style="List Bullet")
    made.add_paragraph("检查电源", style="List Bullet")
    table = made.add_table(2, 2)
    for cell, words in zip((c for row in table.rows for c in row.cells), ("校区", "人数", "东校区", "12"), strict=True):
        cell.text = words

    found = read_word(saved(made)).to_wire()

    assert found["title"] == "关于值班的通知" and found["lost"] == []
    assert [(each["type"], each.get("level")) for each in found["content"]] == [
        ("paragraph", None), ("heading", 1), ("heading", 2), ("list", None), ("table", None),
    ]  # fmt: skip
    assert found["content"][3]["items"] == ["检查门窗", "检查电源"]
    assert found["content"][4]["rows"] == [["校区", "人数"], ["东校区", "12"]]


def test_what_is_lost_is_said() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("正文\u202e反\u200b")
    paragraph.add_run().add_picture(io.BytesIO(picture(2, 2)))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删</w:delText></w:r></w:del>"))
    made.sections[0].header.paragraphs[0].text = "页眉"

    found = read_word(saved(made)).to_wire()

    assert found["content"] == [{"type": "paragraph", "text": "正文反"}]
    said = " ".join(each["what"] for each in found["lost"])
    assert all(word in said for word in ("图片", "修订", "页眉", "不可见"))


def test_marks_of_where_a_line_may_break_are_no_loss() -> None:
    made = docx.Document()
    made.add_paragraph("电话0571-\u20608888\u200b0001")

    found = read_word(saved(made)).to_wire()

    assert found["content"] == [{"type": "paragraph", "text": "电话0571-88880001"}] and found["lost"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 broken", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加密"),
        (packed(word__document_dot_xml=b"<w/>", word__vbaProject_dot_bin=b"x"), "宏"),
        (packed(word__document_dot_xml=b"<w/>"), "损坏"),
        (packed(word__document_dot_xml=b" " * 50_000_000), "解压后过大"),
        (packed(word__document_dot_xml=b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'), "DTD"),
    ],
)
def test_hostile_files_are_refused_with_their_reason(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        read_word(content)


def test_a_table_of_ten_thousand_rows_belongs_into_an_attachment() -> None:
    row = b"<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>"
    content = with_part(
        saved(docx.Document()), "word/document.xml",
        lambda xml: xml.replace(b"<w:sectPr", b"<w:tbl>" + row * 10_000 + b"</w:tbl><w:sectPr", 1),
    )  # fmt: skip

    with pytest.raises(FileRefused, match="请作为附件上传"):
        read_word(content)


def test_elements_nested_ten_thousand_deep_are_refused() -> None:
    deep = b"<w:sdt><w:sdtContent>" * 5_000 + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * 5_000
    content = with_part(
        saved(docx.Document()), "word/document.xml", lambda xml: xml.replace(b"<w:sectPr", deep + b"<w:sectPr", 1)
    )

    with pytest.raises(FileRefused):
        read_word(content)


def test_an_open_document_file_is_refused_by_its_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        pack.writestr("content.xml", "<office:document-content/>")

    with pytest.raises(FileRefused, match="这是ODT文件，不能导入；请用 WPS 或者 Word 打开"):
        read_word(out.getvalue())


def test_headings_beyond_a_hundred_are_headings() -> None:
    assert [level_of(each) for each in ("一百零一、", "（一百〇二）值班", "二百、")] == [1, 2, 1]


def test_a_text_file_is_read_in_every_usual_encoding() -> None:
    text = "关于值班的通知\n各校区：\n一、时间\n请值班。"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        found = read_text(text.encode(encoding)).to_wire()
        assert found["title"] == "关于值班的通知" and [each["type"] for each in found["content"]] == [
            "paragraph", "heading", "paragraph",
        ]  # fmt: skip


def test_numbers_are_written_as_headings_bear_them() -> None:
    assert [chinese(each) for each in (1, 10, 12, 20, 35)] == ["一", "十", "十二", "二十", "三十五"]


def test_numbers_that_word_writes_by_itself_become_part_of_the_text() -> None:
    made = docx.Document()
    numbering = made.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (kind, text) in enumerate(
            (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
        )
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for level, words in ((0, "要求"), (1, "时间"), (1, "地点"), (2, "东门"), (0, "落实"), (1, "分工")):
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'
        made.add_paragraph(words)._p.get_or_add_pPr().append(parse_xml(number))

    found = read_word(saved(made)).to_wire()

    assert [(each["level"], each["text"]) for each in found["content"]] == [
        (1, "一、要求"), (2, "（一）时间"), (2, "（二）地点"), (3, "1.东门"), (1, "二、落实"), (2, "（一）分工"),
    ]  # fmt: skip


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_broken_word_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    made = docx.Document()
    made.add_heading("关于值班的通知", 0)
    made.add_paragraph("检查门窗", style="List Bullet")
    made.add_table(2, 2).cell(0, 0).text = "校区"
    content = saved(made)
    name = data.draw(st.sampled_from(zipfile.ZipFile(io.BytesIO(content)).namelist()))

    def broken(part: bytes) -> bytes:
        at = data.draw(st.integers(0, len(part)))
        cut = data.draw(st.integers(0, 400))
        return part[:at] + data.draw(st.binary(max_size=12)) + part[at + cut :]

    whole = broken(content) if data.draw(st.booleans()) else with_part(content, name, broken)
    try:
        read_word(whole).to_wire()
    except FileRefused as refused:
        assert refused.message


def test_a_picture_of_a_cell_stays_in_its_cell() -> None:
    file = docx.Document()
    table = file.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 0).text = "姓名", "照片", "王敏"
    table.cell(1, 1).paragraphs[0].add_run().add_picture(io.BytesIO(drawn(30, 40)), width=Mm(25))
    file.add_paragraph("完。")

    kept, lost = read_word(saved(file), pictures=True), read_word(saved(file))

    [found, last] = kept.blocks
    assert isinstance(found, Table) and isinstance(last, Paragraph)
    assert [(each.row, each.column, each.picture.width) for each in found.pictures] == [
        (1, 1, pytest.approx(25, abs=0.1))
    ]
    assert read_blocks(json.loads(json.dumps(blocks_of((found,))))) == (found,)
    assert "pictures" not in blocks_of(tuple(lost.blocks))[0] and lost.lost["图片"] == 1


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "PNG", "JPEG"])
def test_pictures_of_every_usual_format_are_kept(form: str) -> None:
    file, stored = docx.Document(), io.BytesIO()
    Image.open(io.BytesIO(drawn(30, 40))).save(stored, form)
    stored.seek(0)
    file.add_paragraph("如图。").add_run().add_picture(stored, width=Mm(25))

    kept = read_word(saved(file), pictures=True)

    assert [each.type for each in kept.blocks] == ["paragraph", "picture"] and not kept.lost
    assert isinstance(kept.blocks[1], Picture)
    with Image.open(io.BytesIO(base64.b64decode(kept.blocks[1].data))) as found:
        assert (found.format, found.size) == ("JPEG" if form == "JPEG" else "PNG", (30, 40))


def test_a_picture_between_two_words_keeps_its_place() -> None:
    file = docx.Document()
    line = file.add_paragraph("东门")
    line.add_run().add_picture(io.BytesIO(drawn(30, 40)), width=Mm(5))
    line.add_run("和西门")
    line.add_run().add_picture(io.BytesIO(drawn(30, 40)), width=Mm(5))
    file.add_paragraph().add_run().add_picture(io.BytesIO(drawn(30, 40)), width=Mm(5))

    kept, lost = read_word(saved(file), pictures=True), read_word(saved(file))

    shown = [each.text if isinstance(each, Paragraph) else each.type for each in kept.blocks]
    assert shown == ["东门", "picture", "和西门", "picture", "picture"]
    assert lost.blocks == [Paragraph("东门和西门")] and lost.lost["图片"] == 3


def test_a_picture_before_a_hidden_end_of_a_paragraph_is_kept_or_listed() -> None:
    file = docx.Document()
    line = file.add_paragraph()
    line.add_run().add_picture(io.BytesIO(drawn(30, 40)), width=Mm(5))
    line._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:vanish/></w:rPr>"))
    file.add_paragraph("完。")

    assert [each.type for each in read_word(saved(file), pictures=True).blocks] == ["picture", "paragraph"]
    assert read_word(saved(file)).lost["图片"] == 1


@pytest.mark.parametrize(("options", "lines"), [((), ["李四", "王五"]), (("--annex",), ["张三", "李四", "王五"])])
def test_a_text_file_loses_no_line_on_the_page_of_an_annex(options: tuple[str, ...], lines: list[str]) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "services.documents.text", *options]
    done = subprocess.run(command, input="张三\n李四\n王五\n".encode(), capture_output=True, check=True, cwd=ROOT)

    result = json.loads(done.stdout)["result"]
    assert [each["text"] for each in result["content"]] == lines
    assert result["title"] == ("" if options else "张三")
