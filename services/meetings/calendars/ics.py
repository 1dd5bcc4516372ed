"""Meetings and bookings as iCalendar (RFC 5545), and invitations for calendar programs (iTIP, RFC 5546).

An event keeps its UID for good; SEQUENCE rises whenever its time, its place or its cancellation changes. The topics are
left out, because phones and calendar providers read the feed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import icalendar

from services.meetings.domain import Answer, Meeting, MeetingStatus
from services.meetings.rooms.domain import Booking
from shared.calendar import OFFICE_ZONE

PRODUCT = "-//Tongban//Meetings//ZH"
STATUS = {
    MeetingStatus.PLANNED: "TENTATIVE",
    MeetingStatus.POSTPONED: "CANCELLED",
    MeetingStatus.CANCELLED: "CANCELLED",
}
PARTSTAT = {Answer.ATTEND: "ACCEPTED", Answer.ABSENT: "DECLINED", Answer.DEPUTY: "DELEGATED"}
FOR = {"meeting": "会议", "visit": "接待", "booking": "预订"}


def of_person(name: str, meetings: Iterable[Meeting]) -> bytes:
    """Build the calendar of a person's meetings."""
    return _written(name, [_event(each) for each in meetings])


def of_room(room: str, name: str, bookings: Iterable[tuple[str, Booking, datetime]]) -> bytes:
    """Build the calendar of a room's bookings, by purpose and time of writing; without the person and the subject."""
    events = []
    for purpose, booking, written_at in bookings:
        event = icalendar.Event()
        event.add("uid", f"{purpose.replace('#', '.').replace(':', '-')}@{room}.tongban")
        _timed(event, *booking.blocked, written_at, 0 if booking.released_at is None else 1)
        event.add("summary", f"已占用（{FOR.get(purpose.partition(':')[0], '预订')}）")
        event.add("status", "CONFIRMED" if booking.released_at is None else "CANCELLED")
        events.append(event)
    return _written(name, events)


def invitation(meeting: Meeting) -> bytes:
    """Build the invitation to a meeting, its update or its cancellation, with attendees and replies."""
    event = _event(meeting)
    event.add("organizer", _address(meeting.chair), parameters={"CN": meeting.chair_name})
    for member in meeting.invited:
        reply = meeting.replies.get(member.id)
        parameters = {
            "CN": member.name,
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION" if reply is None else PARTSTAT[reply.answer],
            "RSVP": "TRUE" if reply is None else "FALSE",
        }
        if reply is not None and reply.deputy is not None:
            parameters["DELEGATED-TO"] = _address(reply.deputy.id)
        event.add("attendee", _address(member.id), parameters=parameters)
    off = STATUS.get(meeting.status) == "CANCELLED"
    return _written(meeting.title, [event], method="CANCEL" if off else "REQUEST")


def _event(meeting: Meeting) -> icalendar.Event:
    off = STATUS.get(meeting.status) == "CANCELLED"
    assert meeting.updated_at is not None and meeting.created_at is not None, "only what is kept is written"
    event = icalendar.Event()
    event.add("uid", f"meeting-{meeting.id}@tongban")
    _timed(event, meeting.starts_at, meeting.ends_at, meeting.updated_at, 2 * meeting.sequence + off)
    event.add("created", meeting.created_at)
    event.add("last-modified", meeting.updated_at)
    event.add("summary", meeting.title)
    if meeting.places:
        event.add("location", "、".join(each.name for each in meeting.places))
    event.add("status", STATUS.get(meeting.status, "CONFIRMED"))
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
    return event


def _timed(event: icalendar.Event, begin: datetime, end: datetime, at: datetime, sequence: int) -> None:
    event.add("dtstamp", at)
    event.add("dtstart", begin.astimezone(OFFICE_ZONE))
    event.add("dtend", end.astimezone(OFFICE_ZONE))
    event.add("sequence", sequence)


def _written(name: str, events: Sequence[Any], *, method: str | None = None) -> bytes:
    """Build a calendar; with a method it is a scheduling message, and each event names its organizer (RFC 5546, 3.2)."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method is not None:
        calendar.add("method", method)
    calendar.add("x-wr-calname", icalendar.vText(name))  # of itself it escapes standard fields only
    calendar.add("x-wr-timezone", str(OFFICE_ZONE))
    for event in events:
        calendar.add_component(event)
    if events:
        calendar.add_missing_timezones()
    else:  # a calendar has at least one component (RFC 5545, 3.6)
        calendar.add_component(icalendar.Timezone.from_tzid(str(OFFICE_ZONE)))
    for zone in calendar.timezones:
        zone.pop("COMMENT", None)  # it stands in STANDARD and DAYLIGHT alone (RFC 5545, 3.6.5)
    return bytes(calendar.to_ical())


def _address(person: str) -> str:
    """Return a person's calendar address, to which nobody can write (RFC 2606)."""
    return f"mailto:{person}@tongban.invalid"
