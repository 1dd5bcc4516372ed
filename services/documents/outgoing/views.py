"""API views of an outgoing document: whole, its text, or its register entry."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from services.documents.incoming.domain import INCOMING_NAMES, IncomingStatus, incoming_id
from services.documents.kinds import KINDS
from services.documents.outgoing import domain, limits
from services.documents.outgoing.acts import outgoing_stage
from services.documents.outgoing.countersign_round import ISSUER_NAMES, Round, Task
from services.documents.outgoing.countersign_round import STATUS_NAMES as SIGNER_NAMES
from services.documents.outgoing.domain import Delivery, Document, Linked
from services.documents.outgoing.steps import OUTGOING
from services.documents.reading.app import UNREAD, ReadText, open_text
from shared.actor import Actor
from shared.calendar import instant_text
from shared.office import named, named_if, pair_of
from shared.shown import Shown
from shared.workflow import Context

if TYPE_CHECKING:
    from services.documents.outgoing import api


def shown_to(
    document: Document,
    actor: Actor,
    today: date | None = None,
    *,
    text: ReadText = open_text,
    known: Context | None = None,
) -> "Shown[api.Document]":
    """Return a document as far as an actor who sees or oversees it may see it; `text`, `known` as in `shown_document`."""
    if domain.sees(document, actor):
        return shown_document(document, actor, today, text=text, known=known)
    if domain.co_issues(document, actor):
        return shown_to_issuer(document, actor, text=text)
    return shown_register_entry(document, actor, known)


def shown_in_list(document: Document, actor: Actor) -> "Shown[api.Document]":
    """Return a document without its text, as far as an actor may see it."""
    return {**shown_to(document, actor), "body": None, "content": None}


def shown_document(
    document: Document,
    actor: Actor | None,
    today: date | None = None,
    *,
    text: ReadText = open_text,
    known: Context | None = None,
) -> "Shown[api.Document]":
    """Return a document whole, with the steps that the actor may take now.

    text: reads the text.
    known: the context for the rules of the steps; None checks none.
    """
    read = text(document.id, document)
    return {
        **_entry(document),
        "body": read.words,
        "content": read.blocks,
        "readers": [pair_of(each) for each in document.readers],
        "drafter": named(document.drafter, document.drafter_name),
        "examiners": [
            {"id": each.id, "name": each.name, "examined": place < len(document.examined)}
            for place, each in enumerate(document.examiners)
        ],
        "countersigning": _countersigning(document, today),
        "due_at": _text(limits.due_at(document)),
        "turn": limits.turn(document),
        "urgings": [
            {"turn": each.turn, "by": pair_of(each.by), "at": instant_text(each.at)} for each in document.urgings
        ],
        "issuers": [_signer(document, document.joint, task) for task in document.joint.tasks],
        "forwards": None if document.forwards is None else document.forwards.number,
        "proposal": document.proposal,
        "assigned_by": document.assigned_by,
        "signed_by": named_if(document.signed_by, document.signed_by_name),
        "deliveries": [_delivery(each, document.urged, document.organ) for each in document.deliveries.values()],
        "actions": OUTGOING.offers(document, actor, known),
    }


def shown_to_issuer(document: Document, actor: Actor, *, text: ReadText = open_text) -> "Shown[api.Document]":
    """Return a joint document for another issuer: the text, every signature, the copies' status; nothing of the drafting."""
    read = text(document.id, document) if domain.reads_as_issuer(document, actor) else UNREAD
    signed = [_signer(document, document.joint, task) for _, task in document.joint.counting]
    return {
        **shown_register_entry(document, actor),
        "in_reply_to": None,
        "body": read.words,
        "content": read.blocks,
        "issuers": [each if each["id"] == actor.organ else {**each, "opinion": None} for each in signed],
        "signed_by": named_if(document.signed_by, document.signed_by_name),
    }


def shown_register_entry(document: Document, actor: Actor, known: Context | None = None) -> "Shown[api.Document]":
    """Return the register entry for an overseer of the issuer; the text only if it was sent to their organ."""
    sent_here = document.released_at is not None and actor.organ in (*document.recipients, *document.copies)
    read = (
        open_text(document.id, document) if sent_here else UNREAD
    )  # an internal one is for those whom its organ names
    return {
        **_entry(document),
        "body": read.words,
        "content": read.blocks,
        "deliveries": [_delivery(each, {}) for each in document.deliveries.values()],
        "actions": OUTGOING.offers(document, actor, known) if domain.supervises(document, actor) else [],
    }


def shown_to_recipient(document: Document, *, text: ReadText = open_text) -> "Shown[api.Document]":
    """Return the text as released for a recipient, and nothing of the other copies."""
    read = text(document.id, document)
    return {
        **_entry(document),
        "in_reply_to": None,
        "version": 1,
        "updated_at": _text(document.released_at) or "",
        "body": read.words,
        "content": read.blocks,
    }


def _entry(document: Document) -> "Shown[api.Document]":
    """Return what everybody sees of a document outside its issuer."""
    shown: Shown[api.Document] = {
        **document.described(),
        "kind": document.kind,
        "kind_name": KINDS[document.kind].name,
        "title": document.title,
        "status": document.status.value,
        "status_name": domain.STATUS_NAMES[document.status],
        "stage_name": outgoing_stage(document),
        "issuer": named(document.organ, document.organ_name),
        "recipients": [pair_of(each) for each in document.addressees],
        "copies": [pair_of(each) for each in document.copied],
        "addressed_as": list(document.addressed_words),
        "copied_as": list(document.copied_words),
        "urgency": document.urgency.value,
        "in_reply_to": document.in_reply_to,
        "answers": None if document.answers is None else document.answers.number,
        "joint_with": [named(task.who, task.name) for _, task in document.joint.counting],
        "replaces": _linked(document.replaces),
        "meeting": document.meeting or None,
        "replaced_by": _linked(document.replaced_by),
        "important": document.important,
        "secrecy": document.secrecy.value,
        "readers": [],
        "contact": document.contact,
        "telephone": document.telephone,
        "layout": KINDS[document.kind].layout.value,
        "number": document.number,
        "signed_on": None if document.signed_on is None else document.signed_on.isoformat(),
        "registered_at": _text(document.registered_at),
        "released_at": _text(document.released_at),
        "body": None,
        "content": None,
        "drafter": None,
        "examiners": [],
        "countersigning": None,
        "due_at": None,
        "turn": None,
        "urgings": [],
        "issuers": [],
        "forwards": None,
        "proposal": None,
        "assigned_by": None,
        "signed_by": None,
        "deliveries": [],
        "actions": [],
    }
    if not document.attached:
        shown["attachments"] = []
    return shown


def _linked(other: Linked | None) -> "Shown[api.Linked] | None":
    return None if other is None else {"id": other.id, "number": other.number, "title": other.title}


def _countersigning(document: Document, today: date | None) -> "Shown[api.Countersigning] | None":
    going = document.countersigning
    if not going.tasks:
        return None
    late = going.due_on is not None and today is not None and today > going.due_on and bool(going.waiting)
    return {
        "due_on": None if going.due_on is None else going.due_on.isoformat(),
        "overdue": late,
        "settled": not going.waiting and not going.objections,
        "signers": [_signer(document, going, task) for task in going.tasks],
    }


def _signer(document: Document, going: Round, task: Task) -> "Shown[api.Signer]":
    origin = None if task.origin is None else going.tasks[task.origin]
    return {
        "id": task.who,
        "name": task.name,
        "organ": task.of_organ,
        "status": task.status.value,
        "status_name": (ISSUER_NAMES if going is document.joint else SIGNER_NAMES)[task.status],
        "opinion": task.opinion,
        "by": None if task.by is None else pair_of(task.by),
        "at": _text(task.at),
        "on_this_text": None if task.text is None else task.text == document.text_mark,
        "passed_on_from": None if origin is None else named(origin.who, origin.name),
        "urged_at": [instant_text(at) for at in task.urged_at],
    }


def _delivery(delivery: Delivery, urged: Mapping[str, datetime], issuer: str | None = None) -> "Shown[api.Delivery]":
    """Return the status of a copy; with its reply, and the entry of the answer at the issuer, if that is given."""
    answer = delivery.reply_document
    names: dict[str, str] = {domain.SENT: "待送达", **{status.value: name for status, name in INCOMING_NAMES.items()}}
    return {
        "organ": delivery.organ,
        "organ_name": delivery.organ_name,
        "status": "sent" if delivery.status == domain.SENT else IncomingStatus(delivery.status).value,
        "status_name": names[delivery.status],
        "at": instant_text(delivery.at),
        "urged_at": _text(urged.get(delivery.organ)),
        "reply": None if issuer is None else delivery.reply,
        "answer": None if issuer is None or answer is None else incoming_id(answer, issuer),
    }


def _text(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)
