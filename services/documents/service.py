"""The documents service on the bus."""

import uuid
from typing import Any

from services.documents import app, views
from services.documents.domain import PROGRESS, Document, Incoming, IncomingMoved
from services.documents.store import DocumentCollection, IncomingCollection
from shared.aggregate import shown_entry
from shared.contracts import documents as facts
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.meetings import MeetingClosed
from shared.runtime.service import CopiesOf, Kept, Service, reaction, rpc


def _document(service: Any, document: Document) -> dict[str, Any]:
    return views.shown_document(document, service.occasion.actor)


def _incoming(service: Any, incoming: Incoming) -> dict[str, Any]:
    return views.shown_incoming(incoming, service.occasion.actor, service.documents.find(incoming.document_id))


class DocumentsService(Service):
    """Outgoing documents, and their copies at the recipients."""

    name = "documents"
    documents = Kept(DocumentCollection)
    incomings = Kept(IncomingCollection)
    copies = CopiesOf()

    @rpc(shows=_document)
    def draft(self, **wanted: Any) -> Document:
        """Draft a document."""
        return app.draft(self.documents, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_document)
    def revise(self, id: str, changes: dict[str, Any]) -> Document:
        """Change a draft."""
        return app.revise(self.documents, self.copies, id, occasion=self.occasion, wanted=changes)

    @rpc(shows=_document)
    def act(self, id: str, action: str, comment: str | None) -> Document:
        """Take a step with a document."""
        return app.act(self.documents, self.copies, id, action, occasion=self.occasion, comment=comment)

    @rpc()
    def get(self, id: str) -> dict[str, Any]:
        """Show a document."""
        return app.get(self.documents, self.incomings, id, actor=self.occasion.person)

    @rpc()
    def search(self, **wanted: Any) -> dict[str, Any]:
        """List documents."""
        return app.search(self.documents, actor=self.occasion.person, **wanted)

    @rpc()
    def history(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """Give a document's history."""
        page = app.history(self.documents, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(shown_entry).to_wire()

    @rpc(shows=_incoming)
    def incoming_act(self, id: str, action: str, **said: Any) -> Incoming:
        """Take a step with a copy."""
        return app.incoming_act(self.incomings, self.copies, id, action, occasion=self.occasion, **said)

    @rpc()
    def incoming_get(self, id: str) -> dict[str, Any]:
        """Show a copy."""
        return app.incoming_get(self.documents, self.incomings, id, actor=self.occasion.person)

    @rpc()
    def incoming_search(self, **wanted: Any) -> dict[str, Any]:
        """List copies."""
        return app.incoming_search(self.incomings, actor=self.occasion.person, **wanted)

    @rpc()
    def incoming_history(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """Give a copy's history."""
        page = app.incoming_history(self.incomings, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(shown_entry).to_wire()

    @reaction(OrganRecorded, PersonRecorded)
    def on_directory_recorded(self, event: OrganRecorded | PersonRecorded) -> None:
        """Keep who and what there is."""
        self.copies.keep(event)

    @reaction(facts.DocumentReleased)
    def on_document_released(self, event: facts.DocumentReleased) -> None:
        """Enter the document into every recipient's register."""
        app.deliver(self.incomings, event, at=self.occasion.at)

    @reaction(*PROGRESS)
    def on_incoming_moved(self, event: IncomingMoved) -> None:
        """Show the sender how a copy stands."""
        app.note_delivery(self.documents, event, at=self.occasion.at)

    @reaction(MeetingClosed)
    def on_meeting_closed(self, event: MeetingClosed) -> None:
        """Draft the minutes of a meeting that decided something."""
        app.draft_minutes(self.documents, self.copies, event)
