"""The log of readings of internal documents."""

from typing import Annotated

from services.documents.reading.domain import How
from shared.api.routes import Route
from shared.api.shapes import Code, Instant, Out, PageOf, PageQuery, Reference

TAG = "涉密与内部公文 Classified"


class Reading(Out):
    """The reading of an internal document: reader, time and form."""

    id: str
    organ: str
    reader: Reference
    at: Instant
    how: Annotated[How, Code()]
    how_name: str
    what: str
    copy_number: int | None


class ReadingPage(PageOf[Reading]):
    """A page of readings, the newest first."""


ROUTES = (
    Route(
        "GET", "/api/v1/documents/{id}/readings", "Who read an internal document", TAG, ReadingPage, "readings",
        query=PageQuery,
    ),
)  # fmt: skip
