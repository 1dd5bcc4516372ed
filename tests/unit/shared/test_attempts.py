"""An entry whose last attempt was cut off is tried alone, because a process ends as a whole, whichever entry caused it."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.runtime import green
from shared.runtime.attempts import Attempts


@pytest.mark.parametrize("places", ["ssas", "asas", "sasa", "aa", "ss"])
def test_whoever_works_alone_meets_nobody_and_everybody_gets_a_turn(places: str) -> None:
    attempts, at_work, seen = Attempts(), list[str](), list[str]()

    def work(place: str) -> None:
        with attempts.alone() if place == "a" else attempts.among_others():
            at_work.append(place)
            for _ in range(5):
                green.sleep(0.003)
                seen.append("".join(sorted(at_work)))
            at_work.remove(place)

    together = [green.spawn(work, place) for place in places]
    for each in together:
        each.wait()

    assert {each for each in seen if "a" in each} <= {"a"}
    assert ("ss" in seen) == ("ss" in places)
    assert len(seen) == 5 * len(places)


def test_an_attempt_that_fails_lets_the_next_go_on() -> None:
    attempts = Attempts()

    def fails(turn: Callable[[], Any]) -> None:
        with pytest.raises(ValueError, match="fails"), turn():
            raise ValueError("fails")

    for turn in (attempts.alone, attempts.among_others, attempts.alone):
        fails(turn)

    with green.Timeout(1), attempts.alone():
        assert True
