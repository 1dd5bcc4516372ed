"""Search on the bus."""

from typing import Any

from services.documents.desk import Desk
from services.documents.search import app
from shared.runtime.service import rpc


class Search(Desk):
    """Full text search over both lines."""

    @rpc()
    def full_text(self, **wanted: Any) -> dict[str, Any]:
        """Find documents by their words."""
        return app.search(self.documents, self.incomings, actor=self.occasion.person, **wanted)
