"""The content of a district's file, the messages for faults, and how it is entered."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.directory import district
from services.directory.district import DistrictFaulty, Plan, import_district, read_district
from services.directory.domain import OrganKind, RoleName
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.occasion import Occasion
from tests.support.office import MORNING

DEMONSTRATION = (Path(district.__file__).parent / "district.yaml").read_text(encoding="utf-8")

SMALL = """\
districts:
  - id: nan
    name: 南区教育局
    issuer_code: 南教发
    schools:
      - id: yi
        name: 第一小学
        campuses:
          - id: yi-east
            name: 第一小学东校区
            short_name: 东校区
            issuer_code: 一小东发
            departments:
              - id: yi-moral
                name: 德育处
people:
  - username: east.clerk
    name: 陈晓东
    organ: yi-east
    post: 文秘
    roles: [clerk, handler]
  - {username: nan.admin, name: 汪海燕, organ: nan, post: 区管理员, roles: [district_admin]}
  - {username: auditor, name: 范慎之, organ: nan, post: 审计管理员, roles: [auditor]}
"""


def faults_of(text: bytes | str) -> list[tuple[int, str]]:
    with pytest.raises(DistrictFaulty) as refused:
        read_district(text)
    return refused.value.faults


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


class Snapshot:
    """A collection that records additions, and may break off after some."""

    def __init__(self, breaks_after: int | None = None) -> None:
        self.things: dict[str, Any] = {}
        self.announced: list[Any] = []
        self.breaks_after = breaks_after
        self.occasion = Occasion(MORNING)

    def find(self, aggregate_id: str) -> Any:
        return self.things.get(aggregate_id)

    def by_username(self, username: str) -> Any:
        return next((each for each in self.things.values() if each.username == username), None)

    def add(self, new: Any, *, announcing: Any, action: str, **written: Any) -> Any:
        if self.breaks_after is not None and len(self.things) >= self.breaks_after:
            raise ConnectionError("the store is gone")
        assert new.id not in self.things
        self.things[new.id] = new
        self.announced.append((action, announcing))
        return new

    def save(self, after: Any, *, announcing: Any, action: str, **written: Any) -> Any:
        assert after.id in self.things
        self.things[after.id] = after
        self.announced.append((action, announcing))
        return after


def enter(plan: Plan, organs: Snapshot, people: Snapshot) -> str:
    counts = import_district(
        plan,
        organs,
        people,
        password_of=lambda username: f"secret of {username}",
        password_hash=lambda text: f"#{text}",
    )
    return str(counts)


def test_somebody_may_have_no_role() -> None:
    without = read_district(SMALL.replace("    roles: [clerk, handler]", "    roles: []"))

    assert () in [each.roles for _, each in without.people]


def test_roles_are_named_as_an_office_does_or_by_code() -> None:
    named = read_district(SMALL.replace("[clerk, handler]", "[文秘, 承办人]"))

    assert [each.roles for _, each in named.people] == [each.roles for _, each in read_district(SMALL).people]


def test_the_demonstration_district_has_every_campus_and_account_of_the_story() -> None:
    plan = read_district(DEMONSTRATION)

    organs = {organ.id: organ for _, organ in plan.organs}
    people = {person.username: person for _, person in plan.people}
    assert organs["east"].path == ("nanhu", "shiyan", "east")
    assert organs["east"].issuer_code == "南实验东发"
    assert organs["lake"].path == ("beihu", "hubin", "lake")
    offices = ("east", "west", "north", "main", "lake", "nanhu", "beihu")
    for office in offices:
        assert organs[office].issuer_code
        for role in ("clerk", "director", "leader", "registrar", "handler"):
            person = people[f"{office}.{role}"]
            assert (person.organ, person.roles) == (office, (RoleName(role),))
    assert people["nanhu.admin"].roles == people["beihu.admin"].roles == (RoleName.DISTRICT_ADMIN,)
    assert {people[name].organ for name in ("system", "security", "auditor")} == {"nanhu"}


def test_the_demonstration_district_gives_no_two_people_one_name() -> None:
    plan = read_district(DEMONSTRATION)

    names = [person.name for _, person in plan.people]

    assert len(names) == len(set(names))


def test_every_organ_comes_after_its_parent_and_knows_its_place() -> None:
    plan = read_district(SMALL)

    found = [(organ.id, organ.kind, organ.parent, organ.path) for _, organ in plan.organs]

    assert found == [
        ("nan", OrganKind.BUREAU, None, ("nan",)),
        ("yi", OrganKind.SCHOOL, "nan", ("nan", "yi")),
        ("yi-east", OrganKind.CAMPUS, "yi", ("nan", "yi", "yi-east")),
        ("yi-moral", OrganKind.DEPARTMENT, "yi-east", ("nan", "yi", "yi-east", "yi-moral")),
    ]


def test_an_organ_without_a_short_name_is_called_by_its_name_and_without_a_code_issues_nothing() -> None:
    school = read_district(SMALL).organs[1][1]

    assert (school.short_name, school.issuer_code) == ("第一小学", None)


def test_a_person_stands_where_their_organ_stands() -> None:
    clerk = read_district(SMALL).people[0][1]

    assert clerk.path == ("nan", "yi", "yi-east")
    assert clerk.roles == (RoleName.CLERK, RoleName.HANDLER)


def test_a_person_keeps_their_id_from_one_reading_to_the_next() -> None:
    first, second = read_district(SMALL), read_district("# 修订\n" + SMALL)

    assert [person.id for _, person in first.people] == [person.id for _, person in second.people]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("    issuer_code: 南教发", "    code: 南教发", 4, "不认识“code”这一项"),
        ("    issuer_code: 南教发", "    name: 南区", 4, "“name”重复"),
        ("    issuer_code: 南教发", "    issuer_code: 南教发2", 4, "“issuer_code”应为 2 至 12 个汉字"),
        ("    issuer_code: 南教发", "    issuer_code:", 4, "“issuer_code”应为 2 至 12 个汉字"),
        ("            issuer_code: 一小东发", "            issuer_code: 南教发", 12, "机关代字“南教发”已在第 4 行使用"),
        ("      - id: yi\n", "      - id: Yi\n", 6, "“id”应由 1 至 32 个小写字母"),
        ("      - id: yi\n", "      - id: nan\n", 6, "单位 id“nan”已在第 2 行使用"),
        ("        name: 第一小学\n", '        name: ""\n', 7, "“name”应为 1 至 60 个字的名称"),
        ("        name: 第一小学\n", "        name: ~\n", 7, "“name”应为 1 至 60 个字的名称"),
        ("        name: 第一小学\n", '        name: "第一\\x07小学"\n', 7, "“name”含有控制字符"),
        ("        name: 第一小学\n", '        name: "第一\\u202E小学"\n', 7, "“name”含有控制字符"),
        ("        name: 第一小学\n", "        name: [第一小学]\n", 7, "“name”应为 1 至 60 个字的名称"),
        ("        name: 第一小学\n", "", 6, "缺少“name”"),
        ("        campuses:\n", "        districts:\n", 8, "区教育局不能设在学校下，只能设在：文件最外层"),
        ("    schools:\n", "    campuses:\n", 5, "校区不能设在区教育局下，只能设在：学校"),
        ("    organ: yi-east", "    organ: yi-west", 19, "没有代码为“yi-west”的单位"),
        ("    roles: [clerk, handler]", "    roles: [clerk, boss]", 21, "没有这种角色，应为以下之一：文秘、"),
        ("    roles: [clerk, handler]", "    roles: [clerk, clerk]", 21, "角色“clerk”重复"),
        ("    roles: [clerk, handler]", "    roles: clerk", 21, "“roles”应为列表"),
        ("    roles: [clerk, handler]", "    roles: [clerk, system]", 21, "不得兼任其他角色"),
        ("    roles: [clerk, handler]", "    roles: [district_admin]", 21, "区管理员应是区教育局的人员"),
        ("    post: 文秘\n", "", 17, "缺少“post”"),
        ("    post: 文秘\n", "    post: 文秘\n    password: 123456\n", 21, "不认识“password”这一项"),
        ("username: auditor", "username: east.clerk", 23, "用户名“east.clerk”已在第 17 行使用"),
        ("username: auditor", "username: 审计", 23, "“username”应由小写字母"),
        ("username: auditor", "username: p-0123456789ab", 23, "“username”应由小写字母"),
        ("people:\n", "people: 众人\nothers:\n", 16, "“people”应为列表"),
        ("    name: 陈晓东\n", "    name: &a 陈晓东\n", 18, "不能使用 YAML 锚点"),
        ("    name: 陈晓东\n", "    name: !!str 陈晓东\n", 18, "不能使用 YAML 标签"),
        ("    name: 陈晓东\n", "    name: *b\n", 18, "不能使用 YAML 引用"),
        ("    name: 陈晓东\n", "    name: 陈晓东\n   bad\n", 19, "YAML 格式有误"),
        ("    name: 陈晓东\n", "    name: 陈\x07\n", 18, "含有控制字符"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    faults = faults_of(changed(old, new))

    assert any(at == line and said in message for at, message in faults), faults


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "文件是空的"),
        ("# 只有说明\n", "文件是空的"),
        ("districts: []\n", "“districts”至少应有一项"),
        ("districts:\n", "“districts”应为列表"),
        ("people: []\n", "缺少“districts”"),
        ("- nan\n", "应写成“名称: 值”的形式"),
        ("? [a]\n: 1\n", "不认识“”这一项"),
        ("districts: " + "[" * 1000, "层次过深"),
        (SMALL + "---\n" + SMALL, "YAML 格式有误"),
        pytest.param(" " * 5_000_001, "文件超过 5 MB", id="too large"),
    ],
    ids=str,
)
def test_what_is_no_district_at_all_is_refused(text: str, said: str) -> None:
    faults = faults_of(text)

    assert any(said in message for _, message in faults), faults


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = SMALL.replace("id: yi\n", "id: Yi\n").replace("clerk, handler", "boss").replace("organ: nan,", "organ: bei,")

    with pytest.raises(DistrictFaulty) as refused:
        read_district(text)

    lines = str(refused.value).splitlines()
    assert lines[0] == "文件有 4 处错误，没有写入任何内容："
    assert [line.partition("：")[0] for line in lines[1:]] == ["第 6 行", "第 21 行", "第 22 行", "第 23 行"]


def test_a_file_that_is_not_utf_8_is_refused_at_the_line_where_that_shows() -> None:
    faults = faults_of(SMALL.encode("gbk"))

    assert faults == [(3, "文件不是 UTF-8 编码，请另存为 UTF-8 后再导入")]


def test_a_file_from_windows_is_read_as_any_other() -> None:
    plan = read_district(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    assert plan == read_district(SMALL)


@given(st.text())
def test_no_text_whatever_is_more_than_refused(text: str) -> None:
    for attempt in (text, changed("陈晓东", text), changed("[clerk, handler]", text)):
        try:
            read_district(attempt)
        except DistrictFaulty as refused:
            assert all(1 <= line <= attempt.count("\n") + attempt.count("\r") + 2 for line, _ in refused.faults)


def test_an_import_announces_every_organ_and_person_and_keeps_hashes_only() -> None:
    organs, people = Snapshot(), Snapshot()

    said = enter(read_district(SMALL), organs, people)

    assert said == "已登记单位 4 个、人员 3 名。"
    assert [event.organ_id for _, event in organs.announced] == ["nan", "yi", "yi-east", "yi-moral"]
    assert {(action, type(event)) for action, event in organs.announced} == {("import", OrganRecorded)}
    assert {(action, type(event)) for action, event in people.announced} == {("import", PersonRecorded)}
    assert people.by_username("auditor").password == "#secret of auditor"


def test_an_import_that_was_cut_off_goes_on_where_it_stopped() -> None:
    plan, organs, people = read_district(SMALL), Snapshot(), Snapshot(breaks_after=1)
    with pytest.raises(ConnectionError):
        enter(plan, organs, people)
    people.breaks_after = None

    said = enter(plan, organs, people)

    assert said == "已登记单位 0 个、人员 2 名。"
    assert (len(organs.things), len(people.things)) == (4, 3)


def test_importing_twice_changes_nothing() -> None:
    organs, people = Snapshot(), Snapshot()
    enter(read_district(SMALL), organs, people)

    said = enter(read_district(SMALL), organs, people)

    assert said == "文件中的单位和人员此前都已登记，没有新增。"


def test_what_stands_with_other_content_is_a_fault_and_nothing_is_written() -> None:
    organs, people = Snapshot(), Snapshot()
    enter(read_district(SMALL), organs, people)
    again = SMALL.replace("name: 德育处", "name: 教务处").replace("post: 文秘", "post: 干事")
    again += "  - {username: west.clerk, name: 吴静怡, organ: yi-east, post: 文秘, roles: [clerk]}\n"

    with pytest.raises(DistrictFaulty) as refused:
        enter(read_district(again), organs, people)

    assert refused.value.faults == [
        (14, "单位“yi-moral”已经登记，且name、short_name与文件不同"),
        (17, "用户“east.clerk”已经登记，且post与文件不同"),
    ]
    assert people.by_username("west.clerk") is None


def test_no_password_is_made_for_who_stands_already() -> None:
    organs, people = Snapshot(), Snapshot()
    enter(read_district(SMALL), organs, people)
    asked: list[str] = []

    import_district(
        read_district(SMALL), organs, people, password_of=lambda name: asked.append(name) or "", password_hash=str
    )

    assert asked == []


ROOMS = """            rooms:
              - {id: yi-101, name: 101会议室, seats: 30}
              - {id: yi-hall, name: 报告厅, seats: 300}
"""
CODE = "            issuer_code: 一小东发\n"


def with_rooms(rooms: str = ROOMS) -> str:
    return changed(CODE, CODE + rooms)


def test_a_campus_has_the_rooms_of_its_file() -> None:
    plan = read_district(with_rooms())

    campus = plan.organs[2][1]

    assert [(room.id, room.name, room.seats) for room in campus.rooms] == [
        ("yi-101", "101会议室", 30),
        ("yi-hall", "报告厅", 300),
    ]
    assert campus.recorded().rooms == campus.rooms and plan.organs[1][1].rooms == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("seats: 300", "seats: 0", 15, "“seats”应为 1 至 9999 的整数"),
        ("seats: 300", "seats: 10000", 15, "“seats”应为 1 至 9999 的整数"),
        ("seats: 300", "seats: 三百", 15, "“seats”应为 1 至 9999 的整数"),
        ("seats: 300", "seats: 30.5", 15, "“seats”应为 1 至 9999 的整数"),
        (", seats: 300", "", 15, "缺少“seats”"),
        ("id: yi-hall", "id: yi-101", 15, "会议室 id“yi-101”已在第 14 行使用"),
        ("id: yi-hall", "id: Hall", 15, "“id”应由 1 至 32 个小写字母"),
        ("seats: 300", "seats: 300, floor: 2", 15, "不认识“floor”这一项"),
    ],
)
def test_a_fault_of_a_room_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    faults = faults_of(with_rooms(ROOMS.replace(old, new)))

    assert any(at == line and said in message for at, message in faults), faults


def test_an_organ_that_stands_may_get_further_rooms_and_lose_none() -> None:
    organs, people = Snapshot(), Snapshot()
    enter(read_district(SMALL), organs, people)

    said = enter(read_district(with_rooms()), organs, people)

    assert said == "已登记单位 0 个、人员 0 名，为 1 个单位增加了会议室。"
    assert len(organs.things["yi-east"].rooms) == 2 and len(organs.announced) == 5
    for fewer in (SMALL, with_rooms(ROOMS.replace("seats: 300", "seats: 200"))):
        with pytest.raises(DistrictFaulty, match="rooms与文件不同"):
            enter(read_district(fewer), organs, people)
