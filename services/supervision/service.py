"""The supervision service on the bus."""

import uuid
from typing import Any

from services.supervision import app, views
from services.supervision.domain import Task
from services.supervision.store import TaskCollection
from shared.aggregate import shown_entry
from shared.calendar import office_date
from shared.contracts import supervision as facts
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.meetings import MeetingClosed
from shared.runtime.service import CopiesOf, Kept, Service, reaction, rpc
from shared.runtime.sweep import sweep


def _task(service: Any, task: Task) -> dict[str, Any]:
    return views.shown_task(task, service.occasion.actor, office_date(service.occasion.at))


class SupervisionService(Service):
    """Tasks under supervision."""

    name = "supervision"
    tasks = Kept(TaskCollection)
    copies = CopiesOf()

    @rpc(shows=_task)
    def assign(self, **wanted: Any) -> Task:
        """Give a matter to one person."""
        return app.assign(self.tasks, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_task)
    def act(self, id: str, action: str, **said: Any) -> Task:
        """Take a step with a task."""
        return app.act(self.tasks, self.copies, id, action, occasion=self.occasion, said=said)

    @rpc()
    def get(self, id: str) -> dict[str, Any]:
        """Show a task."""
        return app.get(self.tasks, id, actor=self.occasion.person, today=office_date(self.occasion.at))

    @rpc()
    def search(self, cursor: str | None, limit: int, **wanted: Any) -> dict[str, Any]:
        """List tasks."""
        today = office_date(self.occasion.at)
        return app.search(
            self.tasks, actor=self.occasion.person, today=today, wanted=wanted, cursor=cursor, limit=limit
        )

    @rpc()
    def statistics(self, begin: str, until: str) -> dict[str, Any]:
        """Count tasks by organ."""
        today = office_date(self.occasion.at)
        return app.statistics(self.tasks, actor=self.occasion.person, today=today, begin=begin, end=until)

    @rpc()
    def statistics_file(self, begin: str, until: str) -> dict[str, str]:
        """Give the figures as .xlsx."""
        today, actor = office_date(self.occasion.at), self.occasion.person
        return app.statistics_file(self.tasks, self.copies, actor=actor, today=today, begin=begin, end=until)

    @rpc()
    def history(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """Give a task's history."""
        page = app.history(self.tasks, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(shown_entry).to_wire()

    @reaction(OrganRecorded, PersonRecorded)
    def on_directory_recorded(self, event: OrganRecorded | PersonRecorded) -> None:
        """Keep who and what there is."""
        self.copies.keep(event)

    @reaction(MeetingClosed)
    def on_meeting_closed(self, event: MeetingClosed) -> None:
        """Give what a meeting decided to those who see to it."""
        app.assign_decisions(self.tasks, self.copies, event)

    @reaction(facts.TaskSplit)
    def on_task_split(self, event: facts.TaskSplit) -> None:
        """Give the parts of a task to those who see to them."""
        app.assign_parts(self.tasks, self.copies, event)

    @reaction(facts.TaskCleared, facts.TaskReopened)
    def on_part_moved(self, event: facts.TaskCleared | facts.TaskReopened) -> None:
        """Show at the whole how its parts stand."""
        app.note_part(self.tasks, event)

    @sweep
    def escalate(self) -> None:
        """Tell the next one above about what is late."""
        app.escalate(self.tasks)
