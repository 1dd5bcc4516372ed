"""Labels of every act on courses; the trail, the refusals and the buttons use them."""

from typing import Any

from shared.acts import Acts, Need, Shape, act, grave, main, told


def _may_enrol(course: Any, actor: Any) -> bool:
    return actor.person_id not in course.enrolments and course.places_left > 0


COURSE_ACTS: Acts = {
    "plan": told("开设"),
    "publish": main("发布"),
    "enrol": main("报名", when=_may_enrol, together=True, elsewhere=True),
    "attend": act("登记出勤", Need("person", "参训人员", Shape.PERSON, required=True), together=True, elsewhere=True),
    "close": grave("结班"),
}
