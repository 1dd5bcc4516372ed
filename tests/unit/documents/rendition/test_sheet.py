"""The writing of a page's elements (GB/T 9704-2012)."""

from datetime import date
from itertools import accumulate, pairwise, product
from time import process_time

import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from services.documents.rendition import pdf, sheet
from services.documents.rendition.pdf import described
from services.documents.rendition.phrases import PHRASES
from services.documents.rendition.sheet import Run
from services.documents.text.domain import read_plain
from tests.unit.documents.rendition import sheets


def test_dates_copy_numbers_and_names_are_written_as_the_standard_says() -> None:
    assert sheet.day(date(2026, 1, 5)) == "2026年1月5日"
    assert sheet.copy_number(1) == "000001"
    assert sheet.addressed(("东校区", "西校区")) == "东校区，西校区："
    assert sheet.copied(("区委办公室", "区政府办公室")) == "区委办公室，区政府办公室。"
    assert sheet.noted("联系人：王喆") == "（联系人：王喆）" == sheet.noted("（联系人：王喆）")
    assert sheet.attachment_name("《校园安全管理办法》。") == "校园安全管理办法"
    assert sheet.listed(("王喆", "李建国")) == "王　喆　李建国"


@pytest.mark.parametrize(
    "title",
    [
        "青岚区教育局办公室关于做好2026年秋季学期多校区督办工作的通知",
        "中共青岚区教育局委员会关于印发《青岚区中小学校党组织领导的校长负责制实施细则（试行）》的通知",
        "南湖实验学校关于进一步加强冬季校园安全管理和消防安全隐患排查整治工作的意见",
    ],
)
def test_a_title_breaks_between_words_into_a_trapezoid_or_a_lozenge(title: str) -> None:
    lines = sheet.title_lines(rjieba.cut(title))

    widths = [sheet.width(line) for line in lines]
    assert "".join(lines) == title and 2 <= len(lines) <= 4 and max(widths) <= 19
    turns = [after > before for before, after in pairwise(widths)]
    assert turns in (sorted(turns), sorted(turns, reverse=True)) and turns != [False, True]
    assert not any(line[0] in sheet.NEVER_FIRST for line in lines)
    ends = {len("".join(lines[: place + 1])) for place in range(len(lines))}
    words = rjieba.cut(title)
    assert ends <= {len("".join(words[: place + 1])) for place in range(len(words))}


@pytest.mark.parametrize("words", [["的"] * 60, ["工"] * 60, ["ab"] * 60, ["甲", "的"] * 30, ["通", "知"] * 28])
def test_no_title_keeps_the_process_from_others(words: list[str]) -> None:
    began = process_time()

    lines = sheet.title_lines(words)

    assert "".join(lines) == "".join(words)
    assert process_time() - began < 0.3  # 3.4 s where every break was tried


@given(st.lists(st.text("关于做好的通知，《》abc12", min_size=1, max_size=30), max_size=80))
def test_no_title_loses_a_character(words: list[str]) -> None:
    assert "".join(sheet.title_lines(words)) == "".join(words)


def test_a_numbered_first_sentence_bears_the_typeface_of_its_level() -> None:
    assert sheet.paragraph("（一）强化运用。按期办结。") == (Run("（一）强化运用。", "kai"), Run("按期办结。"))
    assert sheet.paragraph("一、强化运用。按期办结。")[0].face == "hei"
    assert sheet.paragraph("一、提高认识，加强领导。为了安全。")[0].face == "hei"
    assert sheet.paragraph("按期办结。强化运用。") == (Run("按期办结。强化运用。"),)


def test_what_is_no_character_to_print_is_left_out() -> None:
    assert sheet.clean("甲\x00乙\u202e丙\t丁") == "甲乙丙 丁"


MINUTES = "会议议定事项如下：\n一、会议听取了总务处关于冬季安全的汇报。会议要求各部门落实到人。\n二、会议审议了值班安排。会议同意。"
DRAFTED = "一、开展冬季安全检查。（责任人：李建国；完成时限：2026年12月1日）\n二、冬季安全：会议听取了汇报。"


@pytest.mark.parametrize("text", (MINUTES, DRAFTED, DRAFTED.splitlines()[0]))
def test_a_sentence_of_minutes_is_no_heading(text: str) -> None:
    page = sheets.minutes(body=read_plain(text))

    assert {run["face"] for block in described(page)["body"] for run in block["runs"]} == {"fang"}


def test_a_sentence_that_tells_what_happened_is_no_heading_in_any_document() -> None:
    page = sheets.general(body=read_plain(MINUTES), attachments=())

    assert {run["face"] for block in described(page)["body"] for run in block["runs"]} == {"fang"}


def test_an_item_of_minutes_that_names_its_matter_is_headed_by_it() -> None:
    page = sheets.minutes(body=read_plain("一、冬季安全：会议听取了汇报。\n二、值班：会议同意。"))

    assert [[run["face"] for run in block["runs"]] for block in described(page)["body"]] == [["hei", "fang"]] * 2


@pytest.mark.parametrize("issuer", ("南湖实验学校", "青岚区教育局、青岚区财政局"))
def test_no_line_of_a_title_ends_within_a_set_phrase(issuer: str) -> None:
    torn = []
    befores, afters = (
        ("", "全区", "2026年秋季学期"),
        ("的通知", "有关事项的通知", "工作有关事项的通知", "和周边环境整治的实施意见"),
    )
    for phrase, before, after in product(PHRASES, befores, afters):
        whole = f"{issuer}关于{before}{phrase}{after}"
        start, lines = whole.rindex(phrase), pdf.title(whole, [issuer])
        torn += ["/".join(lines) for end in accumulate(map(len, lines)) if start < end < start + len(phrase)]

    assert torn == []


def test_a_set_phrase_takes_no_line_more_and_stays_whole_in_a_title_of_many_lines() -> None:
    campuses = "、".join(f"南湖实验学校{each}校区" for each in "东西北")
    long = (
        f"{campuses}关于进一步加强和改进新形势下中小学校园安全管理与未成年人心理健康教育协同推进工作机制建设"
        "以及家校社共育工作的若干措施落实情况的通知"
    )

    lines = sheet.title_lines(tuple(rjieba.cut(long)))

    for phrase in ("心理健康教育", "家校社共育", "校园安全", "中小学"):
        assert any(phrase in line for line in lines), lines
    repeated = ("关于进一步加强学校安全管理工作" * 20)[:196] + "的通知"
    assert len(sheet.title_lines(tuple(rjieba.cut(repeated)))) <= -(-sheet.width(repeated) // sheet.TITLE_WIDTH)
