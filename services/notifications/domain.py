"""What waits for a person: which boxes a record lies in for them, and how it is shown there; no clock, no store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.actor import Actor
from shared.calendar import add_working_days
from shared.contracts.directory import ROLE_NAMES
from shared.turn import keys_of

Record = Mapping[str, Any]
"""A record as the last event left it: its turn, with `_id`, `type`, `record_id`, `version`, `since` and `acted`."""

YELLOW_DAYS = 2
"""So many working days before the deadline an item turns yellow (local)."""

LINKS = {
    "document": "/documents/{}",
    "incoming": "/incoming/{}",
    "countersign": "/countersigns/{}",
    "seal": "/seals/{}",
    "seal_use": "/seals/uses/{}",
    "destruction": "/archive/destructions/{}",
    "meeting": "/meetings/{}",
    "topic": "/topics/{}",
    "vote": "/votes/{}",
    "task": "/tasks/{}",
    "visit": "/visits/{}",
    "course": "/courses/{}",
}
"""Where the console shows a record of each type."""


class Box(StrEnum):
    """待办, 待阅, 我的, 已办."""

    TODO = "todo"
    TO_READ = "toread"
    MINE = "mine"
    DONE = "done"


class Sort(StrEnum):
    """What comes first: what is due first, or what came last."""

    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True)
class Principals:
    """Who signs in person for an organ what is important: ids of its principal leaders, and of all its leaders."""

    principals: frozenset[str] = frozenset()
    leaders: frozenset[str] = frozenset()

    def admits(self, person: str) -> bool:
        """Check that a person is the principal leader: the one of that role, else the only leader."""
        return person in self.principals if self.principals else len(self.leaders) <= 1


def may_know(record: Record, actor: Actor) -> bool:
    """Check that an actor may know of a record: as a party to it, and in another's place only where that is open to them."""
    if actor.in_place_of is not None and not record["in_place"]:
        return False
    if record["kind"] and not actor.deals_with(record["kind"]):
        return False
    waiting = (key for wait in record["waits"] for key in wait["whom"])
    return not {*record["knows"], *record["mine"], *waiting}.isdisjoint(keys_of(actor))


def wait_for(record: Record, actor: Actor, box: Box, principals: Principals) -> Mapping[str, Any] | None:
    """Find the step that a record waits for an actor to take, or None."""
    if not may_know(record, actor):
        return None
    keys, me = set(keys_of(actor)), {actor.person_id, actor.seat}
    for wait in record["waits"]:
        if wait["box"] != box.value or keys.isdisjoint(wait["whom"]) or not me.isdisjoint(wait["besides"]):
            continue
        if wait["principal"] and (actor.in_place_of is not None or not principals.admits(actor.seat)):
            continue
        return dict(wait)
    return None


def lies_in(record: Record, actor: Actor, box: Box, principals: Principals) -> bool:
    """Check that a record lies in one of an actor's boxes."""
    if box in (Box.TODO, Box.TO_READ):
        return wait_for(record, actor, box, principals) is not None
    if not may_know(record, actor):
        return False
    if box is Box.MINE:
        return not record["ended"] and not set(record["mine"]).isdisjoint(keys_of(actor))
    return actor.person_id in record["acted"] and wait_for(record, actor, Box.TODO, principals) is None


def light_of(due_on: str | None, today: date) -> str:
    """Colour a deadline: red once it is over, yellow two working days before."""
    if due_on is None:
        return "none"
    due = date.fromisoformat(due_on)
    if due < today:
        return "red"
    return "yellow" if due <= add_working_days(today, YELLOW_DAYS) else "green"


def item(
    record: Record, actor: Actor, box: Box, principals: Principals, *, today: date, read: Mapping[str, int]
) -> dict[str, Any]:
    """Show a record in one of an actor's boxes; `read` says up to which version they have read what."""
    wait = wait_for(record, actor, box, principals) or {}
    due_on = wait.get("due_on")
    return {
        "id": record["_id"],
        "type": record["type"],
        "record_id": record["record_id"],
        "title": record["title"],
        "link": LINKS.get(record["type"], "/{}").format(record["record_id"]),
        "stage": record["stage"],
        "stage_name": record["stage_name"],
        "action": wait.get("action"),
        "due_on": due_on,
        "light": light_of(due_on, today),
        "why": _why(actor, wait.get("whom", record["mine"])),
        "from": record["from"],
        "since": record["since"],
        "version": record["version"],
        "read": read.get(record["_id"], 0) >= record["version"],
        "urgency": record["urgency"],
        "internal": record["internal"],
    }


def _why(actor: Actor, whom: Sequence[str]) -> dict[str, str]:
    if actor.in_place_of is not None:
        return {"as": "delegation", "label": f"代{actor.in_place_name or ''}办理"}
    named = [key for key in keys_of(actor) if key in whom]
    if not named or named[0].startswith("p:"):
        return {"as": "name", "label": "本人"}
    role = named[0].rpartition(":")[2]
    return {"as": "post", "label": ROLE_NAMES.get(role, role)}
