"""Use cases of the log of readings: log one before the text is given, number a copy, list the readers."""

from dataclasses import replace
from typing import Any, Protocol

from services.documents.domain import OFFICE, Secrecy
from services.documents.incoming.domain import Incoming, handles, incoming_id
from services.documents.outgoing.domain import Document, co_issues
from services.documents.reading.domain import COPIES, HOW_NAMES, How, Reading
from shared.actor import Actor
from shared.calendar import instant_text
from shared.contracts import documents as events
from shared.errors import NotFound
from shared.occasion import Occasion, Taken
from shared.office import named
from shared.pages import Page
from shared.usecase import Lookup, Repository, again


class Readings(Repository[Reading], Protocol):
    """The repository of readings."""

    def last_in_series(self, series: str) -> int: ...
    def of(self, document_id: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Reading]: ...


Documents = Lookup[Document]
"""The repository of documents."""


Incomings = Lookup[Incoming]
"""The entries at recipients."""


def note(
    readings: Readings,
    document_id: str,
    secrecy: str,
    *,
    occasion: Occasion,
    new_id: str,
    how: How,
    what: str = "",
) -> Reading | None:
    """Log a reading before the text is given; return None if the document is not internal.

    A reading that leaves a copy takes the next copy number of that document: the first is 1, none is skipped or repeated.
    """
    if secrecy != Secrecy.INTERNAL:
        return None
    actor = occasion.person
    reading = Reading(
        id=new_id,
        document_id=document_id,
        organ=actor.organ,
        reader=actor.person_id,
        reader_name=actor.name,
        how=how,
        what=what,
    )
    if how not in COPIES:
        return readings.add(reading, announcing=events.DocumentRead.of(reading), action="read")

    def attempt() -> Reading:
        number = readings.last_in_series(document_id) + 1
        copied = replace(reading, copy_series=document_id, copy_number=number)
        return readings.add(copied, announcing=events.DocumentRead.of(copied), action="copy")

    return again(attempt, lost=(Taken,))


def listed(
    readings: Readings,
    documents: Documents,
    incomings: Incomings,
    document_id: str,
    *,
    actor: Actor,
    cursor: str | None,
    limit: int,
) -> dict[str, Any]:
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


def shown(reading: Reading) -> dict[str, Any]:
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
