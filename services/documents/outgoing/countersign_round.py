"""A round of tasks (会签、联合行文): who still has to answer, after any sequence of acts by anybody.

A task is never removed: it is answered, passed on, superseded or dropped, and its opinion is kept as it was given. The
successive tasks in one place of the round share a `seat`; a seat always has one valid task, unless those who
run the round dropped it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from shared.office import Named


class TaskStatus(StrEnum):
    """The status of a task: 待办, 已转交, 同意, 同意并附修改意见, 有异议, 已取消, 已由后一意见取代."""

    OPEN = "open"
    PASSED_ON = "passed_on"
    AGREED = "agreed"
    AGREED_WITH_CHANGES = "agreed_with_changes"
    OBJECTED = "objected"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"


OPEN, PASSED_ON, AGREED, WITH_CHANGES, OBJECTED, DROPPED, SUPERSEDED = TaskStatus
ANSWERS = frozenset({AGREED, WITH_CHANGES, OBJECTED})
COUNTING = ANSWERS | {OPEN}
"""Statuses of the valid task of a seat."""

STATUS_NAMES: Mapping[TaskStatus, str] = {
    OPEN: "待会签",
    PASSED_ON: "已转交",
    AGREED: "同意",
    WITH_CHANGES: "同意附意见",
    OBJECTED: "有异议",
    DROPPED: "已减签",
    SUPERSEDED: "原意见失效",
}

ISSUER_NAMES: Mapping[TaskStatus, str] = {**STATUS_NAMES, OPEN: "待签发", AGREED: "已签发", OBJECTED: "不予签发"}
"""The same for the co-issuers of a joint document."""


class Act(StrEnum):
    """The acts in a round: 同意, 附修改意见, 提出异议, 减签, 转交, 取回, 退回, 重新征求; 加签 adds a task."""

    AGREE = "agree"
    AGREE_WITH_CHANGES = "agree_with_changes"
    OBJECT = "object"
    REMOVE = "remove"
    PASS_ON = "pass_on"
    TAKE_BACK = "take_back"
    HAND_BACK = "hand_back"
    ASK_AGAIN = "ask_again"


TABLE: Mapping[tuple[Act, TaskStatus], TaskStatus] = {
    (Act.AGREE, OPEN): AGREED,
    (Act.AGREE_WITH_CHANGES, OPEN): WITH_CHANGES,
    (Act.OBJECT, OPEN): OBJECTED,
    (Act.REMOVE, OPEN): DROPPED,
    (Act.PASS_ON, OPEN): PASSED_ON,
    (Act.TAKE_BACK, PASSED_ON): OPEN,
    **{(Act.TAKE_BACK, answer): SUPERSEDED for answer in ANSWERS},
    (Act.HAND_BACK, OPEN): DROPPED,
    **{(Act.ASK_AGAIN, answer): SUPERSEDED for answer in ANSWERS},
}
"""The effect of each act on its task. The rules of the steps (`countersign_steps.py`) admit no other."""

BY_LEAD = frozenset({Act.REMOVE, Act.ASK_AGAIN})
"""Acts of those who run the round on others' tasks; all other acts are on one's own task."""


@dataclass(frozen=True)
class Task:
    """The task of one person or organ in the round.

    seat: the index of the first task of its seat. origin: the task that it was passed on from.
    asked: how often this opinion has been requested.
    text: the digest of the text that the opinion was given on; `by`: its author, if somebody else.
    """

    who: str
    name: str
    seat: int
    of_organ: bool = False
    status: TaskStatus = OPEN
    opinion: str | None = None
    by: Named | None = None
    at: datetime | None = None
    text: str | None = None
    origin: int | None = None
    asked: int = 1
    urged_at: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Voice:
    """An opinion with its author, time, and the text it was given on."""

    by: Named
    at: datetime
    text: str
    opinion: str = ""


@dataclass(frozen=True)
class Round:
    """The tasks of one round, in order of creation, and their deadline."""

    tasks: tuple[Task, ...] = ()
    due_on: date | None = None

    @property
    def counting(self) -> tuple[tuple[int, Task], ...]:
        """Return the valid task of every seat, with its index."""
        return tuple((place, task) for place, task in enumerate(self.tasks) if task.status in COUNTING)

    @property
    def waiting(self) -> tuple[Task, ...]:
        """Return the tasks that are still open."""
        return tuple(task for _, task in self.counting if task.status is OPEN)

    @property
    def objections(self) -> tuple[Task, ...]:
        """Return the valid objections."""
        return tuple(task for _, task in self.counting if task.status is OBJECTED)

    @property
    def people(self) -> frozenset[str]:
        """Return the ids of all people that the round has ever named; they keep access to what they were shown."""
        return frozenset(task.who for task in self.tasks if not task.of_organ)

    def place_of(self, who: str, *statuses: TaskStatus) -> int | None:
        """Return the index of a person's or organ's task that has one of these statuses."""
        found = [place for place, task in enumerate(self.tasks) if task.who == who and task.status in statuses]
        return found[-1] if found else None

    def names(self, who: str) -> bool:
        """Check whether a person or an organ takes part; what was dropped or superseded does not count."""
        return any(task.who == who and task.status not in (DROPPED, SUPERSEDED) for task in self.tasks)

    def open_from(self, place: int) -> list[int]:
        """Return the open tasks that a task was passed on to."""
        return [n for n, each in enumerate(self.tasks) if each.origin == place and each.status is OPEN]

    def given_on_another(self, text: str) -> tuple[Task, ...]:
        """Return the opinions that were given on another text than this."""
        return tuple(task for _, task in self.counting if task.status in ANSWERS and task.text != text)

    def ask(self, party: Named, *, of_organ: bool = False) -> "Round":
        """Add a person or an organ that does not take part yet (加签)."""
        earlier = max((task.asked for task in self.tasks if task.who == party.id), default=0)
        return self._append(Task(party.id, party.name, len(self.tasks), of_organ, asked=earlier + 1))

    def take(self, act: Act, place: int, *, voice: Voice | None = None, to: Named | None = None) -> "Round":
        """Take one act of `TABLE` on the task at an index. `to`: who takes over a task that is passed on."""
        task = self.tasks[place]
        target = TABLE[act, task.status]
        match act:
            case Act.AGREE | Act.AGREE_WITH_CHANGES | Act.OBJECT:
                assert voice is not None, "an opinion is somebody's"
                return self._with(place, _answered(task, target, voice))
            case Act.TAKE_BACK if target is SUPERSEDED:
                return self._anew(place, task.asked)
            case Act.ASK_AGAIN:
                return self._anew(place, task.asked + 1)
            case Act.PASS_ON:
                assert to is not None, "a task is passed on to somebody"
                passed = Task(to.id, to.name, task.seat, origin=place, asked=task.asked)
                return self._with(place, replace(task, status=target))._append(passed)
            case Act.TAKE_BACK:
                return self._drop(self.open_from(place)[-1])
        return self._drop(place)

    def hear(self, organ: str, answer: TaskStatus, voice: Voice, *, late: bool, asked: int | None = None) -> "Round":
        """Record what an organ answered elsewhere: its last answer counts, and none is lost.

        late: whether the round is over or the organ was removed; then the opinion is kept without effect, as is
        an answer to an earlier request than the last, because the organ is asked again.
        """
        place = self.place_of(organ, *COUNTING)
        if late or place is None or self._is_over(place, asked):
            named = self.place_of(organ, *TaskStatus)
            if named is None:
                return self
            kept = replace(self.tasks[named], urged_at=(), asked=asked or self.tasks[named].asked)
            return self._append(_answered(kept, SUPERSEDED, voice))
        if self.tasks[place].status is OPEN:
            return self._with(place, _answered(self.tasks[place], answer, voice))
        again = self._anew(place, self.tasks[place].asked)
        return again._with(len(again.tasks) - 1, _answered(again.tasks[-1], answer, voice))

    def reclaimed(self, organ: str, asked: int) -> "Round":
        """Record that an organ took back its answer to a request."""
        place = self.place_of(organ, *ANSWERS)
        return self if place is None or self._is_over(place, asked) else self.take(Act.TAKE_BACK, place)

    def naming(self, parties: Sequence[Named]) -> "Round":
        """Make exactly these organs take part; opinions of the others are kept without effect."""
        after, wanted = self, {party.id for party in parties}
        for place, task in self.counting:
            if task.who not in wanted:
                if task.status in ANSWERS:
                    after = after.take(Act.ASK_AGAIN, place)
                    place = len(after.tasks) - 1
                after = after.take(Act.REMOVE, place)
        for party in parties:
            if after.place_of(party.id, *COUNTING) is None:
                after = after.ask(party, of_organ=True)
        return after

    def asked_anew(self) -> "Round":
        """Ask everybody again who has answered, as after a document was sent back to before its signing."""
        after = self
        for place, task in self.counting:
            if task.status in ANSWERS:
                after = after._anew(place, task.asked + 1)
        return after

    def urged(self, place: int, at: datetime) -> "Round":
        """Record that somebody was urged."""
        return self._with(place, replace(self.tasks[place], urged_at=(*self.tasks[place].urged_at, at)))

    def _is_over(self, place: int, asked: int | None) -> bool:
        """Check whether a request was followed by another one."""
        return asked is not None and asked < self.tasks[place].asked

    def _anew(self, place: int, asked: int) -> "Round":
        """Supersede an opinion: it is kept without effect, and a new task is added."""
        task = self.tasks[place]
        owed = Task(task.who, task.name, task.seat, task.of_organ, origin=task.origin, asked=asked)
        return self._with(place, replace(task, status=SUPERSEDED))._append(owed)

    def _with(self, place: int, task: Task) -> "Round":
        return replace(self, tasks=(*self.tasks[:place], task, *self.tasks[place + 1 :]))

    def _append(self, task: Task) -> "Round":
        return replace(self, tasks=(*self.tasks, task))

    def _drop(self, place: int) -> "Round":
        """Drop a task; one that was passed on returns to its origin, so that the opinion is still required."""
        task = self.tasks[place]
        after = self._with(place, replace(task, status=DROPPED))
        if task.origin is None:
            return after
        return after._with(task.origin, replace(after.tasks[task.origin], status=OPEN))


def _answered(task: Task, status: TaskStatus, voice: Voice) -> Task:
    return replace(task, status=status, opinion=voice.opinion, by=voice.by, at=voice.at, text=voice.text)
