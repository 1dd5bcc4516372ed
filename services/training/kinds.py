"""The table that a course follows."""

from services.training import domain
from services.training.acts import COURSE_ACTS
from services.training.domain import AUDIENCE, DIRECTOR
from services.training.domain import CourseStatus as C
from shared.contracts import training as facts
from shared.workflow import Step, Workflow

COURSE = Workflow(
    "培训班",
    domain.STATUS_NAMES,
    Step("publish", {C.PLANNED}, C.PUBLISHED, DIRECTOR, facts.CoursePublished),
    Step("enrol", {C.PUBLISHED}, C.PUBLISHED, AUDIENCE, facts.PersonEnrolled, (domain.place_is_left,), domain.place),
    Step("close", {C.PUBLISHED}, C.CLOSED, DIRECTOR, facts.CourseClosed, (domain.it_has_begun,)),
    *(
        Step(
            "attend",
            {status},
            status,
            DIRECTOR,
            facts.AttendanceRecorded,
            (domain.it_has_begun, domain.attendee_is_enrolled),
            domain.presence,
        )
        for status in (C.PUBLISHED, C.CLOSED)
    ),
    acts=COURSE_ACTS,
    noun="该培训班",
)
"""Attendance is recorded also after the course was closed: the list is often entered the day after."""

WORKFLOWS = (COURSE,)
