"""Which days are working days in a year whose holidays are not published yet."""

from datetime import date, timedelta

from shared.calendar import FIRST_PUBLISHED, LAST_PUBLISHED, NATIONAL, WorkCalendar

YEAR = LAST_PUBLISHED + 2


def test_statutory_holidays_that_never_move_are_no_working_days_in_a_year_not_yet_published() -> None:
    fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]

    assert not any(NATIONAL.is_working_day(date(year, *day)) for year in range(YEAR, YEAR + 7) for day in fixed)
    days = [date(YEAR, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    others = [day for day in days if (day.month, day.day) not in fixed]
    assert all(NATIONAL.is_working_day(day) == (day.weekday() < 5) for day in others)


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
