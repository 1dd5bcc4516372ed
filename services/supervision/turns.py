"""Turns of tasks: for which step each status waits, and who may know of it."""

from services.supervision.domain import OFFICE, Task
from services.supervision.domain import TaskStatus as T
from services.supervision.kinds import TASK
from shared.turn import Left, Party, Wait, people, post, tell

supervising, office = post("director", "leader"), post(*OFFICE)


def _responsible(task: Task) -> list[Party]:
    return people(task.responsible, organ=task.responsible_organ)


def _supervisors(task: Task) -> list[Party]:
    district = [Party(district=task.path[0], role="district_admin")] if task.origin == "district" else []
    return [*supervising(task), *district]


def _parts_are_done(task: Task) -> bool:
    return all(part.done for part in task.parts.values())


def _self(task: Task) -> tuple[str, ...]:
    return (task.responsible,)


def _knows(task: Task) -> list[Party]:
    offices = [Party(organ=organ, role=role) for organ in (task.organ, task.responsible_organ) for role in OFFICE]
    district = Party(district=task.path[0], role="district_admin")
    assisting = [Party(each.id, organ=each.organ) for each in task.assisting]
    return [*offices, district, *_responsible(task), *assisting]


LEFT = Left("reassign", _supervisors)
EXTENDING = Wait("extend", _supervisors, when=lambda task: task.wanted_on is not None, besides=_self)

tell(
    Task,
    TASK,
    type="task",
    internal=lambda task: task.internal or task.origin == "meeting",  # what a meeting decided is not told outside
    knows=_knows,
    mine=_responsible,
    settled=(T.CLEARED, T.WITHDRAWN),
    waits={
        T.ASSIGNED: (Wait("accept", _responsible, left=LEFT), EXTENDING),
        T.ACCEPTED: (Wait("submit", _responsible, when=_parts_are_done, left=LEFT), EXTENDING),
        T.SUBMITTED: (Wait("check", _supervisors, besides=_self),),
        T.CHECKED: (Wait("clear", _supervisors, besides=_self),),
    },
)
