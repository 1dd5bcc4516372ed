"""Events of the meetings service: meetings, decisions, and rooms booked or refused."""

import hashlib
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from shared.contracts.event import Event
from shared.contracts.work import Matter, RecordType


def minutes_of(meeting_id: str) -> str:
    """Return the id of the document that holds the minutes of a meeting (纪要)."""
    return hashlib.sha256(f"minutes of {meeting_id}".encode()).hexdigest()[:32]


class Decision(BaseModel):
    """A decision, the person responsible by name, and the deadline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    responsible: str
    responsible_name: str
    due_on: date
    topic: str | None = None


class Resolved(BaseModel):
    """The result of a topic, and how it was decided, in the words of the record."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    title: str
    outcome: str
    how: str


class MeetingPlanned(Event):
    """A meeting was planned and requests its rooms."""

    meeting_id: str
    kind: str
    title: str
    organ: str
    rooms: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


class MeetingArranged(Event):
    """A planned meeting got all its rooms."""

    meeting_id: str
    organ: str
    rooms: tuple[str, ...]


class MeetingCalled(Event):
    """A meeting was called: its members are notified of time and place (会议通知)."""

    meeting_id: str
    kind: str
    title: str
    organ: str
    chair: str
    members: tuple[str, ...]
    rooms: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


class MeetingSignedIn(Event):
    """A member, or the chair, signed in (签到)."""

    meeting_id: str
    person: str


class MeetingHeld(Event):
    """A meeting was opened with its quorum; carries how many members were present."""

    meeting_id: str
    kind: str
    organ: str
    present: int
    needed: int


class MeetingCancelled(Event):
    """A meeting was cancelled, or did not get its rooms; its rooms are released."""

    meeting_id: str
    organ: str
    rooms: tuple[str, ...]
    reason: str


class MeetingClosed(Event):
    """A meeting was closed with its decisions; carries who signed in and how long it lasted."""

    meeting_id: str
    kind: str
    title: str
    organ: str
    path: tuple[str, ...]
    chair: str
    chair_name: str
    held_on: date
    attended: tuple[str, ...]
    hours: float
    decisions: tuple[Decision, ...]
    branch: str | None = None
    members: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    kind_name: str = ""

    @property
    def minutes_id(self) -> str:
        """Return the id of the document that holds the minutes of this meeting (纪要)."""
        return minutes_of(self.meeting_id)


class TopicsInvited(Event):
    """Members were invited to propose topics until an instant (征集议题)."""

    meeting_id: str
    kind: str
    organ: str
    members: tuple[str, ...]
    until: datetime


class TopicInvitationRead(Event):
    """A member read that topics are asked for (已阅)."""

    meeting_id: str
    person: str


class AgendaSettled(Event):
    """The topics of a meeting were settled, in their order (确定议程)."""

    meeting_id: str
    organ: str
    topics: tuple[str, ...]


class PapersSent(Event):
    """The papers of a meeting's topics were sent to its members (会前送达材料)."""

    meeting_id: str
    organ: str
    members: tuple[str, ...]


class MeetingReplied(Event):
    """A member replied to the notice of a meeting (会议回执)."""

    meeting_id: str
    person: str
    answer: str
    deputy: str | None


class MeetingLeft(Event):
    """A person who had signed in left a meeting."""

    meeting_id: str
    person: str


class MeetingPostponed(Event):
    """A meeting was postponed without a new time; its rooms are released, and its members are notified."""

    meeting_id: str
    organ: str
    members: tuple[str, ...]
    rooms: tuple[str, ...]
    reason: str


class ChairNamed(Event):
    """Another person was named to chair a meeting before it began (更换主持)."""

    meeting_id: str
    organ: str
    chair: str
    chair_name: str
    chair_organ: str


class TopicChaired(Event):
    """A topic follows its meeting to another chair."""

    topic_id: str
    meeting: str
    chair: str


class MeetingMoveAsked(Event):
    """A meeting is to be moved to another time or other rooms, which are not yet booked."""

    meeting_id: str
    organ: str
    rooms: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    reason: str


class MeetingMoved(Event):
    """A meeting was moved: its members are notified of the new time and place, and its former rooms are released."""

    meeting_id: str
    organ: str
    title: str
    members: tuple[str, ...]
    rooms: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    sequence: int


class MeetingMoveRefused(Event):
    """A meeting could not be moved and keeps its time and rooms; the bookings for the move are released."""

    meeting_id: str
    organ: str
    rooms: tuple[str, ...]
    reason: str


class MeetingAdjourned(Event):
    """A meeting ended; its record waits for the chair (散会)."""

    meeting_id: str
    organ: str
    chair: str


class RecordRevised(Event):
    """The record of a meeting was corrected before the chair confirmed it."""

    meeting_id: str
    organ: str


class TopicProposed(Event):
    """A topic was proposed for a meeting, with its papers (提交议题)."""

    topic_id: str
    meeting: str
    organ: str
    proposer: str


class TopicAccepted(Event):
    """The office examined a topic and accepted it (审核通过)."""

    topic_id: str
    meeting: str


class TopicReturned(Event):
    """The office returned a topic with the reason (退回)."""

    topic_id: str
    meeting: str
    reason: str


class TopicRevised(Event):
    """A returned topic was submitted again."""

    topic_id: str
    meeting: str


class TopicWithdrawn(Event):
    """The proposer of a topic withdrew it (撤回)."""

    topic_id: str
    meeting: str


class MemberRecused(Event):
    """A person concerned by a topic recused themself from it (回避): no papers, no quorum, no vote."""

    topic_id: str
    meeting: str
    person: str


class TopicPut(Event):
    """A topic was put to the vote, or its hearing began; carries who recused themselves and the quorum."""

    topic_id: str
    meeting: str
    organ: str
    round: str
    mode: str
    recused: tuple[str, ...]


class TopicDecided(Event):
    """A topic was decided: passed or not passed (通过、不通过)."""

    topic_id: str
    meeting: str
    round: str
    outcome: str


class TopicDeferred(Event):
    """A topic was deferred to a later meeting (暂缓)."""

    topic_id: str
    meeting: str
    reason: str


class VoteOpened(Event):
    """A vote or a hearing began with its quorum; carries who may take part."""

    round_id: str
    meeting: str
    topic: str
    mode: str
    entitled: tuple[str, ...]


class VoteCast(Event):
    """A person voted openly, or was heard; for a hearing the choice is their opinion."""

    round_id: str
    meeting: str
    voter: str
    choice: str


class PaperTaken(Event):
    """A person took the paper of a secret vote (领票), whose content nobody else knows."""

    round_id: str
    meeting: str
    voter: str


class CastingBegan(Event):
    """The last paper of a secret vote was given out, and casting began; carries the number of papers."""

    round_id: str
    meeting: str
    papers: int


class VoterRecused(Event):
    """A person recused themself while a vote was open (回避)."""

    round_id: str
    meeting: str
    topic: str
    person: str


class VoteCounted(Event):
    """A vote was counted, or the chair decided after everybody was heard."""

    round_id: str
    meeting: str
    topic: str
    outcome: str
    agreed: int
    opposed: int
    abstained: int
    should_attend: int


class VoteVoided(Event):
    """A vote was voided; its topic can be put again."""

    round_id: str
    meeting: str
    topic: str
    reason: str


class RoomBooked(Event):
    """A room was booked for a purpose (`visit:<id>`, `meeting:<id>`)."""

    day_id: str
    room: str
    purpose: str
    starts_at: datetime
    ends_at: datetime


class RoomRefused(Event):
    """A room could not be booked for a purpose; carries when it is free next."""

    day_id: str
    room: str
    purpose: str
    reason: str
    free: tuple[tuple[datetime, datetime], ...]


class RoomReleased(Event):
    """The booking of a room was released."""

    day_id: str
    room: str
    purpose: str


class RoomDescribed(Event):
    """The office described a room's equipment and its hours."""

    room: str
    organ: str
    changed: tuple[str, ...]


class CalendarOpened(Event):
    """A person opened a calendar feed of their own, or of a room, at a secret address."""

    calendar_id: str
    owner: str
    room: str | None


class CalendarRevoked(Event):
    """The address of a calendar feed was revoked."""

    calendar_id: str


class SeriesPlanned(Event):
    """Recurring meetings were planned; carries the days that follow from their rule."""

    series_id: str
    organ: str
    kind: str
    rule: str
    days: tuple[date, ...]


class SeriesChanged(Event):
    """A day of a series was cancelled, or all from a day on."""

    series_id: str
    on: date
    reason: str


class BranchRecorded(Event):
    """A Party branch was entered."""

    branch_id: str
    organ: str
    name: str


class BranchRevised(Event):
    """The members of a Party branch, or its name, were changed."""

    branch_id: str
    organ: str
    changed: tuple[str, ...]


class BranchDissolved(Event):
    """A Party branch was dissolved, which ends its duties."""

    branch_id: str
    organ: str
    reason: str


RECORDS = {
    "meeting": RecordType("会议", "/meetings/{}"),
    "topic": RecordType("议题", "/topics/{}"),
    "vote": RecordType("表决", "/votes/{}"),
}

MATTERS = {
    "meetings.run": Matter(
        "会议组织", "director",
        {"会议": ("invite_topics", "send_papers", "call", "hold", "adjourn", "revise", "move", "postpone", "cancel"),
         "议题": ("accept", "return"), "例会": ("end", "skip"), "党支部": ("dissolve", "revise")},
        also={"meeting": ("name_chair", "settle"), "vote": ("start", "count", "void")},
    ),
    "meetings.confirm": Matter("代主持人确认会议记录", "leader", {"会议": ("confirm_for_chair",)}),
}  # fmt: skip
