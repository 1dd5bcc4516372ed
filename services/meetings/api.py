"""Meetings, their topics and votes."""

from typing import Annotated, Literal

from pydantic import Field

from services.meetings.acts import MEETING_ACTS
from services.meetings.domain import Answer, Matter, MeetingStatus
from services.meetings.kinds import KINDS, Deciding, Every
from shared.api.routes import Route
from shared.api.shapes import (
    ChangedQuery,
    Code,
    Day,
    DaysQuery,
    HistoryPage,
    Id,
    In,
    Instant,
    Line,
    Moment,
    Opinion,
    Out,
    PageOf,
    PageQuery,
    Reference,
    Resource,
    Text,
    TurnQuery,
    WordsQuery,
)
from shared.api.steps import step_route

KindCode = Annotated[str, Code(of=KINDS)]
Kind = Annotated[str, Code({code: kind.name for code, kind in KINDS.items()}, of=KINDS)]
Status = Annotated[MeetingStatus, Code()]


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


class MeetingQuery(ChangedQuery, TurnQuery, WordsQuery, DaysQuery):
    """Filter of meetings, by the day on which they begin."""

    status: Status | None = None
    kind: Kind | None = None
    sort: Literal["-created", "-changed", "starts", "-starts"] = Field(
        "-created", description="The last planned first, the last changed first, or by when they begin."
    )


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
    answer: Annotated[Answer, Code()] | None = Field(None, description="With `reply`.")
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
    matter: Annotated[Matter, Code()]
    matter_name: str


class Reply(Out):
    """A member's reply to the notice."""

    person: Reference
    answer: Annotated[Answer, Code()]
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
    unsecured_why: str | None = Field(
        None, description="Why a day of a series has no room, until it is moved or cancelled."
    )
    quorum: Quorum
    signed_in: list[PresentPerson]
    decisions: list[Decision]
    deciding: Annotated[Deciding, Code()] = Field(
        description="How its kind decides: vote, principal, chair or nothing."
    )
    deciding_name: str
    by_code: bool
    shows_code: bool = Field(description="Whether the caller is shown the sign-in code.")
    topics_until: Instant | None
    agenda: list[AgendaItem]
    talked_with: list[Reference]
    papers_sent_at: Instant | None
    replies: list[Reply]
    record: str | None = Field(description="What was recorded (会议记录), once it is adjourned.")
    minutes: str | None = Field(description="The document that holds its minutes (纪要), once it is closed.")
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
    deciding: Annotated[Deciding, Code()]
    deciding_name: str
    presides: str
    agenda_settled_by: str
    agenda_required: bool
    papers: list[str]
    every: Annotated[Every, Code()] | None
    deputies_count: bool
    source: str


class MeetingKinds(PageOf[KindOfMeeting]):
    """Every kind of meeting."""


class SignInCode(Out):
    """The code that the room shows, and until when it is valid."""

    code: str
    seconds_left: int


class MeetingPage(PageOf[Meeting]):
    """A page of meetings."""


TAG = "会议 Meetings"
MEETING = "/api/v1/meetings/{id}"


ROUTES = (
    Route("GET", "/api/v1/meeting-kinds", "List the kinds of meetings", TAG, MeetingKinds, "kinds"),
    Route(
        "POST", "/api/v1/meetings", "Plan a meeting and book its rooms", TAG, Meeting, "plan", status=201,
        body=NewMeeting, located=True, refusals=(403,),
    ),
    Route("GET", "/api/v1/meetings", "List meetings", TAG, MeetingPage, "search", query=MeetingQuery, turns="meeting"),
    Route("GET", MEETING, "Show a meeting", TAG, Meeting, "get"),
    Route("GET", f"{MEETING}/history", "Who did what with a meeting", TAG, HistoryPage, "history", query=PageQuery),
    Route(
        "GET", f"{MEETING}/code", "The code that the room shows for signing in", TAG, SignInCode, "code",
        refusals=(403, 409),
    ),
    step_route(MEETING, "Take a step with a meeting", TAG, Meeting, "act", MEETING_ACTS, MeetingStep),
)  # fmt: skip
