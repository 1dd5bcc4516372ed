"""Look up the people named in a step with an incoming document; refuse names that nobody there bears."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.documents.incoming.domain import Incoming, Person
from shared.actor import Actor
from shared.contracts.directory import PersonRecorded
from shared.office import Copies, fault, unfound


def said_with(action: str, copies: Copies, incoming: Incoming, actor: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the people named in a step, for its context."""
    match action:
        case "propose" | "assign" | "reassign":
            return _handling(copies, incoming, said, actor.district)
        case "circulate":
            people = _people(copies, incoming, "readers", said.get("readers") or (), actor.district)
            ids = tuple(each.id for each in people)
            return {"people": people, "readers": ids, "in_order": bool(said.get("in_order"))}
        case "remove_reader":
            return {"reader": _reader(copies, incoming, said.get("person") or "")}
        case "urge":
            wanted = said.get("person") or next(iter(incoming.pending), incoming.handler or "")
            urged = _people(copies, incoming, "person", [wanted], actor.district)[0]
            return {"person": urged, "urged": urged.id, "urged_by": actor.seat}
    return {"reader": actor.seat, "assistant": actor.seat, "instructed_by": actor.seat}


def _handling(copies: Copies, incoming: Incoming, said: Mapping[str, Any], district: str) -> dict[str, Any]:
    lead = _found(copies, "handler", said.get("handler") or "", district)
    helpers = _people(copies, incoming, "assisting", said.get("assisting") or (), district)
    urger = said.get("urger")
    due_on = said.get("due_on")
    return {
        "handler": lead.person_id,
        "handler_name": lead.name,
        "handler_organ": lead.organ,
        "helpers": helpers,
        "assisting": tuple(each.id for each in helpers),
        "urger": None if urger is None else _people(copies, incoming, "urger", [urger], district)[0],
        "due_on": None if due_on is None else date.fromisoformat(due_on),
    }


def _reader(copies: Copies, incoming: Incoming, wanted: str) -> str:
    """Return a reader by id or username, even one who has left the organ."""
    if wanted not in {each.person.id for each in incoming.readers}:
        known = copies.one(PersonRecorded, wanted, by=("person_id", "username"))
        wanted = wanted if known is None else known.person_id
    return wanted


def _people(copies: Copies, incoming: Incoming, field: str, wanted: Sequence[str], district: str) -> tuple[Person, ...]:
    people = [_found(copies, field, each, district) for each in wanted]
    for person in people:
        if person.organ != incoming.organ:
            message = unfound(person, district)
            raise fault(field, "person_elsewhere", message)
    return tuple(Person(each.person_id, each.name) for each in people)


def _found(copies: Copies, field: str, wanted: str, district: str) -> PersonRecorded:
    person = copies.one(PersonRecorded, wanted, by=("person_id", "username"))
    if person is None or not person.active or person.path[0] != district:
        message = unfound(person, district)
        raise fault(field, "unknown_person", message)
    return person
