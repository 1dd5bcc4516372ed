"""Look up the people named in a step with an outgoing document; refuse names that nobody bears."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.documents.outgoing import limits
from services.documents.outgoing.addressing import Unfit, organs_named
from services.documents.outgoing.countersign_steps import OPINIONS
from services.documents.outgoing.domain import Document, DocumentStatus
from shared.actor import Actor
from shared.contracts.directory import PersonRecorded
from shared.errors import InvalidInput
from shared.office import Copies, Named, fault, faulty, unfound

ANSWERS = {act.value: answer for act, answer in OPINIONS.items()}


def said_with(action: str, copies: Copies, document: Document, actor: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the people and organs named in a step, for its context."""
    match action:
        case "countersign":
            return _asked(copies, document, said)
        case "pass_on":
            to = colleague(copies, document, "person", said.get("person") or "")
            return {"to": to, "signer": actor.seat, "passed_to": to.id}
        case "hand_over":
            to = _of_the_issuer(copies, document, "person", said.get("person") or "")
            return {"to": to, "drafter": to.id, "former": document.drafter}
        case "hand_back":
            return {"signer": actor.seat, "passed_to": _origin(document, actor)}
        case "remove_signer" | "ask_again" | "urge_signer":
            return _of_signer(copies, document, actor, said)
        case "send_back":
            return _target(copies, document, said)
        case "add_examiners":
            errors: list[dict[str, str]] = []
            there = [each.id for each in document.examiners]
            added = examiners(copies, document, said.get("people") or (), errors, there=there)
            if not added and not errors:
                errors.append(faulty("people", "missing", "请写明加签的审核人"))
            if errors:
                raise InvalidInput(errors=errors)
            return {"examiners": added, "behind": bool(said.get("behind")), "added": tuple(each.id for each in added)}
    told = {"urged": limits.turn(document) or "", "urged_by": actor.seat, "signer": actor.seat, "taken_by": actor.seat}
    return {**told, "answer": ANSWERS[action]} if action in ANSWERS else told


def examiners(
    copies: Copies,
    document: Document,
    named: Sequence[str],
    errors: list[dict[str, str]],
    *,
    field: str = "people",
    there: Sequence[str] = (),
) -> tuple[Named, ...]:
    """Resolve the people who examine in turn; each is of the issuer, named once, and not the drafter."""
    found: list[Named] = []
    for place, value in enumerate(named):
        person = copies.one(PersonRecorded, value, by=("person_id", "username"))
        message = None
        if person is None or not person.active or person.organ != document.organ:
            message = unfound(person, document.path[0])
        elif person.person_id == document.drafter:
            message = "起草人不得审核本人起草的公文"
        elif person.person_id in [*there, *(each.id for each in found)]:
            message = "同一审核人不能重复"
        else:
            found.append(Named(person.person_id, person.name))
        if message is not None:
            errors.append(faulty(f"{field}[{place}]", "unfit_examiner", message))
    return tuple(found)


def readers(
    copies: Copies, document: Document, named: Sequence[str], errors: list[dict[str, str]]
) -> tuple[Named, ...]:
    """Resolve the issuer's own people who may read an internal document; each is named once."""
    found: dict[str, Named] = {}
    for place, value in enumerate(named):
        person = copies.one(PersonRecorded, value, by=("person_id", "username"))
        if person is None or not person.active or person.organ != document.organ:
            message = unfound(person, document.path[0])
            errors.append(faulty(f"readers[{place}]", "unknown_person", message))
        else:
            found[person.person_id] = Named(person.person_id, person.name)
    return tuple(found.values())


def colleague(copies: Copies, document: Document, field: str, wanted: str) -> Named:
    """Return a person of the issuer who is not the drafter."""
    person = _of_the_issuer(copies, document, field, wanted)
    if person.id == document.drafter:
        raise _unknown(field, "own_draft", "起草人不会签本人起草的公文")
    return person


def _of_the_issuer(copies: Copies, document: Document, field: str, wanted: str) -> Named:
    person = copies.one(PersonRecorded, wanted, by=("person_id", "username"))
    if person is None or not person.active or person.organ != document.organ:
        raise _unknown(field, "unknown_person", unfound(person, document.path[0]))
    return Named(person.person_id, person.name)


def _asked(copies: Copies, document: Document, said: Mapping[str, Any]) -> dict[str, Any]:
    people = [
        colleague(copies, document, f"people[{place}]", each) for place, each in enumerate(said.get("people") or ())
    ]
    wanted = said.get("organs") or ()
    organs = []
    for place, organ in enumerate(organs_named(copies, document, wanted)):
        if isinstance(organ, Unfit):
            raise _unknown(f"organs[{place}]", organ.code, organ.message)
        if organ.organ_id == document.organ:
            raise _unknown(f"organs[{place}]", "own_organ", "本单位的会签请写明会签人")
        organs.append(Named(organ.organ_id, organ.name))
    if not people and not organs:
        raise _unknown("people", "missing", "请写明会签的人员或者单位")
    return {
        "parties": [*((each, False) for each in people), *((each, True) for each in organs)],
        "due_on": _day(said),
        "people": tuple(each.id for each in people),
        "organs": tuple(each.id for each in organs),
    }


def _of_signer(copies: Copies, document: Document, actor: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    wanted = said.get("signer") or ""
    there = {task.who: task.of_organ for task in document.countersigning.tasks}
    if wanted not in there:
        person = copies.one(PersonRecorded, wanted, by=("person_id", "username"))
        wanted = "" if person is None else person.person_id
    if wanted not in there:
        raise _unknown("signer", "unknown_signer", "会签中未找到该人员或者单位，请从会签人中选择")
    of_organ = there[wanted]
    return {
        "signer": wanted,
        "urged_by": actor.seat,
        "due_on": _day(said),
        "people": () if of_organ else (wanted,),
        "organs": (wanted,) if of_organ else (),
    }


def _target(copies: Copies, document: Document, said: Mapping[str, Any]) -> dict[str, Any]:
    to = said.get("to")
    if to is None:
        raise _unknown("to", "missing", "请选择退回的环节")
    told: dict[str, Any] = {"to": DocumentStatus(to)}
    if said.get("person") is not None:
        person = copies.one(PersonRecorded, said["person"], by=("person_id", "username"))
        places = [n for n, each in enumerate(document.examiners) if person is not None and each.id == person.person_id]
        if not places:
            raise _unknown("person", "unfit_examiner", "该人员不是本件的核稿人，请从核稿人中选择")
        told["examiner"] = places[0]
    return told


def _origin(document: Document, actor: Actor) -> str:
    going = document.countersigning
    mine = [task for task in going.waiting if task.who == actor.seat and task.origin is not None]
    return going.tasks[mine[0].origin or 0].who if mine else ""


def _day(said: Mapping[str, Any]) -> date | None:
    day = said.get("due_on")
    return None if day is None else date.fromisoformat(day)


def _unknown(field: str, code: str, message: str) -> InvalidInput:
    return fault(field, code, message)
