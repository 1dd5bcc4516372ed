"""What a person fills in reaches the record in its types, and nothing else does."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from shared.given import Given, as_given, given_fields


class Grade(StrEnum):
    SECRET = "secret"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True)
class Paper:
    title: Given[str]
    pages: Given[int] = 1
    grade: Given[Grade] = Grade.PLAIN
    dated_on: Given[date | None] = None
    opens: Given[time | None] = None
    at: Given[datetime | None] = None
    grades: Given[tuple[Grade, ...]] = ()
    status: str = "drafted"


def test_a_form_reaches_the_record_in_its_types() -> None:
    form = {
        "title": "关于体检的通知", "pages": 3, "grade": "secret", "dated_on": "2026-11-30", "opens": "08:30",
        "at": "2026-11-30T08:00:00+08:00", "grades": ["plain", "secret"],
    }  # fmt: skip

    paper = Paper(**as_given(Paper, form))

    assert paper == Paper(
        title="关于体检的通知", pages=3, grade=Grade.SECRET, dated_on=date(2026, 11, 30), opens=time(8, 30),
        at=datetime(2026, 11, 30, tzinfo=UTC), grades=(Grade.PLAIN, Grade.SECRET),
    )  # fmt: skip


def test_a_blank_leaves_the_default_or_what_stood_before() -> None:
    assert as_given(Paper, {"title": "通知", "pages": None, "dated_on": None}) == {"title": "通知"}


def test_zero_and_false_are_no_blanks() -> None:
    assert as_given(Paper, {"pages": 0}) == {"pages": 0}


def test_what_the_record_does_not_let_a_person_fill_in_is_not_taken() -> None:
    assert as_given(Paper, {"status": "released", "stranger": 1}) == {}
    assert "status" not in given_fields(Paper)
