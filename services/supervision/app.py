"""Use cases of tasks under supervision."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from services.supervision import domain, views
from services.supervision.domain import ESCALATION, Instruction, Named, Part, Task
from services.supervision.kinds import CLOCK, INCOMING, OPEN, PART, TASK
from services.supervision.views import shown_statistics, shown_task
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import NATIONAL, WorkCalendar, office_date
from shared.contracts import supervision as events
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.documents import IncomingAssigned, IncomingInstructed
from shared.contracts.meetings import MeetingClosed
from shared.contracts.supervision import Origin
from shared.errors import Forbidden, VersionConflict
from shared.occasion import Occasion
from shared.office import Copies, Faults, called, fault, organ_of, person_of, unfound
from shared.pages import Page
from shared.usecase import Repository, history_of, made_id, to_show
from shared.workflow import Context, because

DEEPEST = 10
"""The maximum number of tasks above one."""
SWEEP = 200
"""The maximum late tasks of one pass; the next pass continues."""


class Tasks(Repository[Task], Protocol):
    """The repository of tasks."""

    def search(self, actor: Actor, wanted: "Wanted", *, today: date, cursor: str | None, limit: int) -> Page[Task]: ...
    def due_between(self, actor: Actor, begin: date, end: date) -> Iterable[Task]: ...
    def late(self, today: date, limit: int) -> Iterable[Task]: ...


Instructions = Repository[Instruction]
"""The repository of leaders' instructions."""
Calendars = Callable[[str], WorkCalendar]
"""Returns the working days of a district."""
Wanted = Mapping[str, Any]
"""The filters of a list (`TaskQuery` in `api.py`); None for any."""


def assign(
    tasks: Tasks,
    copies: Copies,
    *,
    occasion: Occasion,
    new_id: str,
    wanted: Wanted,
    calendar: WorkCalendar = NATIONAL,
) -> Task:
    """Assign a matter to one person (立项、交办). `wanted`: title, text, responsible, assisting, due_on or working_days.

    A director or leader assigns it within their own organ or one under it; the district's administrator to
    anybody of the district.
    """
    actor = occasion.person
    district = actor.holds("district_admin")
    TASK.admit("assign", actor)
    faults = Faults()
    today, within = office_date(occasion.at), (actor.path[0],) if district else actor.path
    person = _person(copies, wanted["responsible"], within, "responsible", faults)
    assisting = [
        _person(copies, name, within, f"assisting[{place}]", faults) for place, name in enumerate(wanted["assisting"])
    ]
    due_on = _deadline(wanted, today, faults, calendar)
    faults.refuse()
    assert person is not None, "else it is a fault"
    organ = organ_of(copies, actor.organ)
    task = _task(
        made_id(occasion, new_id),
        organ,
        person,
        origin=("district" if district else "manual", "", ""),
        title=wanted["title"],
        text=wanted["text"] or "",
        today=today,
        due_on=due_on,
    )
    named = {each.person_id: Named(each.person_id, each.name, each.organ) for each in assisting if each is not None}
    named.pop(person.person_id, None)
    task = replace(task, assisting=tuple(named.values()))
    return usecase.begin(tasks, TASK, task, "assign", Context(actor, occasion.at))


def assign_decisions(tasks: Tasks, copies: Copies, closed: MeetingClosed) -> None:
    """Assign every decision of a meeting to the person responsible, one task for each."""
    organ, new = organ_of(copies, closed.organ), []
    for place, decision in enumerate(closed.decisions):
        person = person_of(copies, decision.responsible)
        task = _task(
            domain.derived_id("meeting", closed.meeting_id, place),
            organ,
            person,
            origin=("meeting", closed.meeting_id, closed.title),
            title=decision.text,
            text="",
            today=closed.held_on,
            due_on=decision.due_on,
            document_id=closed.minutes_id,
            internal=True,
        )
        new.append((task, events.TaskAssigned.of(task)))
    if new:
        tasks.add_all(new, action="assign")


def assign_instructed(tasks: Tasks, instructions: Instructions, copies: Copies, assigned: IncomingAssigned) -> None:
    """Supervise an incoming document with a leader's instruction, once it is assigned to a person by name; one without an
    instruction is not supervised.
    """
    if instructions.find(assigned.incoming_id) is None:
        return
    organ, person = organ_of(copies, assigned.organ), person_of(copies, assigned.handler)
    there = tasks.find(domain.derived_id("incoming", assigned.incoming_id, 0))
    if there is not None:
        _follow(tasks, there, person, assigned.due_on)
        return
    task = _task(
        domain.derived_id("incoming", assigned.incoming_id, 0),
        organ,
        person,
        origin=("incoming", assigned.incoming_id, assigned.title),
        title=f"办理来文：{assigned.title}" if assigned.title else "办理来文",
        text="",
        today=office_date(tasks.occasion.at),
        due_on=assigned.due_on,
        document_id=assigned.document_id,
        internal=assigned.internal,
    )
    tasks.add(task, announcing=events.TaskAssigned.of(task), action="assign")


def _follow(tasks: Tasks, task: Task, person: PersonRecorded, due_on: date) -> None:
    """Reassign a task whose incoming document was reassigned (改派); a finished task stays as it is."""
    same = (task.responsible, task.responsible_organ) == (person.person_id, person.organ)
    if task.status not in OPEN or (same and task.due_on == due_on):
        return
    given = _given_to(person, former=task.responsible)
    said = {"given": given, "due_on": due_on, "same": same, "former": task.responsible}
    usecase.take(tasks, TASK, task, "follow", because(INCOMING, task, tasks.occasion.at, "来文改派", **said))


def note_instruction(instructions: Instructions, instructed: IncomingInstructed) -> None:
    """Store a leader's instruction on an incoming document."""
    new = Instruction(
        id=instructed.incoming_id,
        document=instructed.document_id,
        organ=instructed.organ,
        instructed_by=instructed.instructed_by,
    )
    instructions.add(new, announcing=events.InstructionNoted.of(new), action="note")


def assign_parts(tasks: Tasks, copies: Copies, split: events.TaskSplit) -> None:
    """Assign every part of a task to its person: a part is itself a task."""
    organ, today, new = organ_of(copies, split.organ), office_date(tasks.occasion.at), []
    for part in split.parts:
        person = person_of(copies, part.responsible)
        task = _task(
            part.task_id,
            organ,
            person,
            origin=("task", split.task_id, split.title),
            title=part.title,
            text="",
            today=today,
            due_on=part.due_on,
            document_id=split.document_id,
            internal=split.internal,
        )
        new.append((task, events.TaskAssigned.of(task)))
    tasks.add_all(new, action="assign")


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


def act(
    tasks: Tasks,
    copies: Copies,
    task_id: str,
    action: str,
    *,
    occasion: Occasion,
    said: Wanted,
    calendar: WorkCalendar = NATIONAL,
) -> Task:
    """Take one step and announce it, in one write; concurrent reports on a task are all kept."""

    def gather(task: Task) -> Context:
        more = _said(copies, task, action, occasion, said, calendar)
        return Context(occasion.person, occasion.at, said["comment"] or "", more)

    return usecase.act(
        tasks, TASK, task_id, action, sees=domain.knows, occasion=occasion, gather=gather, together=True,
        copies=copies, confirm=bool(said.get("confirm")),
    )  # fmt: skip


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


def get(tasks: Tasks, task_id: str, *, actor: Actor, today: date, calendar: WorkCalendar = NATIONAL) -> dict[str, Any]:
    """Return a task to those who may know of it."""
    return shown_task(to_show(tasks, task_id, domain.knows, actor), actor, today, calendar, tasks.occasion.at)


def search(
    tasks: Tasks,
    *,
    actor: Actor,
    today: date,
    wanted: Wanted,
    cursor: str | None,
    limit: int,
    calendar: WorkCalendar = NATIONAL,
) -> dict[str, Any]:
    """List the tasks of a board: the actor's own, their campus's, or their district's."""
    page = tasks.search(actor, wanted, today=today, cursor=cursor, limit=limit)
    return page.map(
        lambda task: {**shown_task(task, actor, today, calendar, tasks.occasion.at), **views.WITHOUT_TEXT}
    ).to_wire()


def statistics(tasks: Tasks, *, actor: Actor, today: date, begin: str, end: str) -> dict[str, Any]:
    """Count the tasks due in a period by the handling organ, and those done on time."""
    if not (actor.holds("district_admin") or any(actor.holds(name) for name in domain.OFFICE)):
        raise Forbidden("督办统计由办公室和区管理员查看。")
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    if last < first:
        raise fault("until", "ends_before_start", "截止日期早于起始日期")
    return shown_statistics(tasks.due_between(actor, first, last), first, last, today)


def statistics_file(tasks: Tasks, copies: Copies, *, actor: Actor, today: date, begin: str, end: str) -> dict[str, str]:
    """Return the figures as .xlsx, with organs by name."""
    figures = statistics(tasks, actor=actor, today=today, begin=begin, end=end)
    organs = {row["organ"]: copies.find(OrganRecorded, row["organ"]) for row in figures["items"]}
    return views.statistics_file(figures, {organ: known.name for organ, known in organs.items() if known is not None})


def chain(
    tasks: Tasks, task_id: str, *, actor: Actor, today: date, calendar: WorkCalendar = NATIONAL
) -> dict[str, Any]:
    """Return a task's chain up to its origin and down to its parts: ids of documents, entries and meetings, and the tasks
    that the actor may know of. Access to a document is decided by its own service.
    """
    task, at = to_show(tasks, task_id, domain.knows, actor), tasks.occasion.at
    above = list[Task]()
    while (above[0] if above else task).origin == "task" and len(above) < DEEPEST:
        parent = tasks.find((above[0] if above else task).origin_id)
        if parent is None or not domain.knows(parent, actor):
            break
        above.insert(0, parent)
    top = above[0] if above else task
    found = [part for part_id in task.parts if (part := tasks.find(part_id)) is not None and domain.knows(part, actor)]
    return {
        "document": top.document_id or None,
        "origin": views.shown_origin(top),
        "above": [shown_task(each, actor, today, calendar, at) for each in above],
        "task": shown_task(task, actor, today, calendar, at),
        "parts": [shown_task(each, actor, today, calendar, at) for each in found],
    }


def history(tasks: Tasks, task_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a task's history, to those who see it whole."""
    return history_of(tasks, task_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def _said(
    copies: Copies, task: Task, action: str, occasion: Occasion, said: Wanted, calendar: WorkCalendar
) -> dict[str, Any]:
    """Convert the inputs of a step into those of its row and its event."""
    actor, today = occasion.person, office_date(occasion.at)
    match action:
        case "report" | "submit":
            percent, evidence = said["percent"] or 0, tuple(said["evidence"] or ())
            return {"reporter": actor.person_id, "percent": percent, "evidence": evidence}
        case "reassign":
            return _anew(copies, task, actor, said.get("responsible") or "")
        case "urge":
            return {"urged_by": actor.person_id}
        case "extend" | "ask_extension":
            due_on = date.fromisoformat(said["due_on"])
            return {"due_on": due_on, "wanted_on": due_on}
        case "check":
            return {"checked_by": actor.person_id}
        case "clear":
            return {"cleared_on": today, "on_time": task.on_time}
        case "split":
            return _parts(copies, task, said["parts"] or (), today, calendar)
    return {}


def _anew(copies: Copies, task: Task, actor: Actor, wanted: str) -> dict[str, Any]:
    """Resolve the new person responsible: of the supervising organ or one under it, or of the district."""
    faults, within = Faults(), task.path[:1] if actor.holds("district_admin") else task.path
    person = _person(copies, wanted, within, "responsible", faults)
    faults.refuse()
    assert person is not None, "else it is a fault"
    return _given_to(person, former=task.responsible)


def _given_to(person: PersonRecorded, *, former: str) -> dict[str, Any]:
    return {
        "responsible": person.person_id,
        "responsible_name": person.name,
        "responsible_organ": person.organ,
        "responsible_path": person.path,
        "former": former,
    }


def _parts(copies: Copies, task: Task, wanted: Sequence[Wanted], today: date, calendar: WorkCalendar) -> dict[str, Any]:
    faults, new, told = Faults(), dict[str, Part](), []
    for place, each in enumerate(wanted):
        person = _person(copies, each["responsible"], task.path[:1], f"parts[{place}].responsible", faults)
        due_on = _deadline(each, today, faults, calendar, f"parts[{place}].")
        if person is not None:
            part_id = domain.derived_id("task", task.id, f"{task.version}.{place}")
            new[part_id] = Part(each["title"], person.name, due_on)
            told.append(
                events.PartAssigned(task_id=part_id, title=each["title"], responsible=person.person_id, due_on=due_on)
            )
    faults.refuse()
    return {"new": new, "parts": tuple(told)}


def _person(copies: Copies, name: str, within: tuple[str, ...], field: str, faults: Faults) -> PersonRecorded | None:
    person = called(copies, name)
    if person is not None and person.active and person.path[: len(within)] == within:
        return person
    faults.add(field, "unknown_person", unfound(person, within[0] if within else "", "督办范围内的"))
    return None


def _deadline(wanted: Wanted, today: date, faults: Faults, calendar: WorkCalendar, prefix: str = "") -> date:
    """Parse the deadline: a day, or a number of working days from today."""
    if wanted.get("due_on") is not None:
        due_on = date.fromisoformat(wanted["due_on"])
    elif wanted.get("working_days") is not None:
        due_on = calendar.add(today, wanted["working_days"])
    else:
        faults.add(f"{prefix}due_on", "missing", "请填写完成时限或者工作日天数")
        return today
    if due_on < today:
        faults.add(f"{prefix}due_on", "deadline_past", "完成时限不能早于今天")
    return due_on


def _task(
    task_id: str,
    organ: OrganRecorded,
    person: PersonRecorded,
    *,
    origin: tuple[Origin, str, str],
    title: str,
    text: str,
    today: date,
    due_on: date,
    document_id: str | None = None,
    internal: bool = False,
) -> Task:
    return Task(
        id=task_id,
        title=title,
        text=text,
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
        document_id=document_id,
        internal=internal,
    )
