"""Evidence of a task: a file is the whole body of its request."""

from typing import Annotated, Any

from pydantic import Field

from shared.api.routes import Input, Route
from shared.api.shapes import FileName, In, Out
from shared.files import LARGEST


class EvidenceQuery(In):
    """The name of the file."""

    name: FileName = Field(
        description="The file's name with its extension, percent-encoded UTF-8.", examples=["现场照片.jpg"]
    )


class EvidenceFile(Out):
    """A file as evidence: a report names it by its id."""

    id: str
    name: str
    media_type: Annotated[str, Field(description="Told by the content, never by the name.")]
    size: int
    sha256: str


def _file(asked: Input) -> dict[str, Any]:
    return {**asked.path, **asked.query, "content": asked.body["content"]}


TAG = "督办 Supervision"
EVIDENCE = "/api/v1/tasks/{id}/evidence"
ROUTES = (
    Route(
        "POST", EVIDENCE, "Upload a photograph or file for the next report; unused, it is deleted after a week", TAG,
        EvidenceFile, "evidence_keep", status=201, payload=_file, query=EvidenceQuery, largest=LARGEST,
        refusals=(403, 409, 413, 415),
    ),
    Route(
        "GET", f"{EVIDENCE}/{{file}}", "Download a file that was handed in as evidence", TAG, None, "evidence_read",
        media="application/octet-stream",
    ),
)  # fmt: skip
