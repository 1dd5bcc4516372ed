"""Outgoing documents on the bus."""

import uuid
from typing import Any

from services.documents.desk import Desk
from services.documents.incoming.domain import PROGRESS, IncomingMoved
from services.documents.outgoing import app, minutes, views
from services.documents.outgoing.domain import Document
from shared.aggregate import shown_entry
from shared.contracts.meetings import MeetingClosed
from shared.runtime.service import reaction, rpc


def _document(service: Any, document: Document) -> dict[str, Any]:
    return views.shown_document(document, service.occasion.actor)


class OutgoingLine(Desk):
    """Outgoing documents (发文)."""

    @rpc(shows=_document)
    def draft(self, **wanted: Any) -> Document:
        """Draft a document."""
        return app.draft(self.documents, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_document)
    def revise(self, id: str, changes: dict[str, Any]) -> Document:
        """Change a draft."""
        return app.revise(self.documents, self.copies, id, occasion=self.occasion, wanted=changes)

    @rpc(shows=_document)
    def act(self, id: str, action: str, comment: str | None, confirm: bool = False) -> Document:
        """Take a step with a document."""
        return app.act(
            self.documents, self.copies, id, action, occasion=self.occasion, comment=comment, confirm=confirm
        )

    @rpc()
    def check(self, **wanted: Any) -> dict[str, Any]:
        """Judge a document without keeping it."""
        return app.check(self.copies, occasion=self.occasion, wanted=wanted)

    @rpc()
    def rules(self) -> dict[str, Any]:
        """List the rules of outgoing documents."""
        return app.rules()

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

    @reaction(*PROGRESS)
    def on_incoming_moved(self, event: IncomingMoved) -> None:
        """Show the sender how a copy stands."""
        app.note_delivery(self.documents, event, at=self.occasion.at)

    @reaction(MeetingClosed)
    def on_meeting_closed(self, event: MeetingClosed) -> None:
        """Draft the minutes of a meeting that decided something."""
        minutes.draft_minutes(self.documents, self.copies, event)
