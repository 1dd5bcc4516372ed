"""What can be done with the record of readings: note one before the text is given, count a copy, show who has read."""

from dataclasses import replace
from typing import Any, Protocol

from services.documents.domain import OFFICE, Secrecy
from services.documents.incoming.domain import Incoming, handles, incoming_id
from services.documents.outgoing.domain import Document, co_issues
from services.documents.reading.domain import COPIES, HOW_NAMES, How, Reading
from shared.actor import Actor
from shared.calendar import instant_text
from shared.contracts import documents as facts
from shared.errors import NotFound
from shared.occasion import Occasion, Taken
from shared.pages import Page
from shared.usecase import Lookup, Repository, again


class Readings(Repository[Reading], Protocol):
    """Where the readings are kept."""

    def last_in_series(self, series: str) -> int: ...
    def of(self, document_id: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Reading]: ...


Documents = Lookup[Document]
"""Where the documents are looked up."""


Incomings = Lookup[Incoming]
"""Where the entries of recipients are looked up."""


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
    """Put a reading on the record before the text is given; None where the document is not internal.

    What leaves a copy gives it the next number of that document's copies: the first is 1, none is left out or twice.
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
        return readings.add(reading, announcing=facts.DocumentRead.of(reading), action="read")

    def attempt() -> Reading:
        number = readings.last_in_series(document_id) + 1
        copied = replace(reading, copy_series=document_id, copy_number=number)
        return readings.add(copied, announcing=facts.DocumentRead.of(copied), action="copy")

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
    """List who read an internal document: to the lead issuer's office all, to a recipient's or another issuer's its own."""
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
    """Show a reading."""
    assert reading.created_at is not None
    return {
        "id": reading.id,
        "organ": reading.organ,
        "reader": {"id": reading.reader, "name": reading.reader_name},
        "at": instant_text(reading.created_at),
        "how": reading.how.value,
        "how_name": HOW_NAMES[reading.how],
        "what": reading.what,
        "copy_number": reading.copy_number,
    }
