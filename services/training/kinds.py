"""Workflow table of courses."""

from services.training import domain
from services.training.acts import COURSE_ACTS
from services.training.domain import AUDIENCE, CORRECTED, DIRECTOR, PARTICIPANT
from services.training.domain import CourseStatus as C
from shared.contracts import training as events
from shared.workflow import Step, Workflow, staying

RUN = (C.PUBLISHED, C.CLOSED)
"""Attendance is recorded even after the course was closed: the list is often entered the day after."""

COURSE = Workflow(
    "培训班",
    domain.STATUS_NAMES,
    Step("plan", set(), C.PLANNED, DIRECTOR, events.CoursePlanned, (domain.hours_fit, domain.it_lies_ahead)),
    Step("publish", {C.PLANNED}, C.PUBLISHED, DIRECTOR, events.CoursePublished),
    Step("enrol", {C.PUBLISHED}, C.PUBLISHED, AUDIENCE, events.PersonEnrolled, (domain.place_is_left,), domain.place),
    Step(
        "withdraw",
        {C.PUBLISHED},
        C.PUBLISHED,
        PARTICIPANT,
        events.EnrolmentWithdrawn,
        (domain.one_has_not_attended,),
        domain.withdrawal,
    ),
    Step("close", {C.PUBLISHED}, C.CLOSED, DIRECTOR, events.CourseClosed, (domain.it_has_begun,)),
    *staying(
        "attend",
        RUN,
        DIRECTOR,
        events.AttendanceRecorded,
        (domain.it_has_begun, domain.attendee_is_enrolled),
        domain.presence,
    ),
    *staying(
        "correct",
        RUN,
        DIRECTOR,
        events.AttendanceCorrected,
        (domain.correction_has_a_reason, domain.attendance_is_recorded),
        domain.correction,
    ),
    *staying(
        "acknowledge",
        (*RUN, C.CANCELLED),
        CORRECTED,
        events.AttendanceCorrectionRead,
        sets=domain.acknowledgement,
    ),
    Step(
        "cancel",
        {C.PLANNED, C.PUBLISHED},
        C.CANCELLED,
        DIRECTOR,
        events.CourseCancelled,
        (domain.calling_off_has_a_reason, domain.nobody_has_attended),
        domain.calling_off,
    ),
    Step(
        "read",
        {C.CANCELLED},
        C.CANCELLED,
        PARTICIPANT,
        events.CourseCancellationRead,
        (domain.one_has_not_read_it,),
        domain.reading,
    ),
    acts=COURSE_ACTS,
    noun="该培训班",
)

WORKFLOWS = (COURSE,)
