"""The documents that a draft refers to: the one it answers, passes on or corrects."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from services.documents.incoming import domain as incoming
from services.documents.incoming.domain import Incoming
from services.documents.outgoing import domain
from services.documents.outgoing.app import Copy, Documents
from services.documents.outgoing.domain import Answered, Document, Forwarded, Linked
from shared.actor import Actor
from shared.errors import InvalidInput
from shared.office import fault
from shared.usecase import Lookup


def handles_its_cause(incomings: Copy | None, wanted: Mapping[str, Any], actor: Actor) -> bool:
    """Check whether a document answers or forwards an entry upon which the actor drafts."""
    cause = wanted.get("in_reply_to") or wanted.get("forwards")
    entry = None if incomings is None or cause is None else incomings.find(cause)
    return entry is not None and incoming.drafts_upon(entry, actor)


def entry_answered(incomings: Copy, incoming_id: str, actor: Actor) -> Incoming:
    """Return the entry that a document answers, from the actor's own register."""
    entry = incomings.find(incoming_id)
    if entry is None or not incoming.handles(entry, actor):
        message = "未找到该件收文，或者不在您的知悉范围内"
        raise fault("in_reply_to", "unknown_incoming", message)
    return entry


def answered(documents: Lookup[Document], entry: Incoming) -> Answered:
    """Build the reference to an entry that a document answers."""
    original = documents.find(entry.document_id)
    asked = None if original is None else _received_for(original, entry.organ)
    return Answered(entry.id, entry.sender, entry.number, entry.kind, asked)


def answer_meant(
    documents: Lookup[Document] | None, incomings: Copy | None, wanted: Mapping[str, Any], actor: Actor
) -> Answered | None:
    """Return the entry that an unsaved document answers, or None; drafting it says what is wrong with the entry."""
    if documents is None or incomings is None:
        return None
    if wanted.get("in_reply_to") is None:
        corrected = None if wanted.get("replaces") is None else documents.find(wanted["replaces"])
        there = corrected is not None and domain.sees(corrected, actor) and corrected.outside
        return corrected.answers if corrected is not None and there else None
    with suppress(InvalidInput):
        entry = entry_answered(incomings, wanted["in_reply_to"], actor)
        return answered(documents, entry) if entry.answerable else None
    return None


def correction_meant(documents: Lookup[Document] | None, wanted: Mapping[str, Any], actor: Actor) -> Linked | None:
    """Return the document that an unsaved one corrects, or None; drafting it refuses one that it may not correct."""
    if documents is None or wanted.get("replaces") is None:
        return None
    with suppress(InvalidInput):
        return linked(corrected(documents, wanted["replaces"], actor))
    return None


def _received_for(document: Document, office: str) -> str | None:
    """Return the main recipient for which an office received a document, or None."""
    return next((each for each in document.recipients if document.received_for.get(each) == office), None)


def forwarded(documents: Documents, incomings: Copy, incoming_id: str, actor: Actor) -> Forwarded:
    """Return the subordinate's request that a document forwards, from the actor's own register."""
    copy = incomings.find(incoming_id)
    if copy is None or not incoming.handles(copy, actor) or copy.kind != "request":
        message = "未找到该件请示，或者不在您的知悉范围内"
        raise fault("forwards", "unknown_incoming", message)
    original = documents.find(copy.document_id)
    body = original.body if original is not None else copy.body or ""
    return Forwarded(copy.id, copy.sender, copy.number, domain.wording_of(body))


def corrected(documents: Lookup[Document], document_id: str, actor: Actor) -> Document:
    """Return the document that a new one corrects, of the same issuer."""
    document = documents.find(document_id)
    if document is None or not domain.sees(document, actor):
        message = "未找到该件公文，或者不在您的知悉范围内"
        raise fault("replaces", "unknown_document", message)
    return document


def linked(document: Document) -> Linked:
    """Build the reference to a document that another corrects."""
    return Linked(document.id, document.number or "", document.title)
