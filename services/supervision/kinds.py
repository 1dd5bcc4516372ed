"""Workflow table of tasks, with each step's changes and rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from services.supervision import domain
from services.supervision.acts import TASK_ACTS
from services.supervision.domain import (
    ANOTHER,
    ASSIGNER,
    EITHER,
    GIVER,
    RESPONSIBLE,
    SUPERVISOR,
    WORKER,
    Colleague,
    Refusal,
    Report,
    Task,
    Urging,
)
from services.supervision.domain import TaskStatus as T
from shared.calendar import on_paper
from shared.contracts import supervision as events
from shared.errors import InvalidInput
from shared.revision import revision
from shared.workflow import Context, Step, Workflow, event, reason_rule, rule

LOCAL = "本地区督促检查工作办法"
NOT_WANTED: Mapping[str, Any] = {"wanted_on": None, "wanted_for": "", "refusal": None}


reason_is_given = reason_rule(
    f"{LOCAL}（退回、催办、延期应当说明理由）", "退回、催办、延期、不予延期、改派、修改、撤销的，说明理由。"
)


IN_TIME = rule("extension_late", f"{LOCAL}（延期应当在到期前提出）", field="due_on", states="申请延期在到期以前提出。")


@IN_TIME
def before_it_is_due(task: Task, known: Context) -> str | None:
    """Require that an extension is requested before the deadline (local rules of supervision)."""
    return None if known.today <= task.due_on else f"已于{on_paper(task.due_on)}到期，不能延期，请尽快报结并说明原因"


@IN_TIME
def asked_before_it_is_due(task: Task, known: Context) -> str | None:
    """Require that an extension was requested, or is granted, before the deadline."""
    return None if task.wanted_on is not None else before_it_is_due.check(task, known)


@rule("extension_not_asked", f"{LOCAL}（延期）", states="责任人申请了延期，才可以不予延期。")
def was_asked_for(task: Task, known: Context) -> str | None:
    """Require that an extension was requested before it is refused."""
    return None if task.wanted_on is not None else "责任人没有申请延期，不必答复"


@rule("extension_shortens", f"{LOCAL}（延期）", field="due_on", states="延期后的时限晚于原时限。")
def later_than_now(task: Task, known: Context) -> str | None:
    """Require that an extension is later than the deadline."""
    return None if known.said["due_on"] > task.due_on else "延期后的时限应当晚于原时限"


@rule("parts_late", f"{LOCAL}（分解事项）", field="parts", states="分解事项的时限不晚于整项的时限。")
def parts_fit(task: Task, known: Context) -> str | None:
    """Require that every part is due by the deadline of the whole."""
    late = [part.title for part in known.said["new"].values() if part.due_on > task.due_on]
    return f"分解事项的时限不能晚于本事项：{'、'.join(late)}" if late else None


@rule("parts_open", f"{LOCAL}（分解事项全部销号后方可报结）", states="分解事项全部销号以后报结。")
def parts_are_done(task: Task, known: Context) -> str | None:
    """Require that every part is cleared before the whole is submitted."""
    open_parts = [part.title for part in task.parts.values() if not part.done]
    return f"还有分解事项没有销号：{'、'.join(open_parts)}" if open_parts else None


@rule("deadline_past", f"{LOCAL}（时限）", field="due_on", states="完成时限不早于交办当天。", error=InvalidInput)
def deadline_is_ahead(task: Task, known: Context) -> str | None:
    """Require a deadline that has not passed when a task is assigned."""
    return None if task.due_on >= known.today else "完成时限不能早于今天"


def told(task: Task, known: Context) -> Mapping[str, Any]:
    """Add a report."""
    who = Colleague(known.actor.person_id, known.actor.name)
    said = known.said
    report = Report(known.at, who, known.comment, said["percent"], said["evidence"], said["report_files"])
    return {"reports": (*task.reports, report)}


def urged(task: Task, known: Context) -> Mapping[str, Any]:
    """Add a reminder."""
    return {
        "urgings": (*task.urgings, Urging(known.at, Colleague(known.actor.person_id, known.actor.name), known.comment))
    }


def asked(task: Task, known: Context) -> Mapping[str, Any]:
    """Record the requested deadline."""
    return {"wanted_on": known.said["due_on"], "wanted_for": known.comment, "refusal": None}


def extended(task: Task, known: Context) -> Mapping[str, Any]:
    """Set the new deadline, and reset the escalations."""
    return {"due_on": known.said["due_on"], **NOT_WANTED, "escalated": 0}


def refused(task: Task, known: Context) -> Mapping[str, Any]:
    """Keep the deadline, and record why."""
    by = Colleague(known.actor.person_id, known.actor.name)
    return {**NOT_WANTED, "refusal": Refusal(known.at, by, known.comment)}


@rule("same_person", LOCAL, field="responsible", states="改派的责任人不是原责任人。")
def goes_to_another(task: Task, known: Context) -> str | None:
    """Require that a reassigned task goes to another person."""
    same = known.said["responsible"] == task.responsible and known.said["responsible_organ"] == task.responsible_organ
    return "该人员已是责任人，请另选一人" if same else None


def reassigned(task: Task, known: Context) -> Mapping[str, Any]:
    """Set the new person responsible, who is no longer an assistant."""
    names = ("responsible", "responsible_name", "responsible_organ", "responsible_path")
    assisting = tuple(each for each in task.assisting if each.id != known.said["responsible"])
    return {**{name: known.said[name] for name in names}, "assisting": assisting, **NOT_WANTED}


def done(task: Task, known: Context) -> Mapping[str, Any]:
    """Record when it was submitted as done."""
    return {"submitted_on": known.today, **told(task, replace(known, said={**known.said, "percent": 100}))}


def settled(task: Task, known: Context) -> Mapping[str, Any]:
    """Record that it was submitted as done by the incoming document that it follows from."""
    report = Report(known.at, Colleague(task.responsible, task.responsible_name), known.comment, 100)
    return {"submitted_on": known.today, "wanted_on": None, "reports": (*task.reports, report)}


def checked(task: Task, known: Context) -> Mapping[str, Any]:
    """Record who checked it."""
    return {"checked_by": known.actor.person_id}


def cleared(task: Task, known: Context) -> Mapping[str, Any]:
    """Record when it was cleared."""
    return {"cleared_on": known.today}


NAMES = {"title": "事项", "text": "要求", "assisting": "协办人", "due_on": "完成时限"}


def _differing(task: Task, known: Context) -> dict[str, Any]:
    return {name: known.said[name] for name in NAMES if known.said[name] != getattr(task, name)}


@rule("nothing_revised", LOCAL, states="修改的内容与原来的不同。", error=InvalidInput)
def something_is_revised(task: Task, known: Context) -> str | None:
    """Require that a revision changes something."""
    return None if _differing(task, known) else "没有修改的内容"


@rule("deadline_past", f"{LOCAL}（时限）", field="due_on", states="修改后的时限不早于当天。", error=InvalidInput)
def new_deadline_is_ahead(task: Task, known: Context) -> str | None:
    """Require that a changed deadline has not passed."""
    due_on: date = known.said["due_on"]
    return None if due_on == task.due_on or due_on >= known.today else "完成时限不能早于今天"


@rule("parts_late", f"{LOCAL}（分解事项）", field="due_on", states="修改后的时限不早于分解事项的时限。")
def parts_still_fit(task: Task, known: Context) -> str | None:
    """Require that the changed deadline is not before that of a part."""
    late = [part.title for part in task.parts.values() if not part.done and part.due_on > known.said["due_on"]]
    return f"分解事项的时限不能晚于本事项：{'、'.join(late)}" if late else None


def revised(task: Task, known: Context) -> Mapping[str, Any]:
    """Set the changed fields, and record them before and after; a new deadline resets requests and escalations."""
    changed = _differing(task, known)
    anew = {"wanted_on": None, "escalated": 0} if "due_on" in changed else {}
    return {**changed, **anew, "revisions": (*task.revisions, revision(task, NAMES, changed, known.at))}


def withdrawn(task: Task, known: Context) -> Mapping[str, Any]:
    """Drop the requested deadline."""
    return {"wanted_on": None}


def reopened(task: Task, known: Context) -> Mapping[str, Any]:
    """Reset its completion, so that its deadline and its progress count again."""
    return {"submitted_on": None, "checked_by": None, "cleared_on": None, "reopened_with": len(task.reports)}


def divided(task: Task, known: Context) -> Mapping[str, Any]:
    """Add the parts."""
    return {"parts": {**task.parts, **known.said["new"]}}


def following(task: Task, known: Context) -> Mapping[str, Any]:
    """Set the person and the deadline of the incoming document; the same person need not accept it again."""
    said = known.said
    names = ("responsible", "responsible_name", "responsible_organ", "responsible_path")
    return {
        "status": task.status if said["same"] else T.ASSIGNED,
        "due_on": said["due_on"],
        "escalated": task.escalated if said["due_on"] == task.due_on else 0,
        **NOT_WANTED,
        "assisting": tuple(each for each in said["assisting"] if each.id != said["given"]["responsible"]),
        **{name: said["given"][name] for name in names},
    }


def corrected(task: Task, known: Context) -> Mapping[str, Any]:
    """Set the title and the scope of the incoming document, and record the title before and after."""
    said = known.said
    title = {"title": said["title"]} if said["title"] != task.title else {}
    change = (revision(task, NAMES, title, known.at),) if title else ()
    scope = {name: said[name] for name in ("origin_title", "internal")}
    return {**title, **scope, "revisions": (*task.revisions, *change)}


def part_noted(task: Task, known: Context) -> Mapping[str, Any]:
    """Record the progress of a part."""
    return {"parts": {**task.parts, known.said["part"]: known.said["noted"]}}


def escalated(task: Task, known: Context) -> Mapping[str, Any]:
    """Record how far a late task was escalated."""
    return {"escalated": known.said["level"]}


PART, CLOCK = event("its part", "系统（分解事项）"), event("deadline", "系统（时限）")
INCOMING, MEETING = event("incoming", "系统（来文办理）"), event("meeting", "系统（会议决定）")
WHOLE = event("its whole", "系统（事项分解）")
OPEN = {T.ASSIGNED, T.ACCEPTED}
WITH_REASON = (reason_is_given,)
MORE_TIME = (reason_is_given, before_it_is_due, later_than_now)
REFUSED = (reason_is_given, was_asked_for)
GRANTED = (reason_is_given, asked_before_it_is_due, later_than_now)

TASK = Workflow(
    "督办",
    domain.STATUS_NAMES,
    Step("assign", set(), T.ASSIGNED, ASSIGNER, events.TaskAssigned, (deadline_is_ahead,)),
    Step("assign_decision", set(), T.ASSIGNED, MEETING, events.TaskAssigned),
    Step("assign_instructed", set(), T.ASSIGNED, INCOMING, events.TaskAssigned),
    Step("assign_part", set(), T.ASSIGNED, WHOLE, events.TaskAssigned),
    Step("accept", {T.ASSIGNED}, T.ACCEPTED, RESPONSIBLE, events.TaskAccepted),
    Step("report", {T.ACCEPTED}, T.ACCEPTED, WORKER, events.TaskReported, WITH_REASON, told),
    *(Step("urge", {status}, status, SUPERVISOR, events.TaskUrged, WITH_REASON, urged) for status in sorted(OPEN)),
    *(
        Step("ask_extension", {status}, status, RESPONSIBLE, events.TaskExtensionAsked, MORE_TIME, asked)
        for status in sorted(OPEN)
    ),
    *(Step("extend", {status}, status, ANOTHER, events.TaskExtended, GRANTED, extended) for status in sorted(OPEN)),
    *(
        Step("refuse_extension", {status}, status, ANOTHER, events.TaskExtensionRefused, REFUSED, refused)
        for status in sorted(OPEN)
    ),
    Step(
        "reassign",
        OPEN,
        T.ASSIGNED,
        SUPERVISOR,
        events.TaskReassigned,
        (*WITH_REASON, goes_to_another),
        reassigned,
    ),
    Step("follow", OPEN, T.ASSIGNED, INCOMING, events.TaskReassigned, sets=following, also={T.ACCEPTED}),
    *(
        Step(
            "revise",
            {status},
            status,
            GIVER,
            events.TaskRevised,
            (*WITH_REASON, something_is_revised, new_deadline_is_ahead, parts_still_fit),
            revised,
        )
        for status in sorted(OPEN)
    ),
    Step("withdraw", OPEN, T.WITHDRAWN, GIVER, events.TaskWithdrawn, WITH_REASON, withdrawn),
    Step("withdraw_part", OPEN, T.WITHDRAWN, WHOLE, events.TaskWithdrawn, sets=withdrawn),
    Step("submit_instructed", OPEN, T.SUBMITTED, INCOMING, events.TaskSubmitted, sets=settled),
    Step("split", {T.ACCEPTED}, T.ACCEPTED, EITHER, events.TaskSplit, (parts_fit,), divided),
    Step("submit", {T.ACCEPTED}, T.SUBMITTED, RESPONSIBLE, events.TaskSubmitted, (*WITH_REASON, parts_are_done), done),
    Step("check", {T.SUBMITTED}, T.CHECKED, ANOTHER, events.TaskChecked, sets=checked),
    Step("clear", {T.CHECKED}, T.CLEARED, ANOTHER, events.TaskCleared, sets=cleared),
    Step(
        "reopen", {T.SUBMITTED, T.CHECKED, T.CLEARED}, T.ACCEPTED, ANOTHER, events.TaskReopened, WITH_REASON, reopened
    ),
    *(
        Step("correct_instructed", {status}, status, INCOMING, events.TaskRevised, sets=corrected)
        for status in sorted(T)
    ),
    *(Step("note_part", {status}, status, PART, events.TaskPartMoved, sets=part_noted) for status in sorted(T)),
    *(Step("escalate", {status}, status, CLOCK, events.TaskEscalated, sets=escalated) for status in sorted(OPEN)),
    acts=TASK_ACTS,
    noun="该事项",
    stages={T.ASSIGNED: "待接办"},
)
"""The person responsible neither checks nor clears their own task, nor extends it."""

WORKFLOWS = (TASK,)
