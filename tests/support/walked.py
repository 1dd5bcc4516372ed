"""The people and records of a random walk: what each person sees, and what lies in nobody's list."""

from collections.abc import Mapping
from typing import Any

from tests.support.system import System

ROLES = ("clerk", "director", "leader", "registrar", "handler")
PEOPLE = (*(f"{organ}.{role}" for organ in ("east", "west") for role in ROLES), "nanhu.admin", "north.director",
          "north.leader")  # fmt: skip
OFFICES = tuple(each for each in PEOPLE if each.endswith((".director", ".leader", ".registrar")))
"""Those who see every document of their organ that was handed in."""
ALONE = "north.director"
"""The only director of their campus, who also drafts."""
PLACES = (("east.handler", "east.leader"), ("west.director", "west.leader"))
"""Delegates and delegators; the second one would sign documents they approved."""
PATHS = {
    "document": "/documents",
    "incoming": "/incoming",
    "countersign": "/countersigns",
    "seal": "/seals",
    "seal_use": "/seal-uses",
    "task": "/tasks",
    "visit": "/visits",
    "course": "/courses",
    "meeting": "/meetings",
    "topic": "/topics",
    "vote": "/votes",
    "destruction": "/archive/destructions",
    "classified": "/classified",
    "delegation": "/delegations",
}
"""The paths of each type of record; a type with its own list is listed there."""
OF_A_MEETING = {"topic": "topics", "vote": "votes"}
"""Types that are listed by meeting."""
RESTING = {
    "document": ("released", "withdrawn", "revoked", "repealed", "recalling", "recalled", "replaced"),
    "incoming": ("completed", "returned", "recalled"),
    "countersign": ("agreed", "agreed_with_changes", "objected", "closed"),  # the organ that asked acts next
    "seal": ("recorded", "refused", "cancelled"),
    "seal_use": ("applied", "refused", "withdrawn"),
    "task": ("cleared",),
    "visit": ("finished", "cancelled"),
    "course": ("published", "closed"),  # until its first day
    "meeting": ("called", "closed", "cancelled"),  # until enough have signed in
    "topic": ("accepted", "voting", "passed", "failed", "deferred", "withdrawn"),  # the meeting takes it up
    "vote": ("open", "casting", "counted", "voided"),  # it waits for those present
    "destruction": ("destroyed", "refused"),
    "classified": ("held", "returned", "destroyed"),
    "delegation": ("given", "ended"),
}
"""Statuses in which a record may wait for nobody, though people may still take steps."""


def stuck(
    there: Mapping[str, Mapping[tuple[str, str], Mapping[str, Any]]], waiting: Mapping[str, set[tuple[str, str]]]
) -> list[str]:
    """Return the records in which somebody may take a step and which are in nobody's list; by person, what each sees and
    what waits for each.
    """
    listed = set[tuple[str, str]]().union(*waiting.values())
    listed |= {  # a document that another organ has yet to sign waits there
        ("document", shown["document_id"])
        for seen in there.values()
        for (type, record), shown in seen.items()
        if type == "countersign" and (type, record) in listed
    }
    offers: dict[tuple[str, str], dict[str, list[str]]] = {}
    for who, seen in there.items():
        for (type, record), shown in seen.items():
            may = [each["code"] for each in shown["actions"] if each["enabled"]]
            office = (
                {each for each in OFFICES if each.startswith(f"{shown['issuer']['id']}.")} if type == "document" else ()
            )
            own = any((type, record) not in there[each] for each in office)  # a draft that was never handed in
            split = type == "task" and any(not part["done"] for part in shown["parts"])  # its parts wait
            if may and not own and not split and shown["status"] not in RESTING[type]:
                offers.setdefault((type, record), {})[f"{who} in {shown['status']}"] = may
    return [f"{key} is in nobody's list: {may}" for key, may in offers.items() if key not in listed]


def records(system: System, who: str, place: Mapping[str, str] | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """Return every record that a person may see, with the actions offered now."""
    person, place = system.person(who), place or {}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for type in ("document", "incoming", "countersign") if place else PATHS:
        lists = (
            [PATHS[type]]
            if type not in OF_A_MEETING
            else [f"/meetings/{each}/{OF_A_MEETING[type]}" for kind, each in found if kind == "meeting"]
        )
        for path in lists:
            for each in all_of(person, path, place):
                found[type, each["id"]] = each
    for (type, record), shown in found.items():
        if (
            type == "document" and shown["actions"]
        ):  # a list judges no rule of its steps, which takes the organs it goes to
            found[type, record] = dict(person.ask("GET", f"/documents/{record}", **place))
    return found


def all_of(person: Any, path: str, place: Mapping[str, str]) -> list[dict[str, Any]]:
    items, cursor = [], ""
    while True:
        page = person.ask("GET", f"{path}?limit=100{cursor}", **place)
        assert page.status == 200, page.text
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = f"&cursor={page['next']}"
