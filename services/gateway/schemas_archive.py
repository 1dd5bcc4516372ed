"""Schemas of the archive."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import CONFIRM, Id, In, Opinion, Out, Problem, Reference, Resource, code_of

RETENTIONS = {"permanent": "永久", "thirty_years": "30年", "ten_years": "10年"}
RetentionCode = Literal["permanent", "thirty_years", "ten_years"]
Retention = Annotated[RetentionCode, code_of(RETENTIONS)]
Line = Literal["outgoing", "incoming"]
Fonds = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,16}$", description="全宗号.", examples=["0123"])]
Issue = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9\u4e00-\u9fff]{1,16}$", description="机构（问题）代码.", examples=["BGS"])
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
    status: Literal["open", "closed"]
    status_name: str
    stage_name: str
    closed_on: str | None


class VolumePage(Out):
    """A page of years."""

    items: list[Volume]
    next: str | None


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


class Pieces(Out):
    """Every piece of a year."""

    items: list[FiledPiece]
    next: str | None


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


class PieceCode(Out):
    """A piece by id and 档号."""

    id: str
    code: str


class Destruction(Resource):
    """A list for destruction."""

    organ: str
    volume: str
    year: int
    pieces: list[PieceCode]
    proposer: Reference
    witnesses: list[Reference]
    destroyed_on: str | None
    status: Literal["proposed", "approved", "witnessed", "destroyed", "refused"]
    status_name: str
    stage_name: str


class DestructionPage(Out):
    """A page of lists."""

    items: list[Destruction]
    next: str | None


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


class VolumeOutcomes(Out):
    """The result for each, in the order of the request."""

    items: list[VolumeOutcome]
    next: str | None
