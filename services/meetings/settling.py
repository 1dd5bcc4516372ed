"""Rooms of meetings: brought in line with the meeting, however often and after whatever interruption it is asked for."""

from collections.abc import Sequence
from datetime import datetime

from services.meetings.domain import Meeting, MeetingStatus, Stay
from services.meetings.repositories import Meetings
from services.meetings.rooms.app import TAKEN, day_of, keep, taken_for
from services.meetings.rooms.domain import Booking
from services.meetings.rooms.repositories import RoomDays
from services.meetings.steps import MEETING, ROOMS
from shared import usecase
from shared.calendar import office_date
from shared.errors import NotFound, VersionConflict
from shared.occasion import Repeated
from shared.usecase import again
from shared.workflow import because


class _GivenBack(Exception):
    """The meeting was cancelled while its rooms were still being booked."""


def settle(meetings: Meetings, days: RoomDays, meeting_id: str, *, at: datetime) -> Meeting:
    """Bring the rooms in line with the meeting: a new one gets all of them or is cancelled, a cancelled one has none, one
    that moves gets all the new ones and releases the old, or stays where it was.

    It may be repeated, after a crash and concurrently: a later run finds the work done. A
    meeting is marked as cancelled before its rooms are released, and a released purpose is barred from that room's
    day, so that a delayed process cannot book for a meeting that no longer takes place. A reaction
    that booked and then lost a later room leaves the release to the event of the cancellation.
    """

    def attempt() -> Meeting:
        meeting = meetings.find(meeting_id)
        if meeting is None:
            raise NotFound()
        if meeting.status is MeetingStatus.CANCELLED:
            moving = () if meeting.moving is None else (meeting.moving,)
            _give_back(days, meeting, (*meeting.given_up, meeting.stay, *moving), at)
            return meeting
        if meeting.arranged_at is None and meeting.unsecured_why is None:
            return _arrange(meetings, days, meeting, at)
        _give_back(days, meeting, meeting.given_up, at)
        if meeting.moving is None:
            return meeting
        _move(meetings, days, meeting, meeting.moving, at)
        raise VersionConflict()  # look again: what it moved away from goes back

    return again(attempt, lost=(VersionConflict, Repeated, _GivenBack))


def _arrange(meetings: Meetings, days: RoomDays, meeting: Meeting, at: datetime) -> Meeting:
    if not _book_all(days, meeting, meeting.stay):
        _refuse(meetings, days, meeting, at)
        raise VersionConflict()  # look again: what it has is given back
    return usecase.take(meetings, MEETING, meeting, "arrange", because(ROOMS, meeting, at))


def _refuse(meetings: Meetings, days: RoomDays, meeting: Meeting, at: datetime) -> None:
    """Cancel a meeting whose planner is told at once; a day of a series waits for its planner to move or cancel it."""
    if meeting.series is None:
        why = f"{TAKEN}，没有安排成"
        usecase.take(meetings, MEETING, meeting, "refuse_rooms", because(ROOMS, meeting, at, why))
        return
    refused = taken_for(days, meeting, meeting.stay, at=at)
    why = TAKEN if refused is None else refused.message.rstrip("。")
    usecase.take(meetings, MEETING, meeting, "miss_rooms", because(ROOMS, meeting, at, why))


def _move(meetings: Meetings, days: RoomDays, meeting: Meeting, wanted: Stay, at: datetime) -> None:
    """Book all the rooms of the new stay, or leave the meeting where it was; the stay given up is released next time."""
    if _book_all(days, meeting, wanted):
        usecase.take(meetings, MEETING, meeting, "moved", because(ROOMS, meeting, at))
    else:
        refused = because(ROOMS, meeting, at, TAKEN, rooms=wanted.rooms)
        usecase.take(meetings, MEETING, meeting, "refuse_move", refused)


def _book_all(days: RoomDays, meeting: Meeting, stay: Stay) -> bool:
    return all(_book(days, meeting, stay, room) for room in sorted(stay.rooms))


def _book(days: RoomDays, meeting: Meeting, stay: Stay, room: str) -> bool:
    """Book a room for a meeting, retrying after conflicts; return whether it has the room."""
    purpose = stay.purpose(meeting.id)

    def attempt() -> bool:
        day = day_of(days, room, stay.starts_at)
        standing = day.bookings.get(purpose)
        if standing is not None:
            if standing.released_at is not None:
                raise _GivenBack()
            return True
        if day.taken(purpose, stay.starts_at, stay.ends_at, stay.pad(room)):
            return False
        after, booked = day.book(purpose, Booking(stay.starts_at, stay.ends_at, pad=stay.pad(room)))
        keep(days, after, booked, "book")
        return True

    return again(attempt)


def _give_back(days: RoomDays, meeting: Meeting, stays: Sequence[Stay], at: datetime) -> None:
    """Release the rooms of some stays: each room's day in one write, because a reaction writes each once."""
    given = {(room, office_date(stay.starts_at)): stay.starts_at for stay in stays for room in stay.rooms}
    for (room, on), starts_at in sorted(given.items()):
        day, released = day_of(days, room, starts_at), None
        for stay in stays:
            if room not in stay.rooms or office_date(stay.starts_at) != on:
                continue
            purpose = stay.purpose(meeting.id)
            booking = day.bookings.get(purpose, Booking(stay.starts_at, stay.ends_at))
            if booking.released_at is None:
                day, released = day.release(purpose, booking, at)
        if released is not None:
            keep(days, day, released, "release")
