"""What the meetings service tells the world: meetings, decisions, and rooms given or refused."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from shared.contracts.event import Event


class Decision(BaseModel):
    """What was decided, who sees to it by name, and until when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    responsible: str
    responsible_name: str
    due_on: date


class MeetingPlanned(Event):
    """A meeting was planned and asks for its rooms."""

    meeting_id: str
    kind: str
    title: str
    organ: str
    rooms: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


class MeetingArranged(Event):
    """A planned meeting has all its rooms."""

    meeting_id: str
    organ: str
    rooms: tuple[str, ...]


class MeetingCalled(Event):
    """A meeting was called: its members are told when and where (会议通知)."""

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
    """A meeting was called off, or did not get its rooms; those it has go back."""

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


class RoomBooked(Event):
    """A room was given for a purpose (`visit:<id>`, `meeting:<id>`)."""

    day_id: str
    room: str
    purpose: str
    starts_at: datetime
    ends_at: datetime


class RoomRefused(Event):
    """A room could not be given for a purpose; carries when it is free next."""

    day_id: str
    room: str
    purpose: str
    reason: str
    free: tuple[tuple[datetime, datetime], ...]


class RoomReleased(Event):
    """A room was given back."""

    day_id: str
    room: str
    purpose: str
