"""Recurring meetings: their days against another computation, holidays and make-up days, exceptions, and interruptions."""

import calendar
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import services.meetings.turns  # noqa: F401  (says whose turn it is)
from services.meetings.acts import MEETING_ACTS
from services.meetings.domain import Meeting, MeetingStatus
from services.meetings.series import app, domain
from services.meetings.series.domain import Holidays, Series, days_of, rule_fault
from services.meetings.views import shown_meeting
from shared.acts import in_trail
from shared.calendar import is_published, is_working_day
from shared.errors import Forbidden, InvalidInput, NotFound, Refused, RuleBroken, TransitionRefused
from shared.occasion import Cause, Occasion, Repeated
from shared.turn import TOLD
from tests.unit.meetings.office import NOW, House, PowerCut, actor, at, by

DAY = timedelta(days=1)
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A rule is short enough to be read unshrunk."""
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST = date(2026, 11, 24)


@pytest.fixture
def house() -> House:
    return House()


# the other reckoning: every day is asked whether it is one, after the words of RFC 5545, section 3.3.10


def is_one(day: date, first: date, parts: dict[str, Any]) -> bool:
    every, freq = parts["INTERVAL"], parts["FREQ"]
    monday = lambda each: each - each.weekday() * DAY  # noqa: E731
    if freq == "DAILY":
        apart = (day - first).days
    elif freq == "WEEKLY":
        apart = (monday(day) - monday(first)).days // 7
    elif freq == "MONTHLY":
        apart = (day.year - first.year) * 12 + day.month - first.month
    else:
        apart = day.year - first.year
    whole_year = freq == "YEARLY" and not {"BYMONTH", "BYMONTHDAY"} & parts.keys()
    months = parts.get("BYMONTH", [first.month] if whole_year else range(1, 13))
    if apart % every or day.month not in months:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if "BYMONTHDAY" in parts and day.day not in [n if n > 0 else length + 1 + n for n in parts["BYMONTHDAY"]]:
        return False
    if "BYDAY" in parts:
        forward, backward = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
        return any(NAMES[day.weekday()] == name and n in (0, forward, backward) for n, name in parts["BYDAY"])
    if "BYMONTHDAY" in parts or freq == "DAILY":
        return True
    return day.weekday() == first.weekday() if freq == "WEEKLY" else day.day == first.day


def reckoned(first: date, parts: dict[str, Any]) -> list[date]:
    found = [day for ahead in range(367) if is_one(day := first + ahead * DAY, first, parts)]
    return found[: parts.get("COUNT", len(found))]


def written(parts: dict[str, Any]) -> str:
    said = []
    for name, value in parts.items():
        if name == "BYDAY":
            value = ",".join(f"{n or ''}{day}" for n, day in value)
        elif isinstance(value, list):
            value = ",".join(map(str, value))
        said.append(f"{name}={value}")
    return ";".join(said)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts: dict[str, Any] = {"FREQ": freq, "INTERVAL": draw(st.integers(1, 4))}
    by_month = freq in ("MONTHLY", "YEARLY")
    if by_month and draw(st.booleans()):
        parts["BYMONTH"] = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
    ordinals = st.just(0) if not by_month or draw(st.booleans()) else st.sampled_from([1, 2, 3, 4, 5, -1, -2])
    if (freq != "YEARLY" or "BYMONTH" in parts) and draw(st.booleans()):
        parts["BYDAY"] = draw(
            st.lists(st.tuples(ordinals, st.sampled_from(NAMES)), min_size=1, max_size=3, unique=True)
        )
    elif by_month and draw(st.booleans()):
        days = st.integers(-31, 31).filter(bool)
        parts["BYMONTHDAY"] = draw(st.lists(days, min_size=1, max_size=3, unique=True))
    if draw(st.booleans()):
        parts["COUNT"] = draw(st.integers(1, 30))
    return parts


@settings(max_examples=150, phases=NO_SHRINKING)
@given(rules(), st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_the_days_of_a_rule_are_those_of_another_reckoning(parts: dict[str, Any], first: date) -> None:
    expected = reckoned(first, parts)
    assume(0 < len(expected) <= domain.MOST)

    assert rule_fault(written(parts)) is None
    assert rule_fault(f"{written(parts)};FREQ={parts['FREQ']}") is not None
    assert list(days_of(written(parts), first, Holidays.KEEP)) == expected


@settings(max_examples=80, phases=NO_SHRINKING)
@given(rules(), st.dates(date(2024, 1, 1), date(2026, 6, 30)), st.sampled_from([Holidays.SKIP, Holidays.NEXT]))
def test_nobody_meets_on_a_holiday(parts: dict[str, Any], first: date, holidays: Holidays) -> None:
    expected = reckoned(first, parts)
    assume(0 < len(expected) <= domain.MOST and any(map(is_working_day, expected)))

    found = days_of(written(parts), first, holidays)

    assert all(map(is_working_day, found))
    assert {day for day in expected if is_working_day(day)} <= {*found}
    assert holidays is Holidays.NEXT or {*found} <= {*expected}


def test_a_day_of_the_spring_festival_is_put_to_the_next_working_day_and_a_make_up_saturday_is_one() -> None:
    thursdays, first = "FREQ=WEEKLY;COUNT=3", date(2026, 2, 12)
    saturdays = "FREQ=WEEKLY;BYDAY=SA;COUNT=4"

    assert days_of(thursdays, first, Holidays.SKIP) == (first, date(2026, 2, 26))
    assert days_of(thursdays, first, Holidays.NEXT) == (first, date(2026, 2, 24), date(2026, 2, 26))
    made_up = list(days_of(saturdays, date(2026, 2, 7), Holidays.SKIP))
    assert made_up == [date(2026, 2, 14), date(2026, 2, 28)]


def test_a_series_ends_at_the_time_and_in_the_zone_that_its_rule_names() -> None:
    first, early = date(2026, 12, 8), time(0, 30)
    weekly = [first, date(2026, 12, 15), date(2026, 12, 22)]

    def held(until: str, at: time = early) -> list[date]:
        return list(days_of(f"FREQ=WEEKLY;UNTIL={until}", first, Holidays.KEEP, at))

    assert held("20261221T163000Z") == weekly  # 22 December, 0:30 in the office
    assert held("20261221T162959Z") == weekly[:2]
    assert held("20261222T002959") == held("20261222T002959", time(9)) == weekly[:2]
    assert held("20261222") == held("20261222", time(23, 30)) == weekly


def test_what_no_end_can_be_is_refused() -> None:
    for until in ("20261232T000000Z", "20261222T250000", "20261222Z"):
        with pytest.raises(InvalidInput):
            days_of(f"FREQ=WEEKLY;UNTIL={until}", date(2026, 12, 8), Holidays.KEEP)


def test_new_year_is_no_working_day_although_the_year_is_not_published() -> None:
    found = days_of("FREQ=DAILY;COUNT=8", date(2028, 12, 27), Holidays.NEXT)

    assert date(2029, 1, 1) not in found and date(2029, 1, 2) in found


BAD = [
    "", "FREQ=SECONDLY", "FREQ=HOURLY;COUNT=3", "COUNT=3", "FREQ=DAILY;COUNT=3;UNTIL=20270101", "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;BYHOUR=3", "FREQ=DAILY;FREQ=DAILY", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2", "FREQ=MONTHLY;BYDAY=1MO,TU", "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=4",
    "FREQ=DAILY", "FREQ=DAILY;UNTIL=20200101", "FREQ=DAILY;INTERVAL=x", "RRULE:FREQ=DAILY;COUNT=2",
    "FREQ=DAILY;COUNT=٣", "FREQ=WEEKLY;WKST=XX", "FREQ=DAILY;UNTIL=20261399", "FREQ=DAILY\nEXDATE=1", "FREQ=DAILY;" * 90,
]  # fmt: skip


@pytest.mark.parametrize("rule", BAD)
def test_a_rule_that_is_none_or_never_ends_or_never_comes_is_refused(house: House, rule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        house.recur(rule)

    assert refused.value.errors[0]["field"] == "rule" and house.records == []


def shown(house: House, series: Series) -> dict[str, str]:
    occurrences = app.get(house.repositories(Occasion(NOW)), series.id, actor=actor("east.leader"))["occurrences"]
    return {each["on"]: each["state"] for each in occurrences}


def test_every_day_of_a_series_has_its_meeting_with_its_room_and_a_taken_day_is_shown(house: House) -> None:
    house.plan(title="别的会议", starts_at=at(9, day=26), ends_at=at(11, day=26))
    series = house.recur("FREQ=DAILY;COUNT=5", key="once")

    house.hear()
    house.hear()

    assert shown(house, series) == {
        "2026-11-24": "planned", "2026-11-25": "planned", "2026-11-26": "rooms_taken", "2026-11-27": "planned",
        "2026-11-30": "planned",
    }  # fmt: skip
    assert len(house.holders("east-101", day=25)) == len(house.holders("east-101", day=26)) == 1
    meetings = house._meetings.of_series(series.id)
    assert len(meetings) == 5 and {each.title for each in meetings} >= {"办公例会（11月24日）"}


def missed(house: House) -> Meeting:
    """Plan a series of which one day has no room."""
    house.plan(title="别的会议", starts_at=at(9, day=26), ends_at=at(11, day=26))
    series = house.recur("FREQ=DAILY;COUNT=3")
    house.hear()
    house.hear()
    return next(each for each in house._meetings.of_series(series.id) if each.arranged_at is None)


def waits(meeting: Meeting) -> list[tuple[str, list[str]]]:
    return [
        (each["action"]["code"], each["whom"]) for each in TOLD[Meeting].waited_for(meeting) if not each["only_left"]
    ]


def test_a_day_without_its_room_waits_for_its_planner_with_the_next_free_times(house: House) -> None:
    meeting = missed(house)

    assert waits(meeting) == [("move", ["o:east:director"])]
    found = shown_meeting(meeting, actor("east.director"))
    assert found["stage_name"] == "会议室未落实，待改期" and "最近的空闲时段" in str(found["unsecured_why"])
    assert {"move", "cancel"} <= {each["code"] for each in found["actions"]}
    assert house.holders("east-101", day=26) == ["meeting:m1"]
    *_, entry = house._meetings.whole_history(meeting.id)
    assert in_trail(MEETING_ACTS)({**entry, "by": {"id": "p-east-director"}})["by"] == {
        "id": "", "name": "系统（会议室）", "organ": "", "roles": [],
    }  # fmt: skip


def test_a_day_without_its_room_is_moved_and_goes_on(house: House) -> None:
    meeting = missed(house)

    again = house.act(meeting, "move", starts_at=at(14, day=26), ends_at=at(15, day=26), rooms=["east-101"])

    assert (again.status, again.unsecured_why, again.arranged_at is not None) == (MeetingStatus.PLANNED, None, True)
    assert len(house.holders("east-101", day=26)) == 2
    assert ("move", ["o:east:director"]) not in waits(again)


def test_a_day_without_its_room_is_cancelled_and_waits_no_longer(house: House) -> None:
    after = house.act(missed(house), "cancel", comment="不开了")

    assert (after.status, waits(after)) == (MeetingStatus.CANCELLED, [])


def test_every_day_of_a_rule_is_looked_at_before_it_is_planned(house: House) -> None:
    house.plan(title="别的会议", starts_at=at(9, day=26), ends_at=at(11, day=26))
    wanted = {
        "rule": "FREQ=DAILY;COUNT=5",
        "holidays": "next",
        "starts_at": at(9),
        "ends_at": at(10),
        "rooms": ["east-101"],
    }

    found = app.check(house.repositories(by("east.director")), wanted)["days"]

    assert {each["on"]: [room["id"] for room in each["taken"]] for each in found} == {
        "2026-11-24": [], "2026-11-25": [], "2026-11-26": ["east-101"], "2026-11-27": [], "2026-11-30": [],
    }  # fmt: skip
    with pytest.raises(Forbidden):
        app.check(house.repositories(by("east.leader")), wanted)
    with pytest.raises(InvalidInput):
        app.check(house.repositories(by("east.director")), {**wanted, "rooms": ["lake-1"]})


def test_a_day_is_called_off_and_then_all_that_follow(house: House) -> None:
    series = house.recur("FREQ=DAILY;COUNT=5")
    house.hear()
    act = lambda action, on, who="east.director": app.act(  # noqa: E731
        house.repositories(by(who)), series.id, action, on=on, comment="放假"
    )
    for on in ("2026-11-28", "2026-11-23"):
        with pytest.raises(RuleBroken):
            act("skip", on)
    for who, error in (("east.leader", Forbidden), ("west.director", NotFound)):
        with pytest.raises(error):
            act("skip", "2026-11-25", who)

    act("skip", "2026-11-25")
    act("end", "2026-11-27")
    house.hear()

    assert shown(house, series) == {
        "2026-11-24": "planned", "2026-11-25": "excepted", "2026-11-26": "planned", "2026-11-27": "excepted",
        "2026-11-30": "excepted",
    }  # fmt: skip
    assert [len(house.holders("east-101", day=day)) for day in (24, 25, 26, 27, 30)] == [1, 0, 1, 0, 0]
    with pytest.raises(TransitionRefused):
        act("skip", "2026-11-24")


@pytest.mark.parametrize("writes", range(1, 8))
def test_a_series_whose_process_ended_goes_on(writes: int) -> None:
    house = House()
    series = house.recur("FREQ=DAILY;COUNT=4")
    house.breaks_after, house._left = writes, iter(range(-writes, 1000))
    with pytest.raises(PowerCut):
        house.hear()
    house.restart()

    house.hear()

    assert set(shown(house, series).values()) == {"planned"}
    assert len(house._meetings.of_series(series.id)) == 4


def test_a_repeated_key_plans_one_series_and_nobody_else_sees_it(house: House) -> None:
    series = house.recur("FREQ=WEEKLY;COUNT=2", key="once")

    with pytest.raises(Repeated):
        house.recur("FREQ=WEEKLY;COUNT=2", key="once")

    for who in ("west.director", "lake.director", "east.handler"):
        with pytest.raises(NotFound):
            app.get(house.repositories(Occasion(NOW)), series.id, actor=actor(who))
    with pytest.raises(Forbidden):
        house.recur("FREQ=WEEKLY;COUNT=2", "east.clerk")


def test_a_rule_names_only_days_that_its_months_have() -> None:
    lengths = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

    for month, length in enumerate(lengths, start=1):
        rule = f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY="
        assert rule_fault(f"{rule}{length}") is None and rule_fault(f"{rule}-{length}") is None
        assert rule_fault(f"{rule}{length + 1}") is not None and rule_fault(f"{rule}-{length + 1}") is not None
    assert rule_fault("FREQ=YEARLY;BYMONTH=2,1;BYMONTHDAY=30") is None, "in one of them it is there"


@pytest.mark.parametrize("days", ["+1", "1,", "", "0", "32", "-32", "1,32", "1,-32", "1, 2", "一", "1_0"])
def test_what_is_no_day_of_a_month_is_refused(days: str) -> None:
    assert rule_fault(f"FREQ=MONTHLY;BYMONTHDAY={days}") is not None


def test_every_way_to_recur_may_be_chosen_and_no_other() -> None:
    for freq in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        assert rule_fault(f"FREQ={freq};COUNT=2") is None
    for freq in ("HOURLY", "SECONDLY", "daily", ""):
        assert rule_fault(f"FREQ={freq};COUNT=2") is not None
    assert (
        rule_fault("FREQ=WEEKLY;FREQ=DAILY;COUNT=2") is not None
        and rule_fault("COUNT=2;FREQ=DAILY;COUNT=2") is not None
    )


def test_a_meeting_that_begins_at_this_moment_is_not_planned_any_more(house: House) -> None:
    series = house.recur("FREQ=DAILY;COUNT=3")
    begin = NOW + DAY  # the first one's
    late = Occasion(begin, cause=Cause(f"series:{series.id}", 1, "series_planned"))

    app.follow_plan(house.repositories(late), series.id)

    assert shown(house, series) == {"2026-11-24": "pending", "2026-11-25": "planned", "2026-11-26": "planned"}
    occurrences = app.get(house.repositories(Occasion(NOW)), series.id, actor=actor("east.leader"))["occurrences"]
    first, second, _ = occurrences
    assert (first["meeting"], first["starts_at"]) == (None, None)
    assert house.find(second["meeting"]) is not None and second["starts_at"].startswith("2026-11-25T01:00")


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ("FREQ=DAILY;INTERVAL=366", True), ("FREQ=DAILY;INTERVAL=367", False), ("FREQ=DAILY;INTERVAL=0", False),
        ("FREQ=DAILY;INTERVAL=-1", False), ("FREQ=DAILY;COUNT=1", True), ("FREQ=DAILY;COUNT=100", True),
        ("FREQ=DAILY;COUNT=101", False), ("FREQ=YEARLY;BYMONTH=12", True), ("FREQ=YEARLY;BYMONTH=13", False),
        ("FREQ=YEARLY;BYMONTH=1", True), ("FREQ=YEARLY;BYMONTH=0", False), ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=4", True),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5", False), ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-4", True),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-5", False), ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", False),
        ("FREQ=MONTHLY;BYSETPOS=1", False), ("FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1", False),
        ("FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1;BYSETPOS=1", False), ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1", False),
        ("FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=13", True), ("FREQ=MONTHLY;BYDAY=-1FR", True), ("FREQ=DAILY;BYDAY=1FR", False),
        ("FREQ=WEEKLY;BYDAY=MO,TU", True), ("FREQ=WEEKLY;BYDAY=6XX", False), ("FREQ=WEEKLY;WKST=SU", True),
        ("FREQ=WEEKLY;BYMONTHDAY=1", False), ("FREQ=WEEKLY;BYSETPOS=1;BYDAY=MO", False), ("FREQ=DAILY;UNTIL=20261201", True),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", True), ("FREQ=MONTHLY;BYMONTHDAY=31,1", True),
    ],
)  # fmt: skip
def test_the_parts_of_a_rule_have_their_limits(rule: str, fits: bool) -> None:
    assert (rule_fault(rule) is None) is fits


def test_a_series_lies_within_a_year_and_a_day(house: House) -> None:
    assert days_of("FREQ=DAILY;INTERVAL=366", FIRST, Holidays.KEEP) == (FIRST, FIRST + timedelta(days=366))
    assert days_of("FREQ=DAILY;INTERVAL=183", FIRST, Holidays.KEEP)[-1] == FIRST + timedelta(days=366)


@pytest.mark.parametrize("step", ["call", "postpone"])
def test_a_day_called_off_cancels_its_meeting_also_if_it_was_called_or_postponed(house: House, step: str) -> None:
    series = house.recur("FREQ=DAILY;COUNT=2")
    house.hear()
    (meeting,) = (each for each in house._meetings.of_series(series.id) if each.held_on == FIRST)
    house.act(meeting, "call")
    if step == "postpone":
        house.act(meeting, "postpone", comment="另定")

    app.act(house.repositories(by("east.director")), series.id, "skip", on="2026-11-24", comment=None)
    house.hear()

    found = house.find(meeting.id)
    assert found is not None and found.status == "cancelled"
    assert house._meetings.records[meeting.id]["history"][-1]["comment"] == "例会取消"


def test_what_is_heard_of_a_series_before_it_is_kept_is_heard_again(house: House) -> None:
    repositories = house.repositories(Occasion(NOW, cause=Cause("series:s9", 1, "series_planned")))

    with pytest.raises(Refused):
        app.follow_plan(repositories, "s9")
    app.follow_change(repositories, "s9", "")


def test_a_repeated_series_is_known_although_a_member_has_left_since(house: House) -> None:
    house.recur("FREQ=WEEKLY;COUNT=2", key="once")
    house.copies.people = [each for each in house.copies.people if each.username != "east.leader"]

    with pytest.raises(Repeated):
        house.recur("FREQ=WEEKLY;COUNT=2", key="once")


def test_a_series_does_not_last_over_midnight(house: House) -> None:
    with pytest.raises(InvalidInput) as refused:
        house.recur("FREQ=DAILY;COUNT=2", rooms=[], starts_at=at(23), ends_at=at(24))

    assert refused.value.errors[0]["code"] == "spans_days"


def test_days_of_a_year_whose_holidays_are_not_published_are_provisional(house: House) -> None:
    near, far = house.recur("FREQ=DAILY;COUNT=2"), house.recur("FREQ=MONTHLY;COUNT=13", rooms=[])

    shown = [app.shown(each, [], actor("east.director"))["provisional"] for each in (near, far)]

    assert shown == [False, not is_published(far.days[-1])]
