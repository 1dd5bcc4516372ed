"""Reactions between the lines: of the recipients to the sender's steps, and of the sender to theirs."""

from contextlib import suppress

from services.documents.incoming import afterwards as copies
from services.documents.incoming import app as incoming
from services.documents.incoming.domain import PROGRESS, IncomingMoved
from services.documents.outgoing import afterwards as sender
from shared.contracts import documents as events
from shared.contracts.documents import DocumentReleased, IncomingKept
from shared.occasion import AlreadyHandled
from shared.runtime.service import Service, reaction

Released = DocumentReleased | copies.Voiding | copies.Recall | events.DocumentReceiptUrged


class DeliveryFeature(Service):
    """Events between sender and recipients (送达)."""

    documents: sender.Documents
    incomings: incoming.Incomings

    @reaction(
        DocumentReleased,
        events.DocumentRevoked,
        events.DocumentRepealed,
        events.DocumentReplaced,
        events.DocumentRecallAsked,
        events.DocumentRecallRefused,
        events.DocumentReceiptUrged,
    )
    def on_document_released(self, event: Released) -> None:
        """Enter the document into every recipient's register, complete the entry it answers and mark those it corrects; then
        bring every copy in line with what its sender did later, in order.
        """
        if isinstance(event, DocumentReleased):
            incoming.deliver(self.incomings, event, at=self.occasion.at)
            with suppress(AlreadyHandled):
                incoming.answer(self.incomings, event)
            with suppress(AlreadyHandled):
                sender.correct(self.documents, event)
        elif isinstance(event, (events.DocumentRecallAsked, events.DocumentRecallRefused)):
            copies.recall(self.incomings, event, at=self.occasion.at)
        elif isinstance(event, events.DocumentReceiptUrged):
            copies.urge(self.incomings, event, at=self.occasion.at)
        else:
            copies.void(self.incomings, event, at=self.occasion.at)

    @reaction(*PROGRESS, IncomingKept, writes="document_id")
    def on_incoming_moved(self, event: IncomingMoved) -> None:
        """Record a copy's progress for the sender."""
        sender.note_delivery(self.documents, event, at=self.occasion.at)
