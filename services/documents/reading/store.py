"""MongoDB storage of readings."""

from datetime import datetime
from typing import Any

from services.documents.reading.domain import How, Reading
from services.documents.store import Series, unique_in
from shared.pages import Page


class ReadingCollection(Series[Reading]):
    """Readings of internal documents; copy numbers of one document are unique."""

    name, service, kind = "readings", "documents", Reading
    series, sequence = "copy_series", "copy_number"
    indexes = (unique_in("copy_series", "copy_number"), ([("document_id", 1), ("created_at", -1)], {}))

    def of(self, document_id: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Reading]:
        """Return the readings of a document, the newest first; of one organ if given."""
        query: dict[str, Any] = {"document_id": document_id}
        if organ is not None:
            query["organ"] = organ
        return self.page(query, cursor=cursor, limit=limit)

    def lately(self, document_id: str, reader: str, how: How, what: str, since: datetime) -> bool:
        """Check whether a person has read a document in this form since an instant."""
        query = {"document_id": document_id, "reader": reader, "how": how, "what": what, "created_at": {"$gte": since}}
        return self._docs.find_one(query, {"_id": 1}) is not None
