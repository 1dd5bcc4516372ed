"""Records as the boxes of a person show them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.notifications.domain import Box, Circumstances, Record, light_of, wait_for
from shared.actor import Actor
from shared.calendar import NATIONAL, OFFICE_ZONE, WorkCalendar, office_date
from shared.contracts import records
from shared.contracts.directory import ROLE_NAMES
from shared.shown import Shown
from shared.turn import keys_of

if TYPE_CHECKING:
    from services.notifications import api
    from shared.api import shapes


def item(
    record: Record, actor: Actor, box: Box, around: Circumstances, *, at: datetime, read: Mapping[str, int],
    calendar: WorkCalendar = NATIONAL,
) -> "Shown[api.TodoItem]":  # fmt: skip
    """Return a record as shown in one of an actor's boxes; `read`: the versions they have read."""
    wait = wait_for(record, actor, box, around) or {}
    due_on = wait.get("due_on")
    return {
        "id": record["_id"],
        "type": record["type"],
        "record_id": record["record_id"],
        "title": record["title"],
        "sender": record.get("sender", ""),
        "number": record.get("number", ""),
        "validity": record.get("validity"),
        "link": link_of(record),
        "stage": record["stage"],
        "stage_name": record["stage_name"],
        "action": _action(wait, at, held_up=record["_id"] in around.held_up),
        "due_on": due_on,
        "light": light_of(due_on, office_date(at), calendar),
        "why": NOBODYS if wait.get("vacant") else _why(actor, wait.get("whom", record["mine"])),
        "from": record["from"],
        "since": record["since"],
        "version": record["version"],
        "read": read.get(record["_id"], 0) >= record["version"],
        "urgency": record["urgency"],
        "internal": record["internal"],
    }


def link_of(record: Record) -> str:
    """Return the console's address of a record."""
    known = records().get(record["type"])
    return "/" + record["record_id"] if known is None else known.link.format(record["record_id"])


def shown_stuck(record: Record, step: Mapping[str, Any]) -> "Shown[shapes.StuckRecord]":
    """Return a record with the step of it that nobody may take."""
    return {
        "type": record["type"],
        "record_id": record["record_id"],
        "title": record["title"],
        "link": link_of(record),
        "stage_name": record["stage_name"],
        "action": step["action"]["label"],
        "why": step["vacant"]["why"],
        "since": record["since"],
    }


BOUNDS = (("opens_at", "1970-01-01T00:00:00+00:00"), ("closes_at", "9999-12-31T00:00:00+00:00"))


def _action(wait: Mapping[str, Any], at: datetime, *, held_up: bool = False) -> "Shown[shapes.Action] | None":
    """Return the step that is waited for; outside its time, while something holds it up, and if nobody may take
    it, it is named with the reason, and cannot be taken.
    """
    action: Shown[shapes.Action] | None = wait.get("action")
    if action is None:
        return None
    if held_up and wait.get("held_up"):
        return {**action, "enabled": False, "why_not": wait["held_up"]}
    if wait.get("vacant"):
        return {**action, "enabled": False, "why_not": wait["vacant"]["why"]}
    opens, closes = (datetime.fromisoformat(wait.get(name) or never) for name, never in BOUNDS)
    if opens <= at < closes:
        return action
    bound = (opens if at < opens else closes).astimezone(OFFICE_ZONE)
    said = "起方可办理" if at < opens else "已经开始，不能补办；请改期或者取消"
    why = f"{bound.month}月{bound.day}日{bound:%H:%M}{said}"
    return {**action, "enabled": False, "why_not": why}


NOBODYS: "Shown[api.Why]" = {"as": "post", "label": "无人可办"}
"""The reason why such a step is in a person's list."""


def _why(actor: Actor, whom: Sequence[str]) -> "Shown[api.Why]":
    if actor.in_place_of is not None:
        return {"as": "delegation", "label": f"代{actor.in_place_name or ''}办理"}
    named = [key for key in keys_of(actor) if key in whom]
    if not named or named[0].startswith("p:"):
        return {"as": "name", "label": "本人"}
    role = named[0].rpartition(":")[2]
    return {"as": "post", "label": ROLE_NAMES.get(role, role)}
