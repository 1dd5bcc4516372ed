"""The shapes of attachments."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.gateway.schemas import In, Out, Reference, Resource, filled_line


def _file_name(text: str) -> str:
    name = filled_line(text)
    if not set('/\\:*?"<>|').isdisjoint(name) or name.startswith("."):
        raise PydanticCustomError("file_name", '文件名不能含有 / \\ : * ? " < > |，也不能以点开头')
    return name


FileName = Annotated[str, Field(max_length=200), AfterValidator(_file_name)]


class UploadQuery(In):
    """What the file is called."""

    name: FileName = Field(
        description="The file's name with its extension, percent-encoded UTF-8.", examples=["值班表.xlsx"]
    )


class Attachment(Resource):
    """A file with a document."""

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
