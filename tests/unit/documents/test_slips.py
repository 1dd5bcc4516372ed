"""Slips that a clerk would find when rereading a text."""

from typing import Any

import pytest

from services.documents.outgoing import app, drafting
from shared.errors import ConfirmationNeeded
from tests.support.office import MemoryDocuments, on
from tests.unit.documents.test_rules import ROSTER, codes, wanted


def found_in(body: str, **changes: Any) -> list[tuple[str, str]]:
    """Check a text; return each finding with the words that it points at."""
    asked = wanted(body=body, **changes)
    judged = drafting.check(ROSTER, occasion=on("east.clerk"), wanted=asked)
    return [(each["code"], asked[each["field"]][each["start"] : each["end"]]) for each in judged["warnings"]]


@pytest.mark.parametrize(
    "day",
    [
        "2026年11月31日",
        "2026-11-31",
        "2026.11.31",
        "2026－11－31",
        "2026·11·31",
        "2026年2月29日",
        "2月30日",
        "2026年13月1日",
        "2026-02-30",
        "二〇二六年十一月三十一日",
        "4月31号",
        "２月３０日",
        "2026年１１月３１日",
        "0月3日",
        "2026 年 11 月 31 日",
        "11月30日至31日",
        "2026年11月29日—31日",
        "11月25至31日",
        "2026年11月25-31日",
        "2月28、29、30日",
        "2月28日（周日）至30日",
        "11月30日和31号",
        "二月二十八至三十日",
        "二〇二六年十一月卅一日",
        "二月廿八至卅日",
        "2026年11月31",
        "二〇二六年十一月三十一",
    ],
)
def test_a_day_that_does_not_exist_is_found_where_it_stands(day: str) -> None:
    assert found_in(f"请于{day}前报送。") == [("impossible_date", day)]


@pytest.mark.parametrize(
    "day",
    ["2026年11月30日", "2028年2月29日", "2月29日", "2026-11-30", "二〇二六年十二月三十一日", "12月", "十月十日", "15日", "11月29日至30日", "11月30日至12月31日", "11月25至30日", "11月25日、40日内", "2月27、28日", "11月29日（周日）至30日", "12月30日至1月2日", "3 月 1 日", "十二月卅一日", "二月廿八日", "2026年11月30", "2026年11月40人", "2026年11月31.5万元", "2026年11月45%", "0571-88880001", "1.2.3版", "8月"],
)  # fmt: skip
def test_a_day_that_exists_and_a_number_that_is_no_day_are_let_be(day: str) -> None:
    assert found_in(f"请于{day}前报送。") == []


def test_a_day_that_does_not_exist_is_found_in_the_title_too() -> None:
    title = "east校区关于2026年9月31日放假的通知"
    assert found_in("请知悉。", title=title) == [("impossible_date", "2026年9月31日")]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("请落实。。", "。。"),
        ("请落实！。", "！。"),
        ("请落实。！", "。！"),
        ("是否可行？，", "？，"),
        ("请落实.。", ".。"),
        ("请落实，,", "，,"),
        ("东，，西", "，，"),
        ("如下：：", "：："),
        ("甲、，乙", "、，"),
        ("好吗？？", "？？"),
        ("加油!!", "!!"),
        ("说：“可以。”。", "。”。"),
        ("范围（（试行）", "（（"),
        ("按照《《条例》", "《《"),
    ],
)
def test_a_mark_typed_twice_is_found(text: str, marks: str) -> None:
    assert found_in(f"{text}请知悉") == [("doubled_mark", marks)]


def test_a_dash_an_ellipsis_and_a_mark_after_a_quotation_are_no_doubled_marks() -> None:
    assert (
        found_in("即日起——全体……参加“安全周”。《条例》、《办法》（试行）。真的？！格式：.docx，“好！”；比例1:1。") == []
    )


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("(一)范围", "(一)"),
        ("（一)范围", "（一)"),
        ("（一）、范围", "（一）、"),
        ("1、范围", "1、"),
        ("(1)范围", "(1)"),
        ("一.范围", "一."),
        ("1)范围", "1)"),
        ("1．范围", "1．"),
        ("第1、范围", "第1、"),
        ("第一、范围", "第一、"),
        ("①、范围", "①、"),
        ("②.范围", "②."),
    ],
)
def test_a_number_of_a_heading_in_another_form_is_found(line: str, mark: str) -> None:
    assert found_in(f"现通知如下。\n{line}") == [("level_mark", mark)]


def test_the_four_levels_as_the_standard_writes_them_and_figures_are_let_be() -> None:
    assert (
        found_in(
            "一、范围\n（一）对象\n1.教师\n（1）在编\n2.5万元以内\n1、2年级学生参加\n10月8日起\n第一、二季度\n第1、2组\n第一，认真\n①教师"
        )
        == []
    )


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("east校区  2026年11月29日", [("signature_typed", "east校区  2026年11月29日")]),
        ("2026年11月29日\neast校区", [("date_typed", "2026年11月29日"), ("signature_typed", "east校区")]),
        ("2026.11.29", [("date_typed", "2026.11.29")]),
        ("east校区办公室\n2026年11月29日", [("signature_typed", "east校区办公室"), ("date_typed", "2026年11月29日")]),
        (
            "学校安全工作领导小组\n2026年11月29日",
            [("signature_typed", "学校安全工作领导小组"), ("date_typed", "2026年11月29日")],
        ),
        ("2026 年 11 月 29 日", [("date_typed", "2026 年 11 月 29 日")]),
        ("附 件：名单", [("attachments_typed", "附 件：名单")]),
        ("附件一：申报表", [("attachments_typed", "附件一：申报表")]),
        ("附件 2:申报表", [("attachments_typed", "附件 2:申报表")]),
        ("附：申报表", [("attachments_typed", "附：申报表")]),
        ("附件1\n申报表", [("attachments_typed", "附件1")]),
        ("附件\n申报表", [("attachments_typed", "附件")]),
        ("主送：西校区", [("recipient_typed", "主送：西校区")]),
        ("抄送机关：南湖教育局", [("recipient_typed", "抄送机关：南湖教育局")]),
    ],
)
def test_what_the_page_writes_by_itself_is_found_however_it_is_typed(end: str, found: list[tuple[str, str]]) -> None:
    assert found_in(f"现将有关事项通知如下。\n{end}") == found


@pytest.mark.parametrize(
    "line", ["西校区、北校区：", "各校区、各处室：", "区教育局：", "西校区、北校区，各处室:", "各校区:"]
)
def test_recipients_typed_below_the_first_line_are_found(line: str) -> None:
    assert found_in(f"关于冬季安全的通知\n{line}\n请办理。") == [("recipient_typed", line)]


@pytest.mark.parametrize("line", ["西校区、北校区，各处室:", "各校区，各处室：", "西校区,北校区:", "各校区:"])
def test_recipients_are_found_with_any_comma_and_any_colon(line: str) -> None:
    assert found_in(f"{line}\n请落实。") == [("recipient_typed", line)]


def test_a_text_that_begins_with_its_attachments_is_told_so() -> None:
    assert found_in("附件:1.名单\n请查收。") == [("attachments_typed", "附件:1.名单")]


def test_recipients_attachments_and_signature_typed_inside_the_text_are_found() -> None:
    text = "各校区：\n现将有关事项通知如下。\n附件：1.推荐名额分配表\n2.申报表\neast校区\n2026年11月29日"
    assert found_in(text) == [
        ("recipient_typed", "各校区："),
        ("attachments_typed", "附件：1.推荐名额分配表"),
        ("signature_typed", "east校区"),
        ("date_typed", "2026年11月29日"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "现将有关事项通知如下：\n一、范围",
        "活动安排：\n上午开会。",
        "时间：2026年11月23日\n主持：张立",
        "请按附件要求报送。",
        "现定于2026年11月29日\n召开会议。",
        "现通知如下。\n各校区要做好以下工作：\n（一）值班。",
        "现通知如下。\n会议地点：\n二楼会议室",
        "现通知如下。\n负责的部门：\n总务处",
        "为做好安全工作，现通知各校区:\n请落实。",
        "请各校区落实。\n附件1所列单位另行通知。",
    ],
)
def test_a_text_without_typed_elements_is_let_be(text: str) -> None:
    assert found_in(text) == []


def test_a_slip_is_confirmed_before_the_document_is_handed_in() -> None:
    documents, occasion = MemoryDocuments(on("east.clerk")), on("east.clerk")
    drafting.draft(documents, ROSTER, occasion=occasion, new_id="d", wanted=wanted(body="请于11月31日前报送。"))

    with pytest.raises(ConfirmationNeeded) as refused:
        app.act(documents, ROSTER, "d", "submit", occasion=occasion, comment=None)

    assert codes(refused.value.details["warnings"]) == ["impossible_date"]
    assert "11月31日" in refused.value.details["warnings"][0]["message"]


def test_a_correction_is_no_duplicate_of_what_it_corrects_saved_or_not() -> None:
    documents, occasion = MemoryDocuments(on("east.clerk")), on("east.clerk")
    drafting.draft(documents, ROSTER, occasion=occasion, new_id="wrong", wanted=wanted())

    def checked(**more: Any) -> list[str]:
        asked = wanted(**more)
        return codes(drafting.check(ROSTER, occasion=occasion, wanted=asked, documents=documents)["warnings"])

    assert checked(replaces="wrong") == []
    assert checked(replaces="unknown") == checked() == ["drafted_already"]


def test_an_equal_draft_of_the_same_day_is_pointed_out_but_not_the_draft_itself() -> None:
    documents, occasion = MemoryDocuments(on("east.clerk")), on("east.clerk")
    for new_id in ("first", "second"):
        drafting.draft(documents, ROSTER, occasion=occasion, new_id=new_id, wanted=wanted())

    def checked(who: str = "east.clerk", hours: float = 0, **more: Any) -> list[str]:
        later = on(who, hours=hours)
        return codes(
            drafting.check(ROSTER, occasion=later, wanted=wanted(), documents=documents.on(later), **more)["warnings"]
        )

    assert checked() == ["drafted_already"]
    app.act(documents, ROSTER, "second", "withdraw", occasion=occasion, comment="重复")
    assert checked(document_id="first") == []
    assert checked(hours=24) == [] and checked("east.handler") == []
