"""三会一课: what a branch owes by month, quarter and year, what is late, who came, and the figures that are reported."""

import base64
import io
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from services.meetings.branches import app, duties
from services.meetings.branches.domain import Branch
from services.meetings.kinds import KINDS, Every
from shared.errors import Forbidden, InvalidInput, NotFound, RuleBroken
from shared.occasion import Occasion, Repeated
from tests.unit.meetings.office import NOW, House, actor, at, by

PEOPLE = ["east.leader", "east.clerk", "east.teacher1"]


@pytest.fixture
def house() -> House:
    return House()


def recorded(house: House, who: str = "east.director", *, key: str | None = None, **changes: Any) -> Branch:
    wanted = {
        "name": "东校区党支部", "secretary": "east.leader", "committee": ["east.clerk"], "members": PEOPLE,
        "founded_on": "2026-09-10", "has_groups": False, **changes,
    }  # fmt: skip
    return app.record(house.repositories(by(who, key=key)), new_id="b1", wanted=wanted)


def met(
    house: House, branch: Branch, kind: str, *, day: int, came: int = 3, close: bool = True, **changes: Any
) -> None:
    wanted = {"rooms": [], "starts_at": at(9, day=day), "ends_at": at(10, day=day), **changes}
    meeting = house.plan(kind=kind, branch=branch.id, members=PEOPLE, **wanted)
    house.act(meeting, "call")
    for who in PEOPLE[:came]:
        house.act(meeting, "sign_in", who)
    house.act(meeting, "hold")
    if close:
        house.act(meeting, "close")


def owed(house: House, on: str, who: str = "east.leader") -> dict[str, Any]:
    return app.owed(house.repositories(Occasion(NOW)), "b1", actor=actor(who), on=on)


def states(found: dict[str, Any], kind: str) -> dict[str, str]:
    return {each["period"]: each["state"] for each in found["items"] if each["kind"] == kind}


def test_a_branch_owes_from_the_month_it_was_founded_in_and_what_is_past_is_late(house: House) -> None:
    branch = recorded(house)
    met(house, branch, "branch_committee", day=24)
    met(house, branch, "party_day", day=25, close=False)

    found = owed(house, "2026-11-30")

    assert states(found, "branch_committee") == {"2026年9月": "late", "2026年10月": "late", "2026年11月": "done"}
    assert states(found, "party_day")["2026年11月"] == "owed"
    assert states(found, "party_assembly") == {"2026年第3季度": "late", "2026年第4季度": "owed"}
    assert states(found, "organisational_life") == {"2026年": "owed"} and states(found, "party_group") == {}
    assert (found["late"], found["owed"]) == (6, 5)


def test_only_a_branch_with_groups_owes_their_meetings(house: House) -> None:
    recorded(house, has_groups=True)

    assert len(states(owed(house, "2026-11-30"), "party_group")) == 3


def test_attendance_is_counted_by_person_over_closed_meetings(house: House) -> None:
    branch = recorded(house)
    met(house, branch, "branch_committee", day=24)
    met(house, branch, "party_assembly", day=25, came=2)

    found = owed(house, "2026-12-31")["attendance"]

    assert [(each["person"]["name"], each["expected"], each["came"], each["rate"]) for each in found] == [
        ("eastleader", 2, 2, 1.0), ("eastclerk", 2, 2, 1.0), ("eastteacher1", 2, 1, 0.5),
    ]  # fmt: skip


def test_a_dissolved_branch_owes_no_more_and_keeps_what_it_held(house: House) -> None:
    branch = recorded(house)
    met(house, branch, "branch_committee", day=24)
    with pytest.raises(RuleBroken):
        app.act(house.repositories(by("east.director")), branch.id, "dissolve", comment=None)
    app.act(house.repositories(by("east.director")), branch.id, "dissolve", comment="合并")

    found = owed(house, "2026-12-31")

    assert states(found, "branch_committee") == {"2026年9月": "late", "2026年10月": "late", "2026年11月": "done"}
    assert states(found, "organisational_life") == {}
    with pytest.raises(InvalidInput):
        house.plan(branch=branch.id, rooms=[])


def test_figures_are_those_of_ones_own_branches_or_of_the_district(house: House) -> None:
    branch = recorded(house)
    met(house, branch, "branch_committee", day=23 + 1)
    repositories = house.repositories(Occasion(NOW.replace(month=12, day=1)))

    rows = {
        who: app.figures(repositories, actor=actor(who), year=2026)["items"]
        for who in ("east.leader", "nanhu.director", "west.leader", "lake.director")
    }

    assert [len(each) for each in rows.values()] == [1, 1, 0, 0]
    (row,) = rows["nanhu.director"]
    assert (row["held"]["branch_committee"], row["late"], row["attendance"]) == (1, 7, 1.0)
    with pytest.raises(Forbidden):
        app.figures(repositories, actor=actor("east.handler"), year=2026)
    with pytest.raises(InvalidInput):
        app.figures(repositories, actor=actor("east.leader"), year=2027)
    file = app.figures_file(repositories, actor=actor("east.leader"), year=2026)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(base64.b64decode(file["content"]))).get_sheet_by_index(0)
    assert sheet.to_python()[2][0] == "东校区党支部" and sheet.to_python()[2][-1] == "100.0%"


def test_an_administrator_reads_the_figures_of_their_own_district(house: House) -> None:
    recorded(house)

    found = {
        who: app.figures(house.repositories(Occasion(NOW)), actor=actor(who), year=2026)["items"]
        for who in ("nanhu.district_admin", "west.district_admin", "lake.district_admin")
    }

    assert [len(each) for each in found.values()] == [1, 1, 0]


def test_a_meeting_on_new_years_day_is_one_of_that_year(house: House) -> None:
    branch = recorded(house)
    met(house, branch, "party_day", day=24, starts_at="2027-01-01T09:00:00+08:00", ends_at="2027-01-01T10:00:00+08:00")
    later = house.repositories(Occasion(NOW.replace(year=2027, month=1)))

    assert states(owed(house, "2027-01-31"), "party_day") == {"2027年1月": "done"}
    (row,) = app.figures(later, actor=actor("east.leader"), year=2027)["items"]
    assert row["held"]["party_day"] == 1


@pytest.mark.parametrize(("founded", "first"), [("2026-09-30", "2026年9月"), ("2026-10-01", "2026年10月")])
def test_a_branch_owes_from_the_last_day_of_its_first_month_and_not_before(
    house: House, founded: str, first: str
) -> None:
    recorded(house, founded_on=founded)

    assert next(iter(states(owed(house, "2026-11-30"), "party_day"))) == first


@pytest.mark.parametrize(("on", "last"), [("2026-10-31", "2026年10月"), ("2026-11-01", "2026年11月")])
def test_a_month_is_owed_from_its_first_day(house: House, on: str, last: str) -> None:
    recorded(house)

    assert list(states(owed(house, on), "party_day").items())[-1] == (last, "owed")


@pytest.mark.parametrize(("until", "last"), [(date(2026, 11, 30), "2026年10月"), (date(2026, 12, 1), "2026年11月")])
def test_a_branch_owes_nothing_for_the_month_on_whose_last_day_it_was_dissolved(
    house: House, until: date, last: str
) -> None:
    branch = replace(recorded(house), until=until)

    found = [each for each in duties.duties(branch, [], date(2026, 12, 31)) if each.kind.code == "party_day"]

    assert found[-1].period.label == last


def test_a_rate_of_attendance_has_four_places(house: House) -> None:
    branch = recorded(house)
    for day in (24, 25, 26):
        met(house, branch, "party_day", day=day, came=3 if day == 24 else 2)

    assert [each["rate"] for each in owed(house, "2026-12-31")["attendance"]] == [1.0, 1.0, 0.3333]


def test_a_repeated_request_is_known_although_the_secretary_has_left_since(house: House) -> None:
    recorded(house, key="once")
    house.copies.people = [each for each in house.copies.people if each.username != "east.leader"]

    with pytest.raises(Repeated):
        recorded(house, key="once")


def test_a_new_name_changes_nothing_else_and_an_unnamed_one_stays(house: House) -> None:
    nothing = dict.fromkeys(("name", "secretary", "committee", "members", "has_groups"))
    branch = recorded(house, has_groups=True)

    named = app.revise(house.repositories(by("east.director")), branch.id, {**nothing, "name": "东校区第一党支部"})
    led = app.revise(house.repositories(by("east.director")), branch.id, {**nothing, "secretary": "east.clerk"})

    assert (named.name, named.secretary, named.committee, named.members, named.has_groups) == (
        "东校区第一党支部", branch.secretary, branch.committee, branch.members, True,
    )  # fmt: skip
    assert (led.name, led.secretary.id) == ("东校区第一党支部", "p-east-clerk")
    assert [entry["data"]["changed"] for _, entry in house._branches.announced[1:]] == [["name"], ["secretary"]]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"members": ["main.clerk"], "committee": [], "secretary": "east.leader"}, "members[0]", "unknown_person"),
        ({"committee": ["east.handler"]}, "committee", "not_a_member"),
        ({"secretary": "east.handler"}, "secretary", "not_a_member"),
    ],
)
def test_who_leads_a_branch_is_one_of_its_members(house: House, changes: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        recorded(house, **changes)

    assert (refused.value.errors[0]["field"], refused.value.errors[0]["code"]) == (field, code)


def test_only_the_office_and_the_members_see_a_branch_and_only_the_director_changes_it(house: House) -> None:
    branch = recorded(house)
    changed = {"name": None, "secretary": None, "committee": [], "members": ["east.leader"], "has_groups": True}

    for who in ("east.handler", "west.director", "nanhu.director", "lake.director"):
        with pytest.raises(NotFound):
            owed(house, "2026-11-30", who)
    with pytest.raises(Forbidden):
        app.revise(house.repositories(by("east.leader")), branch.id, changed)
    with pytest.raises(Forbidden):
        recorded(house, "east.clerk")
    after = app.revise(house.repositories(by("east.director")), branch.id, changed)
    assert ([each.id for each in after.members], after.committee, after.has_groups) == (["p-east-leader"], (), True)


@given(st.sampled_from(list(Every)), st.integers(2000, 2100))
def test_the_periods_of_a_year_are_the_whole_year_and_do_not_overlap(every: Every, year: int) -> None:
    found = list(duties.periods(every, year))

    assert (found[0].begins_on, found[-1].ends_on) == (date(year, 1, 1), date(year, 12, 31))
    for one, two in pairwise(found):
        assert (two.begins_on - one.ends_on).days == 1
    assert len(found) == {Every.MONTH: 12, Every.QUARTER: 4, Every.YEAR: 1}[every]
    if every is Every.QUARTER:
        assert [each.label for each in found] == [f"{year}年第{number}季度" for number in (1, 2, 3, 4)]


def test_what_is_owed_how_often_stands_with_the_kinds() -> None:
    assert {code: kind.every for code, kind in KINDS.items() if kind.every is not None} == {
        "party_assembly": "quarter", "branch_committee": "month", "party_group": "month", "party_day": "month",
        "party_lecture": "quarter", "organisational_life": "year", "democratic_review": "year",
    }  # fmt: skip
