"""RPC methods of the list of readers."""

from typing import TYPE_CHECKING

from services.documents.readers import app
from services.documents.reading.app import Readings
from shared.runtime.service import Service, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.readers import api


class ReadersFeature(Service):
    """The readers of internal documents (阅知登记)."""

    reading_log: Readings
    documents: app.Documents
    incomings: app.Incomings

    @rpc()
    def readings(self, id: str, cursor: str | None, limit: int) -> "Shown[api.ReadingPage]":
        """List the readers of an internal document."""
        return app.listed(
            self.reading_log, self.documents, self.incomings, id, actor=self.occasion.person, cursor=cursor, limit=limit
        )
