"""The path of every command: authorised before loading, judged before taken, retried after conflicts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.training import domain
from services.training.domain import Course
from services.training.kinds import COURSE
from shared import usecase
from shared.acts import in_trail
from shared.errors import Forbidden, NotFound, PreconditionFailed, Refused, TransitionRefused, VersionConflict
from shared.occasion import Occasion
from shared.workflow import Context
from tests.support.office import MORNING, actor
from tests.unit.training.office import Courses, by, planned, published


@pytest.fixture
def courses() -> Courses:
    return Courses(by("east.director"))


def enrol(courses: Courses, who: str, gather: Callable[[Course], Context | None] | None = None, **how: Any) -> Course:
    occasion = by(who, expected=how.pop("expected", None))

    def known(course: Course) -> Context | None:
        return Context(occasion.person, occasion.at, said={"person": occasion.person.person_id})

    return usecase.act(
        courses.on(occasion),
        COURSE,
        "c1",
        "enrol",
        sees=domain.sees,
        occasion=occasion,
        gather=gather or known,
        **how,
    )


def test_the_history_of_every_service_says_which_rules_judged_a_step(courses: Courses) -> None:
    published(courses)
    enrol(courses, "west.handler")

    entry = courses.history("c1", cursor=None, limit=9).items[-1]

    row = next(step for step in COURSE.steps if step.action == "enrol")
    assert entry["rules"] == [{"code": each.code, "version": each.version} for each in row.rules] != []


def test_nothing_is_looked_up_for_somebody_who_may_not_take_the_step(courses: Courses) -> None:
    planned(courses)
    looked_up = list[str]()

    def gather(course: Course) -> None:
        looked_up.append(course.id)

    with pytest.raises(NotFound):
        enrol(courses, "lake.handler", gather)
    with pytest.raises((Forbidden, TransitionRefused)):
        enrol(courses, "east.director", gather)
    assert looked_up == []


def test_a_step_that_was_taken_before_writes_nothing(courses: Courses) -> None:
    before = published(courses)

    assert enrol(courses, "west.handler", lambda course: None).version == before.version


def test_somebody_who_lost_looks_again_and_is_judged_by_what_then_stands_there(courses: Courses) -> None:
    published(courses)
    seen = list[int]()

    def gather(course: Course) -> Context:
        seen.append(course.version)
        if len(seen) == 1:
            enrol(courses, "west.clerk")
        occasion = by("west.handler")
        return Context(occasion.person, occasion.at, said={"person": occasion.person.person_id})

    after = enrol(courses, "west.handler", gather, together=True)

    assert seen == [2, 3] and set(after.enrolments) == {"p-west-clerk", "p-west-handler"}


def test_a_step_that_is_not_said_together_with_others_is_refused_where_somebody_was_first(courses: Courses) -> None:
    published(courses)

    def gather(course: Course) -> Context:
        enrol(courses, "west.clerk")
        occasion = by("west.handler")
        return Context(occasion.person, occasion.at, said={"person": occasion.person.person_id})

    with pytest.raises(VersionConflict):
        enrol(courses, "west.handler", gather)


def test_the_version_that_somebody_named_is_compared_each_time(courses: Courses) -> None:
    version = published(courses).version

    def gather(course: Course) -> Context:
        enrol(courses, "west.clerk")
        occasion = by("west.handler")
        return Context(occasion.person, occasion.at, said={"person": occasion.person.person_id})

    with pytest.raises(PreconditionFailed):
        enrol(courses, "west.handler", gather, together=True, expected=version)


def test_who_always_loses_is_refused_in_the_end() -> None:
    tried = list[int]()

    def attempt() -> None:
        tried.append(1)
        raise VersionConflict()

    with pytest.raises(Refused, match="稍后再试"):
        usecase.again(attempt)
    assert len(tried) == usecase.ATTEMPTS


@pytest.mark.parametrize(("acting", "marked"), [({"director"}, True), (set(), False), ({"clerk"}, False)])
def test_a_step_that_only_a_stand_in_may_take_is_marked_so_in_the_trail(
    courses: Courses, acting: set[str], marked: bool
) -> None:
    planned(courses)
    director = actor("east.director", "clerk")
    occasion = Occasion(MORNING, replace(director, acting=frozenset(acting)))
    course = courses.get("c1")

    usecase.take(courses.on(occasion), COURSE, course, "publish", Context(occasion.person, occasion.at))

    assert in_trail({})(courses.history("c1", cursor=None, limit=9).items[-1])["standing_in"] is marked
