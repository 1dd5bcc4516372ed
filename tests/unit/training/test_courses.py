"""A course's life: permissions, places at their limit, and the effects of a refusal."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import services.training.turns  # noqa: F401  (says whose turn it is)
from services.training import app
from services.training.domain import Course, CourseFull, CourseStatus
from services.training.kinds import COURSE
from shared.acts import in_trail
from shared.aggregate import first_break
from shared.collection import META
from shared.contracts.training import AttendanceCorrectionRead, AttendanceRecorded, PersonEnrolled
from shared.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    OfficeError,
    PreconditionFailed,
    RuleBroken,
    TransitionRefused,
)
from shared.turn import TO_READ, TOLD
from tests.support.together import meanwhile
from tests.unit.training.office import AT, EVERYBODY, Copies, Courses, actor, by, planned, published


@pytest.fixture
def courses() -> Courses:
    return Courses(by("east.director"))


def enrol(courses: Courses, who: str, **how: Any) -> Course:
    occasion = by(who, **how)
    return app.enrol(courses.on(occasion), "c1", occasion=occasion)


def attend(courses: Courses, who: str, *, recorder: str = "east.director") -> Course:
    occasion = by(recorder)
    return app.attend(courses.on(occasion), Copies(), "c1", who, occasion=occasion)


def act(
    courses: Courses, action: str, who: str = "east.director", *, comment: str | None = None, person: str | None = None
) -> Course:
    occasion = by(who)
    return app.act(courses.on(occasion), Copies(), "c1", action, occasion=occasion, comment=comment, person=person)


def test_nobody_attended_a_course_of_tomorrow_and_it_is_not_closed(courses: Courses) -> None:
    published(courses, starts_on="2026-11-24")
    enrol(courses, "west.handler")

    for step in (lambda: attend(courses, "west.handler"), lambda: act(courses, "close")):
        with pytest.raises(RuleBroken, match="11月24日开班") as refused:
            step()
        assert [each["code"] for each in refused.value.errors] == ["not_begun"]
    after = by("east.director", at=AT + timedelta(days=1))
    attended = app.attend(courses.on(after), Copies(), "c1", "west.handler", occasion=after)
    assert list(attended.attendance) == ["p-west-handler"]
    assert (
        app.act(courses.on(after), Copies(), "c1", "close", occasion=after, comment=None).status is CourseStatus.CLOSED
    )


def test_a_course_is_not_planned_for_a_day_that_is_over(courses: Courses) -> None:
    with pytest.raises(RuleBroken, match="开班日期已过") as refused:
        planned(courses, starts_on="2026-11-22")
    assert [each["field"] for each in refused.value.errors] == ["starts_on"]
    assert planned(courses, starts_on="2026-11-23").starts_on is not None


@pytest.mark.parametrize("hours", [0.5, 1, 89.5, 90])
def test_hours_come_in_halves_up_to_ninety(courses: Courses, hours: float) -> None:
    assert planned(courses, hours=hours).hours == hours


@pytest.mark.parametrize("hours", [0, -1, 0.25, 3.0000000001, 90.5, 1e300])
def test_other_hours_are_refused_with_their_source(courses: Courses, hours: float) -> None:
    with pytest.raises(RuleBroken) as refused:
        planned(courses, hours=hours)

    assert refused.value.errors[0]["field"] == "hours" and "干部教育培训工作条例" in str(refused.value.source)
    assert courses.records == {}


def test_only_a_director_plans_a_course(courses: Courses) -> None:
    for who in EVERYBODY:
        occasion = by(who)
        wanted = {"title": "培训", "hours": 1, "capacity": 1, "audience": [actor(who).organ]}
        if who.endswith(".director"):
            assert app.plan(courses.on(occasion), Copies(), occasion=occasion, new_id=who, wanted=wanted).version == 1
        else:
            with pytest.raises(Forbidden):
                app.plan(courses.on(occasion), Copies(), occasion=occasion, new_id=who, wanted=wanted)


@pytest.mark.parametrize(("audience", "place"), [(["lake"], 0), (["east", "nowhere"], 1), (["east", "east"], 1)])
def test_the_audience_are_organs_of_the_own_district_each_once(
    courses: Courses, audience: list[str], place: int
) -> None:
    with pytest.raises(InvalidInput) as refused:
        planned(courses, audience=audience)

    assert [error["field"] for error in refused.value.errors] == [f"audience[{place}]"]


def test_an_organ_of_the_audience_is_named_as_people_call_it(courses: Courses) -> None:
    assert planned(courses, audience=["east 校区", "west"]).audience == ("east", "west")
    with pytest.raises(InvalidInput):
        planned(courses, audience=["lake 校区"])


def test_people_of_the_audience_and_below_enrol(courses: Courses) -> None:
    published(courses, capacity=9)

    for who in ("shiyan.clerk", "east.clerk", "west.handler"):
        enrol(courses, who)

    for stranger in ("nanhu.director", "lake.clerk"):
        with pytest.raises(NotFound):
            enrol(courses, stranger)


def test_a_course_is_unseen_until_it_is_published_and_closed_to_new_people_in_the_end(courses: Courses) -> None:
    planned(courses)
    with pytest.raises(NotFound):
        enrol(courses, "west.handler")
    with pytest.raises(TransitionRefused):
        enrol(courses, "east.director")

    act(courses, "publish")
    enrol(courses, "west.handler")
    act(courses, "close")

    with pytest.raises(TransitionRefused):
        enrol(courses, "west.clerk")
    assert enrol(courses, "west.handler").status is CourseStatus.CLOSED
    assert list(attend(courses, "west.handler").attendance) == ["p-west-handler"]


def test_the_place_after_the_last_is_refused(courses: Courses) -> None:
    published(courses, capacity=2)
    enrol(courses, "west.handler")
    assert enrol(courses, "west.clerk").places_left == 0

    with pytest.raises(CourseFull) as refused:
        enrol(courses, "west.leader")

    assert (refused.value.code, refused.value.status) == ("course_full", 409)


def test_enrolling_and_attending_twice_changes_nothing_more(courses: Courses) -> None:
    published(courses)

    enrolled = [enrol(courses, "west.handler") for _ in range(2)]
    attended = [attend(courses, name) for name in ("west.handler", "p-west-handler")]

    assert enrolled[0] == enrolled[1] and attended[0] == attended[1]
    events = [entry["event"] for _, entry in courses.announced]
    assert events[2:] == [PersonEnrolled.event, AttendanceRecorded.event]


def test_attendance_is_recorded_by_the_keeping_director_for_who_enrolled(courses: Courses) -> None:
    published(courses)
    enrol(courses, "west.handler")

    for recorder, refusal in (("west.director", Forbidden), ("east.leader", Forbidden), ("lake.director", NotFound)):
        with pytest.raises(refusal):
            attend(courses, "west.handler", recorder=recorder)
    with pytest.raises(RuleBroken) as refused:
        attend(courses, "west.clerk")
    with pytest.raises(InvalidInput):
        attend(courses, "nobody")

    assert refused.value.errors[0]["code"] == "not_enrolled"
    attend(courses, "west.handler")
    assert courses.announced[-1][1]["data"] == {
        "course_id": "c1",
        "person": "p-west-handler",
        "title": "新任班主任培训",
        "hours": 3.5,
        "organ": "east",
        "recorded_on": "2026-11-23",
        "recording": 1,
    }


def test_who_enrolled_by_mistake_withdraws_before_attending_and_the_place_is_free(courses: Courses) -> None:
    published(courses, capacity=1)
    enrol(courses, "west.handler")

    with pytest.raises(Forbidden):
        act(courses, "withdraw", "west.clerk")
    after = act(courses, "withdraw", "west.handler")

    assert (after.enrolments, after.places_left) == ({}, 1)
    assert courses.announced[-1][1]["data"] == {"course_id": "c1", "person": "p-west-handler"}
    assert enrol(courses, "west.clerk").places_left == 0


def test_who_attended_cannot_withdraw(courses: Courses) -> None:
    published(courses)
    enrol(courses, "west.handler")
    attend(courses, "west.handler")

    with pytest.raises(RuleBroken, match="冲正") as refused:
        act(courses, "withdraw", "west.handler")
    assert [each["code"] for each in refused.value.errors] == ["attended"]


def test_an_attendance_recorded_by_mistake_is_corrected_with_a_reason_and_may_be_recorded_again(
    courses: Courses,
) -> None:
    published(courses)
    enrol(courses, "west.handler")
    attend(courses, "west.handler")

    for comment, person in ((None, "west.handler"), ("点错", "west.clerk")):
        with pytest.raises(RuleBroken):
            act(courses, "correct", comment=comment, person=person)
    with pytest.raises(InvalidInput):
        act(courses, "correct", comment="点错", person="nobody")
    with pytest.raises(Forbidden):
        act(courses, "correct", "west.handler", comment="点错", person="west.handler")

    assert act(courses, "correct", comment="点错", person="west.handler").attendance == {}
    corrected = courses.announced[-1][1]["data"]
    assert (corrected["reason"], corrected["recorded_on"], corrected["recording"]) == ("点错", "2026-11-23", 1)
    attend(courses, "west.handler")
    assert courses.announced[-1][1]["data"]["recording"] == 2
    assert act(courses, "correct", comment="又点错", person="west.handler").corrections == {"p-west-handler": 2}


def test_the_trail_says_whose_attendance_was_recorded_and_corrected(courses: Courses) -> None:
    published(courses)
    for who in ("west.handler", "east.handler"):
        enrol(courses, who)
        attend(courses, who)
    act(courses, "correct", comment="点错", person="west.handler")

    shown = map(in_trail(app.acts_in_trail(Copies())), courses.whole_history("c1"))
    assert [(each["label"], each["detail"]) for each in shown if each["action"] in ("attend", "correct")] == [
        ("登记出勤", "westhandler"), ("登记出勤", "easthandler"), ("冲正", "westhandler"),
    ]  # fmt: skip


def _corrected(courses: Courses) -> Course:
    published(courses)
    enrol(courses, "west.handler")
    attend(courses, "west.handler")
    return act(courses, "correct", comment="未到场", person="west.handler")


def _to_read(course: Course) -> list[tuple[str, list[str]]]:
    waits = TOLD[Course].waited_for(course)
    return [(each["action"]["label"], each["whom"]) for each in waits if each["box"] == TO_READ]


@pytest.mark.parametrize("later", [None, "close", "cancel"])
def test_whose_attendance_was_taken_back_is_told_and_why_and_reads_it_once(courses: Courses, later: str | None) -> None:
    after = _corrected(courses)
    if later is not None:
        after = act(courses, later, comment="教师不能到场")

    assert ("阅知冲正", ["p:p-west-handler"]) in _to_read(after)
    mine = app.shown_course(after, actor("west.handler"))
    assert [each["corrected_why"] for each in mine["enrolments"]] == ["未到场"]
    assert "acknowledge" in [each["code"] for each in mine["actions"]]
    with pytest.raises(Forbidden):
        act(courses, "acknowledge", "east.director")
    read = act(courses, "acknowledge", "west.handler")
    assert courses.announced[-1][1]["event"] == AttendanceCorrectionRead.event
    assert "阅知冲正" not in [label for label, _ in _to_read(read)]
    with pytest.raises(Forbidden):
        act(courses, "acknowledge", "west.handler")


@pytest.mark.parametrize("settle", ["attend", "withdraw"])
def test_a_correction_is_not_told_once_the_attendance_stands_again_or_the_place_is_given_up(
    courses: Courses, settle: str
) -> None:
    _corrected(courses)

    after = attend(courses, "west.handler") if settle == "attend" else act(courses, "withdraw", "west.handler")

    assert _to_read(after) == []


def test_closing_asks_with_how_many_who_enrolled_have_no_attendance(courses: Courses) -> None:
    published(courses)
    enrol(courses, "west.handler")
    enrol(courses, "east.handler")
    one = attend(courses, "west.handler")
    both = attend(courses, "east.handler")

    questions = [
        str((COURSE.offer(course, actor("east.director"), "close") or {})["confirm"]) for course in (one, both)
    ]
    assert "1人报名而未登记出勤" in questions[0] and questions[1] == "确认结班？"


def test_an_attendance_of_a_closed_course_is_corrected_too(courses: Courses) -> None:
    published(courses)
    enrol(courses, "west.handler")
    attend(courses, "west.handler")
    act(courses, "close")

    assert act(courses, "correct", comment="点错", person="west.handler").status is CourseStatus.CLOSED


def test_a_course_is_called_off_with_a_reason_and_who_enrolled_is_told(courses: Courses) -> None:
    published(courses)
    enrol(courses, "west.handler")

    with pytest.raises(RuleBroken):
        act(courses, "cancel")
    after = act(courses, "cancel", comment="教师不能到场")

    assert (after.status, after.untold) == (CourseStatus.CANCELLED, ("p-west-handler",))
    waits = [(each["action"]["code"], each["whom"], each["box"]) for each in TOLD[Course].waited_for(after)]
    assert waits == [("read", ["p:p-west-handler"], "toread")]
    assert app.shown_course(after, actor("west.handler"))["cancelled_why"] == "教师不能到场"
    with pytest.raises(NotFound):
        app.get(courses, "c1", actor=actor("west.clerk"))
    assert act(courses, "read", "west.handler").untold == ()
    with pytest.raises(TransitionRefused):
        act(courses, "publish")


def test_a_course_that_somebody_attended_is_closed_and_not_called_off(courses: Courses) -> None:
    published(courses)
    enrol(courses, "west.handler")
    attend(courses, "west.handler")

    with pytest.raises(RuleBroken, match="1人出勤"):
        act(courses, "cancel", comment="教师不能到场")
    act(courses, "correct", comment="点错", person="west.handler")
    assert act(courses, "cancel", comment="教师不能到场").status is CourseStatus.CANCELLED


def test_a_course_called_off_before_it_was_published_is_seen_by_nobody_else(courses: Courses) -> None:
    planned(courses)
    act(courses, "cancel", comment="重复")

    with pytest.raises(NotFound):
        app.get(courses, "c1", actor=actor("west.handler"))


def test_who_named_the_version_they_saw_is_told_that_it_changed(courses: Courses) -> None:
    published(courses)

    with pytest.raises(PreconditionFailed):
        enrol(courses, "west.handler", expected=1)

    assert enrol(courses, "west.handler", expected=2).version == 3


class Crowded(Courses):
    """A store where others write first: each save comes after another one, as long as there are any."""

    before: list[str] = []

    def save(self, after: Course, **how: Any) -> Course:
        if self.before:
            enrol(self, self.before.pop())
        return super().save(after, **how)


def test_whoever_loses_a_race_looks_again(courses: Courses) -> None:
    published(courses, capacity=3)
    crowded = Crowded(by("west.handler"), courses.records)

    crowded.before[:] = ["west.clerk", "west.leader"]
    assert enrol(crowded, "west.handler").places_left == 0

    with pytest.raises(CourseFull):
        enrol(crowded, "east.clerk")


def test_whoever_loses_the_race_for_the_last_place_is_told_that_it_is_gone(courses: Courses) -> None:
    published(courses, capacity=1)
    crowded = Crowded(by("west.handler"), courses.records)

    crowded.before[:] = ["west.clerk"]
    with pytest.raises(CourseFull):
        enrol(crowded, "west.handler")

    found = courses.find("c1")
    assert found is not None and list(found.enrolments) == ["p-west-clerk"]


def test_others_see_no_enrolment_but_their_own(courses: Courses) -> None:
    published(courses)
    enrol(courses, "west.handler")
    course = enrol(courses, "west.clerk")

    def seen_by(who: str) -> list[str]:
        return [each["person"]["id"] for each in app.shown_course(course, actor(who))["enrolments"]]

    assert seen_by("east.director") == seen_by("east.leader") == ["p-west-handler", "p-west-clerk"]
    assert seen_by("west.clerk") == ["p-west-clerk"]
    assert seen_by("west.director") == []


MOVES = st.tuples(
    st.sampled_from(["publish", "close", "enrol", "attend", "withdraw", "correct", "cancel", "read"]),
    st.sampled_from(EVERYBODY),
)


@given(st.lists(st.tuples(MOVES, st.sampled_from(EVERYBODY)), max_size=30), st.integers(1, 4))
def test_a_refusal_changes_nothing_and_every_change_is_one_event(
    moves: list[tuple[tuple[str, str], str]], capacity: int
) -> None:
    courses = Courses(by("east.director"))
    planned(courses, capacity=capacity, audience=["nanhu"])

    for (action, who), other in moves:
        before = copy.deepcopy(courses.records)
        try:
            if action == "enrol":
                enrol(courses, who)
            elif action == "attend":
                attend(courses, other, recorder=who)
            else:
                act(courses, action, who, comment="理由", person=other)
        except OfficeError:
            assert courses.records == before

    record = courses.records["c1"]
    state = {name: value for name, value in record.items() if name not in META}
    assert record["version"] == len(courses.announced) == len(record["history"])
    assert first_break("c1", record["version"], state, record["head"], record["history"]) is None
    assert len(state["enrolments"]) <= capacity and state["attendance"].keys() <= state["enrolments"].keys()


def test_every_step_names_a_state_that_people_know() -> None:
    assert COURSE.initial is CourseStatus.PLANNED
    assert {step.action for step in COURSE.steps} == {
        *("plan", "publish", "enrol", "attend", "close"), *("withdraw", "correct", "acknowledge", "cancel", "read"),
    }  # fmt: skip
    assert planned(Courses(by("east.director"))).created_at == AT


def test_of_two_who_record_at_once_both_are_recorded(courses: Courses) -> None:
    published(courses)
    for who in ("west.handler", "west.clerk"):
        enrol(courses, who)
    occasion = by("east.director")
    kept = meanwhile(courses.on(occasion), lambda: attend(courses, "west.clerk"))

    app.attend(kept, Copies(), "c1", "west.handler", occasion=occasion)

    assert set(courses.get("c1").attendance) == {"p-west-handler", "p-west-clerk"}


def test_an_audience_is_named_so_that_one_organ_is_meant_and_once(courses: Courses) -> None:
    class Twins(Copies):
        def where(self, kind: type[Any], query: Any) -> list[Any]:
            found = super().where(kind, query)
            twins = {"east": {"name": "附属小学"}, "west": {"name": "附属小学"}}
            return [each.model_copy(update=twins.get(each.organ_id, {})) for each in found]

    def refused(*audience: str) -> str:
        wanted = {"title": "培训", "hours": 1, "capacity": 2, "audience": list(audience)}
        with pytest.raises(InvalidInput) as error:
            app.plan(courses.on(by("east.director")), Twins(), occasion=by("east.director"), new_id="c", wanted=wanted)
        return str(error.value.errors[0]["code"])

    assert (refused("附属小学"), refused("nowhere"), refused("west", "west")) == (
        "ambiguous_organ", "unknown_organ", "organ_repeated",
    )  # fmt: skip
