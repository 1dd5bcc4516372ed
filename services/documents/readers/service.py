"""RPC methods of the list of readers."""

from typing import Any

from services.documents.collections import Collections
from services.documents.readers import app
from shared.runtime.service import rpc


class ReadersFeature(Collections):
    """The readers of internal documents (阅知登记)."""

    @rpc()
    def readings(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """List the readers of an internal document."""
        return app.listed(
            self.reading_log, self.documents, self.incomings, id, actor=self.occasion.person, cursor=cursor, limit=limit
        )
