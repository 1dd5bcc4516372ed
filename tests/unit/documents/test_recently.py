"""A recent answer of the copies is not requested again, and not trusted for longer than that."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from services.documents.app import Recently
from shared.contracts.directory import OrganRecorded
from tests.support.office import MORNING, Roster


class Counting(Roster):
    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def several(self, kind: Any, ids: Iterable[str]) -> dict[str, Any]:
        self.asked.append(tuple(ids))
        return super().several(kind, self.asked[-1])


def test_the_same_question_is_asked_once_in_two_seconds() -> None:
    recently, copies = Recently(), Counting()

    for seconds in (0, 1, 1.9):
        known = recently.of(copies, at=MORNING + timedelta(seconds=seconds))
        assert known.several(OrganRecorded, ("east", "nowhere")).keys() == {"east"}
        assert known.find(OrganRecorded, "nowhere") is None

    assert copies.asked == [("east", "nowhere")]


def test_after_that_it_is_asked_anew_and_so_where_it_grows_too_large() -> None:
    recently, copies = Recently(most=2), Counting()

    for seconds in (0, 2, 1):
        recently.of(copies, at=MORNING + timedelta(seconds=seconds)).find(OrganRecorded, "east")
    recently.of(copies, at=MORNING + timedelta(seconds=1)).several(OrganRecorded, ("west", "north"))
    recently.of(copies, at=MORNING + timedelta(seconds=1)).find(OrganRecorded, "east")

    assert copies.asked == [("east",), ("east",), ("east",), ("west", "north"), ("east",)]
