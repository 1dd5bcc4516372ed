"""RPC methods of incoming documents."""

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from services.documents.attachments.held import kept_of, refuse_uploading
from services.documents.attachments.repositories import Attachments
from services.documents.attachments.views import titled
from services.documents.incoming import app, views
from services.documents.incoming.acts import INCOMING_ACTS
from services.documents.incoming.domain import Incoming
from services.documents.reading.app import Reader
from shared.acts import in_trail
from shared.office import Copies
from shared.runtime.service import Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.incoming import api
    from shared.api import shapes


def _incoming(service: Any, incoming: Incoming) -> "Shown[api.Incoming]":
    document, occasion = service.documents.find(incoming.document_id), service.occasion
    return views.shown_incoming(incoming, occasion.actor, document, at=occasion.at)


class IncomingFeature(Service):
    """Copies of released documents at their recipients (收文)."""

    incomings: app.Incomings
    documents: app.Originals
    attachments: Attachments
    copies: Copies
    reader: Reader

    @rpc(shows=_incoming)
    def incoming_record(self, **wanted: Any) -> Incoming:
        """Enter a document from outside."""
        return app.record(self.incomings, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_incoming)
    def incoming_act(self, id: str, action: str, **said: Any) -> Incoming:
        """Take a step with a copy; refuse to assess one whose scan is being uploaded."""
        ready = partial(refuse_uploading, self.attachments)
        return app.act(self.incomings, self.copies, id, action, occasion=self.occasion, ready=ready, **said)

    @rpc()
    def incoming_get(self, id: str) -> "Shown[api.Incoming]":
        """Return a copy; reading an internal one is logged first."""
        shown = app.get(
            self.documents,
            self.incomings,
            id,
            actor=self.occasion.person,
            text=self.reader.text,
            at=self.occasion.at,
        )
        return {**shown, "attachments": [titled(each) for each in kept_of(self.attachments, shown["document_id"])]}

    @rpc()
    def incoming_search(self, **wanted: Any) -> "Shown[api.IncomingPage]":
        """List copies."""
        return app.search(self.incomings, actor=self.occasion.person, at=self.occasion.at, **wanted)

    @rpc()
    def incoming_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a copy's history."""
        page = app.history(self.incomings, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(INCOMING_ACTS)).to_wire()
