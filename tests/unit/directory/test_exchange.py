"""A district's workbook and text: faults by cell, the changes, entering in parts, and the round trip."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from services.directory.district_file import Entered
from services.directory.domain import Organ, Person, RoleName
from services.directory.entering import person_id
from services.directory.exchange import app, reading, writing
from services.directory.exchange.comparison import Comparison
from services.directory.exchange.reading import FileFaulty
from shared.contracts.directory import Room
from shared.errors import ConfirmationNeeded, Forbidden, InvalidInput
from shared.occasion import Occasion
from tests.support.office import MORNING, PATHS, actor, on
from tests.unit.directory import repositories
from tests.unit.directory.test_groups import Collected as Groups

HEADS = {
    "单位": ["编号", "类别", "上级编号", "全称", "简称", "机关代字", "另一上级编号"],
    "会议室": ["会议室编号", "单位编号", "名称", "座位", "保管人用户名"],
    "人员": ["用户名", "姓名", "单位编号", "岗位", "角色"],
    "岗位": ["单位编号", "岗位", "须有的角色", "负责事项", "职责说明", "代岗人员用户名"],
    "分组": ["单位编号", "分组", "成员单位编号"],
}
STANDING = {name: (repositories.KINDS[len(path) - 1], path) for name, path in PATHS.items() if path[0] == "nanhu"}


class Organs(repositories.Organs):
    def several(self, ids: Sequence[str]) -> Mapping[str, Organ]:
        return {each: self.get(each) for each in ids if each in self.records}


class People(repositories.People):
    def several(self, ids: Sequence[str]) -> Mapping[str, Person]:
        return {each: self.get(each) for each in ids if each in self.records}

    def bearing(self, usernames: Sequence[str]) -> Mapping[str, Person]:
        return {each.username: each for each in map(self.get, self.records) if each.username in usernames}


def stored(organs: Organs, people: People) -> app.Directory:
    return app.Directory(organs, people, repositories.Posts(people.occasion), Groups(people.occasion))


def workbook(heads: Mapping[str, Sequence[str]] = HEADS, /, **sheets: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate([heads[name], *rows]):
                sheet.write_row(line, 0, row)
    return out.getvalue()


def read(content: bytes) -> Entered:
    import json

    return reading.answered(json.dumps(reading.read(reading.asked(content, STANDING))).encode())


def faults(content: bytes) -> dict[str, str]:
    with pytest.raises(FileFaulty) as refused:
        read(content)
    return dict(refused.value.faults)


def kept() -> tuple[Organs, People]:
    organs, people = Organs(on("nanhu.admin")), People(on("nanhu.admin"))
    organs.records, people.records = (
        repositories.organs().records,
        repositories.people("east.clerk", "nanhu.admin", "security").records,
    )
    return organs, people


CAMPUS = ["south", "校区", "shiyan", "南湖实验学校南校区", "南校区", "南实验南发", ""]
NEW = ["south.clerk", "苏晓", "south", "办公室文秘", "文秘、承办人"]


def test_every_fault_is_named_by_its_cell() -> None:
    found = faults(
        workbook(
            单位=[["South!", "校区", "shiyan", "南校区", "", "x", ""], ["s2", "校园", "shiyan", "", "", "", ""], ["s3", "校区", "nowhere", "三", "", "", ""], ["s4", "学校", "east", "四", "", "", ""]],
            会议室=[["r1", "s9", "一", 0, ""]],
            人员=[["A B", "苏晓", "gone", "", "文秘、校长"], ["a.b", "苏", "east", "文秘", "审计管理员，文秘"], ["a.b", "苏", "east", "文秘", "文秘"]],
        )
    )  # fmt: skip

    assert set(found) == {
        "单位!A2", "单位!F2", "单位!B3", "单位!C4", "单位!C5", "会议室!B2", "人员!A2", "人员!C2", "人员!D2", "人员!E2", "人员!E3", "人员!A4",
    }  # fmt: skip
    assert "人员!A3" in found["人员!A4"] and "类别" in found["单位!B3"]


def test_a_workbook_of_other_columns_or_none_at_all_says_so() -> None:
    assert (
        "缺少列：姓名"
        in faults(
            workbook({"人员": ["用户名", "名字", "单位编号", "岗位", "角色"]}, 人员=[["a", "b", "east", "c", "文秘"]])
        )["人员!A1"]
    )
    assert "没有内容" in faults(workbook(人员=[]))["文件"]
    for content in (b"PK\x03\x04 nothing", b"PK"):
        assert "不是 .xlsx" in faults(content)["文件"]


def test_a_workbook_with_more_rows_than_are_read_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"u{each}", "苏晓", "east", "文秘", "文秘"] for each in range(6)]
    monkeypatch.setattr("services.directory.exchange.workbook.MOST_ROWS", 6)

    assert "最多6行" in faults(workbook(人员=rows))["人员!A7"]
    assert len(read(workbook(人员=[*rows[:5], ["", "", "", "", ""]])).people) == 5


def test_a_dry_run_shows_each_change_and_changes_nothing() -> None:
    organs, people = kept()
    content = workbook(
        单位=[CAMPUS, ["east", "校区", "shiyan", "东校区", "东校区", "", ""]],
        人员=[NEW, ["east.clerk", "陈晓东", "west", "文秘", "文秘"]],
    )

    found = app.compare(stored(organs, people), read(content), actor=actor("nanhu.admin"))
    shown = found.shown()

    assert (shown["new"], shown["changed"], shown["unchanged"], shown["faults"]) == (2, 2, 0, [])
    clerk = next(each for each in shown["changes"] if each["id"] == "east.clerk")
    assert (clerk["place"], clerk["new"]) == ("人员!A3", False)
    assert {each["label"]: (each["before"], each["after"]) for each in clerk["fields"]} == {
        "名称": ("east.clerk", "陈晓东"), "单位": ("east", "west"), "岗位": ("岗位", "文秘"),
    }  # fmt: skip
    assert people.get("p-east.clerk").version == 1 and "south" not in organs.records


def test_what_was_looked_at_is_entered_in_parts_and_entering_it_again_does_nothing() -> None:
    organs, people = kept()
    content = workbook(单位=[CAMPUS], 人员=[NEW, ["east.clerk", "陈晓东", "west", "文秘", "文秘"]])

    def compared() -> Comparison:
        return app.compare(stored(organs, people), read(content), actor=actor("nanhu.admin"))

    said, steps = compared().print, 0
    with pytest.raises(app.ChangedSince):
        app.enter(stored(organs, people), compared(), "0" * 32)
    while True:
        answer = app.enter(stored(organs, people), compared(), said, confirm=True, at_once=1, again=compared)
        said, steps = answer["print"], steps + answer["entered"]
        if not answer["left"]:
            break

    assert steps == 3
    assert people.by_username("south.clerk").roles == (RoleName.CLERK, RoleName.HANDLER)  # type: ignore[union-attr]
    assert people.get("p-east.clerk").session_version == 2
    assert app.enter(stored(organs, people), compared(), None)["entered"] == 0


def test_the_operator_enters_a_file_without_signing_in() -> None:
    organs, people = (each.on(Occasion(MORNING)) for each in kept())
    found = app.compare(stored(organs, people), read(workbook(单位=[CAMPUS], 人员=[NEW])), actor=None)

    assert app.enter(stored(organs, people), found, found.print, confirm=True)["entered"] == 2


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"人员": [["lake.clerk", "邻区", "east", "文秘", "文秘"]]}, "已有人使用"),
        ({"人员": [["nanhu.admin", "改名", "nanhu", "区管理员", "区管理员"]]}, "不能修改自己"),
        ({"人员": [["new.auditor", "新", "nanhu", "审计", "审计管理员"]]}, "由系统管理员登记"),
        ({"单位": [["beihu", "区教育局", "", "北湖", "", "", ""]]}, "不是本区"),
        ({"单位": [["east", "学校", "nanhu", "东", "", "", ""]]}, "类别不能改变"),
    ],
)  # fmt: skip
def test_a_file_changes_nothing_that_its_bearer_could_not(sheets: Any, message: str) -> None:
    organs, people = kept()
    people.records |= repositories.people("lake.clerk").records

    found = app.compare(stored(organs, people), read(workbook(**sheets)), actor=actor("nanhu.admin"))

    assert [message in each for _, each in found.faults] == [True]
    with pytest.raises(InvalidInput):
        app.enter(stored(organs, people), found, None)
    with pytest.raises(Forbidden):
        app.compare(stored(organs, people), read(workbook(**sheets)), actor=actor("east.director"))


def test_what_was_exported_comes_back_unchanged_as_workbook_and_as_text() -> None:
    organs, people = kept()
    east = replace(
        organs.get("east"),
        rooms=(Room(id="r1", name="=1+1", seats=20, keeper="p-east.clerk"),),
        issuer_code="南实验东发",
    )
    organs.save(east, announcing=east.recorded(), action="change")
    all_organs = [organs.get(each) for each in organs.records if organs.get(each).path[0] == "nanhu"]
    erxiao = Organ(
        id="erxiao",
        kind=repositories.KINDS[1],
        name="二小",
        short_name="二小",
        parent="nanhu",
        path=("nanhu", "erxiao"),
    )
    organs.add(erxiao, announcing=erxiao.recorded(), action="enter")
    all_organs.append(organs.get("erxiao"))
    staff = [people.get(each) for each in people.records]
    usernames = {each.id: each.username for each in staff}

    def exported(named: Mapping[str, str]) -> writing.Exported:
        return writing.Exported(all_organs, staff, (), (), named)

    for content in (writing.workbook(exported({})), writing.text(exported({}))):
        found = app.compare(stored(organs, people), read(content), actor=actor("nanhu.admin"))
        assert (found.faults, found.changes) == ((), ())  # also of the room whose keeper was left out
        assert found.unchanged == len(all_organs) + len(staff)
    assert b"east.clerk" in writing.text(exported(usernames))


EAST = ["east", "校区", "shiyan", "east", "east", "", ""]


def with_room(organs: Organs, keeper: str | None) -> None:
    east = replace(organs.get("east"), rooms=(Room(id="r1", name="一会议室", seats=20, keeper=keeper),))
    organs.save(east, announcing=east.recorded(), action="change")


def test_a_rooms_keeper_is_shown_before_and_after_and_one_who_is_not_named_stays() -> None:
    organs, people = kept()
    people.records |= repositories.people("west.handler").records
    for person in ("east.clerk", "west.handler"):  # as the system enters them
        people.records[person_id(person)] = {**people.records.pop(f"p-{person}"), "_id": person_id(person)}
    with_room(organs, person_id("east.clerk"))

    def compared(seats: int, *keeper: str) -> list[tuple[str, str]]:
        content = workbook(单位=[EAST], 会议室=[["r1", "east", "一会议室", seats, *keeper]])
        found = app.compare(stored(organs, people), read(content), actor=actor("nanhu.admin")).shown()
        return [(field["before"], field["after"]) for each in found["changes"] for field in each["fields"]]

    was = "一会议室（20座，保管人east.clerk）"
    assert compared(20, "west.handler") == [(was, "一会议室（20座，保管人west.handler）")]
    assert compared(30) == [(was, "一会议室（30座，保管人east.clerk）")]
    assert compared(20) == []


@pytest.mark.parametrize("keeper", ["no.body", "lake.clerk", "gone.clerk"])
def test_a_keeper_is_somebody_who_works_in_the_district_or_whom_the_file_enters(keeper: str) -> None:
    organs, people = kept()
    people.records |= repositories.people("lake.clerk").records
    for username, more in (("lake.clerk", {}), ("gone.clerk", {"path": ["nanhu"], "active": False})):
        record = {**people.records["p-lake.clerk"], **more, "_id": person_id(username), "username": username}
        people.records[person_id(username)] = record

    def compared(keeper: str) -> Comparison:
        content = workbook(
            单位=[EAST], 会议室=[["r1", "east", "一", 20, keeper]], 人员=[["new.one", "新", "east", "干事", "承办人"]]
        )
        return app.compare(stored(organs, people), read(content), actor=actor("nanhu.admin"))

    ((place, message),) = compared(keeper).faults
    assert place == "单位!A2" and "一" in message and "保管人" in message
    assert compared("new.one").faults == ()


def staffed(*usernames: str) -> tuple[Organs, People]:
    organs, people = kept()
    people.records |= repositories.people(*usernames).records
    return organs, people


def warned(organs: Organs, people: People, *rows: Sequence[str]) -> list[dict[str, str]]:
    found = app.compare(stored(organs, people), read(workbook(人员=rows)), actor=actor("nanhu.admin"))
    assert found.faults == ()
    return found.shown()["warnings"]  # type: ignore[no-any-return]


def test_a_file_that_leaves_a_post_empty_says_so_by_place_and_is_entered_when_that_was_confirmed() -> None:
    organs, people = staffed("east.registrar", "west.registrar")
    moved = ["east.registrar", "易", "west", "机要文书", "机要文书"]

    (warning,) = warned(organs, people, [*NEW[:2], "east", "文秘", "文秘"], moved)
    assert warning["place"] == "人员!A3" and "east将没有机要文书" in warning["message"]
    assert "收文签收、登记" in warning["message"]
    found = app.compare(stored(organs, people), read(workbook(人员=[moved])), actor=actor("nanhu.admin"))
    with pytest.raises(ConfirmationNeeded) as refused:
        app.enter(stored(organs, people), found, found.print)
    assert [(each["field"], each["code"]) for each in refused.value.details["warnings"]] == [("人员!A2", "post_empty")]
    assert people.get("p-east.registrar").organ == "east"

    assert app.enter(stored(organs, people), found, found.print, confirm=True)["entered"] == 1
    assert people.get("p-east.registrar").organ == "west"


def test_what_is_confirmed_is_what_was_shown_and_nothing_that_came_since() -> None:
    organs, people = staffed("east.registrar", "west.registrar")
    people.records |= {"p-two": {**people.records["p-east.registrar"], "_id": "p-two", "username": "two"}}
    moved = ["east.registrar", "易", "west", "机要文书", "机要文书"]

    def compared() -> Comparison:
        return app.compare(stored(organs, people), read(workbook(人员=[moved])), actor=actor("nanhu.admin"))

    looked_at = compared()
    assert looked_at.warnings == ()
    people.records["p-two"]["roles"] = ["handler"]  # meanwhile the other registrar got another post

    with pytest.raises(app.ChangedSince):
        app.enter(stored(organs, people), compared(), looked_at.print, confirm=True)
    with pytest.raises(ConfirmationNeeded):
        app.enter(stored(organs, people), compared(), None, confirm=True)
    assert people.get("p-east.registrar").organ == "east"
    assert app.enter(stored(organs, people), compared(), compared().print, confirm=True)["entered"] == 1


def test_changes_of_a_file_are_judged_together() -> None:
    organs, people = staffed("east.registrar", "east.handler", "main.registrar", "main.clerk")
    loses = ["east.registrar", "易", "east", "干事", "承办人"]
    takes = ["east.handler", "何", "east", "机要文书", "机要文书、承办人"]
    other = ["new.one", "新", "east", "机要文书", "机要文书"]
    both = [
        ["main.registrar", "马", "east", "机要文书", "机要文书"],
        ["main.clerk", "麦", "main", "机要文书", "机要文书"],
    ]

    assert len(warned(organs, people, loses)) == 1
    assert warned(organs, people, loses, takes) == [] and warned(organs, people, takes, loses) == []
    assert (
        warned(organs, people, loses, other) == [] and warned(organs, people, loses, both[0])[0]["place"] == "人员!A3"
    )
    assert [each["message"][:10] for each in warned(organs, people, *both)] == ["main将没有文秘，"]
    people.records |= {"p-two": {**people.records["p-east.registrar"], "_id": "p-two", "username": "two"}}
    assert warned(organs, people, loses) == []
    assert len(warned(organs, people, loses, ["two", "又", "east", "干事", "承办人"])) == 1


@given(st.text(max_size=40))
def test_no_cell_breaks_the_reader(text: str) -> None:
    told = reading.read(reading.asked(workbook(人员=[[text, text, text, text, text]]), STANDING))

    assert all(place.startswith(("人员!", "文件")) for place, _ in told["faults"])
