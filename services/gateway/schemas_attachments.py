"""Schemas of attachments."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.gateway.schemas import In, Out, Reference, Resource, filled_line
from services.gateway.streams import LARGEST, PIECE


def _file_name(text: str) -> str:
    name = filled_line(text)
    if not set('/\\:*?"<>|').isdisjoint(name) or name.startswith("."):
        raise PydanticCustomError("file_name", '文件名不能含有 / \\ : * ? " < > |，也不能以点开头')
    return name


FileName = Annotated[str, Field(max_length=200), AfterValidator(_file_name)]


class UploadQuery(In):
    """The name of the file."""

    name: FileName = Field(
        description="The file's name with its extension, percent-encoded UTF-8.", examples=["值班表.xlsx"]
    )
    size: int | None = Field(
        None, ge=1, le=LARGEST,
        description="How long the whole file is, where it comes in parts under one `Idempotency-Key`; the body is a part, "
        "and what was cut off is sent again from where it began. The part that ends the file "
        "has its `Repr-Digest` and answers `kept`.",
    )  # fmt: skip
    offset: int = Field(
        0, ge=0, lt=LARGEST, multiple_of=PIECE,
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
    status: Literal["uploading", "kept", "removed"]
    status_name: str


class AttachmentList(Out):
    """The attachments of a document."""

    items: list[Attachment]
    next: str | None
