"""The log of readings, for the methods that give a text."""

import uuid

from services.documents.collections import Collections
from services.documents.reading import app
from services.documents.reading.domain import How, Reading


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
