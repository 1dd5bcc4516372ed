"""Dependencies of the service's use cases: repositories, and what they are asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from services.supervision.domain import Instruction, Task
from shared.actor import Actor
from shared.calendar import WorkCalendar
from shared.listing import Listing
from shared.pages import Page
from shared.usecase import Repository

Calendars = Callable[[str], WorkCalendar]
"""Returns the working days of a district."""
Wanted = Mapping[str, Any]
"""The input of a command."""


@dataclass(frozen=True, kw_only=True)
class TaskListing(Listing):
    """A requested page of a board."""

    board: str | None = None
    late: bool | None = None
    origin: str | None = None
    origin_id: str | None = None
    document_id: str | None = None
    organ: str | None = None


class Tasks(Repository[Task], Protocol):
    """The repository of tasks."""

    def search(self, actor: Actor, wanted: TaskListing, *, today: date) -> Page[Task]: ...
    def due_between(self, actor: Actor, begin: date, end: date) -> Iterable[Task]: ...
    def late(self, today: date, limit: int) -> Iterable[Task]: ...


Instructions = Repository[Instruction]
"""The repository of leaders' instructions."""
