"""Schemas of meetings and rooms."""

from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.gateway.schemas import (
    CONFIRM,
    Action,
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
    cell,
    code_of,
    filled_line,
)
from services.gateway.schemas_directory import Room

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


def _listed(text: str) -> list[str]:
    names = [each.strip() for each in text.split(",") if each.strip()]
    if len(names) > 500 or any(len(each) > 64 for each in names):
        raise PydanticCustomError("too_long", "最多500项，每项不超过64个字符")
    return list(dict.fromkeys(names))


def _clock(text: str) -> str:
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError as error:
        raise PydanticCustomError("time_expected", "应为 08:00 形式的时间") from error


Listed = Annotated[str, Field(max_length=8_000, pattern="^[A-Za-z0-9._, -]*$"), AfterValidator(_listed)]
Tags = Annotated[str, Field(max_length=200), AfterValidator(cell), AfterValidator(_listed)]
Clock = Annotated[str, Field(pattern=r"^\d\d:\d\d$"), AfterValidator(_clock)]
Tag = Annotated[str, Field(max_length=30), AfterValidator(filled_line)]


class RoomQuery(PageQuery):
    """Filter of rooms."""

    organ: Id | None = Field(
        None, description="An organ; its rooms and those of all under it. One's own school's if none."
    )
    seats: int | None = Field(None, ge=1, le=9999, description="How many seats at least.")
    equipment: Tags = Field("", description="What it must have, separated by commas.", examples=["video"])


class RoomDescription(In):
    """The equipment and hours of a room; fields left out stay."""

    opens: Clock | None = Field(None, examples=["08:00"])
    closes: Clock | None = Field(None, examples=["21:30"])
    setup_minutes: int | None = Field(None, ge=0, le=240, description="How long it is set up before.")
    clearing_minutes: int | None = Field(None, ge=0, le=240, description="How long it is cleared after.")
    equipment: list[Tag] | None = Field(None, max_length=30, examples=[["video", "projector"]])


class DaysQuery(In):
    """A range of days, both included."""

    begin: Day = Field(alias="from", examples=["2026-12-01"])
    until: Day = Field(examples=["2026-12-31"])


class NewBooking(In):
    """A room to be booked for something other than a meeting."""

    title: Line = Field(examples=["合唱团排练"])
    starts_at: Moment
    ends_at: Moment = Field(description="On the same day.")


class FreeSlotsQuery(DaysQuery):
    """The people and rooms that must be free, and the length."""

    minutes: int = Field(ge=5, le=720, description="How long; a multiple of five.", examples=[60])
    people: Listed = Field("", description="By id or username, separated by commas; up to 500.")
    rooms: Listed = Field("", description="Rooms that must all be free.")
    campuses: Listed = Field("", description="Campuses in each of which one room must be free.")
    seats: int | None = Field(None, ge=1, le=9999, description="How many seats a campus's room has at least.")
    equipment: Tags = Field("", description="What a campus's room must have.")
    working_days: bool = Field(True, description="Only on working days.")
    most: int = Field(20, ge=1, le=100, description="How many times at most.")


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


class NewSeries(NewMeeting):
    """Recurring meetings; the times are those of the first."""

    rule: Annotated[str, Field(max_length=500)] = Field(
        description="A recurrence rule (RFC 5545, RRULE) without times of day.",
        examples=["FREQ=MONTHLY;BYDAY=1MO;COUNT=12"],
    )
    holidays: Literal["skip", "next", "keep"] = Field(
        "next", description="A day on which nobody works is left out, put to the next working day, or kept."
    )


class SeriesStep(Opinion):
    """The day to cancel, or from which day on to cancel all."""

    on: Day


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


class NewPaper(In):
    """A paper read before a topic is discussed."""

    name: Line = Field(examples=["议题说明"])
    text: Text


class NewTopic(In):
    """A topic to be proposed."""

    title: Line = Field(examples=["关于冬季安全工作的安排"])
    matter: Annotated[Matter, code_of(MATTERS)] = Field(
        "ordinary", description="How much it weighs; it sets the quorum."
    )
    papers: list[NewPaper] = Field(default_factory=list, max_length=20)
    confirm: bool = Field(False, description=CONFIRM)


class TopicStep(Opinion):
    """The fields of a step; only `revise` has title and papers, only `recuse` a person."""

    title: Line | None = None
    papers: list[NewPaper] | None = Field(None, max_length=20)
    person: Id | None = Field(None, description="Who is concerned, where the office or the chair says so.")
    confirm: bool | None = Field(None, description="With `revise`: the warnings were seen; go on all the same.")


class NewVote(In):
    """A topic to be put to the vote, or whose hearing begins."""

    topic: Id
    mode: Literal["open", "secret", "hearing"] = Field(
        description="Openly, secretly, or heard and decided by the chair."
    )


ChoiceCode = Literal["agree", "oppose", "abstain"]
Choice = Annotated[ChoiceCode, code_of({"agree": "同意", "oppose": "不同意", "abstain": "弃权"})]
Hex = Annotated[str, Field(pattern="^[0-9a-fA-F]{1,512}$")]


class NewBallot(Opinion):
    """An open ballot, or an opinion in a hearing."""

    choice: Choice


class NewPaperOfVote(In):
    """The request for the paper of a secret vote: the voter's own number, blinded (RFC 9474)."""

    blinded: Hex


class NewSecretBallot(In):
    """An anonymous ballot of a secret vote."""

    token: Annotated[str, Field(pattern="^[0-9a-fA-F]{64}$")] = Field(description="The voter's own 32 bytes.")
    signature: Annotated[str, Field(pattern="^[0-9a-fA-F]{512}$")] = Field(description="The office's, unblinded.")
    choice: Choice


class VoteStep(Opinion):
    """The fields of a step; only `decide` has an outcome."""

    outcome: Literal["passed", "failed", "deferred"] | None = None


class OwnedRoom(Room):
    """A room with its organ, equipment and hours."""

    organ: Reference
    version: int
    opens: str | None
    closes: str | None
    setup_minutes: int
    clearing_minutes: int
    equipment: list[str]
    actions: list[Action]


class RoomBooking(Out):
    """A booking of a room; the subject only for its holder and the office of the room."""

    version: int
    id: str | None
    room: str
    for_: str = Field(alias="for", description="meeting, visit or booking.")
    title: str | None
    starts_at: Instant
    ends_at: Instant
    blocked_from: Instant = Field(description="With set-up and clearing.")
    blocked_until: Instant
    cancelled: bool
    on: str
    actions: list[Action]


class RoomBookings(Out):
    """The bookings of a room."""

    items: list[RoomBooking]
    next: str | None


class RoomsQuery(In):
    """The day, and the filter of rooms."""

    on: Day = Field(examples=["2026-12-01"])
    organ: Id | None = Field(
        None, description="An organ; its rooms and those of all under it. One's own school's if none."
    )


class RoomOnDay(Out):
    """A room and its bookings on a day."""

    room: OwnedRoom
    bookings: list[RoomBooking]


class RoomsOnDay(Out):
    """Many rooms on one day."""

    items: list[RoomOnDay]
    next: str | None


class Appointment(Out):
    """A meeting in my calendar."""

    id: str
    version: int
    on: str
    title: str
    kind: str
    kind_name: str
    starts_at: Instant
    ends_at: Instant
    rooms: list[Reference]
    chair: Reference
    status: str
    status_name: str
    reply: str | None
    reply_name: str | None


class Appointments(Out):
    """My meetings from one day to another."""

    items: list[Appointment]
    next: str | None


class FreeSlot(Out):
    """A time when everybody and a room in each place are free."""

    starts_at: Instant
    ends_at: Instant
    rooms: list[Reference]


class FreeSlots(Out):
    """Times, the earliest first."""

    items: list[FreeSlot]
    next: str | None


class RoomPage(Out):
    """A page of rooms."""

    items: list[OwnedRoom]
    next: str | None


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


class Occurrence(Out):
    """A day of a series, and its meeting."""

    on: str
    state: str = Field(description="Of the meeting; or pending, rooms_taken, excepted.")
    meeting: str | None
    starts_at: Instant | None


class Series(Resource):
    """Recurring meetings."""

    kind: KindCode
    title: str
    organ: str
    rule: str
    holidays: str
    provisional: bool = Field(description="Whether the holidays of a day's year are not published yet.")
    occurrences: list[Occurrence]
    status: Literal["running", "ended"]
    status_name: str
    stage_name: str


class SeriesPage(Out):
    """A page of series."""

    items: list[Series]
    next: str | None


class NewCalendar(In):
    """The owner or room of a calendar feed."""

    room: Id | None = Field(None, description="A room of one's district; one's own meetings if none.")


class Calendar(Resource):
    """A calendar feed at a secret address."""

    name: str
    room: str | None
    address: str | None = Field(description="Whoever knows it reads the calendar; none once it is revoked.")
    status: Literal["open", "revoked"]
    status_name: str
    stage_name: str


class Calendars(Out):
    """The caller's own calendars."""

    items: list[Calendar]
    next: str | None


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


class Paper(Out):
    """A paper read before a topic is discussed."""

    name: str
    text: str


class Topic(Resource):
    """A topic of a meeting."""

    meeting: str
    title: str
    matter: Matter
    matter_name: str
    proposer: Reference
    papers: list[Paper] | None = Field(description="None for whoever is concerned by it.")
    recused: list[Reference]
    status: Literal["submitted", "returned", "accepted", "voting", "passed", "failed", "deferred", "withdrawn"]
    status_name: str
    stage_name: str
    vote: str | None
    how: str


class TopicPage(Out):
    """A page of topics."""

    items: list[Topic]
    next: str | None


class Ballot(Out):
    """A person's open vote, or their opinion."""

    voter: Reference
    choice: ChoiceCode
    choice_name: str
    comment: str
    at: Instant


class CountedBallot(Out):
    """A secret ballot as it was counted; its voter knows the receipt."""

    receipt: str
    choice: ChoiceCode
    choice_name: str


class BlindKey(Out):
    """The public key for blinding papers, in hexadecimal."""

    modulus: str
    exponent: str


class Vote(Resource):
    """A vote or a hearing."""

    meeting: str
    topic: Reference
    mode: Literal["open", "secret", "hearing"]
    mode_name: str
    status: Literal["open", "casting", "counted", "voided"]
    status_name: str
    stage_name: str
    members: list[Reference] = Field(description="All who should attend, without those who withdrew.")
    recused: list[Reference]
    should_attend: int
    needed: int
    took_part: int
    not_voted: list[Reference] = Field(description="Members who were there when it was counted and took no part.")
    ballots: list[Ballot] = Field(description="Of an open vote or a hearing; always empty for a secret one.")
    papers_taken_by: list[Reference]
    key: BlindKey | None
    counted: list[CountedBallot] = Field(description="Of a secret vote, by receipt, once it is counted.")
    agreed: int
    opposed: int
    abstained: int
    outcome: Literal["passed", "failed", "deferred"] | None
    outcome_name: str | None


class VotePage(Out):
    """A page of votes."""

    items: list[Vote]
    next: str | None


class SignedPaper(Out):
    """The paper of a secret vote."""

    vote: str
    signature: str = Field(description="Of what was blinded, in hexadecimal.")


class Receipt(Out):
    """The receipt of a secret ballot: keep it, and find it again when the vote is counted."""

    vote: str
    receipt: str
    choice: ChoiceCode


class MeetingPage(Out):
    """A page of meetings."""

    items: list[Meeting]
    next: str | None


class NewBranch(In):
    """A Party branch to be entered."""

    name: Line = Field(examples=["东校区第一党支部"])
    secretary: Id = Field(description="By id or username, as the others; a member too.")
    committee: list[Id] = Field(default_factory=list, max_length=20)
    members: list[Id] = Field(min_length=1, max_length=500)
    founded_on: Day | None = Field(None, description="From when on it owes its meetings; today if none.")
    has_groups: bool = Field(False, description="Whether it is divided into groups (党小组).")


class BranchChange(In):
    """The changes to a branch; fields left out stay."""

    name: Line | None = None
    secretary: Id | None = None
    committee: list[Id] | None = Field(None, max_length=20)
    members: list[Id] | None = Field(None, min_length=1, max_length=500)
    has_groups: bool | None = None


class DutiesQuery(In):
    """The day of reference."""

    on: Day | None = Field(None, description="Today if none.")


class YearQuery(In):
    """The year."""

    year: int = Field(ge=2000, le=2100, examples=[2026])


class Branch(Resource):
    """A Party branch."""

    name: str
    organ: Reference
    secretary: Reference
    committee: list[Reference]
    members: list[Reference]
    founded_on: str
    has_groups: bool
    status: Literal["active", "dissolved"]
    status_name: str
    stage_name: str


class BranchPage(Out):
    """A page of branches."""

    items: list[Branch]
    next: str | None


class HeldMeeting(Out):
    """A meeting that was held."""

    id: str
    title: str
    held_on: str


class Duty(Out):
    """A meeting required of a branch in a period, and those held."""

    kind: KindCode
    kind_name: str
    source: str
    period: str
    begins_on: str
    ends_on: str
    held: list[HeldMeeting]
    state: Literal["done", "owed", "late"]
    state_name: str


class Attendance(Out):
    """How often a person was expected, and came."""

    person: Reference
    expected: int
    came: int
    rate: float | None


class Duties(Out):
    """The meetings required of a branch by a day."""

    branch: Reference
    on: str
    late: int
    owed: int
    items: list[Duty]
    attendance: list[Attendance]


class BranchFigures(Out):
    """A branch's year in figures."""

    branch: Reference
    organ: Reference
    members: int
    held: dict[str, int]
    done: int
    owed: int
    late: int
    attendance: float | None


class BranchYear(Out):
    """The required and held meetings of branches in a year, up to a day."""

    year: int
    until: str
    items: list[BranchFigures]
