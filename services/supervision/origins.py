"""Tasks that follow from elsewhere: a meeting's decisions, an instructed document, the parts of a task, a passed deadline."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from services.supervision import domain
from services.supervision.domain import ESCALATION, Colleague, Instruction, Task
from services.supervision.kinds import CLOCK, INCOMING, MEETING, OPEN, PART, TASK, WHOLE
from services.supervision.repositories import Calendars, Instructions, Tasks
from shared import usecase
from shared.calendar import NATIONAL, office_date
from shared.contracts import supervision as events
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.documents import IncomingAssigned, IncomingCompleted, IncomingCorrected, IncomingInstructed
from shared.contracts.meetings import MeetingClosed
from shared.contracts.supervision import Origin
from shared.errors import VersionConflict
from shared.office import Copies, organ_of, person_of
from shared.workflow import because

SWEEP = 200
"""The maximum late tasks of one pass; the next pass continues."""


def assign_decisions(tasks: Tasks, copies: Copies, closed: MeetingClosed) -> None:
    """Assign every decision of a meeting to the person responsible, one task for each."""
    organ, at, new = organ_of(copies, closed.organ), tasks.occasion.at, []
    for place, decision in enumerate(closed.decisions):
        person = person_of(copies, decision.responsible)
        task = new_task(
            domain.derived_id("meeting", closed.meeting_id, place),
            organ,
            person,
            origin=("meeting", closed.meeting_id, closed.title),
            title=decision.text,
            today=closed.held_on,
            due_on=decision.due_on,
            document_id=closed.minutes_id,
            internal=True,
        )
        new.append((task, because(MEETING, task, at)))
    usecase.begin_all(tasks, TASK, "assign_decision", new)


def assign_instructed(tasks: Tasks, instructions: Instructions, copies: Copies, assigned: IncomingAssigned) -> None:
    """Supervise an incoming document with a leader's instruction, once it is assigned to a person by name; one without an
    instruction is not supervised.
    """
    instruction = instructions.find(assigned.incoming_id)
    if instruction is None:
        return
    organ, person = organ_of(copies, assigned.organ), person_of(copies, assigned.handler)
    assisting = _assisting(copies, assigned)
    there = tasks.find(domain.derived_id("incoming", assigned.incoming_id, 0))
    if there is not None:
        _follow(tasks, there, person, assisting, assigned.due_on)
        return
    task = new_task(
        domain.derived_id("incoming", assigned.incoming_id, 0),
        organ,
        person,
        origin=("incoming", assigned.incoming_id, assigned.title),
        title=_handling(assigned.title),
        text=_said(copies, instruction),
        today=office_date(tasks.occasion.at),
        due_on=assigned.due_on,
        document_id=assigned.document_id,
        internal=assigned.internal,
        assisting=assisting,
    )
    usecase.begin(tasks, TASK, task, "assign_instructed", because(INCOMING, task, tasks.occasion.at))


def _said(copies: Copies, instruction: Instruction) -> str:
    """Return a leader's instruction in words; empty if it is internal."""
    leader = copies.one(PersonRecorded, instruction.instructed_by, by=("person_id",))
    return f"{'领导' if leader is None else leader.name}批示：{instruction.text}" if instruction.text else ""


def _handling(title: str) -> str:
    """Return the title of the task that follows from an incoming document."""
    return f"办理来文：{title}" if title else "办理来文"


def _assisting(copies: Copies, assigned: IncomingAssigned) -> tuple[Colleague, ...]:
    """Return those who assist with an incoming document (协办人), who assist with its task."""
    people = [person_of(copies, each) for each in assigned.assisting]
    return tuple(Colleague(each.person_id, each.name, each.organ) for each in people)


def _follow(tasks: Tasks, task: Task, person: PersonRecorded, assisting: tuple[Colleague, ...], due_on: date) -> None:
    """Reassign a task whose incoming document was reassigned (改派); a finished task stays as it is."""
    same = (task.responsible, task.responsible_organ) == (person.person_id, person.organ)
    if task.status not in OPEN or (same and (task.assisting, task.due_on) == (assisting, due_on)):
        return
    given = given_to(person, former=task.responsible)
    said = {"given": given, "assisting": assisting, "due_on": due_on, "same": same, "former": task.responsible}
    usecase.take(tasks, TASK, task, "follow", because(INCOMING, task, tasks.occasion.at, "来文改派", **said))


def correct_instructed(tasks: Tasks, corrected: IncomingCorrected) -> None:
    """Correct the title and the scope of a task with the entry of its incoming document (更正登记)."""
    task = tasks.find(domain.derived_id("incoming", corrected.incoming_id, 0))
    same = task is None or (task.origin_title, task.internal) == (corrected.title, corrected.internal)
    if task is None or same or not corrected.title:  # without a title, an earlier release announced it
        return
    said = {"title": _handling(corrected.title), "origin_title": corrected.title, "internal": corrected.internal}
    usecase.take(
        tasks, TASK, task, "correct_instructed", because(INCOMING, task, tasks.occasion.at, "来文更正登记", **said)
    )


def submit_instructed(tasks: Tasks, completed: IncomingCompleted) -> None:
    """Submit the task of a completed incoming document (办结), with its reply; one with open parts waits for them, and a
    finished one stays as it is.
    """
    task = tasks.find(domain.derived_id("incoming", completed.incoming_id, 0))
    if task is None or task.status not in OPEN or not all(part.done for part in task.parts.values()):
        return
    reply = "" if task.internal else completed.reply
    words = f"来文已办结：{reply}" if reply else "来文已办结"
    usecase.take(tasks, TASK, task, "submit_instructed", because(INCOMING, task, tasks.occasion.at, words, files=()))


def note_instruction(instructions: Instructions, instructed: IncomingInstructed) -> None:
    """Store a leader's instruction on an incoming document."""
    new = Instruction(
        id=instructed.incoming_id,
        document=instructed.document_id,
        organ=instructed.organ,
        instructed_by=instructed.instructed_by,
        text=instructed.instruction,
    )
    instructions.add(new, announcing=events.InstructionNoted.of(new), action="note")


def assign_parts(tasks: Tasks, copies: Copies, split: events.TaskSplit) -> None:
    """Assign every part of a task to its person: a part is itself a task."""
    organ, at, new = organ_of(copies, split.organ), tasks.occasion.at, []
    words = f"{person_of(copies, split.split_by).name}分解" if split.split_by else ""
    for part in split.parts:
        person = person_of(copies, part.responsible)
        task = new_task(
            part.task_id,
            organ,
            person,
            origin=("task", split.task_id, split.title),
            title=part.title,
            today=office_date(at),
            due_on=part.due_on,
            document_id=split.document_id,
            internal=split.internal,
        )
        new.append((task, because(WHOLE, task, at, words)))
    usecase.begin_all(tasks, TASK, "assign_part", new)


def withdraw_parts(tasks: Tasks, withdrawn: events.TaskWithdrawn) -> None:
    """Withdraw the open parts of a withdrawn task, for the same reason."""
    for part_id in tasks.get(withdrawn.task_id).parts:
        part = tasks.find(part_id)
        if part is not None and part.status in OPEN:
            usecase.take(tasks, TASK, part, "withdraw_part", because(WHOLE, part, tasks.occasion.at, withdrawn.reason))


def note_part(
    tasks: Tasks, copies: Copies, moved: events.TaskCleared | events.TaskReopened | events.TaskReassigned
) -> None:
    """Record at the whole that a part was cleared, reopened, or reassigned."""
    if moved.origin != "task":
        return
    task, finished = tasks.get(moved.origin_id), isinstance(moved, events.TaskCleared)
    part = replace(task.parts[moved.task_id], done=finished)
    if isinstance(moved, events.TaskReassigned):
        part = replace(part, responsible=person_of(copies, moved.responsible).name)
    said: dict[str, Any] = {"part": moved.task_id, "done": finished, "noted": part}
    usecase.take(tasks, TASK, task, "note_part", because(PART, task, tasks.occasion.at, **said))


def escalate(tasks: Tasks, calendars: Calendars | None = None) -> int:
    """Escalate every late task that is due for it; return how many.

    The task itself counts its escalations, so that concurrent or repeated sweeps tell nobody twice.
    """
    today, told = office_date(tasks.occasion.at), 0
    for task in tasks.late(today, SWEEP):
        calendar = NATIONAL if calendars is None else calendars(task.path[0])
        level = task.escalation_due(today, calendar)
        if level <= task.escalated:
            continue
        said: dict[str, Any] = {
            "level": level,
            "days_late": calendar.between(task.due_on, today),
            "told": ESCALATION[level],
        }
        with suppress(VersionConflict):
            usecase.take(tasks, TASK, task, "escalate", because(CLOCK, task, tasks.occasion.at, **said))
            told += 1
    return told


def given_to(person: PersonRecorded, *, former: str) -> dict[str, Any]:
    """Return the fields of a task that goes to another person."""
    return {
        "responsible": person.person_id,
        "responsible_name": person.name,
        "responsible_organ": person.organ,
        "responsible_path": person.path,
        "former": former,
    }


def new_task(
    task_id: str,
    organ: OrganRecorded,
    person: PersonRecorded,
    *,
    origin: tuple[Origin, str, str],
    today: date,
    due_on: date,
    **given: Any,
) -> Task:
    """Build a task for a person. given: its title and whatever else is given of a task."""
    return Task(
        id=task_id,
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        origin=origin[0],
        origin_id=origin[1],
        origin_title=origin[2],
        responsible=person.person_id,
        responsible_name=person.name,
        responsible_organ=person.organ,
        responsible_path=person.path,
        assigned_on=today,
        first_due_on=due_on,
        due_on=due_on,
        **given,
    )
