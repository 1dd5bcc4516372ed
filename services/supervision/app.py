"""Use cases of tasks under supervision."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from services.supervision import domain, views
from services.supervision.domain import Colleague, File, Part, Task
from services.supervision.kinds import TASK
from services.supervision.origins import given_to, new_task
from services.supervision.repositories import TaskListing, Tasks, Wanted
from services.supervision.views import shown_statistics, shown_task
from shared import register, usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import NATIONAL, WorkCalendar, office_date
from shared.contracts import supervision as events
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.errors import Forbidden
from shared.given import as_given
from shared.occasion import Occasion
from shared.office import Copies, Faults, called, fault, organ_of, unfound
from shared.pages import Page
from shared.shown import Shown
from shared.spreadsheet import Build, table
from shared.usecase import history_of, made_id, to_show
from shared.workflow import Context

if TYPE_CHECKING:
    from services.supervision import api

Uploaded = Callable[[Task, Sequence[str]], tuple[File, ...]]
"""Returns the files uploaded to a task by their ids; raises InvalidInput for one that was not."""


WORDS = ("title", "text")
"""The fields in which a secrecy mark is asked about."""


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
    task = new_task(
        made_id(occasion, new_id),
        organ,
        person,
        origin=("district" if district else "manual", "", ""),
        today=today,
        due_on=due_on,
        **as_given(Task, wanted),
    )
    named = {each.person_id: Colleague(each.person_id, each.name, each.organ) for each in assisting if each is not None}
    named.pop(person.person_id, None)
    task = replace(task, assisting=tuple(named.values()))
    known, confirm = Context(actor, occasion.at), bool(wanted.get("confirm"))
    return usecase.begin(tasks, TASK, task, "assign", known, confirm=confirm, words=WORDS)


def act(
    tasks: Tasks,
    copies: Copies,
    task_id: str,
    action: str,
    *,
    occasion: Occasion,
    said: Wanted,
    calendar: WorkCalendar = NATIONAL,
    files: Uploaded,
) -> Task:
    """Take one step and announce it, in one write; concurrent reports on a task are all kept.

    files: finds the uploaded files that a report names.
    """

    def gather(task: Task) -> Context:
        more = _said(copies, task, action, occasion, said, calendar, files)
        return Context(occasion.person, occasion.at, said["comment"] or "", more)

    return usecase.act(
        tasks, TASK, task_id, action, sees=domain.knows, occasion=occasion, gather=gather, together=True,
        copies=copies, confirm=bool(said.get("confirm")), words=WORDS,
    )  # fmt: skip


def get(
    tasks: Tasks, task_id: str, *, actor: Actor, today: date, calendar: WorkCalendar = NATIONAL
) -> "Shown[api.Task]":
    """Return a task to those who may know of it."""
    return shown_task(to_show(tasks, task_id, domain.knows, actor), actor, today, calendar, tasks.occasion.at)


def search(
    tasks: Tasks,
    *,
    actor: Actor,
    today: date,
    wanted: TaskListing,
    calendar: WorkCalendar = NATIONAL,
) -> "Shown[api.TaskPage]":
    """List the tasks of a board: the actor's own, their campus's, or their district's."""
    page = tasks.search(actor, wanted, today=today)
    return page.map(lambda task: views.shown_in_list(task, actor, today, calendar, tasks.occasion.at)).to_wire()


def register_file(
    tasks: Tasks,
    copies: Copies,
    *,
    actor: Actor,
    today: date,
    wanted: TaskListing,
    calendar: WorkCalendar = NATIONAL,
    build: Build = table,
) -> dict[str, str]:
    """Export the tasks of a board (督办台账)."""
    found = register.fitting(tasks.search(actor, replace(wanted, limit=register.MOST_ROWS + 1), today=today).items)
    names = _organ_names(copies, {task.responsible_organ for task in found})
    return views.register_file(found, actor, today, calendar, names, build)


def statistics(tasks: Tasks, *, actor: Actor, today: date, begin: str, end: str) -> "Shown[api.Figures]":
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
    return views.statistics_file(figures, _organ_names(copies, {row["organ"] for row in figures["items"]}))


def _organ_names(copies: Copies, organs: Iterable[str]) -> dict[str, str]:
    found = {organ: copies.find(OrganRecorded, organ) for organ in organs}
    return {organ: organ if known is None else known.name for organ, known in found.items()}


def history(tasks: Tasks, task_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a task's history, to those who see it whole."""
    return history_of(tasks, task_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def _said(
    copies: Copies,
    task: Task,
    action: str,
    occasion: Occasion,
    said: Wanted,
    calendar: WorkCalendar,
    files: Uploaded,
) -> dict[str, Any]:
    """Convert the inputs of a step into those of its row and its event."""
    actor, today = occasion.person, office_date(occasion.at)
    match action:
        case "report" | "submit":
            percent, evidence = said["percent"] or 0, tuple(said["evidence"] or ())
            named = files(task, said.get("files") or ())
            return {
                "reporter": actor.person_id, "percent": percent, "evidence": evidence, "report_files": named,
                "files": tuple(each.id for each in named),
            }  # fmt: skip
        case "reassign":
            return _anew(copies, task, actor, said.get("responsible") or "")
        case "revise":
            return _revised(copies, task, actor, said)
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
            return {**_parts(copies, task, said["parts"] or (), today, calendar), "split_by": actor.person_id}
    return {}


def _anew(copies: Copies, task: Task, actor: Actor, wanted: str) -> dict[str, Any]:
    """Resolve the new person responsible: of the supervising organ or one under it, or of the district."""
    faults, within = Faults(), task.path[:1] if actor.holds("district_admin") else task.path
    person = _person(copies, wanted, within, "responsible", faults)
    faults.refuse()
    assert person is not None, "else it is a fault"
    return given_to(person, former=task.responsible)


def _revised(copies: Copies, task: Task, actor: Actor, said: Wanted) -> dict[str, Any]:
    """Resolve the new fields of a task: the whole of them, so that what is left out is empty."""
    faults, within = Faults(), task.path[:1] if actor.holds("district_admin") else task.path
    there = {each.id: each for each in task.assisting}
    assisting: list[Colleague] = []
    for place, name in enumerate(said.get("assisting") or ()):
        if name in there:
            assisting.append(there[name])
            continue
        person = _person(copies, name, within, f"assisting[{place}]", faults)
        if person is not None:
            assisting.append(Colleague(person.person_id, person.name, person.organ))
    faults.refuse()
    named = {each.id: each for each in assisting if each.id != task.responsible}
    return {
        "title": said["title"],
        "text": said.get("text") or "",
        "assisting": tuple(named.values()),
        "due_on": date.fromisoformat(said["due_on"]),
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
