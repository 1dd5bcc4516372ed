"""A ledger of hours: its sum is right, a repeat adds nothing, and nothing in it changes."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training import app
from services.training.domain import EnteredTwice, Item, Ledger, new_ledger
from shared.contracts.event import Event
from shared.contracts.meetings import MeetingClosed
from shared.contracts.training import AttendanceCorrected, AttendanceRecorded
from shared.errors import NotFound, VersionConflict
from shared.occasion import AlreadyHandled, GapFound
from tests.unit.training.office import AT, EVERYBODY_READS, Copies, Courses, Ledgers, because, by, published

PEOPLE = ["p-west-handler", "p-west-clerk", "p-east-clerk"]


def attended(course: int, person: str, hours: float = 3.5, on: date = date(2026, 11, 23)) -> AttendanceRecorded:
    return AttendanceRecorded(
        course_id=f"c{course}", person=person, title=f"第{course}期", hours=hours, organ="east", recorded_on=on
    )


def lecture(meeting: int, people: list[str], hours: float = 2, kind: str = "party_lecture") -> MeetingClosed:
    return MeetingClosed(
        meeting_id=f"m{meeting}", kind=kind, title="党课", organ="east", path=("nanhu", "shiyan", "east"),
        chair="p-east-director", chair_name="周正国", held_on=date(2026, 6, 30), attended=tuple(people), hours=hours,
        decisions=(),
    )  # fmt: skip


def hear(ledgers: Ledgers, event: Event, version: int = 1, previous: int = 0) -> None:
    """Handle an event as the runtime does: an event handled before is no failure."""
    if isinstance(event, MeetingClosed):
        occasion = because(f"meetings:{event.meeting_id}", version, MeetingClosed)
        app.credit_meeting(ledgers.on(occasion), event, at=AT)
    elif isinstance(event, AttendanceRecorded | AttendanceCorrected):
        occasion = because(f"courses:{event.course_id}", version, type(event), previous=previous)
        app.credit_attendance(ledgers.on(occasion), event, at=AT)


def ledger_of(ledgers: Ledgers, person: str, year: int = 2026) -> Ledger:
    empty = new_ledger(person, year)
    return ledgers.find(empty.id) or empty


@pytest.fixture
def ledgers() -> Ledgers:
    return Ledgers(because("x", 1, AttendanceRecorded))


HALVES = st.integers(1, 180).map(lambda halves: halves / 2)
EVENTS = st.one_of(
    st.tuples(st.just("course"), st.integers(1, 4), st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=1)),
    st.tuples(st.just("meeting"), st.integers(1, 4), st.lists(st.sampled_from(PEOPLE), max_size=4)),
)


@given(st.lists(EVENTS, max_size=20), st.lists(HALVES, min_size=8, max_size=8), st.randoms(use_true_random=False))
def test_the_sum_is_right_however_often_events_repeat(
    wanted: list[tuple[str, int, list[str]]], gives: list[float], chance: Any
) -> None:
    ledgers = Ledgers(because("x", 1, AttendanceRecorded))
    right: dict[str, dict[str, float]] = defaultdict(dict)
    signed_in: dict[int, list[str]] = {}
    events: list[tuple[Event, int]] = []
    for kind, number, people in wanted:
        if kind == "course":
            for person in people:
                events.append((attended(number, person, gives[number - 1]), 1 + PEOPLE.index(person)))
                right[person][f"course:c{number}"] = gives[number - 1]
        else:
            people = signed_in.setdefault(number, people)
            events.append((lecture(number, people, gives[3 + number]), 1))
            for person in people:
                right[person][f"meeting:m{number}"] = gives[3 + number]
    repeated = events + [event for event in events if chance.random() < 0.5]
    chance.shuffle(repeated)

    for event, version in repeated:
        try:
            hear(ledgers, event, version)
        except AlreadyHandled:
            continue

    for person in PEOPLE:
        ledger = ledger_of(ledgers, person)
        assert {source: item.hours for source, item in ledger.items.items()} == right[person]
        assert ledger.total == sum(right[person].values())
        assert ledger.version == len(ledger.items)


@given(st.lists(HALVES, min_size=1, max_size=12), st.data())
def test_a_counter_entry_takes_back_and_keeps_what_stood(hours: list[float], data: st.DataObject) -> None:
    ledger = new_ledger("p-west-handler", 2026)
    for place, each in enumerate(hours):
        ledger, _ = ledger.enter(Item(f"course:c{place}", "培训", each, AT, 2026))
    mistaken = data.draw(st.integers(0, len(hours) - 1))

    after, event = ledger.counter(f"course:c{mistaken}", reason="登记有误", at=AT)

    assert after.total == sum(hours) - hours[mistaken]
    assert event.hours == -hours[mistaken] and event.title == "冲正：培训（登记有误）"
    assert list(after.items.items())[: len(hours)] == list(ledger.items.items())
    with pytest.raises(EnteredTwice):
        after.counter(f"course:c{mistaken}", reason="登记有误", at=AT)


def test_attendance_that_is_heard_twice_counts_once(ledgers: Ledgers) -> None:
    hear(ledgers, attended(1, PEOPLE[0]), version=4)

    with pytest.raises(AlreadyHandled):
        hear(ledgers, attended(1, PEOPLE[0]), version=4)

    assert ledger_of(ledgers, PEOPLE[0]).total == 3.5


def test_attendance_waits_for_what_the_course_announced_before(ledgers: Ledgers) -> None:
    with pytest.raises(GapFound):
        hear(ledgers, attended(1, PEOPLE[1]), version=5, previous=4)

    assert ledgers.records == {}


def test_hours_count_for_the_year_of_the_day_they_were_earned_on(ledgers: Ledgers) -> None:
    hear(ledgers, attended(1, PEOPLE[0], on=date(2025, 12, 31)))
    hear(ledgers, attended(2, PEOPLE[0], on=date(2026, 1, 1)))

    assert list(ledger_of(ledgers, PEOPLE[0], 2025).items) == ["course:c1"]
    assert list(ledger_of(ledgers, PEOPLE[0], 2026).items) == ["course:c2"]


def test_a_lecture_gives_its_hours_to_those_who_signed_in_and_to_nobody_else(ledgers: Ledgers) -> None:
    hear(ledgers, lecture(1, PEOPLE[:2]))

    assert [ledger_of(ledgers, person).total for person in PEOPLE] == [2, 2, 0]


def test_meetings_of_other_kinds_give_none(ledgers: Ledgers) -> None:
    for number, kind in enumerate(("party_committee", "principal_office", "party_lectures", "")):
        hear(ledgers, lecture(number, PEOPLE, kind=kind))

    assert ledgers.records == {}


class Failing(Ledgers):
    """A store where the write after the first few fails once."""

    left = 99

    def add(self, new: Ledger, *, announcing: Event, action: str, comment: str = "") -> Ledger:
        Failing.left -= 1
        if Failing.left < 0:
            raise ConnectionError("cut off")
        return super().add(new, announcing=announcing, action=action, comment=comment)


@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_lecture_that_was_cut_off_goes_on_where_it_was(done: int) -> None:
    ledgers = Failing(because("x", 1, AttendanceRecorded))
    Failing.left = done
    with pytest.raises(ConnectionError):
        hear(ledgers, lecture(1, PEOPLE))
    assert len(ledgers.records) == done

    Failing.left = 99
    hear(ledgers, lecture(1, PEOPLE))
    hear(ledgers, lecture(1, PEOPLE))

    assert [(ledger_of(ledgers, each).total, ledger_of(ledgers, each).version) for each in PEOPLE] == [(2, 1)] * 3


class Rivalled(Ledgers):
    """A store where another event opens the ledger first."""

    def add(self, new: Ledger, *, announcing: Event, action: str, comment: str = "") -> Ledger:
        if new.id not in self.records:
            hear(Ledgers(self.occasion, self.records), lecture(9, [new.person]))
        return super().add(new, announcing=announcing, action=action, comment=comment)


def test_two_events_that_open_one_ledger_both_count() -> None:
    ledgers = Rivalled(because("x", 1, AttendanceRecorded))

    with pytest.raises(VersionConflict):
        hear(ledgers, attended(1, PEOPLE[0]))
    hear(ledgers, attended(1, PEOPLE[0]))

    assert list(ledger_of(ledgers, PEOPLE[0]).items) == ["meeting:m9", "course:c1"]


@pytest.mark.parametrize(("reader", "sees"), EVERYBODY_READS)
def test_hours_are_seen_by_oneself_ones_superiors_and_the_office_that_trains(
    ledgers: Ledgers, reader: str, sees: bool
) -> None:
    courses = Courses(by("east.director"))
    published(courses, audience=["west"])
    member, occasion = by("west.handler"), by(reader)
    app.enrol(courses.on(member), "c1", occasion=member)
    hear(ledgers, attended(1, "p-west-handler"))

    def asked() -> list[Any]:
        return [
            app.hours(ledgers, courses, Copies(), name, year, occasion=occasion)["total"]
            for name in ("west.handler", "p-west-handler")
            for year in (2026, None)
        ]

    if sees:
        assert asked() == [3.5] * 4
    else:
        with pytest.raises(NotFound):
            asked()


def test_a_year_without_hours_is_empty_and_a_stranger_is_not_found(ledgers: Ledgers) -> None:
    occasion = by("west.handler")

    found = app.hours(ledgers, Courses(occasion), Copies(), "west.handler", 2025, occasion=occasion)

    assert (found["total"], found["items"], found["year"]) == (0, [], 2025)
    with pytest.raises(NotFound):
        app.hours(ledgers, Courses(occasion), Copies(), "nobody", 2025, occasion=occasion)


def corrected(course: int, person: str, recording: int = 1) -> AttendanceCorrected:
    return AttendanceCorrected(
        course_id=f"c{course}", person=person, title=f"第{course}期", hours=3.5, organ="east",
        recorded_on=date(2026, 11, 23), recording=recording, reason="本人未到场",
    )  # fmt: skip


def test_a_correction_is_a_counter_entry_and_the_first_entry_stays(ledgers: Ledgers) -> None:
    person = PEOPLE[0]
    hear(ledgers, attended(1, person), 3)
    hear(ledgers, corrected(1, person), 4, previous=3)

    found = ledger_of(ledgers, person)
    assert found.total == 0 and [each.hours for each in found.items.values()] == [3.5, -3.5]
    assert [each.title for each in found.items.values()] == ["第1期", "冲正：第1期（本人未到场）"]
    with pytest.raises(AlreadyHandled):
        hear(ledgers, corrected(1, person), 4, previous=3)


def test_hours_recorded_again_after_a_correction_count_once(ledgers: Ledgers) -> None:
    person = PEOPLE[0]
    again = attended(1, person).model_copy(update={"recording": 2})
    for version, event in (
        (3, attended(1, person)),
        (4, corrected(1, person)),
        (5, again),
        (6, corrected(1, person, 2)),
    ):
        hear(ledgers, event, version, previous=version - 1 if version > 3 else 0)
        if version == 5:
            assert ledger_of(ledgers, person).total == 3.5
    assert ledger_of(ledgers, person).total == 0
