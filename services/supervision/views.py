"""API views of a task: whole, or its register entry; and statistics."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from services.supervision import domain
from services.supervision.domain import ESCALATION, LIGHT_NAMES, Light, Task
from services.supervision.evidence.app import shown_file
from services.supervision.kinds import TASK
from shared.actor import Actor
from shared.calendar import NATIONAL, WorkCalendar, in_full, instant_text
from shared.office import named, pair_of
from shared.shown import Shown
from shared.spreadsheet import Build, table, workbook

if TYPE_CHECKING:
    from services.supervision import api

ORIGIN_NAMES = {
    "meeting": "会议议定事项",
    "incoming": "来文批示事项",
    "district": "区级交办",
    "manual": "本单位交办",
    "task": "分解事项",
}

HEADINGS = (("单位", 32.0), ("事项数", 10.0), ("已办结", 10.0), ("按期办结", 10.0), ("逾期", 10.0), ("在办", 10.0),
            ("按期办结率", 14.0))  # fmt: skip

REGISTER = (
    ("序号", 8), ("事项", 40), ("要求", 40), ("来源", 14), ("交办单位", 24), ("责任单位", 24), ("责任人", 12), ("协办人", 16),
    ("交办日期", 12), ("完成时限", 12), ("完成百分比", 12), ("最近进展", 40), ("状态", 10), ("预警", 14), ("报结日期", 12),
    ("销号日期", 12),
)  # fmt: skip


def shown_origin(task: Task) -> "Shown[api.TaskOrigin]":
    """Return a task's origin."""
    return {
        "type": task.origin,
        "name": ORIGIN_NAMES[task.origin],
        "id": task.origin_id or None,
        "title": task.origin_title or None,
    }


def shown_task(
    task: Task, actor: Actor | None, today: date, calendar: WorkCalendar = NATIONAL, at: datetime | None = None
) -> "Shown[api.Task]":
    """Return a task as of today; to an overseer without its reports."""
    whole = actor is None or domain.sees(task, actor)
    light = task.light(today, calendar)
    return {
        **task.described(),
        "title": task.title,
        "text": task.text if whole else None,
        "organ": named(task.organ, task.organ_name),
        "origin": shown_origin(task),
        "document_id": task.document_id,
        "responsible": named(task.responsible, task.responsible_name),
        "responsible_organ": task.responsible_organ,
        "assisting": [pair_of(each) for each in task.assisting],
        "assigned_on": task.assigned_on.isoformat(),
        "due_on": task.due_on.isoformat(),
        "first_due_on": task.first_due_on.isoformat(),
        "provisional": task.provisional,
        "wanted_on": None if task.wanted_on is None else task.wanted_on.isoformat(),
        "wanted_for": (task.wanted_for or None) if whole else None,
        "extension_refused": None
        if task.refusal is None or not whole
        else {"at": instant_text(task.refusal.at), "by": pair_of(task.refusal.by), "text": task.refusal.text},
        "working_days_left": calendar.between(today, task.due_on),
        "light": light.value,
        "light_name": LIGHT_NAMES[light],
        "percent": task.percent,
        "status": task.status.value,
        "status_name": domain.STATUS_NAMES[task.status],
        "stage_name": TASK.stage(task.status),
        "submitted_on": None if task.submitted_on is None else task.submitted_on.isoformat(),
        "cleared_on": None if task.cleared_on is None else task.cleared_on.isoformat(),
        "on_time": task.on_time if task.status in domain.DONE else None,
        "escalated_to": [ESCALATION[level] for level in range(1, task.escalated + 1)],
        "reports": [
            {"at": instant_text(each.at), "by": pair_of(each.by), "text": each.text, "percent": each.percent,
             "evidence": list(each.evidence), "files": [shown_file(file) for file in each.files]}
            for each in (task.reports if whole else ())
        ],
        "urgings": [
            {"at": instant_text(each.at), "by": pair_of(each.by), "text": each.text}
            for each in (task.urgings if whole else ())
        ],
        "parts": [
            {"id": part_id, "title": part.title, "responsible": part.responsible, "due_on": part.due_on.isoformat(),
             "done": part.done}
            for part_id, part in task.parts.items()
        ],
        "actions": TASK.offers(task, actor, at=at),
    }  # fmt: skip


def shown_in_list(
    task: Task, actor: Actor, today: date, calendar: WorkCalendar = NATIONAL, at: datetime | None = None
) -> "Shown[api.Task]":
    """Return a task without its texts."""
    return {**shown_task(task, actor, today, calendar, at), "text": None, "reports": [], "urgings": []}


def register_file(
    tasks: Iterable[Task], actor: Actor, today: date, calendar: WorkCalendar, organs: Mapping[str, str], build: Build
) -> dict[str, str]:
    """Build the register of tasks (督办台账) as .xlsx; an overseer's has neither texts nor reports."""
    return workbook("督办台账", REGISTER, (
        (
            place, task.title, task.text if whole else "", ORIGIN_NAMES[task.origin], task.organ_name,
            organs[task.responsible_organ], task.responsible_name, "、".join(each.name for each in task.assisting),
            task.assigned_on, task.due_on, task.percent, task.reports[-1].text if whole and task.reports else "",
            TASK.stage(task.status) or domain.STATUS_NAMES[task.status], LIGHT_NAMES[task.light(today, calendar)],
            task.submitted_on, task.cleared_on,
        )
        for place, task in enumerate(tasks, start=1)
        for whole in (domain.sees(task, actor),)
    ), build)  # fmt: skip


def shown_statistics(tasks: Iterable[Task], begin: date, end: date, today: date) -> "Shown[api.Figures]":
    """Count tasks by the handling organ: total, done, on time, late and still open."""
    rows: dict[str, Shown[api.OrganFigures]] = {}
    for task in tasks:
        if task.status is domain.TaskStatus.WITHDRAWN:
            continue
        organ = task.responsible_organ
        row = rows.setdefault(
            organ, {"organ": organ, "total": 0, "done": 0, "on_time": 0, "late": 0, "open": 0, "rate": None}
        )
        row["total"] += 1
        if task.status in domain.CONFIRMED:
            row["done"] += 1
            row["on_time"] += task.on_time
        else:
            row["open"] += 1
        row["late"] += task.light(today) is Light.RED or (task.status in domain.CONFIRMED and not task.on_time)
    items = [row for _, row in sorted(rows.items())]
    for row in items:
        row["rate"] = _rate(row)
    return {"from": begin.isoformat(), "until": end.isoformat(), "items": items}


def statistics_file(figures: "Shown[api.Figures]", organ_names: Mapping[str, str]) -> dict[str, str]:
    """Build the statistics as .xlsx (督办事项办结情况统计表)."""
    rows = [
        (organ_names.get(row["organ"], row["organ"]), row["total"], row["done"], row["on_time"], row["late"], row["open"],
         "—" if row["rate"] is None else f"{row['rate']:.1%}")
        for row in figures["items"]
    ]  # fmt: skip
    begin, end = (in_full(date.fromisoformat(each)) for each in (figures["from"], figures["until"]))
    title = f"督办事项办结情况统计表（{begin}至{end}）"
    return workbook(title, HEADINGS, rows, table)


def _rate(row: "Shown[api.OrganFigures]") -> float | None:
    """Return the share done on time of what was due: open and late tasks count against it, those not yet due do not."""
    judged = row["on_time"] + row["late"]
    return None if judged == 0 else round(row["on_time"] / judged, 4)
