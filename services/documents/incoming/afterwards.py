"""How a recipient's copy follows its document: recalled, revoked, repealed, corrected (条例 art. 33)."""

from contextlib import suppress
from datetime import datetime

from services.documents.incoming.domain import Incoming, IncomingStatus, Validity, Voided, incoming_id, offices
from services.documents.incoming.steps import INCOMING, SENDER
from shared.calendar import office_date
from shared.contracts import documents as events
from shared.errors import Refused
from shared.occasion import AlreadyHandled
from shared.usecase import Repository, take
from shared.workflow import because

Voiding = events.DocumentRevoked | events.DocumentRepealed | events.DocumentReplaced
Recall = events.DocumentRecallAsked | events.DocumentRecallRefused


Incomings = Repository[Incoming]
"""The repository of copies at recipients."""


def void(incomings: Incomings, event: Voiding, *, at: datetime) -> None:
    """Mark every copy as no longer valid, since when and why; its handling stays as it is."""
    for incoming in _copies(incomings, event):
        voided = _voided(event, incoming.organ, at)
        with suppress(AlreadyHandled):
            known = because(SENDER, incoming, at, voided=voided, validity=voided.kind)
            take(incomings, INCOMING, incoming, "void", known)


def recall(incomings: Incomings, event: Recall, *, at: datetime) -> None:
    """Return every copy that nobody has signed for; if one stays, restore those that were returned."""
    for incoming in _copies(incomings, event):
        with suppress(AlreadyHandled):
            if isinstance(event, events.DocumentRecallRefused):
                if incoming.status is IncomingStatus.RECALLED:
                    take(incomings, INCOMING, incoming, "restore", because(SENDER, incoming, at, recalled_at=None))
            elif incoming.status is IncomingStatus.DELIVERED:
                take(incomings, INCOMING, incoming, "recall", because(SENDER, incoming, at, recalled_at=at))
            else:
                take(incomings, INCOMING, incoming, "keep", because(SENDER, incoming, at))


def urge(incomings: Incomings, event: events.DocumentReceiptUrged, *, at: datetime) -> None:
    """Record that the sender urges to sign, at every recipient named that has not signed meanwhile."""
    for organ in event.recipients:
        incoming = incomings.find(incoming_id(event.document_id, organ))
        if incoming is None:
            raise Refused("这件公文还没有送达。")  # the release comes first; the event waits for it
        if incoming.status is IncomingStatus.DELIVERED:
            with suppress(AlreadyHandled):
                take(incomings, INCOMING, incoming, "urge_receipt", because(SENDER, incoming, at))


def _copies(incomings: Incomings, event: Voiding | Recall) -> list[Incoming]:
    ids = [incoming_id(event.document_id, organ) for organ in offices(event)]
    found = [incomings.find(each) for each in ids]
    if None in found:
        raise Refused("这件公文还没有送达。")  # the release comes first; the event waits for it
    return [each for each in found if each is not None]


def _voided(event: Voiding, organ: str, at: datetime) -> Voided:
    on = office_date(at)
    match event:
        case events.DocumentReplaced():
            number, entry = event.successor_number, incoming_id(event.successor, organ)
            return Voided(Validity.REPLACED, on, f"已由{number}更正", number, entry)
        case events.DocumentRevoked():
            return Voided(Validity.REVOKED, on, event.reason)
        case events.DocumentRepealed():
            return Voided(Validity.REPEALED, on, event.reason)
