"""Search on the bus."""

from typing import Any

from services.documents.desk import Desk
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.store import DocumentCollection
from services.documents.search import app
from services.documents.search.blocks import packed
from shared.runtime.offhub import OffHub
from shared.runtime.service import rpc
from shared.runtime.sweep import sweep

OFF_HUB = OffHub()
"""One block at a time: making one is all computing."""


class Search(Desk):
    """Full text search over both lines."""

    @rpc()
    def full_text(self, **wanted: Any) -> dict[str, Any]:
        """Find documents by their words."""
        return app.search(self.documents, self.incomings, actor=self.occasion.person, **wanted)

    @sweep
    def sweep_terms(self) -> None:
        """Pack what was written since into blocks."""
        for kind in (DocumentCollection, IncomingCollection):
            kind.term_index(self.ground.db).pack(lambda entries: OFF_HUB.do(packed, entries))
