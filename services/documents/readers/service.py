"""RPC methods of the list of readers."""

from typing import TYPE_CHECKING

from services.documents.collections import Collections
from services.documents.readers import app
from shared.runtime.service import rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.readers import api


class ReadersFeature(Collections):
    """The readers of internal documents (阅知登记)."""

    @rpc()
    def readings(self, id: str, cursor: str | None, limit: int) -> "Shown[api.ReadingPage]":
        """List the readers of an internal document."""
        return app.listed(
            self.reading_log, self.documents, self.incomings, id, actor=self.occasion.person, cursor=cursor, limit=limit
        )
