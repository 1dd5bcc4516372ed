"""Documents as pages, to keep, to print, and to view."""

from typing import Any

from werkzeug.wrappers import Response

from services.gateway import schemas_pages as shapes
from services.gateway.answers import file_response, shown_in_place
from services.gateway.routes.documents import draft_of
from services.gateway.routing import Asked, Gate, Route

PAGES = "发文 Documents"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

DRAWN, WRITTEN = 20.0, 40.0
"""Seconds allowed for pages of the screen and for a file, even of the longest text; the press itself ends work earlier."""


def _preview(asked: Asked) -> dict[str, Any]:
    return {**draft_of(asked), **asked.query, "id": asked.body["id"]}


def pdf(gate: Gate, asked: Asked) -> Response:
    """Return a document as PDF, to be saved, or shown in a page of this very site."""
    response = file_response(asked.ask(gate, "documents", "rendition_pdf", asked.path, timeout=WRITTEN))
    return shown_in_place(response) if asked.query["inline"] else response


ROUTES = (
    Route(
        "POST", "/api/v1/documents/preview", "Draw the pages of a text that is not saved", PAGES, shapes.Pages,
        "documents", "preview", body=shapes.Preview, query=shapes.PreviewQuery, payload=_preview, refusals=(503,),
        seconds=DRAWN,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/pages", "Draw the pages of a document for the screen", PAGES, shapes.Pages,
        "documents", "rendition_pages", query=shapes.PagesQuery, in_place=True, refusals=(403, 503),
        seconds=DRAWN,
    ),
    Route(
        "GET", "/api/v1/documents/{id}/rendition.pdf", "A document as PDF, laid out after GB/T 9704-2012", PAGES, None,
        "documents", "rendition_pdf", query=shapes.HandOutQuery, view=pdf, media=PDF, in_place=True, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/rendition.docx", "A document as DOCX, to work on", PAGES, None, "documents",
        "rendition_docx", media=DOCX, in_place=True, refusals=(403,), seconds=WRITTEN,
    ),
)  # fmt: skip
