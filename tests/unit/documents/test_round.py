"""A round of tasks: under any sequence of acts no task vanishes and no opinion is duplicated."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.documents.outgoing.countersign_round import (
    ANSWERS,
    COUNTING,
    TABLE,
    Act,
    Round,
    Task,
    TaskStatus,
    Voice,
)
from shared.office import Named

PEOPLE = ["a", "b", "c", "d"]
ORGANS = ["west", "north"]
AT = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
TRIES = st.lists(
    st.tuples(st.sampled_from([*Act, "ask", "hear", "anew"]), st.integers(0, 7), st.sampled_from(PEOPLE)),
    max_size=30,
)


def voice(opinion: str = "同意") -> Voice:
    return Voice(Named("p", "p"), AT, "text", opinion)


def fresh() -> Round:
    return Round().ask(Named("a", "a")).ask(Named("b", "b")).ask(Named("west", "west"), of_organ=True)


def tried(going: Round, act: Any, place: int, to: str, opinion: str) -> Round:
    organ = ORGANS[place % 2]
    match act:
        case "ask":
            return going.ask(Named(organ, organ), of_organ=True) if place > 4 else going.ask(Named(to, to))
        case "hear":
            answer = sorted(ANSWERS)[place % 3]
            return going.hear(organ, answer, voice(opinion), late=place > 5)
        case "anew":
            return going.asked_anew()
    return going.take(act, place, voice=voice(opinion), to=Named(to, to))


def possible(going: Round, act: Any, place: int, to: str) -> bool:
    """Check what the rules of the steps require (`countersign_steps.py`)."""
    if act == "ask":
        return not going.names(ORGANS[place % 2] if place > 4 else to)
    if act in ("hear", "anew"):
        return True
    if place >= len(going.tasks) or (act, going.tasks[place].status) not in TABLE:
        return False
    task = going.tasks[place]
    match act:
        case Act.PASS_ON:
            return task.origin is None and not going.names(to)
        case Act.HAND_BACK:
            return task.origin is not None
        case Act.TAKE_BACK:
            return task.status is not TaskStatus.PASSED_ON or bool(going.open_from(place))
    return True


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TRIES)
def test_no_task_vanishes_and_no_opinion_changes_or_doubles(tries: list[tuple[Any, int, str]]) -> None:
    going, told, removed = fresh(), [], set()
    for number, (act, place, to) in enumerate(tries):
        before, opinion = going, f"意见{number}"
        if not possible(before, act, place, to):
            continue
        going = tried(before, act, place, to, opinion)
        if act in ("agree", "agree_with_changes", "object"):
            told.append(opinion)
        if act == "hear" and any(each.who == ORGANS[place % 2] for each in before.tasks):
            told.append(opinion)
        if act is Act.REMOVE and going.tasks[place].origin is None:
            removed.add(going.tasks[place].seat)
        assert len(going.tasks) >= len(before.tasks)
        for old, new in zip(before.tasks, going.tasks, strict=False):
            assert (old.who, old.seat, old.origin, old.asked) == (new.who, new.seat, new.origin, new.asked)
            assert old.opinion in (None, new.opinion)
        for seat in {each.seat for each in going.tasks}:
            counting = [each for each in going.tasks if each.seat == seat and each.status in COUNTING]
            assert len(counting) == (0 if seat in removed else 1)
        for place_of, task in enumerate(going.tasks):
            gone = (TaskStatus.DROPPED, TaskStatus.SUPERSEDED)
            carried_by = [each for each in going.tasks if each.origin == place_of and each.status not in gone]
            assert len(carried_by) == (1 if task.status is TaskStatus.PASSED_ON else 0)
        here = [task.who for _, task in going.counting]
        assert len(here) == len(set(here))
    assert sorted(each.opinion for each in going.tasks if each.opinion is not None) == sorted(told)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("status", TaskStatus)
def test_a_round_knows_no_act_beside_its_table(act: Act, status: TaskStatus) -> None:
    going = Round((Task("a", "a", 0, status=status), Task("c", "c", 0, origin=0)))

    if (act, status) in TABLE:
        assert going.take(act, 0, voice=voice(), to=Named("d", "d")).tasks[0].status is TABLE[act, status]
    else:
        with pytest.raises(KeyError):
            going.take(act, 0, voice=voice(), to=Named("d", "d"))


def test_what_was_passed_on_is_taken_back() -> None:
    passed = fresh().take(Act.PASS_ON, 0, to=Named("c", "c"))

    back = passed.take(Act.TAKE_BACK, 0)

    assert [task.status.value for task in back.tasks] == ["open", "open", "open", "dropped"]


def test_handing_back_leaves_the_opinions_of_the_others() -> None:
    passed = fresh().take(Act.AGREE, 1, voice=voice()).take(Act.PASS_ON, 0, to=Named("c", "c"))

    back = passed.take(Act.HAND_BACK, 3)

    assert back.tasks[1].opinion == "同意" and back.tasks[0].status is TaskStatus.OPEN and back.waiting


def test_an_opinion_that_is_taken_back_stays_to_be_read_and_is_owed_again() -> None:
    objected = fresh().take(Act.OBJECT, 0, voice=voice("经费没有着落"))

    back = objected.take(Act.TAKE_BACK, 0)

    assert back.objections == () and back.tasks[0].opinion == "经费没有着落"
    assert [each.who for each in back.waiting] == ["b", "west", "a"]


def test_an_organ_that_was_dropped_while_it_answered_is_heard_and_counts_nothing() -> None:
    dropped = fresh().take(Act.REMOVE, 2)

    heard = dropped.hear("west", TaskStatus.OBJECTED, voice("不同意"), late=False)

    assert heard.tasks[-1].opinion == "不同意" and heard.objections == ()


def test_an_opinion_on_an_earlier_text_is_told_apart() -> None:
    going = fresh().take(Act.AGREE, 0, voice=voice()).take(Act.AGREE, 1, voice=replace(voice(), text="new"))

    assert [each.who for each in going.given_on_another("new")] == ["a"]
