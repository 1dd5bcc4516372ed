"""Posts and groups in a district's file: faults by cell, the diff, the gaps of everything together, and the round trip."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from services.directory.district_file import DistrictFaulty, read_district
from services.directory.domain import Person, RoleName
from services.directory.entering import person_id
from services.directory.exchange import app, writing
from services.directory.exchange.comparison import Comparison
from services.directory.groups.domain import Group
from services.directory.posts.domain import Post
from shared.errors import ConfirmationNeeded
from tests.support.directory import left
from tests.support.office import PATHS, actor, on
from tests.unit.directory import repositories
from tests.unit.directory.test_exchange import Organs, People, faults, read, workbook
from tests.unit.directory.test_groups import Collected as Groups

POST = ["east", "机要文书", "机要文书", "收文签收、登记；归档", "管印章\n管机要", "east.handler"]


def directory(*more: str) -> app.Directory:
    """Build a district with some people, whose ids are made of usernames as the system makes them."""
    found = app.Directory(
        Organs(on("nanhu.admin")), People(on("nanhu.admin")), repositories.Posts(on("nanhu.admin")), Groups(on("nanhu.admin"))
    )  # fmt: skip
    found.organs.records = repositories.organs().records  # type: ignore[attr-defined]
    for record in repositories.people("east.handler", "west.handler", "nanhu.admin", *more).records.values():
        entry = {**record, "_id": person_id(record["username"])}
        found.people.records[entry["_id"]] = entry  # type: ignore[attr-defined]
    return found


def compared(stored: app.Directory, **sheets: Sequence[Sequence[Any]]) -> Comparison:
    return app.compare(stored, read(workbook(**sheets)), actor=actor("nanhu.admin"))


def enter(stored: app.Directory, **sheets: Sequence[Sequence[Any]]) -> None:
    found = compared(stored, **sheets)
    app.enter(stored, found, found.print, confirm=True)


def only(stored: app.Directory, what: str) -> Any:
    (record,) = getattr(stored, what).records
    return getattr(stored, what).get(record)


def test_every_fault_of_a_post_and_a_group_is_named_by_its_cell() -> None:
    found = faults(
        workbook(
            岗位=[
                ["gone", "一", "", "", "", ""],
                ["east", "", "校长", "签收", "", "A B"],
                ["east", "三", "", "归档；归档", "", ""],
                ["east", "三", "文秘、文秘", "", "", ""],
                ["west", "三", "", "", "长" * 2001, ""],
            ],
            分组=[
                ["east", "", ""],
                ["gone", "一", "east"],
                ["nanhu", "二", "east、gone"],
                ["nanhu", "二", "west，west"],
                ["nanhu", "三", "lake"],
            ],
        )
    )

    assert set(found) == {
        "岗位!A2", "岗位!B3", "岗位!C3", "岗位!D3", "岗位!F3", "岗位!D4", "岗位!B5", "岗位!C5", "岗位!E6",
        "分组!B2", "分组!C2", "分组!A3", "分组!C4", "分组!C5", "分组!B5", "分组!C6",
    }  # fmt: skip
    assert "岗位!B4" in found["岗位!B5"] and "收文签收、登记" in found["岗位!D3"]


def test_posts_and_groups_are_shown_entered_and_changed_field_by_field() -> None:
    stored = directory()

    first = compared(stored, 岗位=[POST], 分组=[["nanhu", "各校区", "east、west"]])
    assert [(each["what"], each["id"], each["place"], each["new"]) for each in first.shown()["changes"]] == [
        ("post", "east", "岗位!A2", True), ("group", "nanhu", "分组!A2", True),
    ]  # fmt: skip
    assert stored.posts.records == {}  # type: ignore[attr-defined]
    assert app.enter(stored, first, first.print)["entered"] == 2
    post, group = only(stored, "posts"), only(stored, "groups")
    assert (post.roles, post.matters) == ((RoleName.REGISTRAR,), ("incoming.receive", "archive.file"))
    assert (post.duties, post.stand_in, post.district) == ("管印章\n管机要", person_id("east.handler"), "nanhu")
    assert (group.owner, group.path, group.members) == ("nanhu", ("nanhu",), ("east", "west"))

    other = compared(
        stored, 岗位=[["east", "机要文书", "", "归档", "", ""]], 分组=[["nanhu", "各校区", "west、main"]]
    ).shown()
    told = {field["label"]: (field["before"], field["after"]) for each in other["changes"] for field in each["fields"]}
    assert told == {
        "角色": ("机要文书", ""),
        "负责事项": ("收文签收、登记；归档", "归档"),
        "职责说明": ("管印章\n管机要", ""),
        "代岗人员": ("east.handler", ""),
        "成员单位": ("east、west", "west、main"),
    }
    assert (other["new"], other["changed"]) == (0, 2)


def test_entering_posts_and_groups_again_does_nothing_whatever_their_order() -> None:
    stored = directory()
    enter(stored, 岗位=[POST], 分组=[["nanhu", "各校区", "east、west"]])

    again = compared(
        stored, 岗位=[[*POST[:3], "归档；收文签收、登记", *POST[4:]]], 分组=[["nanhu", "各校区", "west、east"]]
    )

    assert (again.changes, again.faults, again.unchanged) == ((), (), 2)


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"岗位": [[*POST[:5], "west.handler"]]}, "本单位在岗人员"),
        ({"岗位": [[*POST[:5], "nobody"]]}, "本单位在岗人员"),
        ({"岗位": [["nanhu", "一", "", "", "", "security"]]}, "不得兼任"),
        ({"岗位": [["main", "停", "", "", "", ""]]}, "已停用"),
        ({"岗位": [["east", "撤", "", "", "", ""]]}, "已撤销"),
        ({"分组": [["east", "本校区", "west"]]}, "本单位的文秘"),
        ({"分组": [["nanhu", "停", "west"]]}, "已停用"),
        ({"分组": [["nanhu", "新", "west、main"]]}, "已停用"),
        ({"人员": [["new.one", "新", "main", "文秘", "文秘"]]}, "已停用"),
        ({"人员": [["west.handler", "何", "main", "文秘", "承办人"]]}, "已停用"),
    ],
)
def test_a_file_enters_no_post_and_no_group_that_its_bearer_could_not(sheets: Any, message: str) -> None:
    stored = directory("security")
    stored.organs.records["main"]["active"] = False  # type: ignore[attr-defined]
    closed = Post(id="p1", organ="east", district="nanhu", name="撤", active=False)
    stored.posts.add(closed, announcing=closed.recorded(), action="enter")
    off = Group(id="g1", name="停", owner="nanhu", path=("nanhu",), members=("west",), active=False)
    stored.groups.add(off, announcing=off.recorded(), action="enter")

    found = compared(stored, **sheets)

    assert [message in each for _, each in found.faults] == [True], found.faults


def test_a_stand_in_may_be_somebody_whom_the_file_enters_or_moves() -> None:
    stored = directory()
    row = [*POST[:5], "new.one"]

    assert compared(stored, 岗位=[row], 人员=[["new.one", "新", "east", "干事", "承办人"]]).faults == ()
    assert compared(stored, 岗位=[row], 人员=[["new.one", "新", "west", "干事", "承办人"]]).faults != ()
    moved = ["west.handler", "何", "east", "干事", "承办人"]
    assert compared(stored, 岗位=[[*POST[:5], "west.handler"]], 人员=[moved]).faults == ()


def warned(stored: app.Directory, **sheets: Sequence[Sequence[Any]]) -> list[str]:
    found = compared(stored, **sheets)
    assert found.faults == ()
    return [each["field"] for each in found.warnings]


def test_a_stand_in_who_is_taken_from_an_empty_post_is_a_gap_by_post_and_by_move() -> None:
    stored = directory()
    enter(stored, 岗位=[POST])
    without, moved = [*POST[:5], ""], ["east.handler", "何", "west", "干事", "承办人"]

    assert warned(stored, 岗位=[without]) == ["岗位!A2"]
    assert warned(stored, 人员=[moved])[0] == "人员!A2"
    taken = ["new.one", "新", "east", "干事", "机要文书"]
    assert warned(stored, 岗位=[without], 人员=[taken]) == []
    found = compared(stored, 岗位=[without])
    with pytest.raises(ConfirmationNeeded):
        app.enter(stored, found, found.print)


def test_a_stand_in_whom_the_file_names_covers_a_post_that_it_empties() -> None:
    stored = directory("east.registrar")
    stored.people.records[person_id("east.registrar")]["post"] = "机要文书"  # type: ignore[attr-defined]
    moved = ["east.registrar", "易", "west", "机要文书", "机要文书"]

    assert warned(stored, 人员=[moved]) == ["人员!A2"]
    assert warned(stored, 人员=[moved], 岗位=[POST]) == []


def test_whoever_takes_the_posts_name_without_its_role_ends_the_stand_in() -> None:
    stored = directory()
    enter(stored, 岗位=[POST])

    assert warned(stored, 人员=[["new.one", "新", "east", "机要文书", "承办人"]]) == ["人员!A2"]


def test_what_is_entered_is_the_file_that_was_looked_at() -> None:
    stored = directory()
    looked_at = compared(stored, 岗位=[POST])

    with pytest.raises(app.ChangedSince):
        app.enter(stored, compared(stored, 岗位=[["east", "机要文书", "领导", "", "", ""]]), looked_at.print)


def test_exported_posts_and_groups_come_back_unchanged_as_workbook_and_as_text() -> None:
    stored = directory()
    enter(stored, 岗位=[POST, ["west", "=1+1", "", "", "", ""]], 分组=[["nanhu", "各校区", "east、main、west"]])
    handler = stored.people.get(person_id("east.handler"))
    stored.people.save(left(handler)[0], announcing=left(handler)[1], action="leave")  # the stand-in is gone since
    stored.organs.records["main"]["active"] = False  # type: ignore[attr-defined]
    organs = [stored.organs.get(each) for each, path in PATHS.items() if path[0] == "nanhu" and each != "main"]
    people = [stored.people.get(person_id("west.handler"))]
    posts = [stored.posts.get(each) for each in stored.posts.records]  # type: ignore[attr-defined]
    usernames = {handler.id: handler.username}
    exported = writing.Exported(organs, people, posts, [only(stored, "groups")], usernames)

    for content in (writing.workbook(exported), writing.text(exported)):
        found = app.compare(stored, read(content), actor=actor("nanhu.admin"))
        assert (found.faults, found.changes) == ((), ())
        assert found.unchanged == len(organs) + len(people) + 3


def test_a_text_names_each_fault_of_posts_and_groups_by_its_line() -> None:
    text = """\
districts: [{id: nan, name: 南区教育局}]
posts:
  - {organ: nan, name: 机要文书, matters: [归档, 盖章]}
  - {organ: nan, name: 机要文书}
groups:
  - {organ: nan, name: 一, members: []}
  - {organ: nan, name: 二, member: [nan]}
"""
    with pytest.raises(DistrictFaulty) as refused:
        read_district(text)

    assert [line for line, _ in refused.value.faults] == [3, 4, 6, 7, 7]


def test_a_stand_in_keeps_the_roles_of_the_post_while_the_file_changes_their_own() -> None:
    stored = directory()
    enter(stored, 岗位=[POST])
    handler = stored.people.get(person_id("east.handler"))
    acting: Person = replace(handler, acting=(RoleName.REGISTRAR,))
    stored.people.save(acting, announcing=acting.recorded(), action="stand_in")

    enter(stored, 人员=[["east.handler", "何", "east", "干事", "承办人"]])

    assert stored.people.get(handler.id).acting == (RoleName.REGISTRAR,)
