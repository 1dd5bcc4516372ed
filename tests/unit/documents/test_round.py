"""A round of tasks: whatever people do in whatever order, no task vanishes and no opinion doubles."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.documents.outgoing.round import TABLE, Act, Round, Task, TaskStatus
from shared.errors import OfficeError, Refused

PEOPLE = ["lead", "a", "b", "c", "d"]
TRIES = st.lists(
    st.tuples(st.sampled_from(list(Act)), st.integers(0, 6), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    max_size=25,
)


def fresh() -> Round:
    return Round("lead", (Task("a"), Task("b")))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TRIES)
def test_no_task_vanishes_and_no_opinion_changes_or_doubles(tries: list[tuple[Act, int, str, str]]) -> None:
    going = fresh()
    for number, (act, place, by, to) in enumerate(tries):
        before = going
        try:
            going = before.take(act, place, by=by, to=to, opinion=f"意见{number}")
        except OfficeError:
            continue
        assert len(going.tasks) >= len(before.tasks)
        for old, new in zip(before.tasks, going.tasks, strict=False):
            assert old.person == new.person and old.origin == new.origin
            assert old.opinion in (None, new.opinion)
        given_now = [task.opinion for task in going.tasks if task.opinion is not None]
        assert len(given_now) == len(set(given_now))
        for place_of, task in enumerate(going.tasks):
            carried_by = [each for each in going.tasks if each.origin == place_of and each.status != "dropped"]
            assert len(carried_by) == (1 if task.status is TaskStatus.PASSED_ON else 0)
        here = [task.person for task in going.tasks if task.status is not TaskStatus.DROPPED]
        assert len(here) == len(set(here))


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("status", TaskStatus)
def test_what_is_not_in_the_table_is_refused(act: Act, status: TaskStatus) -> None:
    child = Task("c", origin=0)
    going = Round("lead", (Task("a", status), child))
    by = "lead" if act in (Act.ADD, Act.REMOVE) else "a"

    if (act, status) in TABLE and act is not Act.SEND_BACK:
        assert going.take(act, 0, by=by, to="d").tasks[0].status is TABLE[act, status]
    else:
        with pytest.raises(Refused):
            going.take(act, 0, by=by, to="d")


def test_what_was_passed_on_is_taken_back_until_the_next_has_acted() -> None:
    passed = fresh().take(Act.DELEGATE, 0, by="a", to="c")

    back = passed.take(Act.TAKE_BACK, 0, by="a")
    with pytest.raises(Refused):
        passed.take(Act.SIGN, 2, by="c", opinion="同意").take(Act.TAKE_BACK, 0, by="a")

    assert [task.status.value for task in back.tasks] == ["open", "open", "dropped"]


def test_sending_back_leaves_the_opinions_of_the_others() -> None:
    passed = fresh().take(Act.SIGN, 1, by="b", opinion="同意").take(Act.DELEGATE, 0, by="a", to="c")

    back = passed.take(Act.SEND_BACK, 2, by="c")

    assert back.tasks[1].opinion == "同意" and back.tasks[0].status is TaskStatus.OPEN and not back.settled
