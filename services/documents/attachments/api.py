"""Attachments: a file is the body of its request, and is passed on in pieces."""

from typing import Annotated, Any

from pydantic import Field

from services.documents.attachments.domain import AttachmentStatus
from shared.api.routes import Input, Route
from shared.api.shapes import Code, FileName, In, PageOf, Reference, Resource
from shared.files import LARGEST_UPLOAD, PIECE


class UploadQuery(In):
    """The name of the file."""

    name: FileName = Field(
        description="The file's name with its extension, percent-encoded UTF-8.", examples=["值班表.xlsx"]
    )
    size: int | None = Field(
        None, ge=1, le=LARGEST_UPLOAD,
        description="How long the whole file is, where it comes in parts under one `Idempotency-Key`; the body is a part, "
        "and what was cut off is sent again from where it began. The part that ends the file "
        "has its `Repr-Digest` and answers `kept`.",
    )  # fmt: skip
    offset: int = Field(
        0, ge=0, lt=LARGEST_UPLOAD, multiple_of=PIECE,
        description=f"Where the part begins; each part but the last has a multiple of {PIECE} bytes.",
    )  # fmt: skip


class Attachment(Resource):
    """A file of a document."""

    document_id: str
    name: str
    size: int | None
    media_type: str | None = Field(description="Told by the content, never by the name.")
    sha256: str | None
    uploaded_by: Reference
    status: Annotated[AttachmentStatus, Code()]
    status_name: str


class AttachmentList(PageOf[Attachment]):
    """The attachments of a document."""


TAG = "附件 Attachments"
OUTGOING, INCOMING = "/api/v1/documents/{id}/attachments", "/api/v1/incoming/{id}/attachments"


def line_of(path: str) -> str:
    """Return the line of documents that a route's path leads to."""
    return "incoming" if path.startswith("/api/v1/incoming/") else "outgoing"


def _routes(path: str, what: str, changing: str) -> tuple[Route, ...]:
    """Return the routes of a holder's files: the same for a draft and for a scan of an incoming document."""

    def named(asked: Input) -> dict[str, Any]:
        return {**asked.path, **asked.query, "line": line_of(path)}

    return (
        Route(
            "GET", path, f"List the attachments of {what}", TAG, AttachmentList, "attachment_list", payload=named,
            in_place=True, refusals=(403,),
        ),
        Route(
            "DELETE", f"{path}/{{attachment}}", f"Take an attachment away from {changing}", TAG, None,
            "attachment_remove", status=204, payload=named, refusals=(403, 409),
        ),
    )  # fmt: skip


ROUTES = (
    *_routes(OUTGOING, "a document", "a draft"),
    *_routes(INCOMING, "an incoming document", "a document from outside"),
)
