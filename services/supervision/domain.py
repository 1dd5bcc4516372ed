"""A task under supervision (督办事项); immutable, no clock, no broker, no store.

Source of its steps: 立项、登记、交办、承办、催办、反馈、核查、办结、销号 in office practice (local rules; see `kinds.py`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import NATIONAL, WorkCalendar, is_published
from shared.contracts.supervision import Origin
from shared.given import Given
from shared.office import Named
from shared.revision import Revision
from shared.workflow import By

YELLOW_SHARE = Fraction(1, 5)
"""A light turns yellow when this share of the time or less is left (local; default a fifth)."""
YELLOW_DAYS = 2
"""… or this many working days or fewer (local)."""
ESCALATION_DAYS = 3
"""Working days between escalations of a late task (local)."""


class TaskStatus(StrEnum):
    """The status of a task."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"


STATUS_NAMES: Mapping[TaskStatus, str] = {
    TaskStatus.ASSIGNED: "已交办",
    TaskStatus.ACCEPTED: "承办中",
    TaskStatus.SUBMITTED: "待核查",
    TaskStatus.CHECKED: "待销号",
    TaskStatus.CLEARED: "已销号",
    TaskStatus.WITHDRAWN: "已撤销",
}


class Light(StrEnum):
    """The light of a task by its deadline."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    DONE = "done"
    WITHDRAWN = "withdrawn"


LIGHT_NAMES: Mapping[Light, str] = {
    Light.GREEN: "绿灯（正常）",
    Light.YELLOW: "黄灯（临期）",
    Light.RED: "红灯（逾期）",
    Light.DONE: "已办结",
    Light.WITHDRAWN: "已撤销",
}
ESCALATION: Mapping[int, str] = {1: "本单位领导", 2: "上级办公室", 3: "区管理员"}
"""The recipients of an escalation, by its number."""


@dataclass(frozen=True)
class Colleague(Named):
    """A person with the organ, if they assist there."""

    organ: str = ""


@dataclass(frozen=True)
class File:
    """A file as evidence (佐证材料): its type is told by its content; size in bytes."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Report:
    """A progress report. `evidence`: links or document numbers."""

    at: datetime
    by: Colleague
    text: str
    percent: int
    evidence: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Urging:
    """A reminder with its author, time and text."""

    at: datetime
    by: Colleague
    text: str


@dataclass(frozen=True)
class Refusal:
    """A refused extension with its author, time and reason."""

    at: datetime
    by: Colleague
    text: str


@dataclass(frozen=True)
class Part:
    """A part of a task: itself a task with its own person and deadline."""

    title: str
    responsible: str
    due_on: date
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Task(Aggregate):
    """A matter for which one person is responsible. `organ` supervises it; `path` leads to it from the bureau.

    responsible_path: that of the person's own organ. first_due_on: the deadline before extensions.
    wanted_on, wanted_for: the extension asked for, and its reason; refusal: that of the last one asked for, if refused.
    escalated: how often it was escalated since it became late for `due_on`.
    reopened_with: the number of reports when it was last returned; none of them counts as completion any more.
    document_id: the document that it results from, directly or indirectly: the minutes of a meeting, or an incoming one.
    internal: whether that document is, or a meeting decided it (议题不对外), so that the title is not disclosed.
    """

    title: Given[str]
    text: Given[str] = ""
    organ: str
    organ_name: str
    path: tuple[str, ...]
    origin: Origin
    origin_id: str
    origin_title: str
    responsible: str
    responsible_name: str
    responsible_organ: str
    responsible_path: tuple[str, ...]
    assigned_on: date
    first_due_on: date
    due_on: date
    assisting: tuple[Colleague, ...] = ()
    status: TaskStatus = TaskStatus.ASSIGNED
    reports: tuple[Report, ...] = ()
    urgings: tuple[Urging, ...] = ()
    revisions: tuple[Revision, ...] = ()
    parts: dict[str, Part] = field(default_factory=dict)
    wanted_on: date | None = None
    wanted_for: str = ""
    refusal: Refusal | None = None
    submitted_on: date | None = None
    checked_by: str | None = None
    cleared_on: date | None = None
    reopened_with: int = 0
    escalated: int = 0
    document_id: str | None = None
    internal: bool = False

    @property
    def provisional(self) -> bool:
        """Return whether the deadline is in a year whose working days are not published yet."""
        return not is_published(self.due_on)

    @property
    def on_time(self) -> bool:
        """Return whether it was submitted as done by the deadline."""
        return self.submitted_on is not None and self.submitted_on <= self.due_on

    @property
    def percent(self) -> int:
        """Return the progress by the last report of the person responsible; a completion that was returned is none."""
        own = [
            each.percent
            for place, each in enumerate(self.reports)
            if each.by.id == self.responsible and (each.percent < 100 or place >= self.reopened_with)
        ]
        return 100 if self.status in DONE else (own[-1] if own else 0)

    def light(self, today: date, calendar: WorkCalendar = NATIONAL) -> Light:
        """Return its light today; computed on request, never stored. While it waits for its check, the clock stands."""
        if self.status is TaskStatus.WITHDRAWN:
            return Light.WITHDRAWN
        if self.status in CONFIRMED:
            return Light.DONE
        today = self.submitted_on or today
        if today > self.due_on:
            return Light.RED
        whole, left = (self.due_on - self.assigned_on).days, (self.due_on - today).days
        near = left <= whole * YELLOW_SHARE
        return Light.YELLOW if near or calendar.between(today, self.due_on) <= YELLOW_DAYS else Light.GREEN

    def escalation_due(self, today: date, calendar: WorkCalendar = NATIONAL) -> int:
        """Return how often it should have been escalated by today: at once when late, then every few working days."""
        if self.status in CLOSED or today <= self.due_on:
            return 0
        return min(len(ESCALATION), 1 + calendar.between(self.due_on, today) // ESCALATION_DAYS)


@dataclass(frozen=True, kw_only=True)
class Instruction(Aggregate):
    """A leader's instruction on an incoming document (批示); its id is that of the entry. text: empty if internal."""

    document: str
    organ: str
    instructed_by: str
    text: str = ""


@dataclass(frozen=True)
class Override:
    """The district's setting of a day as working or free, with its reason."""

    working: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkingDays(Aggregate):
    """A district's differences from the national calendar (local); its id is the district's."""

    days: dict[str, Override] = field(default_factory=dict)

    @property
    def calendar(self) -> WorkCalendar:
        """Return the resulting calendar."""
        return WorkCalendar({date.fromisoformat(day): each.working for day, each in self.days.items()})


DONE = frozenset({TaskStatus.SUBMITTED, TaskStatus.CHECKED, TaskStatus.CLEARED})
"""A submitted task stops the clock; if the check fails, it runs on."""
CONFIRMED = DONE - {TaskStatus.SUBMITTED}
"""The check found it done (办结)."""
CLOSED = DONE | {TaskStatus.WITHDRAWN}
"""Statuses in which nothing becomes late."""
OFFICE = ("director", "leader", "registrar")
"""Roles that see every task of their organ."""


def derived_id(origin: str, origin_id: str, place: int | str) -> str:
    """Derive a task's id from its origin, so that a second delivery finds the first."""
    return hashlib.sha256(f"{origin}:{origin_id}:{place}".encode()).hexdigest()[:32]


def sees(task: Task, actor: Actor) -> bool:
    """Check whether an actor may see a task whole: people working on it, the offices of both organs, and who gave it."""
    office = any(actor.holds(name) for name in OFFICE)
    return (
        _answers(task, actor)
        or _assists(task, actor)
        or (office and actor.organ in (task.organ, task.responsible_organ))
        or _supervises(task, actor)
    )


def oversees(task: Task, actor: Actor) -> bool:
    """Check whether an actor may see a task's register entry: the administrator of its district."""
    return actor.holds("district_admin") and task.path[0] == actor.district


def knows(task: Task, actor: Actor) -> bool:
    """Check whether an actor may know of a task at all."""
    return sees(task, actor) or oversees(task, actor)


def _answers(task: Task, actor: Actor) -> bool:
    """Check whether an actor is responsible for a task, and still in that organ."""
    return actor.person_id == task.responsible and actor.organ == task.responsible_organ


def _assists(task: Task, actor: Actor) -> bool:
    """Check whether an actor assists, and is still in their organ, if that was recorded."""
    return any(actor.person_id == each.id and each.organ in ("", actor.organ) for each in task.assisting)


def _supervises(task: Task, actor: Actor) -> bool:
    set_it = task.origin == "district" and actor.holds("district_admin") and actor.district == task.path[0]
    return set_it or (actor.organ == task.organ and (actor.holds("director") or actor.holds("leader")))


def _supervises_another(task: Task, actor: Actor) -> bool:
    return _supervises(task, actor) and actor.person_id != task.responsible


def _gave(task: Task, actor: Actor) -> bool:
    """Check whether an actor supervises a task that was given by itself, and follows from no meeting, document or whole."""
    return task.origin in ("manual", "district") and _supervises(task, actor)


def _assigns(task: Task, actor: Actor) -> bool:
    office = actor.organ == task.organ and (actor.holds("director") or actor.holds("leader"))
    return actor.holds("district_admin") or office


ASSIGNER = By("director, leader or district_admin", _assigns, "办公室主任、领导或者区管理员")
RESPONSIBLE = By("responsible", _answers, "责任人")
WORKER = By(
    "responsible or assisting",
    lambda task, actor: _answers(task, actor) or _assists(task, actor),
    "责任人或者协办人",
)
SUPERVISOR = By("supervisor", _supervises, "督办人")
GIVER = By("supervisor of a task given by itself", _gave, "督办人")
ANOTHER = By("supervisor, not responsible", _supervises_another, "督办人")
EITHER = By(
    "responsible or supervisor",
    lambda task, actor: _answers(task, actor) or _supervises(task, actor),
    "责任人或者督办人",
)
