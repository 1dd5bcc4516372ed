"""Turns of courses: for which step each status waits, and who may know of it."""

from datetime import datetime, time

from services.training.domain import OFFICE, Course
from services.training.domain import CourseStatus as C
from services.training.kinds import COURSE
from shared.calendar import OFFICE_ZONE
from shared.turn import TO_READ, Wait, people, post, tell

director, office = post("director"), post(*OFFICE)


def _begins(course: Course) -> datetime | None:
    return None if course.starts_on is None else datetime.combine(course.starts_on, time(), OFFICE_ZONE)


CORRECTED = Wait(
    "acknowledge",
    lambda course: people(*course.uninformed),
    when=lambda course: bool(course.uninformed),
    box=TO_READ,
)

tell(
    Course,
    COURSE,
    type="course",
    knows=office,
    waits={
        C.PLANNED: (Wait("publish", director),),
        C.PUBLISHED: (Wait("close", director, opens=_begins), CORRECTED),
        C.CLOSED: (CORRECTED,),
        C.CANCELLED: (Wait("read", lambda course: people(*course.untold), box=TO_READ), CORRECTED),
    },
    settled=(C.CLOSED, C.CANCELLED),
)
