"""Courses and ledgers in memory and in the real store: both store and find the same."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.training import app, domain
from services.training.store import CourseCollection, LedgerCollection
from shared.contracts.meetings import MeetingClosed
from shared.contracts.training import AttendanceRecorded
from shared.errors import VersionConflict
from shared.occasion import AlreadyHandled, Occasion
from shared.runtime.store import Journal
from tests.unit.training.office import AT, EVERYBODY, Copies, Courses, Ledgers, actor, because, by
from tests.unit.training.test_hours import PEOPLE, attended, lecture

Kept = Callable[[Occasion], Any]


@pytest.fixture(params=["memory", "mongo"])
def kept(request: pytest.FixtureRequest) -> tuple[Kept, Kept, Callable[[], list[Any]]]:
    """Provide courses and ledgers for an occasion, and the faults in the histories."""
    if request.param == "memory":
        return Courses(by("east.director")).on, Ledgers(by("east.director")).on, list
    name = f"t{abs(hash(request.node.name)):x}"
    db = request.getfixturevalue("client")[name]
    journal = Journal(db, [CourseCollection, LedgerCollection])
    journal.prepare()

    def nobody(*entry: Any) -> None:
        """Publish nothing."""

    return (
        lambda occasion: CourseCollection(db, occasion, nobody),
        lambda occasion: LedgerCollection(db, occasion, nobody),
        lambda: list(journal.breaks()),
    )


def test_a_list_holds_what_each_person_sees(kept: tuple[Kept, Kept, Callable[[], list[Any]]]) -> None:
    courses, _, breaks = kept
    places = [("east", ["shiyan"]), ("east", ["west"]), ("west", ["east", "west"]), ("nanhu", ["nanhu"])]
    for place, (organ, audience) in enumerate(places):
        for published in (False, True):
            director, course_id = by(f"{organ}.director"), f"c{place}{published:d}"
            wanted = {"title": "培训", "hours": 1, "capacity": 5, "audience": audience}
            app.plan(courses(director), Copies(), occasion=director, new_id=course_id, wanted=wanted)
            if published:
                app.act(courses(director), Copies(), course_id, "publish", occasion=director, comment=None)
    member = by("west.handler")
    for course_id in ("c01", "c31"):
        app.enrol(courses(member), course_id, occasion=member)

    everything = [courses(member).find(f"c{place}{published}") for place in range(4) for published in (0, 1)]
    for who in EVERYBODY:
        asker = actor(who)
        for status in (None, "planned", "published"):
            page = app.search(courses(by(who)), actor=asker, status=status, updated_since=None, cursor=None, limit=100)
            seen = {each.id for each in everything if domain.sees(each, asker) and status in (None, each.status.value)}
            assert {each["id"] for each in page["items"]} == seen, who
    assert [courses(member).any_with(organ, "p-west-handler") for organ in ("east", "west", "nanhu")] == [1, 0, 1]
    assert not courses(member).any_with("east", "p-west-clerk") and breaks() == []


def test_a_closed_lecture_gives_its_hours_once(kept: tuple[Kept, Kept, Callable[[], list[Any]]]) -> None:
    _, ledgers, breaks = kept
    for _ in range(2):
        for number in (1, 2):
            app.credit_meeting(
                ledgers(because(f"meetings:m{number}", 7, MeetingClosed)), lecture(number, PEOPLE), at=AT
            )

    found = [ledgers(by("east.director")).find(domain.new_ledger(person, 2026).id) for person in PEOPLE]
    assert [(each.total, each.version) for each in found] == [(4, 2)] * 3
    assert breaks() == []


def test_events_that_meet_in_one_ledger_all_count_once(kept: tuple[Kept, Kept, Callable[[], list[Any]]]) -> None:
    _, ledgers, breaks = kept

    def hear(number: int) -> None:
        """React as the runtime does: retry if somebody else wrote."""
        occasion = because(f"courses:c{number % 20}", 3, AttendanceRecorded)
        while True:
            try:
                return app.credit_attendance(ledgers(occasion), attended(number % 20, PEOPLE[0], 0.5), at=AT)
            except AlreadyHandled:
                return None
            except VersionConflict:
                continue

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hear, range(40)))

    ledger = ledgers(by("east.director")).find(domain.new_ledger(PEOPLE[0], 2026).id)
    assert (ledger.total, ledger.version, len(ledger.items)) == (10, 20, 20)
    assert breaks() == []
