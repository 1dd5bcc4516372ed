"""Labels of every act on courses; the trail, the refusals and the buttons use them."""

from typing import Any

from shared.acts import Acts, Need, Shape, act, grave, main, reason, told


def _may_enrol(course: Any, actor: Any) -> bool:
    return actor.person_id not in course.enrolments and course.places_left > 0


def _may_withdraw(course: Any, actor: Any) -> bool:
    return actor.person_id not in course.attendance


def _any_attended(course: Any, actor: Any) -> bool:
    return bool(course.attendance)


def _closing(course: Any) -> str:
    count = len(course.enrolments.keys() - course.attendance.keys())
    return f"尚有{count}人报名而未登记出勤，结班后仍可登记。确认结班？" if count else "确认结班？"


def _has_not_read(course: Any, actor: Any) -> bool:
    return actor.person_id not in course.told


COURSE_ACTS: Acts = {
    "plan": told("开设"),
    "publish": main("发布"),
    "enrol": main("报名", when=_may_enrol, together=True, elsewhere=True),
    "attend": act("登记出勤", Need("person", "参训人员", Shape.PERSON, required=True), together=True, elsewhere=True),
    "correct": grave(
        "冲正",
        Need("person", "参训人员", Shape.PERSON, required=True),
        reason("冲正"),
        when=_any_attended,
        confirm="该同志本期的出勤作废，记入台账的学时以负数冲正，原记录保留。确认冲正？",
        together=True,
    ),
    "withdraw": act(
        "取消报名", when=_may_withdraw, confirm="取消后名额让给他人，有名额时可以再报名。确认取消？", together=True
    ),
    "acknowledge": main("阅知冲正", together=True),
    "close": grave("结班", confirm=_closing),
    "cancel": grave("停办", reason("停办"), confirm="停办后不能恢复，已报名的人员将收到通知。确认停办？"),
    "read": main("已阅", when=_has_not_read, together=True),
}
