"""Use cases of the log of readings: log one before the text is given, and number a copy."""

from dataclasses import replace
from typing import Protocol

from services.documents.domain import Secrecy
from services.documents.reading.domain import COPIES, How, Reading
from shared.contracts import documents as events
from shared.occasion import Occasion, Taken
from shared.pages import Page
from shared.usecase import Repository, again


class Readings(Repository[Reading], Protocol):
    """The repository of readings."""

    def last_in_series(self, series: str) -> int: ...
    def of(self, document_id: str, organ: str | None, *, cursor: str | None, limit: int) -> Page[Reading]: ...


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
