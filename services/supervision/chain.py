"""A task's chain from its origin down to its parts."""

from datetime import date
from typing import TYPE_CHECKING

from services.supervision import domain, views
from services.supervision.domain import Task
from services.supervision.repositories import Tasks
from services.supervision.views import shown_in_list, shown_task
from shared.actor import Actor
from shared.calendar import NATIONAL, WorkCalendar
from shared.shown import Shown
from shared.usecase import to_show

if TYPE_CHECKING:
    from services.supervision import api

DEEPEST = 10
"""The maximum number of tasks above one."""


def chain(
    tasks: Tasks, task_id: str, *, actor: Actor, today: date, calendar: WorkCalendar = NATIONAL
) -> "Shown[api.Chain]":
    """Return a task's chain up to its origin and down to its parts: ids of documents, entries and meetings, and the tasks
    that the actor may know of. Access to a document is decided by its own service.

    Who sees a task whole also sees how far its parts are, and a part names the task that it comes from; which of them
    the actor may open is said by `readable`.
    """
    task, at = to_show(tasks, task_id, domain.knows, actor), tasks.occasion.at
    above = list[Task]()
    while (above[0] if above else task).origin == "task" and len(above) < DEEPEST:
        parent = tasks.find((above[0] if above else task).origin_id)
        if parent is None:
            break
        if not domain.knows(parent, actor):
            above[:0] = [] if above else [parent]
            break
        above.insert(0, parent)
    top = above[0] if above and domain.knows(above[0], actor) else task
    whole = domain.sees(task, actor)
    parts = [part for part_id in task.parts if (part := tasks.find(part_id)) is not None]
    parts = [part for part in parts if whole or domain.knows(part, actor)]
    return {
        "document": top.document_id or None,
        "origin": views.shown_origin(top),
        "above": [shown_in_list(each, actor, today, calendar, at) for each in above],
        "task": shown_task(task, actor, today, calendar, at),
        "parts": [shown_in_list(each, actor, today, calendar, at) for each in parts],
        "readable": [each.id for each in (*above, *parts) if domain.knows(each, actor)],
    }
