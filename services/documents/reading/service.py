"""RPC methods of the log of readings."""

import uuid
from typing import Any

from services.documents.collections import Collections
from services.documents.reading import app
from services.documents.reading.domain import How, Reading
from shared.runtime.service import rpc


class ReadingFeature(Collections):
    """The log of readings of internal documents (阅知登记)."""

    @rpc()
    def readings(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """List the readers of an internal document."""
        return app.listed(
            self.reading_log, self.documents, self.incomings, id, actor=self.occasion.person, cursor=cursor, limit=limit
        )


def noted(service: Collections, document_id: str, secrecy: str, how: How, what: str = "") -> Reading | None:
    """Log a reading before the text is given."""
    return app.note(
        service.reading_log,
        document_id,
        secrecy,
        occasion=service.occasion,
        new_id=uuid.uuid4().hex,
        how=how,
        what=what,
    )
