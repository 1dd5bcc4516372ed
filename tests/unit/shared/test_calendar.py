"""Working days of a year whose holidays are not published yet."""

from datetime import date, timedelta

from shared.calendar import FIRST_PUBLISHED, LAST_PUBLISHED, LUNAR_HOLIDAYS, NATIONAL, WorkCalendar

YEAR = LAST_PUBLISHED + 2


def test_statutory_holidays_that_never_move_are_no_working_days_in_a_year_not_yet_published() -> None:
    fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]

    assert not any(NATIONAL.is_working_day(date(year, *day)) for year in range(YEAR, YEAR + 7) for day in fixed)
    days = [date(YEAR, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    others = [day for day in days if (day.month, day.day) not in fixed and day not in LUNAR_HOLIDAYS]
    assert all(NATIONAL.is_working_day(day) == (day.weekday() < 5) for day in others)


def test_holidays_of_the_lunar_calendar_are_known_before_a_year_is_published() -> None:
    spring = [date(2028, 1, 25) + timedelta(days=ahead) for ahead in range(4)]  # 除夕 to 初三
    others = [date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3), date(2029, 9, 22), date(2030, 2, 5)]

    assert LAST_PUBLISHED < 2028 and not any(NATIONAL.is_working_day(day) for day in spring + others)
    assert NATIONAL.is_working_day(date(2028, 1, 24)) and NATIONAL.is_working_day(date(2030, 2, 1))
    assert len(LUNAR_HOLIDAYS) == 14 * 7


def test_a_place_may_say_otherwise() -> None:
    new_year = date(YEAR, 1, 1)

    assert WorkCalendar({new_year: True}).is_working_day(new_year)


def test_a_deadline_is_reckoned_around_them() -> None:
    before = date(YEAR, 9, 30)
    while before.weekday() != 3:  # a Thursday, so that 1 October is a Friday
        before = before.replace(year=before.year + 1)

    assert NATIONAL.add(before, 1) == before + timedelta(days=4)


def test_a_day_of_long_ago_is_reckoned_by_the_week() -> None:
    assert NATIONAL.is_working_day(date(2000, 7, 26)) and not NATIONAL.is_working_day(date(2000, 7, 29))
    assert NATIONAL.is_working_day(date(FIRST_PUBLISHED, 2, 2))
