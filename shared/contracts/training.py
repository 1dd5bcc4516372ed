"""Events of the training service: courses (培训班), attendance, and hours (学时)."""

from datetime import date

from shared.contracts.event import Event
from shared.contracts.work import Matter, RecordType


class CoursePlanned(Event):
    """A course was planned."""

    course_id: str
    title: str
    hours: float
    capacity: int
    organ: str
    audience: tuple[str, ...]
    starts_on: date | None = None


class CoursePublished(Event):
    """A course was published to its audience (发布)."""

    course_id: str
    title: str
    hours: float
    capacity: int
    organ: str
    audience: tuple[str, ...]
    starts_on: date | None = None


class PersonEnrolled(Event):
    """A person enrolled in a course (报名)."""

    course_id: str
    person: str


class EnrolmentWithdrawn(Event):
    """A person withdrew their enrolment in a course before they attended (取消报名)."""

    course_id: str
    person: str


class AttendanceRecorded(Event):
    """A person attended a course (签到); carries its hours and the day that they count for; a later `recording` follows a
    correction.
    """

    course_id: str
    person: str
    title: str
    hours: float
    organ: str
    recorded_on: date
    recording: int = 1


class AttendanceCorrected(Event):
    """An attendance that was recorded by mistake was corrected (冲正); its hours are cancelled by a counter-entry."""

    course_id: str
    person: str
    title: str
    hours: float
    organ: str
    recorded_on: date
    recording: int
    reason: str


class AttendanceCorrectionRead(Event):
    """A person read that their attendance of a course was taken back, and why (阅知冲正)."""

    course_id: str
    person: str


class CourseCancelled(Event):
    """A course was called off before anybody attended (停办); names those who had enrolled."""

    course_id: str
    title: str
    organ: str
    enrolled: tuple[str, ...]
    reason: str


class CourseCancellationRead(Event):
    """A person who had enrolled in a course read that it was called off (阅知)."""

    course_id: str
    person: str


class CourseClosed(Event):
    """A course was closed to further participants (结班)."""

    course_id: str
    organ: str


class HoursEntered(Event):
    """Hours were entered into a person's ledger of a year; a negative counter-entry cancels them (冲正)."""

    ledger_id: str
    person: str
    year: int
    source: str
    title: str
    hours: float


RECORDS = {
    "course": RecordType("培训班", "/courses/{}"),
}

MATTERS = {
    "training.run": Matter("培训组织", "director", {"培训班": ("publish", "attend", "correct", "close", "cancel")}),
}  # fmt: skip
