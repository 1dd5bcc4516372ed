"""Dependencies of the service's use cases: repositories, and what they are asked for."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from services.supervision.domain import Instruction, Task
from shared.actor import Actor
from shared.calendar import WorkCalendar
from shared.pages import Page
from shared.usecase import Repository

Calendars = Callable[[str], WorkCalendar]
"""Returns the working days of a district."""
Wanted = Mapping[str, Any]
"""The filters of a list (`TaskQuery` in `api.py`); None for any."""


class Tasks(Repository[Task], Protocol):
    """The repository of tasks."""

    def search(self, actor: Actor, wanted: Wanted, *, today: date, cursor: str | None, limit: int) -> Page[Task]: ...
    def due_between(self, actor: Actor, begin: date, end: date) -> Iterable[Task]: ...
    def late(self, today: date, limit: int) -> Iterable[Task]: ...


Instructions = Repository[Instruction]
"""The repository of leaders' instructions."""
