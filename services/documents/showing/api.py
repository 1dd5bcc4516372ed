"""Pages of attachments for the screen."""

from functools import partial
from typing import Any

from pydantic import Field

from services.documents.attachments.api import INCOMING, OUTGOING, TAG, line_of
from services.documents.rendition.api import Pages
from shared.api.routes import Input, Route
from shared.api.shapes import In

PAGES_SECONDS = 40.0


class FilePagesQuery(In):
    """The range of a file's pages."""

    first: int = Field(1, ge=1, le=10_000, description="The first page.")
    most: int = Field(5, ge=1, le=10, description="How many pages at most.")


def _named(path: str, asked: Input) -> dict[str, Any]:
    return {**asked.path, **asked.query, "line": line_of(path)}


ROUTES = tuple(
    Route(
        "GET", f"{path}/{{attachment}}/pages", f"Draw the pages of an attachment of {what} for the screen", TAG, Pages,
        "attachment_pages", payload=partial(_named, path), seconds=PAGES_SECONDS, heavy=True, query=FilePagesQuery,
        in_place=True, refusals=(403, 503),
    )
    for path, what in ((OUTGOING, "a document"), (INCOMING, "an incoming document"))
)  # fmt: skip
