"""Everything in a Word file is read or listed as lost: elements, formats that change the meaning, fields without result."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.documents.text.domain import Paragraph, plain
from services.documents.text.importing import Gathered
from services.documents.text.word import read_word
from tests.unit.documents.test_word import made, p, t

SECRET = "只此一处"
"""Words that occur in one element only."""


def read(body: str, styles: str = "") -> Gathered:
    return read_word(made(p(t("甲")) + body + p(t("乙")), styles=styles))


def said(found: Gathered) -> str:
    return plain(tuple(found.blocks))


IN_RUN = (
    "delText", "dayShort", "dayLong", "monthShort", "monthLong", "yearShort", "yearLong", "pgNum", "contentPart", "object",
    "footnoteReference", "endnoteReference", "commentReference", "drawing", "pict", "movie", "control", "unheardOf",
)  # fmt: skip
IN_PARAGRAPH = (
    "hyperlink", "smartTag", "customXml", "dir", "bdo", "subDoc", "ins", "del", "moveFrom", "moveTo", "fldSimple",
    "oMath", "oMathPara", "conflictIns", "conflictDel", "unheardOf", "bookmarkStart", "proofErr", "permStart", "rt", "p",
)  # fmt: skip
AMONG_BLOCKS = (
    "customXml", "ins", "del", "moveFrom", "moveTo", "altChunk", "sdt", "oMathPara", "conflictIns", "unheardOf", "r",
    "bookmarkStart", "tr", "txbxContent",
)  # fmt: skip


@pytest.mark.parametrize("name", IN_RUN)
def test_every_element_of_a_run_is_read_or_listed(name: str) -> None:
    found = read(p(f"<w:r><w:{name}><w:t>{SECRET}</w:t></w:{name}></w:r>"))

    assert SECRET in said(found) or found.lost, name


@pytest.mark.parametrize("name", IN_PARAGRAPH)
def test_every_element_of_a_paragraph_is_read_or_listed(name: str) -> None:
    found = read(p(f"<w:{name}>{t(SECRET)}</w:{name}>"))

    assert SECRET in said(found) or found.lost, name


@pytest.mark.parametrize(("name", "cell"), itertools.product(AMONG_BLOCKS, (False, True)))
def test_every_element_among_paragraphs_is_read_or_listed(name: str, cell: bool) -> None:
    inner = f"<w:{name}>{p(t(SECRET))}</w:{name}>"
    found = read(f"<w:tbl><w:tr><w:tc>{p(t('丙'))}{inner}</w:tc></w:tr></w:tbl>" if cell else inner)

    assert SECRET in said(found) or found.lost, name


@pytest.mark.parametrize("name", ["unheardOf", "bookmarkStart", "del", "tblPr"])
def test_every_element_of_a_table_is_read_or_listed(name: str) -> None:
    row = f"<w:tr><w:tc>{p(t(SECRET))}</w:tc></w:tr>"
    found = read(f"<w:tbl><w:{name}>{row}</w:{name}><w:tr><w:tc>{p(t('丙'))}</w:tc></w:tr></w:tbl>")

    assert SECRET in said(found) or found.lost, name


NAMES = st.sampled_from(
    sorted({*IN_RUN, *IN_PARAGRAPH, *AMONG_BLOCKS, "sdtContent", "r", "tbl", "tc", "pPr", "rPr", "ruby"})
)


@given(st.lists(NAMES, min_size=1, max_size=5), st.booleans())
def test_words_in_whatever_order_of_elements_are_read_or_listed(names: list[str], in_paragraph: bool) -> None:
    inner = t(SECRET)
    for name in names:
        inner = f"<w:{name}>{inner}</w:{name}>"
    found = read(p(inner) if in_paragraph else inner)

    assert SECRET in said(found) or found.lost, names


@pytest.mark.parametrize(
    ("look", "text", "shown", "lost"),
    [
        ('<w:vertAlign w:val="superscript"/>', "2", "²", ""),
        ('<w:vertAlign w:val="superscript"/>', "-3", "-3", "上标、下标"),
        ('<w:vertAlign w:val="subscript"/>', "2", "2", "上标、下标"),
        ("<w:strike/>", "作废", "作废", "删除线"),
        ("<w:dstrike/>", "作废", "作废", "删除线"),
        ('<w:strike w:val="0"/>', "有效", "有效", ""),
        ("<w:caps/>", "abc", "ABC", ""),
        ("<w:smallCaps/>", "abc", "ABC", ""),
        ('<w:eastAsianLayout w:id="1" w:combine="1"/>', "双行", "双行", "双行合一"),
    ],
)
def test_a_look_that_changes_what_is_said_is_read_or_listed(look: str, text: str, shown: str, lost: str) -> None:
    for body, styles in (
        (p(t("面积100m") + t(text, look)), ""),
        (p(t("面积100m") + t(text, '<w:rStyle w:val="s"/>')),
         f'<w:style w:type="character" w:styleId="s"><w:name w:val="s"/><w:rPr>{look}</w:rPr></w:style>'),
    ):  # fmt: skip
        if styles and "eastAsian" in look:
            continue
        found = read(body, styles)

        assert found.blocks[1] == Paragraph(f"面积100m{shown}")
        assert len(found.lost) == bool(lost) and all(each.startswith(lost) for each in found.lost)


def field(instruction: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"{mark.format('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark.format('end')}"


@pytest.mark.parametrize(
    ("instruction", "shown", "lost"),
    [
        ("AUTONUM", "", "自动编号"), ("AUTONUMLGL \\* Arabic", "", "自动编号"), ("LISTNUM NumberDefault", "", "自动编号"),
        ("PAGE", "", "没有结果的域（PAGE）"), ("SEQ 图", "", "没有结果的域（SEQ）"), ("XE 索引", "", None), ("TC 目录", "", None),
        ("MACROBUTTON NoMacro 请填写姓名", "请填写姓名", None), ('DISPLAYBARCODE "1" QR', "", "条形码、二维码"),
    ],
)  # fmt: skip
def test_a_field_without_result_is_read_or_listed(instruction: str, shown: str, lost: str | None) -> None:
    found = read(p(t("丙") + field(instruction)))

    assert found.blocks[1] == Paragraph(f"丙{shown}") and [*found.lost] == ([] if lost is None else [lost])


def test_a_large_first_letter_belongs_to_its_paragraph() -> None:
    found = read(p(t("为"), '<w:framePr w:dropCap="drop" w:lines="2"/>') + p(t("深入贯彻落实。")))

    assert found.blocks[1] == Paragraph("为深入贯彻落实。") and not found.lost
