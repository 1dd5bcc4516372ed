"""Events of the supervision service: tasks (督办事项) from their assignment until they are cleared."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.event import Event
from shared.contracts.work import Matter, RecordType

Origin = Literal["meeting", "incoming", "district", "manual", "task"]


class PartAssigned(BaseModel):
    """A part of a task, the person responsible by name, and the deadline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task_id: str
    title: str
    responsible: str
    due_on: date


class TaskAssigned(Event):
    """A matter was assigned to one person by name, with a deadline (立项、交办)."""

    task_id: str
    title: str
    organ: str
    responsible: str
    due_on: date
    origin: Origin
    origin_id: str


class TaskReassigned(Event):
    """A task was reassigned to another person (改派), with the reason."""

    task_id: str
    title: str
    organ: str
    responsible: str
    former: str
    due_on: date
    origin: Origin
    origin_id: str
    reason: str


class TaskAccepted(Event):
    """The person responsible accepted a task (承办)."""

    task_id: str
    responsible: str


class TaskReported(Event):
    """A person working on a task reported its progress (反馈)."""

    task_id: str
    reporter: str
    percent: int
    files: tuple[str, ...] = ()


class TaskUrged(Event):
    """A person was urged to get on with a task (催办)."""

    task_id: str
    responsible: str
    urged_by: str
    reason: str


class TaskExtensionAsked(Event):
    """The person responsible asked for an extension before the deadline (申请延期)."""

    task_id: str
    wanted_on: date
    reason: str


class TaskExtended(Event):
    """The deadline of a task was extended (延期)."""

    task_id: str
    due_on: date
    reason: str


class TaskExtensionRefused(Event):
    """A requested extension was refused (不予延期), with the reason."""

    task_id: str
    responsible: str
    reason: str


class TaskSubmitted(Event):
    """The person responsible submitted a task as done (报结)."""

    task_id: str
    responsible: str
    files: tuple[str, ...] = ()


class TaskChecked(Event):
    """Another person checked that a task is done (核查)."""

    task_id: str
    checked_by: str


class TaskCleared(Event):
    """A checked task was cleared (办结、销号)."""

    task_id: str
    organ: str
    origin: Origin
    origin_id: str
    cleared_on: date
    on_time: bool


class TaskReopened(Event):
    """A task was reopened, with the reason (退回重办)."""

    task_id: str
    origin: Origin
    origin_id: str
    reason: str


class TaskRevised(Event):
    """Those who gave a task changed its words, its assistants or its deadline (修改), with the reason."""

    task_id: str
    responsible: str
    due_on: date
    reason: str


class TaskWithdrawn(Event):
    """A task was withdrawn before it was done (撤销), with the reason."""

    task_id: str
    organ: str
    responsible: str
    origin: Origin
    origin_id: str
    reason: str


class TaskSplit(Event):
    """A task was split into parts, each with one person responsible (分解)."""

    task_id: str
    title: str
    organ: str
    parts: tuple[PartAssigned, ...]
    document_id: str | None = None
    internal: bool = False
    split_by: str = ""


class TaskEscalated(Event):
    """An overdue task was escalated to the next level (逾期升级)."""

    task_id: str
    organ: str
    level: int
    days_late: int
    told: str


class TaskPartMoved(Event):
    """A part of a task was cleared or reopened."""

    task_id: str
    part: str
    done: bool


class InstructionNoted(Event):
    """A leader's instruction on an incoming document was recorded: its handling is supervised."""

    incoming_id: str
    organ: str
    instructed_by: str


class WorkingDaySet(Event):
    """A district's administrator set whether a day is a working day, or restored the national calendar."""

    district: str
    on: date
    working: bool | None
    reason: str


RECORDS = {
    "task": RecordType("督办", "/tasks/{}"),
}

MATTERS = {
    "supervision.check": Matter(
        "督办改派、延期、核查、销号", "director", also={"task": ("reassign", "extend", "refuse_extension", "check", "clear")}
    ),
}  # fmt: skip
