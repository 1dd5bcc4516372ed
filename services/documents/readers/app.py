"""Use case of the list of readers."""

from typing import TYPE_CHECKING

from services.documents.domain import OFFICE
from services.documents.incoming.domain import Incoming, handles, incoming_id
from services.documents.outgoing.domain import Document, co_issues
from services.documents.reading.app import Readings
from services.documents.reading.domain import HOW_NAMES, Reading
from shared.actor import Actor
from shared.calendar import instant_text
from shared.errors import NotFound
from shared.office import named
from shared.shown import Shown
from shared.usecase import Lookup

if TYPE_CHECKING:
    from services.documents.readers import api

Documents = Lookup[Document]
"""The repository of documents."""

Incomings = Lookup[Incoming]
"""The entries at recipients."""


def listed(
    readings: Readings,
    documents: Documents,
    incomings: Incomings,
    document_id: str,
    *,
    actor: Actor,
    cursor: str | None,
    limit: int,
) -> "Shown[api.ReadingPage]":
    """List the readers of an internal document: all to the lead issuer's office, to a recipient or other issuer its own."""
    found, organ = documents.find(document_id), actor.organ
    entry = incomings.find(document_id if found is None else incoming_id(document_id, organ))
    office = any(actor.holds(name) for name in OFFICE)
    issuer = found is not None and found.organ == organ and found.submitted_at is not None
    recipient = (entry is not None and handles(entry, actor)) or (found is not None and co_issues(found, actor))
    if not office or not (issuer or recipient):
        raise NotFound()
    page = readings.of(document_id, None if issuer else organ, cursor=cursor, limit=limit)
    return page.map(shown).to_wire()


def shown(reading: Reading) -> "Shown[api.Reading]":
    """Return a reading as the API shows it."""
    assert reading.created_at is not None
    return {
        "id": reading.id,
        "organ": reading.organ,
        "reader": named(reading.reader, reading.reader_name),
        "at": instant_text(reading.created_at),
        "how": reading.how.value,
        "how_name": HOW_NAMES[reading.how],
        "what": reading.what,
        "copy_number": reading.copy_number,
    }
