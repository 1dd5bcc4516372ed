"""RPC methods of search."""

from typing import TYPE_CHECKING, Any

from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.store import DocumentCollection
from services.documents.search import app
from shared.runtime.searchable import pack
from shared.runtime.service import Service, rpc
from shared.runtime.sweep import sweep
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.search import Hit
    from shared.pages import PageShown


class Search(Service):
    """Full-text search over outgoing and incoming documents."""

    documents: app.Found
    incomings: app.Found

    @rpc()
    def full_text(self, **wanted: Any) -> "PageShown[Shown[Hit]]":
        """Find documents by their words."""
        return app.search(self.documents, self.incomings, actor=self.occasion.person, **wanted)

    @sweep
    def sweep_terms(self) -> None:
        """Pack newly written records into blocks."""
        pack(self.runtime.db, (DocumentCollection, IncomingCollection))
