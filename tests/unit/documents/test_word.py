"""A Word file is read as Word shows it: numbers, signs, cells, fields; nothing hidden, nothing twice, and no silent loss."""

import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.documents.text.importing import read_text
from services.documents.text.number_formats import chinese, formatted
from services.documents.text.word import read_word
from shared.file_kinds import FileRefused, media_type

CASES = Path(__file__).with_name("word")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}" xmlns:wps="urn:wps" xmlns:v="urn:v" xmlns:m="urn:m"'


def made(
    body: str, *, styles: str = "", numbering: str = "", name: str = "word/document.xml", kind: str = "document"
) -> bytes:
    """Return a Word file with the given body; `name` and `kind` of its main part."""
    folder, _, file = name.rpartition("/")
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{name}" ContentType="{TYPE}.{kind}.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{R}/officeDocument" Target="/{name}"/></Relationships>',
        f"{folder}/_rels/{file}.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="s" Type="{R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="n" Type="{R}/numbering" Target="numbering.xml"/></Relationships>',
        name: f"<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        f"{folder}/styles.xml": f"<w:styles {NAMES}>{styles}</w:styles>",
        f"{folder}/numbering.xml": f"<w:numbering {NAMES}>{numbering}</w:numbering>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for part, content in parts.items():
            pack.writestr(part, content)
    return out.getvalue()


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def t(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def lvl(level: int, kind: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def found(body: str, **more: str) -> dict[str, Any]:
    return read_word(made(body, **more)).to_wire()


def texts(body: str, **more: str) -> list[str]:
    return [each["text"] for each in found(body, **more)["content"]]


def lost(body: str, **more: str) -> dict[str, int]:
    return {each["what"]: each["count"] for each in found(body, **more)["lost"]}


SHOWN = {
    "A_style_numbers": ["一、总体要求", "（一）指导思想", "各校区要落实责任。", "二、重点任务", "（一）隐患排查"],
    "C1_sym_checkbox": ["是否同意：☑同意 ☐不同意"],
    "C2_nonbreaking_hyphen": ["联系电话：010-66090000，请于2026-2027学年内报送。"],
    "F1_start_override": ["东校区：", "1.查食堂。", "2.查宿舍。", "西校区：", "1.查操场。", "2.查车辆。"],
    "G_altChunk": ["正文第一段。", "正文第三段。"],
    "H_document2": ["各校区要落实责任。"],
    "I_strict": ["各校区要落实责任。"],
    "J_hidden_text": ["请各校区报名。"],
    "L_soft_breaks": ["一、总体要求", "各校区要落实责任。", "二、重点任务", "查食堂。"],
    "V_derived_heading": ["总体要求", "各校区要落实责任。"],
}
TABLES = {
    "B1_cell_in_sdt": [["日期", "校区", "负责人", "备注"], ["2026-11-20", "东校区", "某甲", "无"]],
    "D_numbers_in_cells": [["序号", "任务"], ["1", "排查校舍"], ["2", "检查食堂"]],
    "M_gridBefore": [["甲", "乙", "丙"], ["", "乙值", "丙值"]],
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_file_from_an_office_reads_as_word_shows_it(name: str) -> None:
    content = read_word((CASES / f"{name}.docx").read_bytes()).to_wire()

    assert [each["text"] for each in content["content"]] == SHOWN[name]
    assert [each["what"] for each in content["lost"]] == {
        "G_altChunk": ["插入的文件"], "J_hidden_text": ["隐藏的文字"]
    }.get(name, [])  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_stands_in_the_column_where_word_shows_it(name: str) -> None:
    content = read_word((CASES / f"{name}.docx").read_bytes()).to_wire()["content"]

    assert next(each["rows"] for each in content if each["type"] == "table") == TABLES[name]


def test_every_format_of_numbers_is_written_as_word_writes_it() -> None:
    read = read_word((CASES / "E_number_formats.docx").read_bytes()).to_wire()["content"]

    begins = [each["text"].partition("之")[0] for each in read]
    assert begins[::2][:5] == ["a)lowerLetter", "I.upperRoman", "①decimalEnclosedCircle", "壹、chineseLegalSimplified",
                               "甲、ideographTraditional"]  # fmt: skip
    assert begins[1::2][:5] == ["b)lowerLetter", "II.upperRoman", "②decimalEnclosedCircle", "贰、chineseLegalSimplified",
                                "乙、ideographTraditional"]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "number", "written"),
    [
        ("chineseCountingThousand", 100, "一百"), ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"), ("chineseCountingThousand", 1001, "一千零一"),
        ("japaneseCounting", 12, "十二"), ("chineseCountingThousand", 12_003, "一万二千零三"),
        ("ideographDigital", 105, "一〇五"), ("chineseLegalSimplified", 112, "壹佰壹拾贰"), ("upperRoman", 1999, "MCMXCIX"),
        ("lowerLetter", 28, "bb"), ("decimalEnclosedCircle", 21, "㉑"), ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedParen", 3, "⑶"), ("ideographZodiacTraditional", 13, "丙子"), ("ordinal", 112, "112th"),
        ("ordinalText", 21, "Twenty-first"), ("cardinalText", 342, "Three hundred forty-two"), ("numberInDash", 3, "- 3 -"),
        ("decimalFullWidth", 12, "１２"), ("hex", 255, "FF"), ("none", 3, ""), ("unheardOf", 3, "3"), ("decimal", 0, "0"),
    ],
)  # fmt: skip
def test_a_number_in_a_format(kind: str, number: int, written: str) -> None:
    assert formatted(kind, number) == written


@given(st.integers(1, 99_999_999))
def test_chinese_numbers_never_write_two_zeros_in_a_row_nor_end_in_one(number: int) -> None:
    written = chinese(number)

    assert "零零" not in written and not written.endswith("零")


CHAPTERS = (
    f'<w:abstractNum w:abstractNumId="1">{lvl(0, "chineseCountingThousand", "第%1章")}{lvl(1, "decimal", "%1.%2", "<w:isLgl/>")}'
    f'</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)


def test_a_legal_number_is_written_in_figures_and_letters_are_kept_apart_from_the_text() -> None:
    body = (
        p(t("总则"), numbered(1))
        + p(t("目的"), numbered(1, 1))
        + p(t("附则"), numbered(1))
        + p(t("施行"), numbered(1, 1))
    )

    assert texts(body, numbering=CHAPTERS) == ["第一章 总则", "1.1 目的", "第二章 附则", "2.1 施行"]


def test_lists_count_beyond_ninety_nine_and_go_on_where_two_share_one() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{lvl(0, "chineseCounting", "%1、")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    body = "".join(p(t("条"), numbered(1 + each % 2)) for each in range(101))

    assert texts(body, numbering=numbering)[98:] == ["九十九、条", "一百、条", "一百零一、条"]


def test_a_level_that_is_overridden_and_a_list_named_by_a_style_are_found() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/>{lvl(0, "decimal", "%1.")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
        f'<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">{lvl(0, "upperLetter", "%1)")}'
        "</w:lvlOverride></w:num>"
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )

    shown = texts(p(t("甲。"), numbered(2)) + p(t("乙。"), numbered(3)), numbering=numbering, styles=styles)

    assert shown == ["1.甲。", "B)乙。"]


def test_a_style_gives_its_number_to_those_that_build_upon_it_and_zero_takes_it_away() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{lvl(0, "chineseCounting", "%1、")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="b"><w:name w:val="款"/><w:basedOn w:val="a"/></w:style>'
    )
    body = p(t("要求"), '<w:pStyle w:val="b"/>') + p(t("无号"), f'<w:pStyle w:val="b"/>{numbered(0)}')

    assert texts(body, numbering=numbering, styles=styles) == ["一、要求", "无号"]


def field(instruction: str, result: str, form: str = "") -> str:
    separate = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{form}</w:fldChar></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'{separate}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_a_field_shows_its_result_and_a_form_what_was_chosen() -> None:
    box = '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    choice = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList></w:ffData>'
    body = (
        p(t("共") + field(" NUMPAGES ", t("3")) + t("页"))
        + p(
            field(" FORMCHECKBOX ", "", box)
            + t("同意")
            + field(" FORMCHECKBOX ", "", "<w:ffData><w:checkBox/></w:ffData>")
        )
        + p(t("选：") + field(" FORMDROPDOWN ", "", choice))
        + p(field(" IF " + "</w:instrText></w:r>" + field(" MERGEFIELD x ", t("丙")) + "<w:r><w:instrText>", t("丁")))
        + p(field(r" eq \\o\\ac(○,3) ".replace("\\\\", "\\"), "") + field(r" eq \o\ac(□,√) ", ""))
        + p(field(r' SYMBOL 82 \f "Wingdings 2" ', ""))
    )

    assert texts(body) == ["共3页", "☑同意☐", "选：乙", "丁", "③☑", "☑"]


def test_a_field_that_never_ends_takes_no_text_with_it() -> None:
    body = p(t("一") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p(t("二"))

    assert texts(body) == ["一", "二"]


def test_a_table_of_contents_is_listed_and_not_taken_for_text() -> None:
    body = p(field(r' TOC \o "1-3" ', t("一、要求 1"))) + p(t("正文。"))

    assert texts(body) == ["正文。"] and lost(body) == {"目录和索引": 1}


def test_of_alternatives_and_of_ruby_the_words_come_once() -> None:
    choice = '<mc:AlternateContent><mc:Choice Requires="wps"><w:t>新</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback>'
    foreign = choice.replace('"wps"', '"zzz"')
    ruby = "<w:ruby><w:rt><w:r><w:t>zhé</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>喆</w:t></w:r></w:rubyBase></w:ruby>"
    body = p(f"<w:r>{choice}</mc:AlternateContent></w:r><w:r>{foreign}</mc:AlternateContent></w:r><w:r>{ruby}</w:r>")

    assert texts(body) == ["新旧喆"] and lost(body) == {"注音": 1}


def test_what_is_hidden_by_a_style_or_by_hand_is_left_out_and_said() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="q"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    hidden = p(t("显") + t("隐", '<w:rStyle w:val="h"/>') + t("示", '<w:rStyle w:val="h"/><w:vanish w:val="0"/>'))
    twice = p(t("密") + t("见", '<w:rStyle w:val="h"/>'), '<w:pStyle w:val="q"/>')

    assert texts(hidden + twice, styles=styles) == ["显示", "见"]
    assert lost(hidden + twice, styles=styles) == {"隐藏的文字": 2}


def test_a_paragraph_whose_mark_is_hidden_or_deleted_goes_on_in_the_next() -> None:
    body = p(t("（一）时间。"), "<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p(t("11月30日。"))
    deleted = p(t("前"), "<w:rPr><w:del/></w:rPr>") + p(t("后。"))

    assert texts(body + deleted) == ["（一）时间。11月30日。", "前后。"]


def test_signs_of_a_symbol_font_are_those_that_it_shows() -> None:
    body = p(
        t("R", '<w:rFonts w:ascii="Wingdings 2"/>') + t("\uf0fe", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
    )
    unknown = p(t("字") + '<w:r><w:sym w:font="某字体" w:char="F0FF"/></w:r>')

    assert texts(body) == ["☑☑"]
    assert texts(unknown) == ["字"] and lost(unknown) == {"认不出的符号（某字体）": 1}


def test_controls_are_read_wherever_they_stand_and_prompts_are_not() -> None:
    sdt = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    row = f"<w:tr><w:tc>{p(t('甲'))}</w:tc>{sdt.format('', '<w:tc>' + p(sdt.format('', t('乙'))) + '</w:tc>')}</w:tr>"
    body = (
        sdt.format("", p(sdt.format("", t("填写的"))))
        + p(t("报名：") + sdt.format("<w:showingPlcHdr/>", t("单击此处输入文字。")))
        + f"<w:tbl>{sdt.format('', row)}</w:tbl>"
    )
    read = found(body)

    assert [each.get("text") for each in read["content"]] == ["填写的", "报名：", None]
    assert read["content"][2]["rows"] == [["甲", "乙"]]
    assert read["lost"] == [{"what": "未填写的内容控件", "count": 1}]


def test_merged_cells_keep_their_columns_and_are_counted_once() -> None:
    def tc(text: str, form: str = "") -> str:
        return f"<w:tc><w:tcPr>{form}</w:tcPr>{p(t(text))}</w:tc>"

    body = (
        f"<w:tbl><w:tr>{tc('一', '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}{tc('二')}{tc('三')}</w:tr>"
        f"<w:tr>{tc('藏', '<w:vMerge/>')}{tc('宽', '<w:gridSpan w:val=' + chr(34) + '2' + chr(34) + '/>')}</w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{tc("末")}</w:tr></w:tbl>'
    )
    read = found(body)

    assert read["content"][0]["rows"] == [["一", "二", "三"], ["", "宽", ""], ["", "", "末"]]
    assert read["lost"] == [{"what": "合并的单元格", "count": 2}]


@pytest.mark.parametrize("element", ["w:altChunk", "w:unheardOf", "m:oMathPara", "w:subDoc"])
def test_no_element_is_lost_in_silence(element: str) -> None:
    assert lost(p(t("正文。")) + f"<{element}><w:r><w:t>内</w:t></w:r></{element}>")
    assert lost(p(t("正文。") + f"<{element.replace('subDoc', 'madeUp')}/>"))
    assert lost(p(f"<w:r><w:t>正文。</w:t><{element.replace('subDoc', 'madeUp')}/></w:r>"))


@pytest.mark.parametrize("kind", ["document", "template"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/document2.xml", "main/正文.xml"])
def test_the_main_part_is_found_whatever_it_is_called(name: str, kind: str) -> None:
    content = made(p(t("正文。")), name=name, kind=kind)

    assert read_word(content).to_wire()["content"][0]["text"] == "正文。"
    assert media_type(io.BytesIO(content), "文件.docx").endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("begins", "said"),
    [(b"{\\rtf1\\ansi", "RTF"), (b'<?xml version="1.0"?>', "XML"), (b"<html><body>", "网页"), (b"%PDF-1.7\n", "PDF")],
)
def test_what_is_no_word_file_is_refused_with_the_true_reason(begins: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        read_text(begins + b" text" * 20)


def test_a_spreadsheet_is_told_to_be_one() -> None:
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made("", name="xl/workbook.xml"))) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            new.writestr(each, old.read(each).replace(f"{TYPE}.document".encode(), kind))

    with pytest.raises(FileRefused, match="xlsx"):
        read_word(out.getvalue())


def test_a_file_of_four_thousand_styles_and_paragraphs_is_read_at_once() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="样式{n}"/><w:basedOn w:val="s{n - 1}"/></w:style>'
        for n in range(4_000)
    )
    content = made("".join(p(t("段。"), f'<w:pStyle w:val="s{n}"/>') for n in range(4_000)), styles=styles)
    began = time.process_time()

    read_word(content)

    assert time.process_time() - began < 5


@given(st.lists(st.sampled_from(["<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:tbl>", "</w:tbl>", "<w:tr/>", "<w:sdt/>",
                                 '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "<w:t>x</w:t>", "<mc:AlternateContent/>",
                                 '<w:pPr><w:numPr><w:ilvl w:val="-5"/><w:numId w:val="1"/></w:numPr></w:pPr>']), max_size=12))  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_what_is_put_together_at_random_is_read_or_refused(pieces: list[str]) -> None:
    try:
        found("".join(pieces), numbering=CHAPTERS)
    except FileRefused as refused:
        assert refused.message
