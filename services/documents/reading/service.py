"""The record of readings on the bus."""

import uuid
from typing import Any

from services.documents.desk import Desk
from services.documents.reading import app
from services.documents.reading.domain import How, Reading
from shared.runtime.service import rpc


class ReadingLine(Desk):
    """Who read internal documents (阅知登记)."""

    @rpc()
    def readings(self, id: str, cursor: str | None, limit: int) -> dict[str, Any]:
        """List who read an internal document."""
        return app.listed(
            self.reading_log, self.documents, self.incomings, id, actor=self.occasion.person, cursor=cursor, limit=limit
        )


def noted(service: Desk, document_id: str, secrecy: str, how: How, what: str = "") -> Reading | None:
    """Put a reading on the record before the text is given."""
    return app.note(
        service.reading_log,
        document_id,
        secrecy,
        occasion=service.occasion,
        new_id=uuid.uuid4().hex,
        how=how,
        what=what,
    )
