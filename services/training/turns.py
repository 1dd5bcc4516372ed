"""Whose turn it is with a course: for which step each state waits, and who may know of it."""

from services.training.domain import OFFICE, Course
from services.training.domain import CourseStatus as C
from services.training.kinds import COURSE
from shared.turn import Wait, post, tell

director, office = post("director"), post(*OFFICE)

tell(
    Course,
    COURSE,
    type="course",
    knows=office,
    waits={
        C.PLANNED: (Wait("publish", director),),
        C.PUBLISHED: (Wait("close", director),),
    },
)
