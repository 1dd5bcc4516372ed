"""Import and export of a district's organs, people, posts and groups of recipients."""

from typing import Any, Literal

from pydantic import Field

from shared.api.routes import Route
from shared.api.shapes import In, Out, formed
from shared.spreadsheet import XLSX


class ImportQuery(In):
    """The fingerprint from the dry run, so that exactly the reviewed changes are applied."""

    print: str | None = formed(
        r"^[0-9a-f]{32}$",
        "试导入的校验码有误，请重新试导入",
        None,
        description="`print` of the dry run, or of the part before.",
    )
    confirm: bool = Field(
        False,
        description="Enter it though `warnings` of the dry run name posts left empty; only with its `print`.",
    )


class FileFault(Out):
    """A fault of the file."""

    place: str = Field(description="The cell or line.", examples=["人员!C5"])
    message: str


class FileWarning(Out):
    """A responsibility that nobody would have any more."""

    place: str = Field(description="The cell or line of the first who gives it up.", examples=["人员!A3"])
    message: str


class FieldChange(Out):
    """A field before and after."""

    field: str
    label: str
    before: str
    after: str


class FileChange(Out):
    """A new entry or a change in the file."""

    what: Literal["organ", "person", "post", "group"]
    id: str = Field(description="The organ's id, the person's username, or the id of the post's or group's organ.")
    name: str
    place: str
    new: bool
    fields: list[FieldChange]


class DryRun(Out):
    """The effect of a file: nothing if it has faults."""

    faults: list[FileFault]
    warnings: list[FileWarning] = Field(
        description="Posts that the changes together would leave empty; entering then asks for `confirm`."
    )
    changes: list[FileChange] = Field(description="At most 500 of them.")
    new: int
    changed: int
    unchanged: int
    print: str


class Entered(Out):
    """The number of entries applied; while some are left, ask again with the new `print`."""

    entered: int
    left: int
    print: str


TAG = "组织 Directory"
LARGEST, SECONDS = 5 * 1024 * 1024, 90.0
YAML = "application/yaml"


def _form(form: str) -> Any:
    return lambda asked: {"form": form}


ROUTES = (
    Route(
        "POST", "/api/v1/district/import/check", "Show what a district's file would change", TAG, DryRun,
        "import_compare", largest=LARGEST, seconds=SECONDS, refusals=(403, 413, 415),
    ),
    Route(
        "POST", "/api/v1/district/import", "Enter a district's file", TAG, Entered, "import_enter",
        largest=LARGEST, seconds=SECONDS, query=ImportQuery, refusals=(403, 409, 413, 415),
    ),
    Route(
        "GET", "/api/v1/district/export.xlsx", "Export a district as a workbook", TAG, None, "export_file",
        payload=_form("xlsx"), media=XLSX, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/district/export.yaml", "Export a district as text", TAG, None, "export_file",
        payload=_form("yaml"), media=YAML, refusals=(403,),
    ),
)  # fmt: skip
