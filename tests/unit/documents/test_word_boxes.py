"""The text of text boxes and WordArt, with which offices draw red heads, is read once, where it stands."""

import pytest

from services.documents.text.domain import Paragraph, Picture, Table, plain
from services.documents.text.importing import Gathered
from services.documents.text.word import read_word
from tests.unit.documents.test_word import made, p, t

BOXED, ART = "文本框（文字已保留）", "艺术字（文字已保留）"


def modern(inner: str) -> str:
    """Return a shape as Word writes it: a text box, and the same one again for older programs."""
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def older(inner: str) -> str:
    return (
        f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def unknown(inner: str) -> str:
    """Return a text box of an extension that is not understood, so that Word shows the older one."""
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="x99"><w:unheardOf/></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>'
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def read(body: str, *, pictures: bool = False) -> Gathered:
    return read_word(made(body), pictures=pictures)


def lines(found: Gathered) -> list[str]:
    return plain(tuple(found.blocks)).split("\n")


@pytest.mark.parametrize("box", [modern, older, unknown])
def test_the_text_of_a_box_is_read_once_as_paragraphs_and_the_box_is_listed(box: object) -> None:
    assert callable(box)
    found = read(p(box(p(t("南湖区教育局文件")) + p(t("南教〔2026〕7号")))) + p(t("正文。")))

    assert lines(found) == ["南湖区教育局文件", "南教〔2026〕7号", "正文。"]
    assert found.lost == {BOXED: 1}


def test_a_box_stands_before_the_words_that_follow_it_and_never_within_a_sentence() -> None:
    box = modern(p(t("框内。")))

    assert lines(read(p(box + t("甲乙。")))) == ["框内。", "甲乙。"]
    assert lines(read(p(t("甲") + box + t("乙。")))) == ["甲乙。", "框内。"]


def test_a_box_in_a_cell_is_read_within_its_cell() -> None:
    row = f"<w:tr><w:tc>{p(t('甲') + modern(p(t('框内'))))}</w:tc><w:tc>{p(t('乙'))}</w:tc></w:tr>"

    found = read(f"<w:tbl>{row}{row}</w:tbl>")

    assert found.blocks == [Table((("甲 框内", "乙"), ("甲 框内", "乙")))]
    assert found.lost == {BOXED: 2}


def test_a_table_and_numbers_in_a_box_are_read() -> None:
    table = f"<w:tbl><w:tr><w:tc>{p(t('子'))}</w:tc><w:tc>{p(t('丑'))}</w:tc></w:tr></w:tbl>"

    found = read(p(modern(p(t("一、目的")) + table + p(t("完。")))))

    assert [type(each).__name__ for each in found.blocks] == ["Heading", "Table", "Paragraph"]


def test_several_boxes_of_a_group_are_read_each_once() -> None:
    group = "".join(
        f"<wps:wsp><wps:txbx><w:txbxContent>{p(t(each))}</w:txbxContent></wps:txbx></wps:wsp>" for each in ("甲", "乙")
    )

    found = read(p(f"<w:r><w:drawing><wps:wgp>{group}</wps:wgp></w:drawing></w:r>") + p(t("完。")))

    assert lines(found) == ["甲", "乙", "完。"] and found.lost == {BOXED: 2}


def test_a_field_that_never_ends_in_a_box_hides_no_words() -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'

    found = read(p(modern(p(begun + t("框内。")))) + p(t("完。")))

    assert lines(found) == ["框内。", "完。"]


def test_a_box_within_a_field_of_several_paragraphs_is_read() -> None:
    begin, part, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    code = "<w:r><w:instrText>QUOTE</w:instrText></w:r>"

    found = read(p(begin + code + part + t("甲")) + p(modern(p(t("框内")))) + p(t("乙") + end) + p(t("丙")))

    assert lines(found) == ["甲", "框内", "乙", "丙"]


@pytest.mark.parametrize("properties", ["<w:rPr><w:vanish/></w:rPr>", "<w:rPr><w:del/></w:rPr>"])
def test_the_box_of_a_paragraph_whose_mark_is_hidden_or_deleted_is_read(properties: str) -> None:
    found = read(p(t("甲") + modern(p(t("框内。"))), properties) + p(t("乙。")))

    assert sorted(lines(found)) == ["框内。", "甲乙。"]


def test_a_picture_in_a_box_is_listed_or_kept_like_any_other() -> None:
    drawing = '<w:r><w:drawing><w:blip r:embed="none"/></w:drawing></w:r>'

    found = read(p(modern(p(drawing + t("图下。")))))

    assert lines(found) == ["图下。"] and found.lost == {BOXED: 1, "图片": 1}
    assert not any(isinstance(each, Picture) for each in found.blocks)


def test_the_words_of_older_word_art_are_read() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="南湖区教育局文件"/></v:shape></w:pict></w:r>'

    found = read(p(art) + p(t("正文。")))

    assert found.blocks == [Paragraph("南湖区教育局文件"), Paragraph("正文。")] and found.lost == {ART: 1}


def test_what_is_in_a_box_of_a_hidden_run_is_not_shown() -> None:
    hidden = modern(p(t("框内。"))).replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>", 1)

    assert lines(read(p(hidden + t("甲。")))) == ["甲。"]


@pytest.mark.parametrize("properties", ["<w:rPr><w:vanish/></w:rPr>", "<w:rPr><w:del/></w:rPr>"])
def test_a_last_paragraph_that_would_go_on_in_the_next_one_is_not_lost(properties: str) -> None:
    assert lines(read(p(t("甲。")) + p(t("乙。"), properties))) == ["甲。", "乙。"]
    assert lines(read(p(modern(p(t("框内。"), properties))) + p(t("甲。")))) == ["框内。", "甲。"]
