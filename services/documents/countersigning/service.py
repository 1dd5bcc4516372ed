"""RPC methods of requests to countersign."""

from typing import TYPE_CHECKING, Any

from services.documents.attachments.held import kept_of
from services.documents.attachments.repositories import Attachments
from services.documents.attachments.views import titled
from services.documents.countersigning import app, views
from services.documents.countersigning.acts import COUNTERSIGN_ACTS
from services.documents.countersigning.domain import Countersign
from services.documents.reading.app import Reader
from shared.acts import in_trail
from shared.contracts import documents as events
from shared.office import Copies
from shared.runtime.service import Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.countersigning import api
    from shared.api import shapes


def _request(service: Any, request: Countersign) -> "Shown[api.Countersign]":
    occasion, document = service.occasion, service.documents.find(request.document_id)
    known = None if occasion.actor is None else app.known_of(service.copies, occasion.actor, occasion.at)
    return views.shown(request, occasion.actor, document, known=known)


class CountersignFeature(Service):
    """Countersigning for other organs (会签)."""

    countersigns: app.Requests
    documents: app.Drafts
    attachments: Attachments
    copies: Copies
    reader: Reader

    @rpc(shows=_request)
    def countersign_act(self, id: str, action: str, comment: str | None) -> Countersign:
        """Take a step with a request."""
        return app.act(
            self.countersigns, self.documents, self.copies, id, action, occasion=self.occasion, comment=comment
        )

    @rpc()
    def countersign_get(self, id: str) -> "Shown[api.Countersign]":
        """Return a request; reading an internal draft is logged first."""
        known = app.known_of(self.copies, self.occasion.person, self.occasion.at)
        shown = app.get(
            self.countersigns, self.documents, id, actor=self.occasion.person, text=self.reader.text, known=known
        )
        there = [] if shown["body"] is None else kept_of(self.attachments, shown["document_id"])
        return {**shown, "attachments": [titled(each) for each in there]}

    @rpc()
    def countersign_search(self, **wanted: Any) -> "Shown[api.CountersignPage]":
        """List requests."""
        known = app.known_of(self.copies, self.occasion.person, self.occasion.at)
        return app.search(self.countersigns, actor=self.occasion.person, known=known, **wanted)

    @rpc()
    def countersign_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a request's history."""
        page = app.history(self.countersigns, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(COUNTERSIGN_ACTS, self.countersigns.find(id))).to_wire()

    @reaction(
        events.CountersigningAsked,
        events.CountersignerRemoved,
        events.DocumentRevised,
        events.DocumentApproved,
        events.DocumentTakenBack,
        events.DocumentSentBack,
        events.DocumentRejected,
        events.DocumentVerified,
        events.DocumentWithdrawn,
        where="asks_others",
    )
    def on_draft_moved(self, event: Any) -> None:
        """Bring the requests at other organs in line with the document."""
        app.follow(self.countersigns, self.documents, event.document_id)

    @reaction(events.CountersignAnswered, events.CountersignReclaimed, writes="document_id")
    def on_countersign_answered(self, event: events.CountersignAnswered | events.CountersignReclaimed) -> None:
        """Record in the document's round an organ's answer or its withdrawal."""
        app.hear(self.documents, event)
