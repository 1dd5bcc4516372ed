"""The registers of outgoing and incoming documents, as an office keeps them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.documents.registers import app
from shared import register
from shared.actor import Actor
from shared.register import TooManyRows
from tests.support.office import actor
from tests.unit.documents.test_document import Desk

CLERK, DAY = actor("east.registrar"), date(2026, 11, 23)
OUTGOING = "序号 发文字号 标题 文种 发文机关 主送机关 抄送机关 签发人 成文日期 联合发文机关 密级 紧急程度 送达情况 状态"
INCOMING = (
    "序号 收文编号 来文单位 来文字号 标题 文种 成文日期 收文日期 密级 紧急程度 份数 承办人 办理时限 状态 办理结果"
)


class Register:
    """Entries in memory."""

    def __init__(self, *entries: Any) -> None:
        self.entries_, self.asked = entries, dict[str, Any]()

    def entries(self, actor: Actor, wanted: Mapping[str, Any], *, skip: int, limit: int) -> list[Any]:
        self.asked = dict(wanted)
        return list(self.entries_[skip : skip + limit])


class Made:
    """Keeps what a file would hold."""

    def __call__(self, title: str, headings: Iterable[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> bytes:
        self.title, self.headings, self.rows = title, [each for each, _ in headings], [list(each) for each in rows]
        return b""


def released() -> Desk:
    desk = Desk()
    desk.deliver(desk.until("release", copies=["desk"]))
    return desk


def document(desk: Desk) -> Any:
    return desk.documents.get("d0")


def test_lines_of_the_outgoing_register_are_numbered_through_whatever_series_their_documents_have() -> None:
    made, one = Made(), document(released())
    other = replace(one, number="南实验东函〔2026〕1号", series="南实验东函:2026")

    app.outgoing_file(Register(one, other), actor=CLERK, build=made, year=2026)

    assert [row[:2] for row in made.rows] == [[1, "南实验东发〔2026〕1号"], [2, "南实验东函〔2026〕1号"]]


def test_documents_stand_in_the_registers_with_all_that_an_office_looks_up() -> None:
    desk, made = released(), Made()
    copy = desk.incomings.find(next(iter(desk.incomings.records)))

    app.outgoing_file(Register(document(desk)), actor=CLERK, build=made, year=2026)
    assert (made.title, " ".join(made.headings)) == ("2026年发文登记簿", OUTGOING)
    assert made.rows == [[
        1, "南实验东发〔2026〕1号", "关于做好冬季安全工作的通知", "通知", "east校区", "west校区、north校区", "desk校区", "east.leader",
        DAY, "", "", "平件", "已签收0/3；未签收：west校区、north校区、desk校区", "已核发",
    ]]  # fmt: skip
    app.incoming_file(Register(copy), actor=CLERK, build=made, year=None)
    assert (made.title, " ".join(made.headings)) == ("收文登记簿", INCOMING)
    assert made.rows == [[
        0, "", "east校区", "南实验东发〔2026〕1号", "关于做好冬季安全工作的通知", "通知", DAY, DAY, "", "平件", 1, None, None, "待签收",
        None,
    ]]  # fmt: skip


def test_a_register_says_which_copies_were_signed_for_and_which_came_back() -> None:
    sent = document(released())
    west, north, desk = sent.deliveries

    def told(**statuses: str) -> str:
        copies = {each: replace(copy, status=statuses.get(each, copy.status)) for each, copy in sent.deliveries.items()}
        return app.delivered(replace(sent, deliveries=copies))

    assert told(west="received", north="received", desk="received") == "已签收3/3"
    assert told(west="returned", desk="received") == "已签收2/3；未签收：north校区；退文：west校区"
    assert app.delivered(replace(sent, deliveries={})) == ""
    came_back = {west: replace(sent.deliveries[west], status="returned")}
    row = app.outgoing_row(replace(sent, deliveries={**sent.deliveries, **came_back}))
    assert (row["received"], row["returned"], row["sent"]) == (1, 1, 3)
    assert app.outgoing_row(replace(sent, deliveries={north: sent.deliveries[north]}))["received"] == 0
    assert {west, north, desk} == {"west", "north", "desk"}


def test_a_register_is_read_page_by_page() -> None:
    one = document(released())
    register = Register(one, one, one)

    first = app.outgoing(register, actor=CLERK, cursor=None, limit=2)
    second = app.outgoing(register, actor=CLERK, cursor=first["next"], limit=2)
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert app.outgoing(register, actor=CLERK, cursor=None, limit=3)["next"] is None


def test_a_register_that_is_too_long_for_one_file_is_refused_and_one_that_just_fits_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(register, "MOST_ROWS", 2)
    one = document(released())

    app.outgoing_file(Register(one, one), actor=CLERK, build=Made())
    with pytest.raises(TooManyRows):
        app.outgoing_file(Register(one, one, one), actor=CLERK, build=Made())
