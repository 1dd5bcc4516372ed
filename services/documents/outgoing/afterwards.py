"""After the release of a document: the progress of its copies, its recall and its correction."""

from datetime import datetime

from services.documents.incoming.domain import PROGRESS, IncomingMoved, IncomingStatus
from services.documents.outgoing.domain import Delivery, Document, DocumentStatus, Linked
from services.documents.outgoing.rules import RECIPIENTS, SUCCESSOR
from services.documents.outgoing.steps import OUTGOING
from shared.contracts import documents as events
from shared.usecase import Repository, take
from shared.workflow import because

Documents = Repository[Document]
"""The repository of outgoing documents."""


def note_delivery(documents: Documents, moved: IncomingMoved, *, at: datetime) -> None:
    """Record a copy's progress at its recipient; a reply, or the reason of a return, comes with it.

    A document being recalled is recalled when every recipient returned its copy, and stays released with all of
    them as soon as one had already signed for it.
    """
    if moved.document_id == moved.incoming_id:
        return  # it came from outside: its sender is not here
    document = documents.get(moved.document_id)
    if isinstance(moved, events.IncomingKept):
        if document.status is DocumentStatus.RECALLING:  # else another recipient has said so before
            known = because(RECIPIENTS, document, at, received_by=moved.organ)
            take(documents, OUTGOING, document, "recall_refused", known)
        return
    status = PROGRESS[type(moved)]
    said = getattr(moved, "reply", None) or getattr(moved, "return_reason", None)
    answer = getattr(moved, "reply_document", None)
    delivery = Delivery(moved.organ, document.deliveries[moved.organ].organ_name, status, at, said, answer)
    deliveries = {**document.deliveries, moved.organ: delivery}
    back = all(each.status == IncomingStatus.RECALLED for each in deliveries.values())
    if document.status is DocumentStatus.RECALLING and back:
        take(documents, OUTGOING, document, "recalled", because(RECIPIENTS, document, at, deliveries=deliveries))
        return
    known = because(RECIPIENTS, document, at, deliveries=deliveries, organ=moved.organ, status=status)
    take(documents, OUTGOING, document, "deliver", known)


def correct(documents: Documents, released: events.DocumentReleased) -> None:
    """Record at a document that its correction was released; a document revoked meanwhile stays revoked."""
    if released.replaces_document is None:
        return
    at = documents.occasion.at
    document = documents.get(released.replaces_document)
    if document.status is not DocumentStatus.RELEASED:
        return
    successor = Linked(released.document_id, released.number, released.title)
    known = because(
        SUCCESSOR, document, at, replaced_by=successor, successor=successor.id, successor_number=successor.number
    )
    take(documents, OUTGOING, document, "replace", known)
