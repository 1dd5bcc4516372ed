"""API views of an incoming document."""

from datetime import datetime
from typing import TYPE_CHECKING

from services.documents.incoming import domain
from services.documents.incoming.acts import EXCERPT
from services.documents.incoming.domain import Incoming, IncomingStatus, Related
from services.documents.incoming.steps import INCOMING
from services.documents.kinds import KINDS
from services.documents.reading.app import ReadText, Worded, open_text
from shared.actor import Actor
from shared.calendar import instant_text
from shared.office import named_if, pair_of
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.incoming import api
    from shared.api.shapes import Action


def shown_incoming(
    incoming: Incoming,
    actor: Actor | None,
    document: Worded | None = None,
    *,
    text: ReadText = open_text,
    at: datetime | None = None,
) -> "Shown[api.Incoming]":
    """Return a copy in its recipient's register; with the text if the document is given and was not recalled.

    text: reads the text.
    """
    shown = shown_in_list(incoming, actor, at)
    if incoming.status is not IncomingStatus.RECALLED and (document is not None or incoming.outside):
        read = text(incoming.document_id, document or incoming)
        shown |= {"body": read.words, "content": read.blocks}
        nothing_to_hide = incoming.wordless and actor is not None and domain.opens(incoming, actor)
        shown["actions"] = _offers(incoming, actor, at, "" if nothing_to_hide else read.words)
    return shown


def shown_in_list(incoming: Incoming, actor: Actor | None, at: datetime | None) -> "Shown[api.Incoming]":
    """Return a copy in its recipient's register, without its text."""
    drafts = actor is not None and domain.drafts_upon(incoming, actor)
    return {
        **incoming.described(),
        "document_id": incoming.document_id,
        "from": {"id": incoming.sender.id or None, "name": incoming.sender.name},
        "outside": incoming.outside,
        "organ": incoming.organ,
        "number": incoming.number,
        "kind": incoming.kind,
        "kind_name": KINDS[incoming.kind].name,
        "title": incoming.title,
        "body": None,
        "content": None,
        "secrecy": incoming.secrecy.value,
        "urgency": incoming.urgency.value,
        "copy": incoming.copy,
        "signed_on": incoming.signed_on.isoformat(),
        "delivered_at": instant_text(incoming.delivered_at),
        "received_at": None if incoming.received_at is None else instant_text(incoming.received_at),
        "copies": incoming.copies,
        "register_number": incoming.register_number,
        "status": incoming.status.value,
        "status_name": domain.INCOMING_NAMES[incoming.status],
        "stage_name": INCOMING.stage(incoming.status),
        "handler": named_if(incoming.handler, incoming.handler_name),
        "assisting": [pair_of(each) for each in incoming.assisting],
        "urger": None if incoming.urger is None else pair_of(incoming.urger),
        "opinions": [
            {"step": each.step, "by": pair_of(each.person), "text": each.text, "at": instant_text(each.at)}
            for each in incoming.opinions
        ],
        "readers": [
            {
                **pair_of(each.person),
                "read_at": None if each.read_at is None else instant_text(each.read_at),
                "urged_at": [instant_text(at) for at in each.urged_at],
            }
            for each in incoming.readers
        ],
        "in_order": incoming.in_order,
        "urgings": [
            {"urged": pair_of(each.urged), "by": pair_of(each.by), "at": instant_text(each.at)}
            for each in incoming.urgings
        ],
        "reply_document": incoming.reply_document,
        "answers": _related(incoming.answers),
        "corrects": _related(incoming.corrects),
        "answerable": incoming.answerable,
        "may_open": actor is not None and domain.opens(incoming, actor),
        "may_answer": incoming.answerable and drafts,
        "may_forward": incoming.kind == "request" and incoming.status in domain.ANSWERABLE and drafts,
        "due_on": None if incoming.due_on is None else incoming.due_on.isoformat(),
        "reply": incoming.reply,
        "return_reason": incoming.return_reason,
        "validity": None
        if incoming.voided is None
        else {
            "kind": incoming.voided.kind.value,
            "name": domain.VALIDITY_NAMES[incoming.voided.kind],
            "mark": domain.VALIDITY_MARKS[incoming.voided.kind],
            "on": incoming.voided.on.isoformat(),
            "reason": incoming.voided.reason,
            "by": incoming.voided.by,
            "by_id": incoming.voided.by_id,
        },
        "actions": _offers(incoming, actor, at),
    }


def _offers(
    incoming: Incoming, actor: Actor | None, at: datetime | None, text: str | None = None
) -> "list[Shown[Action]]":
    """Offer the steps with a copy; a correction begins with its text where that is shown, and leaves it alone elsewhere."""
    offers = INCOMING.offers(incoming, actor, at=at)
    for each in offers:
        needs = [need for need in each["needs"] if need["field"] != EXCERPT.field or text is not None]
        each["needs"] = [{**need, "value": text} if need["field"] == EXCERPT.field else need for need in needs]
    return offers


def _related(other: Related | None) -> "Shown[api.Related] | None":
    return None if other is None else {"id": other.id, "number": other.number}
