"""RPC methods and reactions of the training service."""

import uuid
from typing import TYPE_CHECKING, Any

import services.training.turns  # noqa: F401  (says whose turn it is)
from services.training import app
from services.training.domain import Course
from services.training.store import CourseCollection, LedgerCollection
from shared.acts import in_trail
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.meetings import MeetingClosed
from shared.contracts.training import AttendanceCorrected, AttendanceRecorded
from shared.runtime.service import Collected, CopiesOf, Service, keeps_copies, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.training import api
    from shared.api import shapes


def _course(service: Any, course: Course) -> "Shown[api.Course]":
    return app.shown_course(course, service.occasion.actor, service.occasion.at)


class TrainingService(Service):
    """Courses, and people's hours."""

    name = "training"
    courses = Collected(CourseCollection)
    ledgers = Collected(LedgerCollection)
    copies = CopiesOf()

    @rpc(shows=_course)
    def plan(self, **wanted: Any) -> Course:
        """Plan a course."""
        return app.plan(self.courses, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_course)
    def act(self, id: str, action: str, comment: str | None, person: str | None = None) -> Course:
        """Take a step with a course."""
        with self.runtime.turn(f"course:{id}"):
            return app.act(
                self.courses, self.copies, id, action, occasion=self.occasion, comment=comment, person=person
            )

    @rpc(shows=_course)
    def enrol(self, id: str) -> Course:
        """Enrol the caller."""
        with self.runtime.turn(f"course:{id}"):
            return app.enrol(self.courses, id, occasion=self.occasion)

    @rpc(shows=_course)
    def attend(self, id: str, person: str) -> Course:
        """Record a person's attendance."""
        with self.runtime.turn(f"course:{id}"):
            return app.attend(self.courses, self.copies, id, person, occasion=self.occasion)

    @rpc()
    def get(self, id: str) -> "Shown[api.Course]":
        """Return a course."""
        return app.get(self.courses, id, actor=self.occasion.person, at=self.occasion.at)

    @rpc()
    def search(self, **wanted: Any) -> "Shown[api.CoursePage]":
        """List courses."""
        return app.search(self.courses, actor=self.occasion.person, at=self.occasion.at, **wanted)

    @rpc()
    def history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a course's history."""
        page = app.history(self.courses, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(app.acts_in_trail(self.copies))).to_wire()

    @rpc()
    def hours(self, id: str, year: int | None) -> "Shown[api.Hours]":
        """Return a person's hours."""
        return app.hours(self.ledgers, self.courses, self.copies, id, year, occasion=self.occasion)

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded)

    @reaction(AttendanceRecorded, AttendanceCorrected)
    def on_attendance_recorded(self, event: AttendanceRecorded | AttendanceCorrected) -> None:
        """Credit an attendee with the hours of a course, or cancel them by a counter-entry."""
        app.credit_attendance(self.ledgers, event, at=self.occasion.at)

    @reaction(MeetingClosed)
    def on_meeting_closed(self, event: MeetingClosed) -> None:
        """Credit everybody who signed in at a lecture with its hours."""
        app.credit_meeting(self.ledgers, event, at=self.occasion.at)
