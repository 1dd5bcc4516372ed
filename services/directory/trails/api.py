"""The log of a district: sign-ins, and every change of its directory."""

from typing import Annotated

from pydantic import Field

from services.directory.api import TAG
from services.directory.trails import lines
from shared.api.routes import Route
from shared.api.shapes import Code, Cursor, Day, Id, In, Instant, Line, Out, PageOf
from shared.spreadsheet import XLSX

Kind = Annotated[lines.Kind, Code()]


class LogFilter(In):
    """Filter of the log."""

    kind: Kind | None = None
    person: Id | None = Field(None, description="Who did it, or whose account it is.")
    q: Line | None = Field(None, max_length=100, description="Words of the act, of names, reasons and changed fields.")
    since: Day | None = Field(None, alias="from", description="The first day.")
    until: Day | None = Field(None, description="The last day.")


class LogQuery(LogFilter):
    """The cursor and length of a page of the log."""

    cursor: Cursor | None = Field(None, description="`next` of the page before.")
    limit: int = Field(20, ge=1, le=100, description="How many items at most.")


class ChangedBy(Out):
    """The author of a change."""

    id: str
    name: str
    organ: str
    roles: list[str]


class ChangedField(Out):
    """A field of a change, before and after; empty where there was nothing."""

    field: str
    label: str
    before: str
    after: str


class DirectoryChange(Out):
    """A line of the log: a sign-in, or one entry of a record's history."""

    kind: Kind
    kind_name: str
    id: str
    name: str
    version: int
    at: Instant
    by: ChangedBy | None = Field(description="None for what the system did, and for sign-ins.")
    label: str = Field(description="What was done.")
    comment: str
    fields: list[ChangedField]


class ChangesPage(PageOf[DirectoryChange]):
    """A page of the log, the newest first."""


WRITTEN = 60.0
"""The time allowed for reading the log and building its workbook, in seconds."""

ROUTES = (
    Route(
        "GET", "/api/v1/directory/changes", "The log: sign-ins and every change of organs, people, posts and rules",
        TAG, ChangesPage, "changes", query=LogQuery, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/directory/changes.xlsx", "Export the log", TAG, None, "changes_file", query=LogFilter,
        media=XLSX, refusals=(403, 503), seconds=WRITTEN,
    ),
)  # fmt: skip
