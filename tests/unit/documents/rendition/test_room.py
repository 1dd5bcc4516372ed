"""Placement on a page: text on the first one, rows and words whole, siblings alike, no mark alone."""

import base64
import io
from itertools import pairwise
from typing import Any

import pdfplumber
import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf, sheet
from services.documents.rendition.sheet import Attachment, Run, Signature
from services.documents.text.columns import INSET, WHOLE, columns, unbroken
from services.documents.text.domain import Heading, Paragraph, Picture, Table, read_plain
from shared.runtime.config import settings
from tests.unit.documents.rendition import sheets
from tests.unit.documents.rendition.measure import MM, pages

near = pytest.approx


ISSUERS = ("青岚区教育局", "青岚区人力资源和社会保障局", "青岚区财政局", "青岚区卫生健康委员会", "青岚区公安局")
LONG = (
    "、".join(ISSUERS)
    + "关于进一步加强全区中小学校和幼儿园教师队伍建设和规范教职工绩效考核管理工作若干事项的补充规定的通知"
)
HEADS: dict[str, dict[str, Any]] = {
    "three issuers and a long title": {"issuers": ISSUERS[:3], "title": LONG},
    "three issuers to a superior": {
        "issuers": ISSUERS[:3],
        "title": LONG,
        "upward": True,
        "signers": ("张三", "李四", "王五"),
    },
    "five issuers": {"issuers": ISSUERS, "title": LONG},
    "twelve issuers": {
        "issuers": tuple(f"青岚区第{each}实验学校" for each in "一二三四五六七八九十") + ISSUERS[:2],
        "title": LONG,
    },
    "a title of 200 characters": {"title": ("关于进一步加强学校安全管理工作" * 20)[:196] + "的通知"},
    "sixty recipients": {"addressees": tuple(f"青岚区第{each}实验学校" for each in range(60)), "title": LONG},
}


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("form", ["general", "letter"])
def test_text_begins_on_the_first_page(name: str, form: str, typefaces: Typefaces) -> None:
    made = {"general": sheets.general, "letter": sheets.letter}[form]
    issued = made(**{**HEADS[name], "secrecy": "秘密★1年", "body": sheets.BODY, "copies": ()})

    found = pages(pdf.render(issued, typefaces))

    assert any("为深入贯彻落实" in line.text for line in found[0].lines)
    if name == "sixty recipients":
        last = [line.text for page in found[-2:] for line in page.lines]
        assert any(line.startswith("主送：青岚区第0实验学校，") for line in last)


def test_a_usual_head_keeps_the_measures_of_the_standard(typefaces: Typefaces) -> None:
    assert pdf.measure_of(sheets.general(), typefaces) == pdf.STANDARD
    assert pdf.measure_of(sheets.general(issuers=ISSUERS[:2]), typefaces).mark == 1.0


@pytest.mark.parametrize("name", HEADS)
def test_title_and_number_are_clear_of_rule_and_mark_however_tight_the_head(name: str, typefaces: Typefaces) -> None:
    issued = sheets.general(**{**HEADS[name], "body": sheets.BODY, "copies": ()})

    page = pages(pdf.render(issued, typefaces))[0]

    rule = next(each for each in page.rules if each.red)
    title = min(line.top for line in page.lines if line.size == near(22, abs=0.1) and line.top > rule.at - 5)
    number = next(line for line in page.lines if "17号" in line.text and line.size < 20)
    mark = max(
        line.top + 0.94 * line.size / MM for line in page.lines if "Song-Bold" in line.font and line.top < number.top
    )
    assert title - (rule.at + rule.thick / 2) >= 2
    assert number.top - mark >= 2


INSPECTED = Table(
    (
        ("序号", "校区", "检查班级数（个）", "合格率", "存在的主要问题"),
        *(
            (
                str(place),
                f"第{place}校区",
                "12",
                "98.6%",
                "教案书写不规范、作业批改不及时、课堂教学重点不突出，建议加强校本教研",
            )
            for place in range(1, 31)
        ),
    ),
    caption="教学检查情况一览表",
)


def test_a_row_stays_on_one_page_and_a_figure_within_its_column(typefaces: Typefaces) -> None:
    found = pages(pdf.render(sheets.general(body=(Paragraph("如下。"), INSPECTED, Paragraph("完。"))), typefaces))

    rows = [line for page in found for line in page.lines if "98.6%" in line.text]
    assert len(rows) == 30
    for page in found:
        whole = [line.text for line in page.lines]
        assert sum("加强校本教研" in each for each in whole) == sum("教案书写" in each for each in whole)
    laid_out = columns([list(row) for row in INSPECTED.rows])
    assert laid_out.widths[3] - INSET > unbroken("98.6%") * laid_out.size and all(laid_out.whole)


def test_a_row_taller_than_a_page_goes_on_on_the_next(typefaces: Typefaces) -> None:
    body = (Paragraph("如下。"), Table((("甲", "乙"), ("值班安排。" * 399, "1"))))

    found = pages(pdf.render(sheets.general(body=body), typefaces))

    assert all(line.top < 263 for page in found for line in page.lines if not line.text.startswith("—"))
    assert sum(line.text.count("值班安排") for page in found for line in page.lines) > 300


@given(st.lists(st.lists(st.text("甲乙12.%aW", max_size=12), min_size=4, max_size=4), min_size=1, max_size=6))
def test_columns_fill_the_type_area_and_hold_their_words_where_there_is_room(rows: list[list[str]]) -> None:
    laid_out = columns(rows)

    assert sum(laid_out.widths) == near(WHOLE, abs=0.1)
    if laid_out.size > 8:
        for column, width in enumerate(laid_out.widths):
            assert width - INSET >= max(unbroken(row[column]) for row in rows) * laid_out.size


@pytest.mark.parametrize(
    "title",
    [
        LONG, "的" * 60, "关于印发2026—2027学年度第3届运动会方案的" * 6 + "通知", ("关于进一步加强学校安全管理工作" * 20)[:196] + "的通知",
        "南湖实验学校东校区关于2026年秋季学期教学检查情况的通知",
    ],
)  # fmt: skip
def test_a_long_title_breaks_by_meaning_and_no_line_is_a_particle_alone(title: str) -> None:
    words = rjieba.cut(title)
    lines = sheet.title_lines(words)

    assert "".join(lines) == title and all(sheet.width(line) <= sheet.TITLE_WIDTH for line in lines)
    assert not any(len(line) == 1 for line in lines)
    if set(title) != {"的"}:
        assert not any(line[0] in sheet.NEVER_FIRST for line in lines)
    assert not any(one[-1].isdigit() and other[0] in "年—" for one, other in pairwise(lines))


@pytest.mark.parametrize(
    "more", ["表彰先进", "校园文化艺术节和体育运动会有关工作", "各校区优秀班主任评选表彰系列活动有关工作安排"]
)
@pytest.mark.parametrize("name", ["“新时代好少年”", "《安全手册》"])
def test_no_line_of_a_title_breaks_a_short_name_in_quotation_marks(name: str, more: str) -> None:
    for place in range(20):
        title = f"关于{'进一步做好冬季学校安全工作并按时报送名单'[:place]}开展{name}学习宣传活动暨{more}的通知"
        lines = sheet.title_lines(rjieba.cut(title))

        assert "".join(lines) == title and any(name in line for line in lines)


@pytest.mark.parametrize(
    "more",
    ["关于商请协助的函", "关于做好冬季学校安全工作的联合通知", "南湖实验学校北校区关于商请协助举办校园文化艺术节的函"],
)
def test_no_line_of_a_title_breaks_the_name_of_an_issuer_or_recipient(more: str) -> None:
    names = ("南湖实验学校东校区", "南湖实验学校西校区", "南湖实验学校北校区")
    issued = sheets.letter(issuers=names[:2], addressees=names[2:], title="、".join(names[:2]) + more)

    lines = pdf.described(issued)["title"]

    assert all(any(name in line for line in lines) for name in names if name in issued.title)


@pytest.mark.parametrize("more", ["", "进一步", "切实做好", "按时做好各项", "推动各级各类学校全面落实"])
def test_no_line_of_a_title_breaks_what_belongs_together(more: str) -> None:
    whole = ("南湖区教育局", "南湖区卫生健康局", "值班值守", "实施意见", "管理办法", "第二小学")
    title = (
        f"南湖区第二小学关于转发南湖区卫生健康局、南湖区教育局关于{more}冬季校园安全和值班值守工作的实施意见"
        f"和校园安全管理办法并{more}报送情况的通知"
    )
    for begins in ("", "南湖实验学校东校区", "中共南湖区委教育工作委员会、"):
        lines = sheet.title_lines(rjieba.cut(begins + title))

        assert "".join(lines) == begins + title and all(any(each in line for line in lines) for each in whole)


HOLIDAYS = (
    "一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月4日（周一）上班。\n"
    "二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。\n"
    "三、清明节：4月3日（周六）至5日（周一）放假，共3天。"
)


def test_headings_that_run_in_are_alike_among_siblings() -> None:
    named = [block["runs"] for block in pdf.blocks(read_plain(HOLIDAYS))]
    assert [runs[0] for runs in named] == [
        {"text": each, "face": "hei"} for each in ("一、元旦：", "二、春节：", "三、清明节：")
    ]

    said = (Paragraph("（一）建章立制。各校区于年底前完成。"), Paragraph("（二）各校区应当于年底前完成。"))
    assert [len(block["runs"]) for block in pdf.blocks(said)] == [1, 1]
    apart = (said[0], Heading(1, "二、其他"), said[1], Paragraph("（二）落实责任。明确到人。"))
    assert [len(block["runs"]) for block in pdf.blocks(apart)] == [2, 1, 1, 1]
    assert sheet.paragraph("（一）建章立制。各校区完成。")[0] == Run("（一）建章立制。", "kai")


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        (
            "一、总体要求。要做好工作。\n二、主要任务\n（一）抓好学习。定期组织。\n三、保障：加强领导。",
            ["一、总体要求。", "二、主要任务", "（一）抓好学习。", "三、保障："],
        ),
        ("一、总体要求。要做好工作。\n二、保障：加强领导。", ["一、总体要求。", "二、保障："]),
        (
            "一、元旦：1月1日值班。当天报告。\n二、清明节。放假一天。\n三、劳动节：放假调休，共5天。5月6日上班。",
            ["一、元旦：", "二、清明节。", "三、劳动节："],
        ),
        ("一、总体要求\n二、各校要认真落实，按时报送。\n三、保障：加强领导。", ["一、总体要求", "三、保障："]),
        ("一、总体要求。要做好工作。\n二、各校要认真落实，按时报送。", []),
    ],
)
def test_headings_that_run_in_are_alike_beside_headings_and_in_either_form(text: str, heads: list[str]) -> None:
    shown = [run for block in pdf.blocks(read_plain(text)) for run in block["runs"]]

    assert [run["text"] for run in shown if run["face"] != "fang"] == heads


@pytest.mark.parametrize("shift", range(8))
def test_no_line_begins_with_a_connecting_dash(shift: int, typefaces: Typefaces) -> None:
    text = "值" * shift + "甲—乙、丙－丁、戊～己、庚–辛、" * 40
    found = pages(pdf.render(sheets.general(body=(Paragraph(text), Paragraph("完。"))), typefaces))

    lines = [line.text for page in found for line in page.lines if line.size == near(16, abs=0.1)]
    assert len(lines) > 20 and not any(line[0] in "—－～–" for line in lines)


def test_a_dash_of_two_stays_in_one_piece_and_may_begin_a_line() -> None:
    assert sheet.connected("一——二—三") == "一——二\u2060—三" and sheet.connected("—甲") == "—甲"


def test_rare_characters_have_the_weight_of_their_neighbours(typefaces: Typefaces) -> None:
    if not (settings().font_folder / "LXGWWenKai-Light.ttf").is_file():
        pytest.skip("the light font of rare characters is missing: python3 services/command_fonts.py")
    body = (Paragraph("联系人：王喆。"), Heading(1, "一、王喆同志"), Heading(2, "（一）王喆"), Paragraph("完。"))

    content = pdf.render(sheets.general(title="关于王喆同志任职的通知", body=body, attachments=()), typefaces)

    with pdfplumber.open(io.BytesIO(content)) as file:
        fonts = [char["fontname"] for char in file.pages[0].chars if char["text"] == "喆"]
    assert [each.rpartition("-")[2] for each in fonts] == ["Bold", "Light", "Bold", "Light"]


def test_pictures_of_a_bound_attachment_are_printed_within_the_type_area(typefaces: Typefaces) -> None:
    shown = Picture(base64.b64encode(sheets.drawn(1200, 3000)).decode(), 400.0)
    annex = Attachment("布置图", (Paragraph("布置如下。"), shown, Paragraph("完。")))

    found = pages(pdf.render(sheets.general(attachments=(annex,)), typefaces))

    page = next(page for page in found if page.images)
    left, top, right, bottom = page.images[0]
    assert left >= 27.9 and right <= 184.1 and top >= 36.9 and bottom <= 262.1
    assert (right - left) / (bottom - top) == near(0.4, abs=0.01)


def test_several_issuers_sign_one_under_another_without_losing_text(typefaces: Typefaces) -> None:
    issued = sheets.general(issuers=ISSUERS[:3], title=LONG, signatures=tuple(map(Signature, ISSUERS[:3])))

    text = "".join(line.text for page in pages(pdf.render(issued, typefaces)) for line in page.lines)

    assert all(text.count(each) >= 2 for each in ISSUERS[:3]) and MM
