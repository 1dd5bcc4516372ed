"""A helper does one piece of work after another, refuses with a message, ends when idle or too large, and starts again."""

from collections.abc import Iterator

import pytest

from shared.errors import Busy, OfficeError, Refused
from shared.helping import held
from shared.runtime import green
from shared.runtime.helper import Helper, TooMuch
from tests.support import helping


@pytest.fixture
def helper() -> Iterator[Helper]:
    made = Helper(helping.__name__, seconds=20.0, idle=0.5)
    yield made
    made.stop()


def test_pieces_of_work_are_done_by_the_same_process(helper: Helper) -> None:
    first, second = helper.ask("pid"), helper.ask("pid")

    assert first == second and helper.ask("echo", b"x" * 3_000_000) == b"x" * 3_000_000


def test_what_it_refuses_is_refused_in_its_own_words(helper: Helper) -> None:
    with pytest.raises(OfficeError, match="这样不行") as refused:
        helper.ask("refuse")

    assert refused.value.code == Refused.code and helper.ask("echo", 1) == 1


@pytest.mark.parametrize("what", ["die", "hang"])
def test_one_that_dies_or_hangs_is_replaced(what: str) -> None:
    helper = Helper(helping.__name__, seconds=6.0)
    first = helper.ask("pid")

    with pytest.raises(TooMuch):
        helper.ask(what)

    assert helper.ask("pid") != first
    helper.stop()


def test_one_that_grew_gives_its_memory_back(helper: Helper) -> None:
    first = helper.ask("pid")

    assert helper.ask("grow", 260 * 1024 * 1024) == first

    assert helper.ask("pid") != first


def test_an_idle_one_ends(helper: Helper) -> None:
    pid = helper.ask("pid")
    assert held(pid) > 0

    green.sleep(1.5)

    with pytest.raises(OSError):
        held(pid)


def test_one_that_is_asked_for_a_moment_only_goes_on_and_is_ready_for_the_next(helper: Helper) -> None:
    with pytest.raises(Busy):
        helper.ask_within(0.001, "pid")

    first = helper.ask("pid")

    assert helper.ask_within(20.0, "pid") == first
    with pytest.raises(OfficeError, match="这样不行"):
        helper.ask_within(20.0, "refuse")
