"""Rooms: equipment, bookings, and free times of people and rooms."""

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.meetings.acts import BOOKING_ACTS
from services.meetings.api import KindCode
from services.meetings.domain import Answer, MeetingStatus
from shared.api.routes import Route
from shared.api.shapes import (
    Action,
    Code,
    Day,
    Id,
    In,
    Instant,
    Line,
    Moment,
    Out,
    PageOf,
    PageQuery,
    Reference,
    Room,
    cell,
    filled_line,
    formed,
)
from shared.api.steps import step_route


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


Listed = Annotated[
    str, formed("^[A-Za-z0-9._, -]*$", "人员和单位用编号，多个用逗号分隔", max_length=8_000), AfterValidator(_listed)
]
Tags = Annotated[str, Field(max_length=200), AfterValidator(cell), AfterValidator(_listed)]
Clock = Annotated[str, formed(r"^\d\d:\d\d$", "时间写到分，例如08:00"), AfterValidator(_clock)]
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


class RoomBookings(PageOf[RoomBooking]):
    """The bookings of a room."""


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


class RoomsOnDay(PageOf[RoomOnDay]):
    """Many rooms on one day."""


class Appointment(Out):
    """A meeting in my calendar."""

    id: str
    version: int
    on: str
    title: str
    kind: KindCode
    kind_name: str
    starts_at: Instant
    ends_at: Instant
    rooms: list[Reference]
    chair: Reference
    status: Annotated[MeetingStatus, Code()]
    status_name: str
    reply: Annotated[Answer, Code()] | None
    reply_name: str | None


class Appointments(PageOf[Appointment]):
    """My meetings from one day to another."""


class FreeSlot(Out):
    """A time when everybody and a room in each place are free."""

    starts_at: Instant
    ends_at: Instant
    rooms: list[Reference]


class FreeSlots(PageOf[FreeSlot]):
    """Times, the earliest first."""


class RoomPage(PageOf[OwnedRoom]):
    """A page of rooms."""


TAG = "会议室 Rooms"
ROOM = "/api/v1/rooms/{id}"

ROUTES = (
    Route("GET", "/api/v1/rooms", "List rooms", TAG, RoomPage, "rooms", query=RoomQuery),
    Route("GET", ROOM, "Show a room", TAG, OwnedRoom, "room_get"),
    Route(
        "PATCH", ROOM, "Say what a room has and when it is open", TAG, OwnedRoom, "room_describe", body=RoomDescription,
        refusals=(403, 409, 412),
    ),
    Route("GET", f"{ROOM}/bookings", "When a room is taken", TAG, RoomBookings, "room_bookings", query=DaysQuery),
    Route(
        "POST", f"{ROOM}/bookings", "Book a room for something that is no meeting here", TAG, RoomBooking, "room_book",
        status=201, body=NewBooking, refusals=(403, 409),
    ),
    Route("GET", "/api/v1/bookings/{id}", "Show a booking", TAG, RoomBooking, "booking_get"),
    step_route("/api/v1/bookings/{id}", "Give a booked room back", TAG, RoomBooking, "booking_act", BOOKING_ACTS,
        refusals=(409, 412),
    ),
    Route(
        "GET", "/api/v1/room-days", "When many rooms are taken on a day", TAG, RoomsOnDay, "rooms_on", query=RoomsQuery,
    ),
    Route(
        "GET", "/api/v1/me/days", "My meetings from a day to another", TAG, Appointments, "my_days", query=DaysQuery,
    ),
    Route(
        "GET", "/api/v1/free-slots", "When people and rooms of several campuses are free", TAG, FreeSlots, "free_slots",
        query=FreeSlotsQuery, refusals=(403,),
    ),
)  # fmt: skip
