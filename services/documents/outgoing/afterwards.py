"""What follows the release of a document: how its copies stand, whether it came back, what corrected it."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from services.documents.incoming.domain import PROGRESS, IncomingMoved, IncomingStatus
from services.documents.outgoing.domain import Delivery, Document, DocumentStatus, Linked
from shared.contracts import documents as facts
from shared.contracts.event import Event


class Documents(Protocol):
    """Where outgoing documents are kept."""

    def get(self, aggregate_id: str) -> Document: ...
    def save(self, after: Document, *, announcing: Event, action: str, comment: str = "") -> Document: ...


def note_delivery(documents: Documents, moved: IncomingMoved, *, at: datetime) -> None:
    """Show the sender how a copy stands at its recipient; a reply, or the reason of a return, comes with it.

    A document that its issuer wants back is back when every recipient gave its copy back, and stays released with all of
    them as soon as one had already signed for it.
    """
    if moved.document_id == moved.incoming_id:
        return  # it came from outside: its sender is not here
    document = documents.get(moved.document_id)
    if isinstance(moved, facts.IncomingKept):
        _keep(documents, document, moved.organ)
        return
    status = PROGRESS[type(moved)]
    said = getattr(moved, "reply", None) or getattr(moved, "return_reason", None)
    delivery = Delivery(moved.organ, document.deliveries[moved.organ].organ_name, status, at, said)
    after = replace(document, deliveries={**document.deliveries, moved.organ: delivery})
    back = all(each.status == IncomingStatus.RECALLED for each in after.deliveries.values())
    if document.status is DocumentStatus.RECALLING and back:
        after = replace(after, status=DocumentStatus.RECALLED, recalled_at=at)
        documents.save(after, announcing=facts.DocumentRecalled.of(after), action="recalled")
        return
    event = facts.DeliveryProgressed(document_id=document.id, organ=moved.organ, status=status)
    documents.save(after, announcing=event, action="deliver")


def _keep(documents: Documents, document: Document, organ: str) -> None:
    if document.status is not DocumentStatus.RECALLING:
        return  # another recipient has said so before
    after = replace(document, status=DocumentStatus.RELEASED)
    event = facts.DocumentRecallRefused.of(after, received_by=organ)
    documents.save(after, announcing=event, action="recall_refused")


def correct(documents: Documents, released: facts.DocumentReleased) -> None:
    """Show at a document that the one that corrects it was released; one that was revoked meanwhile stays revoked."""
    if released.replaces_document is None:
        return
    document = documents.get(released.replaces_document)
    if document.status is not DocumentStatus.RELEASED:
        return
    successor = Linked(released.document_id, released.number, released.title)
    after = replace(document, status=DocumentStatus.REPLACED, replaced_by=successor)
    event = facts.DocumentReplaced.of(after, successor=successor.id, successor_number=successor.number)
    documents.save(after, announcing=event, action="replace")
