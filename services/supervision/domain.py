"""A task under supervision (督办事项); immutable, no clock, no broker, no store.

Source of its steps: 立项、登记、交办、承办、催办、反馈、核查、办结、销号 as offices run them (local rules; see `kinds.py`).
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
from shared.workflow import By

YELLOW_SHARE = Fraction(1, 5)
"""A light turns yellow when this share of the time or less is left (local; default a fifth)."""
YELLOW_DAYS = 2
"""… or this many working days or fewer (local)."""
ESCALATION_DAYS = 3
"""A late task is told to the next one above every so many working days (local)."""


class TaskStatus(StrEnum):
    """Where a task stands."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    CLEARED = "cleared"


STATUS_NAMES: Mapping[TaskStatus, str] = {
    TaskStatus.ASSIGNED: "已交办",
    TaskStatus.ACCEPTED: "承办中",
    TaskStatus.SUBMITTED: "待核查",
    TaskStatus.CHECKED: "待销号",
    TaskStatus.CLEARED: "已销号",
}


class Light(StrEnum):
    """How a task stands to its deadline now."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    DONE = "done"


LIGHT_NAMES: Mapping[Light, str] = {
    Light.GREEN: "绿灯（正常）",
    Light.YELLOW: "黄灯（临期）",
    Light.RED: "红灯（逾期）",
    Light.DONE: "已办结",
}
ESCALATION: Mapping[int, str] = {1: "本单位领导", 2: "上级办公室", 3: "区管理员"}
"""Whom a late task is told to, by how often it was told."""


@dataclass(frozen=True)
class Named:
    """A person or an organ by id, with the name it had when it was written down; `organ`: where somebody who assists
    works."""

    id: str
    name: str
    organ: str = ""


@dataclass(frozen=True)
class Report:
    """How far somebody was at an instant. `evidence`: where it can be seen (links, document numbers)."""

    at: datetime
    by: Named
    text: str
    percent: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Urging:
    """Who urged, when, and in which words."""

    at: datetime
    by: Named
    text: str


@dataclass(frozen=True)
class Part:
    """A part of a task: itself a task with a person and a deadline of its own."""

    title: str
    responsible: str
    due_on: date
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Task(Aggregate):
    """A matter that one person sees to. `organ` is the one that supervises it; `path` leads to it from the bureau.

    responsible_path: that of the person's own organ. first_due_on: the deadline before it was extended.
    escalated: how often it was told to the next one above since it became late for `due_on`.
    document_id: the document that it follows from, over whatever lies between: the minutes of a meeting, or what arrived.
    internal: whether that document is, or a meeting decided it (议题不对外), so that the title stays in the house.
    """

    title: str
    text: str
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
    assisting: tuple[Named, ...] = ()
    status: TaskStatus = TaskStatus.ASSIGNED
    reports: tuple[Report, ...] = ()
    urgings: tuple[Urging, ...] = ()
    parts: dict[str, Part] = field(default_factory=dict)
    wanted_on: date | None = None
    submitted_on: date | None = None
    checked_by: str | None = None
    cleared_on: date | None = None
    escalated: int = 0
    document_id: str | None = None
    internal: bool = False

    @property
    def provisional(self) -> bool:
        """Tell whether the deadline lies in a year whose working days are not published yet."""
        return not is_published(self.due_on)

    @property
    def on_time(self) -> bool:
        """Tell whether it was said to be done by the deadline; what is being done counts as soon as it is."""
        return self.submitted_on is not None and self.submitted_on <= self.due_on

    @property
    def percent(self) -> int:
        """Tell how far it is by the last report of the person responsible."""
        own = [each.percent for each in self.reports if each.by.id == self.responsible]
        return 100 if self.status in DONE else (own[-1] if own else 0)

    def light(self, today: date, calendar: WorkCalendar = NATIONAL) -> Light:
        """Tell how it stands to its deadline today; computed when asked, never kept."""
        if self.status in DONE:
            return Light.DONE
        if today > self.due_on:
            return Light.RED
        whole, left = (self.due_on - self.assigned_on).days, (self.due_on - today).days
        near = whole > 0 and Fraction(left, whole) <= YELLOW_SHARE
        return Light.YELLOW if near or calendar.between(today, self.due_on) <= YELLOW_DAYS else Light.GREEN

    def escalation_due(self, today: date, calendar: WorkCalendar = NATIONAL) -> int:
        """Tell how often it should have been told above by today: at once when late, then every few working days."""
        if self.status in DONE or today <= self.due_on:
            return 0
        return min(len(ESCALATION), 1 + calendar.between(self.due_on, today) // ESCALATION_DAYS)


@dataclass(frozen=True, kw_only=True)
class Instruction(Aggregate):
    """That a leader wrote what is to be done with an incoming document (批示); its id is that of the entry."""

    document: str
    organ: str
    instructed_by: str


@dataclass(frozen=True)
class Override:
    """Whether people work on a day, as the district says, and why."""

    working: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkingDays(Aggregate):
    """Where a district's working days differ from the national calendar (local); its id is the district's."""

    days: dict[str, Override] = field(default_factory=dict)

    @property
    def calendar(self) -> WorkCalendar:
        """Give the calendar that follows."""
        return WorkCalendar({date.fromisoformat(day): each.working for day, each in self.days.items()})


DONE = frozenset({TaskStatus.SUBMITTED, TaskStatus.CHECKED, TaskStatus.CLEARED})
"""Whoever says that it is done has stopped the clock; where the check finds otherwise, it runs on."""
OFFICE = ("director", "leader", "registrar")
"""Roles that see every task of their organ."""


def derived_id(origin: str, origin_id: str, place: int | str) -> str:
    """Name a task after what it comes from, so that a second telling finds the first."""
    return hashlib.sha256(f"{origin}:{origin_id}:{place}".encode()).hexdigest()[:32]


def sees(task: Task, actor: Actor) -> bool:
    """Tell whether an actor sees a task whole: who works on it, and the offices of both organs."""
    office = any(actor.holds(name) for name in OFFICE)
    return (
        _answers(task, actor)
        or _assists(task, actor)
        or (office and actor.organ in (task.organ, task.responsible_organ))
    )


def oversees(task: Task, actor: Actor) -> bool:
    """Tell whether an actor sees a task's register entry: the administrator of its district."""
    return actor.holds("district_admin") and task.path[0] == actor.district


def knows(task: Task, actor: Actor) -> bool:
    """Tell whether an actor may know of a task at all."""
    return sees(task, actor) or oversees(task, actor)


def _answers(task: Task, actor: Actor) -> bool:
    """Check that somebody answers for a task; whoever left the organ does not any more."""
    return actor.person_id == task.responsible and actor.organ == task.responsible_organ


def _assists(task: Task, actor: Actor) -> bool:
    """Check that somebody assists; whoever left the organ does not any more, where it was noted."""
    return any(actor.person_id == each.id and each.organ in ("", actor.organ) for each in task.assisting)


def _supervises(task: Task, actor: Actor) -> bool:
    set_it = task.origin == "district" and actor.holds("district_admin") and actor.district == task.path[0]
    return set_it or (actor.organ == task.organ and (actor.holds("director") or actor.holds("leader")))


def _supervises_another(task: Task, actor: Actor) -> bool:
    return _supervises(task, actor) and actor.person_id != task.responsible


RESPONSIBLE = By("responsible", _answers, "责任人")
WORKER = By(
    "responsible or assisting",
    lambda task, actor: _answers(task, actor) or _assists(task, actor),
    "责任人或者协办人",
)
SUPERVISOR = By("supervisor", _supervises, "督办人")
ANOTHER = By("supervisor, not responsible", _supervises_another, "督办人")
EITHER = By(
    "responsible or supervisor",
    lambda task, actor: _answers(task, actor) or _supervises(task, actor),
    "责任人或者督办人",
)
