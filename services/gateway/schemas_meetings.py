"""Schemas of meetings."""

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
    Text,
    code_of,
)

KINDS = {
    "party_committee": "党组织会议", "principals_office": "校长办公会议", "party_assembly": "党员大会",
    "branch_committee": "支委会", "staff_congress": "教代会", "party_lecture": "党课", "office": "办公会",
    "party_group": "党小组会", "party_day": "主题党日", "organisational_life": "组织生活会",
    "democratic_review": "民主评议党员",
}  # fmt: skip
KindCode = Literal[
    "party_committee", "principals_office", "party_assembly", "branch_committee", "staff_congress", "party_lecture",
    "office", "party_group", "party_day", "organisational_life", "democratic_review",
]  # fmt: skip
Kind = Annotated[KindCode, code_of(KINDS)]
Status = Literal["planned", "called", "postponed", "held", "adjourned", "closed", "cancelled"]
Matter = Literal["ordinary", "important", "election"]
MATTERS = {"ordinary": "一般事项", "important": "重要事项", "election": "选举"}


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
    chair: Id | None = Field(None, description="Who presides, by id or username; who plans it if none.")
    branch: Id | None = Field(None, description="The Party branch of one's own organ that holds it (三会一课).")
    by_code: bool = Field(False, description="Whether one signs in with the code that is shown in the room.")


class MeetingQuery(PageQuery):
    """Filter of meetings."""

    status: Status | None = None
    kind: Kind | None = None
    begin: Day | None = Field(None, alias="from", description="Those that begin on this day or later.")
    until: Day | None = Field(None, description="Those that begin on this day or earlier.")


class NewDecision(In):
    """A decision (议定事项)."""

    text: Line = Field(examples=["十二月十日前完成冬季安全检查"])
    responsible: Id = Field(description="Who sees to it, by id or username.", examples=["east.handler"])
    due_on: Day = Field(description="Until when.", examples=["2026-12-10"])
    topic: Id | None = Field(None, description="The topic that it follows from, where the kind decides by vote.")


class MeetingStep(Opinion):
    """The fields of a step; each step takes only its own."""

    decisions: list[NewDecision] | None = Field(None, max_length=99, description="With `adjourn` and `close`.")
    until: Moment | None = Field(None, description="With `invite_topics`: until when topics are taken.")
    topics: list[Id] | None = Field(None, max_length=100, description="With `settle`: accepted topics, in their order.")
    talked_with: list[Id] | None = Field(
        None, max_length=20, description="With `settle`: with whom weighty topics were talked over (会前沟通)."
    )
    answer: Literal["attend", "absent", "deputy"] | None = Field(None, description="With `reply`.")
    deputy: Id | None = Field(None, description="With `reply`: who comes instead, by id or username.")
    code: Annotated[str, Field(max_length=20)] | None = Field(None, description="With `sign_in`, where it is asked.")
    person: Id | None = Field(None, description="With `leave`: who left, where the office notes it.")
    record: Text | None = Field(None, description="With `revise`: the record as it should be.")
    chair: Id | None = Field(None, description="With `name_chair`: who presides instead, by id or username.")
    rooms: list[Id] | None = Field(None, max_length=20, description="With `move`; the same rooms if none.")
    starts_at: Moment | None = Field(None, description="With `move`.")
    ends_at: Moment | None = Field(None, description="With `move`.")


class Quorum(Out):
    """The quorum, and the number present."""

    needed: int
    present: int
    source: str


class PresentPerson(Out):
    """A person who signed in, and when."""

    person: Reference
    at: Instant
    left_at: Instant | None


class AgendaItem(Out):
    """A topic on the agenda."""

    topic: str
    title: str
    matter: Matter
    matter_name: str


class Reply(Out):
    """A member's reply to the notice."""

    person: Reference
    answer: str
    answer_name: str
    reason: str
    deputy: Reference | None


class Decision(Out):
    """A decision, the person responsible, and the deadline."""

    text: str
    responsible: Reference
    due_on: str
    topic: str | None


class Elsewhere(Out):
    """A person who attends another meeting at the same time."""

    person: Reference
    starts_at: Instant
    ends_at: Instant


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
    stage_name: str
    quorum: Quorum
    signed_in: list[PresentPerson]
    decisions: list[Decision]
    deciding: str = Field(description="How its kind decides: vote, principal, chair or nothing.")
    deciding_name: str
    by_code: bool
    topics_until: Instant | None
    agenda: list[AgendaItem]
    talked_with: list[Reference]
    papers_sent_at: Instant | None
    replies: list[Reply]
    record: str | None = Field(description="What was recorded (会议记录), once it is adjourned.")
    held_at: Instant | None = Field(description="When it was in fact opened.")
    ended_at: Instant | None = Field(description="When it in fact ended.")
    elsewhere: list[Elsewhere] = Field(
        description="Who of those invited sits elsewhere then; shown to who runs the meeting, before it is held."
    )
    sequence: int = Field(description="How often its time or place was changed.")
    branch: str | None
    series: str | None


class KindOfMeeting(Out):
    """A kind of meeting, with all fields of its row."""

    code: KindCode
    name: str
    quorum: str = Field(description="The share of its members who must be there.")
    quorum_of_matters: dict[str, str]
    majority: str = Field(description="A vote passes with more than this share of all who should attend.")
    deciding: str
    deciding_name: str
    presides: str
    agenda_settled_by: str
    agenda_required: bool
    papers: list[str]
    every: str | None
    deputies_count: bool
    source: str


class MeetingKinds(Out):
    """Every kind of meeting."""

    items: list[KindOfMeeting]
    next: str | None


class SignInCode(Out):
    """The code that the room shows, and until when it is valid."""

    code: str
    seconds_left: int


class MeetingPage(Out):
    """A page of meetings."""

    items: list[Meeting]
    next: str | None
