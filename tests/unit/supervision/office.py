"""An office with tasks in memory."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from services.supervision import app, domain
from services.supervision.domain import CLOSED, OFFICE, File, Instruction, Task, WorkingDays
from services.supervision.evidence import app as evidence
from services.supervision.repositories import TaskListing
from services.supervision.store import FILTERS
from shared.actor import Actor
from shared.contracts.directory import PersonRecorded
from shared.contracts.meetings import Decision, MeetingClosed
from shared.occasion import Cause, Occasion
from shared.pages import Page
from shared.testing import MemoryCollection
from tests.support.office import PATHS, Roster, actor

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DUE = date(2026, 12, 10)
SAYS: dict[str, Any] = dict.fromkeys(("comment", "percent", "evidence", "files", "due_on", "parts"))


class Tasks(MemoryCollection[Task]):
    name, service, kind = "tasks", "supervision", Task

    def search(self, actor: Actor, wanted: TaskListing, *, today: date) -> Page[Task]:
        def found(task: Task) -> bool:
            late = task.status not in CLOSED and task.due_on < today
            return (
                domain.knows(task, actor)
                and on_board(task, actor, wanted.board)
                and all(getattr(wanted, name) in (None, getattr(task, name)) for name in FILTERS)
                and wanted.organ in (None, task.responsible_organ)
                and wanted.late in (None, late)
            )

        return self.listed(found, wanted, dated="due_on", due="due_on")

    def due_between(self, actor: Actor, begin: date, end: date) -> Iterable[Task]:
        board = "district" if actor.holds("district_admin") else "campus"
        tasks = [self.find(task_id) for task_id in sorted(self.records)]
        return [t for t in tasks if t is not None and begin <= t.due_on <= end and on_board(t, actor, board)]

    def late(self, today: date, limit: int) -> Iterable[Task]:
        tasks = [self.find(task_id) for task_id in sorted(self.records)]
        return [t for t in tasks if t is not None and t.status not in CLOSED and t.due_on < today][:limit]


class Files:
    """Evidence in memory; `used`: what a report named."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[File, bytes]] = {}
        self.used: set[str] = set()

    def keep(self, task_id: str, file: File, content: bytes) -> None:
        self._kept[task_id, file.id] = file, content

    def find(self, task_id: str, ids: Sequence[str]) -> list[File]:
        return [self._kept[task_id, each][0] for each in ids if (task_id, each) in self._kept]

    def content(self, task_id: str, file_id: str) -> bytes | None:
        found = self._kept.get((task_id, file_id))
        return None if found is None else found[1]

    def count(self, task_id: str) -> int:
        return sum(task == task_id for task, _ in self._kept)

    def use(self, task_id: str, ids: Sequence[str]) -> None:
        self.used |= {each for each in ids if (task_id, each) in self._kept}


FILES = Files()


class Instructions(MemoryCollection[Instruction]):
    name, service, kind = "instructions", "supervision", Instruction


class Districts(MemoryCollection[WorkingDays]):
    name, service, kind = "working_days", "supervision", WorkingDays


def on_board(task: Task, actor: Actor, board: str | None) -> bool:
    answers = (actor.person_id, actor.organ) == (task.responsible, task.responsible_organ)
    mine = answers or any(each.id == actor.person_id and each.organ in ("", actor.organ) for each in task.assisting)
    campus = any(actor.holds(name) for name in OFFICE) and actor.organ in (task.organ, task.responsible_organ)
    bureau = campus and actor.organ == actor.district
    district = actor.district == task.path[0] if actor.holds("district_admin") else bureau
    return {"mine": mine, "campus": campus, "district": district, None: mine or campus or district}[board]


class People(Roster):
    """Everybody, also found by id."""

    def find(self, kind: Any, thing_id: str) -> Any:
        if kind is PersonRecorded:
            return self.one(kind, thing_id, by=("person_id",))
        return super().find(kind, thing_id)


PEOPLE: Any = People()


def by(username: str, at: datetime = MONDAY) -> Occasion:
    return Occasion(at, actor(username))


def because(source: str, version: int, at: datetime = MONDAY) -> Occasion:
    return Occasion(at, cause=Cause(source, version, "something_happened"))


def assigned(tasks: Tasks, *, who: str = "east.director", task_id: str = "t1", **wanted: Any) -> Task:
    """Assign a matter from a director to the handler of the same campus."""
    occasion = by(who)
    told = {
        "title": "完成冬季安全检查", "text": None, "responsible": "east.handler", "assisting": [],
        "due_on": DUE.isoformat(), "working_days": None, **wanted,
    }  # fmt: skip
    return app.assign(tasks.on(occasion), PEOPLE, occasion=occasion, new_id=task_id, wanted=told)


def step(tasks: Tasks, who: str, action: str, task_id: str = "t1", *, at: datetime = MONDAY, **said: Any) -> Task:
    occasion = by(who, at)
    return app.act(
        tasks.on(occasion), PEOPLE, task_id, action, occasion=occasion, said={**SAYS, **said},
        files=lambda task, ids: evidence.named(FILES, task, ids),
    )  # fmt: skip


def closed_meeting(*responsible: str) -> MeetingClosed:
    return MeetingClosed(
        meeting_id="m1", kind="office", title="第12次办公会议", organ="east", path=PATHS["east"], chair="p-east.director",
        chair_name="east.director", held_on=date(2026, 11, 23), attended=(), hours=1.0,
        decisions=tuple(
            Decision(text=f"事项{place}", responsible=f"p-{name}", responsible_name=name, due_on=DUE)
            for place, name in enumerate(responsible)
        ),
    )  # fmt: skip
