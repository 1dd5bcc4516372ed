"""RPC methods and reactions of the supervision service."""

import uuid
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import services.supervision.turns  # noqa: F401  (says whose turn it is)
from services.supervision import app, chain, days, origins, views
from services.supervision.acts import TASK_ACTS
from services.supervision.domain import Task, WorkingDays
from services.supervision.evidence import app as evidence
from services.supervision.evidence.service import EvidenceFeature
from services.supervision.repositories import TaskListing
from services.supervision.search import app as search
from services.supervision.store import InstructionCollection, TaskCollection, WorkingDaysCollection
from shared.acts import in_trail
from shared.calendar import WorkCalendar, office_date
from shared.contracts import supervision as events
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.documents import IncomingAssigned, IncomingCompleted, IncomingCorrected, IncomingInstructed
from shared.contracts.meetings import MeetingClosed
from shared.runtime.searchable import pack
from shared.runtime.service import Collected, CopiesOf, keeps_copies, reaction, rpc
from shared.runtime.sweep import sweep
from shared.runtime.workbooks import built
from shared.shown import Shown

if TYPE_CHECKING:
    from services.supervision import api
    from shared.api import shapes
    from shared.api.search import Hit
    from shared.pages import PageShown


def _task(service: Any, task: Task) -> "Shown[api.Task]":
    occasion = service.occasion
    return views.shown_task(task, occasion.actor, office_date(occasion.at), service.calendar, occasion.at)


def _working_days(service: Any, found: WorkingDays) -> "Shown[api.WorkingDays]":
    return days.shown(found)


class SupervisionService(EvidenceFeature):
    """Tasks under supervision."""

    name = "supervision"
    instructions = Collected(InstructionCollection)
    districts = Collected(WorkingDaysCollection)
    copies = CopiesOf()

    @property
    def calendar(self) -> WorkCalendar:
        """Return the calendar of the caller's district."""
        return days.calendar_of(self.districts, self.occasion.person.district)

    @rpc(shows=_task)
    def assign(self, **wanted: Any) -> Task:
        """Assign a matter to one person."""
        new_id, calendar = uuid.uuid4().hex, self.calendar
        return app.assign(
            self.tasks, self.copies, occasion=self.occasion, new_id=new_id, wanted=wanted, calendar=calendar
        )

    @rpc(shows=_task)
    def act(self, id: str, action: str, **said: Any) -> Task:
        """Take a step with a task."""
        calendar = self.calendar
        files = partial(evidence.named, self.files)
        return app.act(
            self.tasks, self.copies, id, action, occasion=self.occasion, said=said, calendar=calendar, files=files
        )

    @rpc()
    def get(self, id: str) -> "Shown[api.Task]":
        """Return a task."""
        today = office_date(self.occasion.at)
        return app.get(self.tasks, id, actor=self.occasion.person, today=today, calendar=self.calendar)

    @rpc()
    def chain(self, id: str) -> "Shown[api.Chain]":
        """Return a task's chain to its origin and its parts."""
        today = office_date(self.occasion.at)
        return chain.chain(self.tasks, id, actor=self.occasion.person, today=today, calendar=self.calendar)

    @rpc(shows=_working_days)
    def working_day_set(self, on: str, working: bool | None, reason: str) -> WorkingDays:
        """Set whether a day is a working day."""
        return days.set_day(self.districts, on=on, working=working, reason=reason)

    @rpc()
    def working_days(self) -> "Shown[api.WorkingDays]":
        """List a district's differences from the national calendar."""
        return days.listed(self.districts, actor=self.occasion.person)

    @rpc()
    def search(self, **wanted: Any) -> "Shown[api.TaskPage]":
        """List tasks."""
        actor, today, listing = self.occasion.person, office_date(self.occasion.at), TaskListing(**wanted)
        return app.search(self.tasks, actor=actor, today=today, wanted=listing, calendar=self.calendar)

    @rpc()
    def register_file(self, **wanted: Any) -> dict[str, str]:
        """Export the register of tasks."""
        actor, today = self.occasion.person, office_date(self.occasion.at)
        return app.register_file(
            self.tasks, self.copies, actor=actor, today=today, wanted=TaskListing(**wanted), calendar=self.calendar,
            build=built,
        )  # fmt: skip

    @rpc()
    def full_text(self, **wanted: Any) -> "PageShown[Shown[Hit]]":
        """Find tasks by their words."""
        return search.search(self.tasks, actor=self.occasion.person, **wanted)

    @rpc()
    def statistics(self, begin: str, until: str) -> "Shown[api.Figures]":
        """Count tasks by organ."""
        today = office_date(self.occasion.at)
        return app.statistics(self.tasks, actor=self.occasion.person, today=today, begin=begin, end=until)

    @rpc()
    def statistics_file(self, begin: str, until: str) -> dict[str, str]:
        """Return the figures as .xlsx."""
        today, actor = office_date(self.occasion.at), self.occasion.person
        return app.statistics_file(self.tasks, self.copies, actor=actor, today=today, begin=begin, end=until)

    @rpc()
    def history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a task's history."""
        page = app.history(self.tasks, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(TASK_ACTS)).to_wire()

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded)

    @reaction(MeetingClosed)
    def on_meeting_closed(self, event: MeetingClosed) -> None:
        """Assign a meeting's decisions to the people responsible."""
        origins.assign_decisions(self.tasks, self.copies, event)

    @reaction(IncomingInstructed, IncomingAssigned, IncomingCorrected, IncomingCompleted)
    def on_incoming_instructed(
        self, event: IncomingInstructed | IncomingAssigned | IncomingCorrected | IncomingCompleted
    ) -> None:
        """Supervise a leader's instruction on an incoming document until that is completed."""
        match event:
            case IncomingInstructed():
                origins.note_instruction(self.instructions, event)
            case IncomingAssigned():
                origins.assign_instructed(self.tasks, self.instructions, self.copies, event)
            case IncomingCorrected():
                origins.correct_instructed(self.tasks, event)
            case IncomingCompleted():
                origins.submit_instructed(self.tasks, event)

    @reaction(events.TaskSplit, events.TaskWithdrawn)
    def on_task_split(self, event: events.TaskSplit | events.TaskWithdrawn) -> None:
        """Assign the parts of a task to the people responsible, and withdraw them with it."""
        if isinstance(event, events.TaskSplit):
            origins.assign_parts(self.tasks, self.copies, event)
        else:
            origins.withdraw_parts(self.tasks, event)

    @reaction(events.TaskCleared, events.TaskReopened, events.TaskReassigned)
    def on_part_moved(self, event: events.TaskCleared | events.TaskReopened | events.TaskReassigned) -> None:
        """Record at the whole how its parts progress."""
        origins.note_part(self.tasks, self.copies, event)

    @sweep
    def sweep_terms(self) -> None:
        """Pack newly written records into blocks."""
        pack(self.runtime.db, (TaskCollection,))

    @sweep
    def escalate(self) -> None:
        """Escalate late tasks."""
        origins.escalate(self.tasks, cache(partial(days.calendar_of, self.districts)))
