"""Use cases of drafting: a document is drafted, copied, changed, and checked while it is written."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.documents.app import receiving, ruled_in
from services.documents.domain import OfficeContext, Printing, Secrecy
from services.documents.outgoing import domain, hints, parties, references
from services.documents.outgoing.app import UNKNOWN, Copy, Documents, same_day
from services.documents.outgoing.beginning import clerk_or_handler_drafts
from services.documents.outgoing.between import BETWEEN_ORGANS
from services.documents.outgoing.domain import Document
from services.documents.outgoing.fields import blank, fields_of
from services.documents.outgoing.printing import figures_find_room, unprintable
from services.documents.outgoing.repairs import located
from services.documents.outgoing.steps import OUTGOING
from services.documents.reading.app import ReadText
from shared import usecase
from shared.actor import Actor
from shared.contracts.directory import OrganRecorded
from shared.given import given_fields
from shared.occasion import Occasion
from shared.office import Copies
from shared.rulings import Ruled
from shared.shown import Shown
from shared.usecase import made_id, to_show
from shared.workflow import Context, broken, refuse_broken

if TYPE_CHECKING:
    from services.documents.outgoing import api


def draft(
    documents: Documents,
    copies: Copies,
    *,
    occasion: Occasion,
    new_id: str,
    wanted: Mapping[str, Any],
    incomings: Copy | None = None,
) -> Document:
    """Draft a document (起草). `wanted`: kind, title, body or content, recipients, copies, urgency, in_reply_to."""
    actor, document_id = occasion.person, made_id(occasion, new_id)
    document = blank(copies, actor, document_id)
    handles = references.handles_its_cause(incomings, wanted, actor)
    said: dict[str, Any] = {"handles": handles, "answered": None, "corrected": None}
    refuse_broken(
        (clerk_or_handler_drafts,), document, Context(actor, occasion.at, said=said)
    )  # before any field is read
    ruled = ruled_in(copies, actor.district, occasion.at)
    document = replace(document, **fields_of(copies, document, wanted, ruled))
    if incomings is not None and wanted.get("in_reply_to") is not None:
        if occasion.key is not None and documents.find(document_id) is not None:
            documents.get(document_id)  # raises Repeated: what was answered since does not change the first answer
        said["answered"] = references.entry_answered(incomings, wanted["in_reply_to"], actor)
        document = replace(document, answers=references.answered(documents, said["answered"]))
    if incomings is not None and wanted.get("forwards") is not None:
        document = replace(document, forwards=references.forwarded(documents, incomings, wanted["forwards"], actor))
    if wanted.get("replaces") is not None:
        said["corrected"] = references.corrected(documents, wanted["replaces"], actor)
        document = replace(document, replaces=references.linked(said["corrected"]))
        if document.answers is None and said["corrected"].outside:
            document = replace(document, answers=said["corrected"].answers)  # the body outside gets the correction too
    return usecase.begin(documents, OUTGOING, document, "draft", Context(actor, occasion.at, said=said))


def copy(
    documents: Documents,
    copies: Copies,
    document_id: str,
    *,
    occasion: Occasion,
    new_id: str,
    text: ReadText,
) -> Document:
    """Copy a past document into a new draft (引用历史公文): what its drafter gave; no number, signature or attachment.

    Organs and examiners who are not there any more are left out, since the drafter goes over the new draft anyway.
    text: reads the text.
    """
    past = to_show(documents, document_id, domain.sees, occasion.person)
    errors: list[dict[str, str]] = []
    known = copies.several(OrganRecorded, (*past.recipients, *past.copies))
    imitated = blank(copies, occasion.person, "")
    examining = parties.examiners(copies, imitated, [each.id for each in past.examiners], errors)
    wanted: dict[str, Any] = {name: getattr(past, name) for name in given_fields(Document) if name != "body"}
    read = text(past.id, past)
    wanted |= {
        "kind": past.kind,
        "body": read.words or "",
        "recipients": [each for each in past.recipients if each in known],
        "copies": [each for each in past.copies if each in known],
        "examiners": [each.id for each in examining],
    }
    if past.secrecy is Secrecy.INTERNAL:  # a copy counts as the original (条例 art. 31)
        wanted |= {"secrecy": past.secrecy.value, "readers": [each.id for each in past.readers]}
    if past.in_blocks:
        wanted["content"] = read.blocks
    return draft(documents, copies, occasion=occasion, new_id=new_id, wanted=wanted)


def revise(
    documents: Documents, copies: Copies, document_id: str, *, occasion: Occasion, wanted: Mapping[str, Any]
) -> Document:
    """Change a draft."""

    def gather(document: Document) -> OfficeContext:
        changes = fields_of(copies, document, wanted, ruled_in(copies, document.path[0], occasion.at))
        return OfficeContext(occasion.person, occasion.at, said={"changes": changes, "changed": tuple(sorted(wanted))})

    return usecase.act(documents, OUTGOING, document_id, "revise", sees=domain.sees, occasion=occasion, gather=gather)


def check(
    copies: Copies,
    *,
    occasion: Occasion,
    wanted: Mapping[str, Any],
    documents: Documents | None = None,
    incomings: Copy | None = None,
    document_id: str | None = None,
    printing: Printing = UNKNOWN,
    read: "Callable[[Document], list[Shown[api.Finding]]]" = hints.warnings,
    place: "Callable[[Document, list[Shown[api.Finding]]], list[Shown[api.Warning]]]" = located,
) -> "Shown[api.Verdict]":
    """Check a document without storing it, as a form does during typing: violations, and points to confirm.

    document_id: the draft being edited, which is not counted as a duplicate. read, place: process the whole text, and may do
    so concurrently with other work.
    """
    named = (*wanted.get("recipients", ()), *wanted.get("copies", ()))
    copies.several(OrganRecorded, (*occasion.person.path, occasion.person.organ, *named))
    ruled = ruled_in(copies, occasion.person.district, occasion.at)
    document = replace(imagined(copies, occasion.person, wanted, ruled), id=document_id or "")
    edited = None if documents is None or document_id is None else documents.find(document_id)
    if edited is None or not domain.sees(edited, occasion.person):
        printing = Printing(printing.lacking)
        document = replace(
            document,
            answers=references.answer_meant(documents, incomings, wanted, occasion.person),
            replaces=references.correction_meant(documents, wanted, occasion.person),
        )
    else:
        document = replace(document, answers=edited.answers, replaces=edited.replaces)
    known = OfficeContext(
        occasion.person,
        occasion.at,
        organ_of=lambda organ_id: copies.find(OrganRecorded, organ_id),
        receiving=receiving(copies),
        ruled=ruled,
        printing=printing,
    )
    judging = [each for each in (*BETWEEN_ORGANS, figures_find_room) if each.in_force(known.today)]
    found = read(document) + hints.on_its_recipients(document, known)
    found += unprintable(document, known)
    if documents is not None:
        found += hints.drafted_already(same_day(documents, document, occasion))
    return {"violations": broken(judging, document, known), "warnings": place(document, found)}


def imagined(
    copies: Copies, actor: Actor, wanted: Mapping[str, Any], ruled: Ruled, *, base: Document | None = None
) -> Document:
    """Build the document that a form describes, without storing it: a new one, or `base` with its changes."""
    document = blank(copies, actor, "") if base is None else base
    return replace(document, **fields_of(copies, document, wanted, ruled))
