"""A round of tasks (一轮办理): who must still say what, whatever mixture of signing, adding, passing on and taking back.

A task is never removed from the round: it is done, dropped, or handed back, and an opinion stays as it was given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.errors import Forbidden, Refused


class TaskStatus(StrEnum):
    """Where a task stands: 待办, 已转交, 已同意, 有异议, 已取消."""

    OPEN = "open"
    PASSED_ON = "passed_on"
    AGREED = "agreed"
    OBJECTED = "objected"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Task:
    """What one person owes the round. `origin` is the task that it was passed on from; `opinion` never changes."""

    person: str
    status: TaskStatus = TaskStatus.OPEN
    opinion: str | None = None
    origin: int | None = None


class Act(StrEnum):
    """What can be done in a round: 签署, 提出异议, 加签, 减签, 转交, 取回, 退回."""

    SIGN = "sign"
    OBJECT = "object"
    ADD = "add"
    REMOVE = "remove"
    DELEGATE = "delegate"
    TAKE_BACK = "take_back"
    SEND_BACK = "send_back"


OPEN, PASSED_ON, AGREED, OBJECTED, DROPPED = TaskStatus

TABLE: Mapping[tuple[Act, TaskStatus], TaskStatus] = {
    (Act.SIGN, OPEN): AGREED,
    (Act.OBJECT, OPEN): OBJECTED,
    (Act.ADD, OPEN): OPEN,
    (Act.ADD, AGREED): AGREED,
    (Act.ADD, OBJECTED): OBJECTED,
    (Act.REMOVE, OPEN): DROPPED,
    (Act.DELEGATE, OPEN): PASSED_ON,
    (Act.TAKE_BACK, PASSED_ON): OPEN,
    (Act.SEND_BACK, OPEN): DROPPED,
}
"""What each act makes of the task that it touches; whatever is not a row is refused and changes nothing."""

BY_LEAD = frozenset({Act.ADD, Act.REMOVE})
"""What whoever runs the round does with others' tasks; everything else a person does with their own."""


@dataclass(frozen=True)
class Round:
    """The tasks of one round, in the order in which they arose; `lead` runs it."""

    lead: str
    tasks: tuple[Task, ...]

    @property
    def settled(self) -> bool:
        """Tell whether nobody owes an opinion any more."""
        return not any(task.status is OPEN for task in self.tasks)

    def take(self, act: Act, place: int, *, by: str, opinion: str = "", to: str | None = None) -> "Round":
        """Do one thing with the task at a place; raise Forbidden or Refused, which change nothing.

        to: who is added, or who takes over what is passed on.
        """
        if not 0 <= place < len(self.tasks):
            raise Refused("没有这项任务。")
        task = self.tasks[place]
        if by != (self.lead if act in BY_LEAD else task.person):
            raise Forbidden()
        target = TABLE.get((act, task.status))
        if target is None:
            raise Refused("这项任务现在不能这样办理。")
        match act:
            case Act.SIGN | Act.OBJECT:
                return self._with(place, replace(task, status=target, opinion=opinion))
            case Act.REMOVE:
                return self._drop(place)
            case Act.ADD:
                return self._append(self._new(to))
            case Act.DELEGATE:
                if task.origin is not None:
                    raise Refused("转交来的任务不得再转交。")
                new = replace(self._new(to), origin=place)
                return self._with(place, replace(task, status=target))._append(new)
            case Act.TAKE_BACK:
                next_one = self._open_child(place)
                if next_one is None:
                    raise Refused("对方已经办理，不能取回。")
                return self._drop(next_one)
            case Act.SEND_BACK:
                if task.origin is None:
                    raise Refused("这项任务不是转交来的，不能退回。")
                return self._drop(place)

    def _new(self, person: str | None) -> Task:
        if person is None:
            raise Refused("请写明交给谁办理。")
        if any(each.person == person and each.status is not DROPPED for each in self.tasks):
            raise Refused("此人已在本轮办理之中。")
        return Task(person)

    def _open_child(self, place: int) -> int | None:
        found = [n for n, each in enumerate(self.tasks) if each.origin == place and each.status is OPEN]
        return found[0] if found else None

    def _with(self, place: int, task: Task) -> "Round":
        return replace(self, tasks=(*self.tasks[:place], task, *self.tasks[place + 1 :]))

    def _append(self, task: Task) -> "Round":
        return replace(self, tasks=(*self.tasks, task))

    def _drop(self, place: int) -> "Round":
        """Drop a task; what was passed on falls back to whoever passed it on, so that the opinion is still owed."""
        task = self.tasks[place]
        after = self._with(place, replace(task, status=DROPPED))
        if task.origin is None:
            return after
        return after._with(task.origin, replace(after.tasks[task.origin], status=OPEN))
