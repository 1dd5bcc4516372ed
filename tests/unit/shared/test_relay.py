from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest

from shared.runtime import embedded_broker, green
from shared.runtime.relay import Relay

Runs = dict[tuple[str, str], tuple[int, int]]
NOTICE, REPORT = ("documents", "notice"), ("documents", "report")


class Journal:
    """Nothing to sweep; records which marks were moved together, and fails while the store is away."""

    def __init__(self, *, away: int = 0) -> None:
        self.moved: list[Runs] = []
        self.swept: list[tuple[str, ...]] = []
        self._away = away

    names = ("notices", "reports", "letters", "minutes")

    def unpublished(self, before: datetime, limit: int, names: Sequence[str]) -> Sequence[Any]:
        self.swept.append(tuple(names))
        return []

    def mark_published(self, published: Mapping[tuple[str, str], tuple[int, int]]) -> None:
        if self._away:
            self._away -= 1
            raise OSError("away")
        self.moved.append(dict(published))


def entry(version: int) -> dict[str, Any]:
    return {
        "event": "document_revised", "event_version": 1, "version": version, "earlier": {}, "at": "2026-11-23", "data": {},
    }  # fmt: skip


def published(journal: Journal, *written: tuple[tuple[str, str], int]) -> list[Runs]:
    """Run a relay that publishes written entries, one after another, and stop it."""
    embedded_broker.install()
    relay = Relay("documents", "tongban-memory://", journal, 60)  # type: ignore[arg-type]
    for aggregate, version in written:
        relay.nudge(*aggregate, entry(version))
    running = green.spawn(relay.run)
    with green.Timeout(5):
        while not relay.connected:
            green.sleep(0)
        relay.stop()
        running.wait()
    return journal.moved


def test_several_writes_to_one_document_move_its_mark_once() -> None:
    moved = published(Journal(), (NOTICE, 3), (REPORT, 1), (NOTICE, 4), (NOTICE, 5))

    assert moved == [{NOTICE: (3, 5)}, {REPORT: (1, 1)}]


def test_what_is_fresh_is_published_before_marks_that_wait_and_those_move_a_few_at_a_time() -> None:
    many = [("documents", f"letter{number}") for number in range(20)]
    embedded_broker.install()
    order: list[Any] = []

    class Watched(Journal):
        def mark_published(self, published: Mapping[tuple[str, str], tuple[int, int]]) -> None:
            order.append(len(published))
            if len(order) == 1:
                relay.nudge(*NOTICE, entry(9))

    relay = Relay("documents", "tongban-memory://", Watched(), 60)  # type: ignore[arg-type]
    relay._publish = lambda outlet, batch: (  # type: ignore[method-assign]
        order.extend(each[1] for each in batch if each[1] == "notice"),
        [relay._note((name, each), it["version"]) for name, each, it in batch],
    )
    for aggregate in many:
        relay.nudge(*aggregate, entry(1))
    running = green.spawn(relay.run)

    with green.Timeout(5):
        while sum(each for each in order if isinstance(each, int)) < 21:
            green.sleep(0.01)
        relay.stop()
        running.wait()

    assert order == [8, "notice", 8, 4, 1]


def test_marks_keep_up_with_a_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.runtime.relay.MARK_SECONDS", 0)
    embedded_broker.install()
    journal, waiting = Journal(), list[int]()
    relay = Relay("documents", "tongban-memory://", journal, 60)  # type: ignore[arg-type]

    def publish(outlet: Any, batch: Sequence[Any]) -> None:
        for name, each, it in batch:
            relay._note((name, each), it["version"])
        waiting.append(len(relay._unmarked))
        for number in range(3 if len(waiting) < 40 else 0):
            relay.nudge("documents", f"letter{len(waiting)}-{number}", entry(3 * len(waiting) + number))

    relay._publish = publish  # type: ignore[method-assign]
    relay.nudge(*NOTICE, entry(1))
    running = green.spawn(relay.run)

    with green.Timeout(5):
        while len(journal.moved) < 1 + 39 * 3:
            green.sleep(0.01)
        relay.stop()
        running.wait()

    assert max(waiting) == 3


def test_a_mark_does_not_pass_a_version_that_somebody_else_has_yet_to_publish() -> None:
    moved = published(Journal(), (NOTICE, 3), (NOTICE, 5))

    assert moved == [{NOTICE: (3, 3)}, {NOTICE: (5, 5)}]


@pytest.mark.parametrize("away", [1, 2])
def test_a_mark_that_could_not_be_moved_is_moved_when_the_store_is_back(away: int) -> None:
    journal = Journal(away=away)
    embedded_broker.install()
    relay = Relay("documents", "tongban-memory://", journal, 60)  # type: ignore[arg-type]
    relay.nudge(*NOTICE, entry(3))
    running = green.spawn(relay.run)

    with green.Timeout(5):
        while not journal.moved:
            green.sleep(0.01)
        relay.stop()
        running.wait()

    assert journal.moved == [{NOTICE: (3, 3)}]


def test_all_is_swept_at_the_start_and_then_some_at_a_time_so_that_all_had_their_turn_in_an_interval() -> None:
    journal = Journal()
    embedded_broker.install()
    relay = Relay("documents", "tongban-memory://", journal, 1.0)  # type: ignore[arg-type]
    running = green.spawn(relay.run)

    with green.Timeout(10):
        while sum(map(len, journal.swept)) < 3 * len(journal.names):
            relay._wake()
            green.sleep(0.02)
        relay.stop()
        running.wait()

    assert journal.swept[0] == journal.names
    later = [name for names in journal.swept[1:] for name in names]
    assert later[: len(journal.names)] == list(journal.names) == later[len(journal.names) : 2 * len(journal.names)]
    assert max(map(len, journal.swept[1:])) < len(journal.names)
