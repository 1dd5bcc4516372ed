"""Tasks in memory and in the real store: both find and count the same."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from services.supervision import app, origins
from services.supervision.repositories import TaskListing
from services.supervision.store import TaskCollection
from shared.occasion import Occasion
from shared.runtime.store import Journal
from tests.support.office import actor
from tests.unit.supervision.office import DUE, Tasks, assigned, by, step
from tests.unit.supervision.test_tasks import day


class StoredTasks(TaskCollection):
    """Tasks in the real store, on any occasion."""

    def on(self, occasion: Occasion) -> "StoredTasks":
        return StoredTasks(self._db, occasion, self._nudge)


@pytest.fixture(scope="module")
def stored(client: Any) -> Iterator[StoredTasks]:
    db = client["supervision"]
    Journal(db, [TaskCollection]).prepare()
    yield StoredTasks(db, by("east.director"), lambda *_: None)


@pytest.fixture(scope="module")
def both(stored: StoredTasks) -> tuple[Any, Any]:
    """Provide the same tasks in memory and in the store."""
    memory = Tasks(by("east.director"))
    for tasks in (memory, stored):
        held: Any = tasks
        assigned(held, task_id="plain")
        assigned(held, task_id="late", due_on="2026-11-25", assisting=["east.clerk"])
        assigned(held, task_id="later", due_on="2026-11-30")
        assigned(held, task_id="west", who="nanhu.admin", responsible="west.handler")
        assigned(held, task_id="lake", who="lake.director", responsible="lake.handler")
        step(held, "east.handler", "accept", "plain")
    return memory, stored


PEOPLE = (
    "east.handler",
    "east.clerk",
    "east.director",
    "west.leader",
    "west.handler",
    "nanhu.admin",
    "nanhu.leader",
    "lake.director",
)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_board_shows_what_its_reader_may_know_of(both: tuple[Any, Any], who: str) -> None:
    asked: list[dict[str, Any]] = [{"board": board} for board in (None, "mine", "campus", "district")]
    asked += [
        {"late": True},
        {"late": False},
        {"status": "accepted"},
        {"origin": "district"},
        {"organ": "west"},
        {"due_before": "2026-12-01"},
        {"since": "2026-11-25", "until": "2026-11-30"},
    ]
    for more in asked:
        found = [
            app.search(each, actor=actor(who), today=date(2026, 12, 2), wanted=TaskListing(limit=50, **more))
            for each in both
        ]
        ids = [sorted(item["id"] for item in page["items"]) for page in found]
        assert ids[0] == ids[1], (who, more)


def test_a_bureaus_leader_finds_on_the_districts_board_what_the_bureau_set_and_no_more(both: tuple[Any, Any]) -> None:
    wanted = TaskListing(board="district", limit=50)

    found = [app.search(each, actor=actor("nanhu.leader"), today=DUE, wanted=wanted) for each in both]

    assert [[item["id"] for item in page["items"]] for page in found] == [["west"], ["west"]]


def test_figures_are_the_same(both: tuple[Any, Any]) -> None:
    for who in ("east.director", "nanhu.admin"):
        memory, stored = (
            app.statistics(each, actor=actor(who), today=DUE, begin="2026-11-01", end="2026-12-31") for each in both
        )
        assert memory == stored and memory["items"]


def test_two_who_sweep_at_once_tell_nobody_twice(both: tuple[Any, Any]) -> None:
    _, stored = both
    friday = Occasion(day("2026-12-04"))
    one, other = stored.on(friday), stored.on(friday)
    seen_before = list(one.late(date(2026, 12, 4), 100))
    other.late = one.late = lambda today, limit: seen_before  # both have read before either writes

    assert (origins.escalate(one), origins.escalate(other)) == (2, 0)
    assert {task.id: task.escalated for task in stored.late(date(2026, 12, 4), 100)} == {"late": 3, "later": 2}
