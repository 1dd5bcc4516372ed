"""The archive."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from services.documents.archive import domain
from services.documents.archive.acts import DESTRUCTION_ACTS, VOLUME_ACTS
from services.documents.archive.domain import RETENTION_NAMES, DestructionStatus, VolumeStatus
from services.documents.domain import Side
from shared.api.routes import Input, Route, Several
from shared.api.shapes import (
    CONFIRM,
    Code,
    ConfirmedOpinion,
    HistoryPage,
    Id,
    In,
    Opinion,
    Out,
    PageOf,
    PageQuery,
    Problem,
    Reference,
    Resource,
    TurnQuery,
    formed,
)
from shared.api.steps import step_route
from shared.spreadsheet import XLSX

RetentionCode = Annotated[domain.Retention, Code()]
Retention = Annotated[domain.Retention, Code(RETENTION_NAMES)]
Line = Annotated[Side, Code()]
Fonds = Annotated[
    str, formed(r"^[A-Za-z0-9]{1,16}$", "全宗号为字母、数字，最多16位", description="全宗号.", examples=["0123"])
]
Issue = Annotated[
    str,
    formed(
        r"^[A-Za-z0-9\u4e00-\u9fff]{1,16}$",
        "机构（问题）为汉字、字母、数字，最多16字",
        description="机构（问题）代码.",
        examples=["BGS"],
    ),
]


class NewVolume(In):
    """A year of the archive to be opened."""

    year: int = Field(ge=1949, le=2100)
    fonds: Fonds


class VolumeStep(Opinion):
    """The fields of a step; `file` names the piece, its retention and its issue."""

    piece: Id | None = None
    retention: Retention | None = Field(None, description="Left out: what the district rules for the kind.")
    issue: Issue | None = None


class Volume(Resource):
    """A year of an organ's archive; `pieces` counts by retention."""

    organ: Reference
    year: int
    fonds: str
    pieces: dict[str, int]
    status: Annotated[VolumeStatus, Code()]
    status_name: str
    stage_name: str
    closed_on: str | None


class VolumePage(PageOf[Volume]):
    """A page of years."""


class FiledPiece(Out):
    """A piece (件) with its 档号."""

    id: str
    line: Line
    code: str
    title: str
    number: str | None
    author: str
    dated_on: str
    retention: RetentionCode
    retention_name: str
    issue: str
    sequence: int
    checksum: str
    supplement: bool = Field(description="Whether it was filed after the year was closed (补充归档).")
    expired: bool
    destroyed_on: str | None


class Pieces(PageOf[FiledPiece]):
    """Every piece of a year."""


class UnfiledPiece(Out):
    """A finished document that is not filed."""

    id: str
    line: Line
    title: str
    number: str | None
    dated_on: str


class Unfiled(Out):
    """The documents still to be filed, and the deadline."""

    items: list[UnfiledPiece]
    due_on: str
    late: bool


class NewDestruction(In):
    """Pieces past their retention period."""

    volume: Id
    pieces: list[Id] = Field(min_length=1, max_length=1000)
    confirm: bool = Field(False, description=CONFIRM)


class ListedPiece(Out):
    """A piece on a list for destruction."""

    id: str
    line: Line
    code: str
    title: str
    number: str | None
    author: str
    dated_on: str
    retention_name: str


class Destruction(Resource):
    """A list for destruction."""

    organ: str
    volume: str
    year: int
    pieces: list[ListedPiece]
    proposer: Reference
    approved_by: Reference | None
    approved_on: str | None
    witnesses: list[Reference]
    destroyed_on: str | None
    status: Annotated[DestructionStatus, Code()]
    status_name: str
    stage_name: str


class DestructionQuery(PageQuery, TurnQuery):
    """A page of lists for destruction."""


class DestructionPage(PageOf[Destruction]):
    """A page of lists."""


class OnePiece(In):
    """A piece, its retention and its issue."""

    piece: Id
    retention: Retention
    issue: Issue


class SeveralPieces(Opinion):
    """The pieces to file in a year, each once; `supplement` if the year is closed."""

    volume: Id
    action: Literal["file", "supplement"] = "file"
    pieces: list[OnePiece] = Field(min_length=1, max_length=50)


class VolumeOutcome(Out):
    """The result for one of them: the year afterwards if it was filed, else `problem`."""

    id: str
    status: int = Field(description="As if it had been filed alone.")
    volume: Volume | None
    problem: Problem | None


class VolumeOutcomes(PageOf[VolumeOutcome]):
    """The result for each, in the order of the request."""


TAG = "归档 Archive"
VOLUMES, VOLUME = "/api/v1/archive/volumes", "/api/v1/archive/volumes/{id}"
LISTS = "/api/v1/archive/destructions"
WHOLE_YEAR = 60.0
"""The time allowed for reading everything of a year, in seconds."""


def _filing(asked: Input, piece: Mapping[str, Any]) -> dict[str, Any]:
    body = asked.body
    return {"id": body["volume"], "action": body["action"], "comment": body["comment"], **piece}


FILING = Several("pieces", "volume", "同一件不能重复归档", _filing, by="piece")

ROUTES = (
    Route(
        "POST", VOLUMES, "Begin a year of the archive", TAG, Volume, "volume_open", status=201, body=NewVolume,
        located=True, refusals=(403,),
    ),
    Route("GET", VOLUMES, "List the years of the archive", TAG, VolumePage, "volume_search", query=PageQuery),
    Route("GET", VOLUME, "Show a year", TAG, Volume, "volume_get"),
    Route("GET", f"{VOLUME}/pieces", "List what was filed", TAG, Pieces, "volume_pieces"),
    Route("GET", f"{VOLUME}/unfiled", "List what is still to be filed", TAG, Unfiled, "volume_unfiled", seconds=WHOLE_YEAR),
    Route(
        "GET", f"{VOLUME}/list.xlsx", "The list of a year's pieces", TAG, None, "volume_list", media=XLSX,
        refusals=(409, 503), seconds=WHOLE_YEAR,
    ),
    Route("GET", f"{VOLUME}/history", "Who did what with a year", TAG, HistoryPage, "volume_history", query=PageQuery),
    step_route(
        VOLUME, "File a piece, close or supplement a year", TAG, Volume, "volume_act", VOLUME_ACTS, VolumeStep,
    ),
    Route(
        "POST", "/api/v1/archive/filings", "File several pieces in a year at once", TAG, VolumeOutcomes,
        body=SeveralPieces, call="volume_act", several=FILING, refusals=(403,),
    ),
    Route(
        "POST", LISTS, "Draw up a list for destruction", TAG, Destruction, "destruction_propose", status=201,
        body=NewDestruction, located=True, refusals=(403,),
    ),
    Route(
        "GET", LISTS, "List the lists for destruction", TAG, DestructionPage, "destruction_search",
        query=DestructionQuery, turns="destruction",
    ),
    Route("GET", f"{LISTS}/{{id}}", "Show a list for destruction", TAG, Destruction, "destruction_get"),
    Route(
        "GET", f"{LISTS}/{{id}}/list.xlsx", "The list for destruction as a workbook", TAG, None, "destruction_list",
        media=XLSX, refusals=(503,), seconds=WHOLE_YEAR,
    ),
    Route(
        "GET", f"{LISTS}/{{id}}/history", "Who did what with a list for destruction", TAG, HistoryPage,
        "destruction_history", query=PageQuery,
    ),
    step_route(
        f"{LISTS}/{{id}}", "Approve, refuse or witness a destruction", TAG, Destruction, "destruction_act",
        DESTRUCTION_ACTS, ConfirmedOpinion,
    ),
)  # fmt: skip
