"""The shapes of what is asked about meetings and rooms, and of the answers."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.schemas import (
    Day,
    Id,
    In,
    Instant,
    Line,
    Moment,
    Opinion,
    Out,
    PageQuery,
    Reference,
    Resource,
    code_of,
)
from services.gateway.schemas_directory import Room

KINDS = {
    "party_committee": "党组织会议", "principals_office": "校长办公会议", "party_assembly": "党员大会",
    "branch_committee": "支委会", "staff_congress": "教代会", "party_lecture": "党课", "office": "办公会",
}  # fmt: skip
KindCode = Literal[
    "party_committee", "principals_office", "party_assembly", "branch_committee", "staff_congress", "party_lecture",
    "office",
]  # fmt: skip
Kind = Annotated[KindCode, code_of(KINDS)]
Status = Literal["planned", "called", "held", "closed", "cancelled"]


class RoomQuery(PageQuery):
    """Whose rooms."""

    organ: Id | None = Field(
        None, description="An organ; its rooms and those of all under it. One's own school's if none."
    )


class NewMeeting(In):
    """A meeting to be planned."""

    kind: Kind = Field(description="The kind, by code or Chinese name; it sets the quorum.", examples=["office"])
    title: Line = Field(examples=["2026年第12次办公会议"])
    rooms: list[Id] = Field(
        default_factory=list,
        max_length=20,
        description="Rooms of one's own school; the meeting gets all of them or none.",
        examples=[["east-101"]],
    )
    starts_at: Moment = Field(examples=["2026-12-01T09:00:00+08:00"])
    ends_at: Moment = Field(description="On the same day.", examples=["2026-12-01T10:30:00+08:00"])
    members: list[Id] = Field(
        min_length=1,
        max_length=500,
        description="Who should attend, by id or username; they count for the quorum.",
        examples=[["east.leader", "east.director", "east.clerk"]],
    )
    topics: list[Line] = Field(default_factory=list, max_length=100, examples=[["冬季安全工作"]])


class MeetingQuery(PageQuery):
    """Which meetings."""

    status: Status | None = None
    kind: Kind | None = None


class NewDecision(In):
    """What was decided (议定事项)."""

    text: Line = Field(examples=["十二月十日前完成冬季安全检查"])
    responsible: Id = Field(description="Who sees to it, by id or username.", examples=["east.handler"])
    due_on: Day = Field(description="Until when.", examples=["2026-12-10"])


class MeetingStep(Opinion):
    """What is said with a step; only `close` has decisions."""

    decisions: list[NewDecision] | None = Field(None, max_length=99)


class OwnedRoom(Room):
    """A room and whose it is."""

    organ: Reference


class RoomPage(Out):
    """A page of rooms."""

    items: list[OwnedRoom]
    next: str | None


class Quorum(Out):
    """How many members must be there, and how many are."""

    needed: int
    present: int
    source: str


class PresentPerson(Out):
    """Who signed in, and when."""

    person: Reference
    at: Instant


class Decision(Out):
    """What was decided, who sees to it, and until when."""

    text: str
    responsible: Reference
    due_on: str


class Meeting(Resource):
    """A meeting."""

    kind: KindCode
    kind_name: str
    title: str
    organ: Reference
    chair: Reference
    rooms: list[Reference]
    rooms_booked: bool = Field(description="False while the rooms are being arranged, and after they went back.")
    starts_at: Instant
    ends_at: Instant
    members: list[Reference]
    topics: list[str]
    status: Status
    status_name: str
    quorum: Quorum
    signed_in: list[PresentPerson]
    decisions: list[Decision]


class MeetingPage(Out):
    """A page of meetings."""

    items: list[Meeting]
    next: str | None
