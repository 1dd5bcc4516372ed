"""What was changed last in a district's directory."""

from typing import Literal

from pydantic import Field

from services.directory.api import TAG
from shared.api.routes import Route
from shared.api.shapes import Instant, Out, PageOf, PageQuery


class ChangedBy(Out):
    """The author of a change."""

    id: str
    name: str
    organ: str
    roles: list[str]


class DirectoryChange(Out):
    """A record of the directory with its last entry."""

    kind: Literal["person", "organ", "group", "post", "rules", "reminders"]
    id: str
    name: str
    version: int
    at: Instant
    by: ChangedBy | None
    label: str = Field(description="What was done last.")
    comment: str


class ChangesPage(PageOf[DirectoryChange]):
    """The most recently changed records, one entry each."""


ROUTES = (
    Route(
        "GET", "/api/v1/directory/changes", "What was changed last among organs, people, posts and rules", TAG,
        ChangesPage, "changes", query=PageQuery, refusals=(403,),
    ),
)  # fmt: skip
