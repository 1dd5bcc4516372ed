"""Rooms of visits (接待): judged before, booked once a leader has approved, released by a cancellation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.meetings import domain as office
from services.meetings.domain import Stay
from services.meetings.kinds import LOCAL
from services.meetings.rooms import app
from services.meetings.rooms.domain import Booking, RoomConflict, RoomDay, Slot
from services.meetings.rooms.repositories import Profiles, RoomDays, RoomRepositories
from shared.contracts import meetings as events
from shared.contracts.directory import OrganRecorded
from shared.contracts.reception import VisitApproved, VisitCancelled
from shared.occasion import GapFound
from shared.office import Copies, faulty

SOURCE = f"{LOCAL}（会议室）"
BY_RECEPTION = {"time_past", "ends_before_start"}
"""Faults of a visit's time that reception judges itself."""


def judge(repositories: RoomRepositories, wanted: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return why a visit would not get its room, with the next free times, while it can still be planned otherwise.

    wanted: room, starts_at, ends_at, purpose (its booking, if it has one, is not in its way).
    """
    occasion = repositories.occasion
    starts_at, ends_at = (datetime.fromisoformat(wanted[name]) for name in ("starts_at", "ends_at"))
    day = app.day_of(repositories.days, wanted["room"], starts_at)
    organ = repositories.copies.find(OrganRecorded, occasion.person.organ)
    stay = _stay(repositories.profiles, day, starts_at, ends_at)
    fault = _fault(repositories.profiles, repositories.copies, organ, day, stay, wanted["purpose"], at=occasion.at)
    if fault is None or fault["code"] in BY_RECEPTION:
        return []
    if fault["code"] == RoomConflict.code:
        free = app.next_free(repositories.days, [day], stay, occasion.at)
        fault = {**fault, "message": f"{fault['message']}，{app.soon(free)}"}
    return [{**fault, "field": "room", "source": SOURCE}]


def serve(
    days: RoomDays, profiles: Profiles, copies: Copies, visit: VisitApproved | VisitCancelled, *, at: datetime
) -> None:
    """Book the room of an approved visit; release that of a cancelled one."""
    if isinstance(visit, VisitApproved):
        _book(days, profiles, copies, visit, at=at)
    else:
        _release(days, visit, at=at)


def _book(days: RoomDays, profiles: Profiles, copies: Copies, approved: VisitApproved, *, at: datetime) -> None:
    """Book the room of a visit, or refuse with the reason and the next free times."""
    purpose, starts_at, ends_at = _purpose(approved), approved.starts_at, approved.ends_at
    day, free = app.day_of(days, approved.room, starts_at), list[Slot]()
    stay = _stay(profiles, day, starts_at, ends_at)
    fault = _fault(profiles, copies, copies.find(OrganRecorded, approved.organ), day, stay, purpose, at=at)
    if fault is None:
        after, booked = day.book(purpose, Booking(starts_at, ends_at, pad=stay.pad(day.room)))
        app.keep(days, after, booked, "book")
        return
    if fault["code"] == RoomConflict.code:
        free = app.next_free(days, [day], stay, at)
    refused = events.RoomRefused.of(day, purpose=purpose, reason=fault["message"], free=tuple(free))
    app.keep(days, day, refused, "refuse")


def _stay(profiles: Profiles, day: RoomDay, starts_at: datetime, ends_at: datetime) -> Stay:
    profile = profiles.find(day.room)
    pad, hours = ((0, 0), app.HOURS) if profile is None else (profile.pad, profile.hours)
    return Stay((), starts_at, ends_at, pads={day.room: pad}, hours=hours)


def _fault(
    profiles: Profiles,
    copies: Copies,
    organ: OrganRecorded | None,
    day: RoomDay,
    stay: Stay,
    purpose: str,
    *,
    at: datetime,
) -> dict[str, str] | None:
    """Return why an organ's visit cannot have a room: it is none of its school's, closed, or taken."""
    if organ is None or day.room not in app.known_rooms(copies, [day.room], office.circle(organ)):
        return faulty("room", "unknown_room", app.NO_ROOM)
    faults = office.time_faults(stay.starts_at, stay.ends_at, now=at)
    profile = profiles.find(day.room)
    if not faults and profile is not None and not profile.is_open(stay.starts_at, stay.ends_at):
        faults.append(faulty("starts_at", "room_closed", "会议室在这一时段不开放"))
    if not faults and day.taken(purpose, stay.starts_at, stay.ends_at, stay.pad(day.room)):
        faults.append(faulty("room", RoomConflict.code, app.TAKEN))
    return faults[0] if faults else None


def _release(days: RoomDays, cancelled: VisitCancelled, *, at: datetime) -> None:
    """Release the room of a cancelled visit; do nothing if it had none."""
    purpose, cause = _purpose(cancelled), days.occasion.cause
    day = app.day_of(days, cancelled.room, cancelled.starts_at)
    booking = day.bookings.get(purpose)
    if booking is not None and booking.released_at is None:
        after, released = day.release(purpose, booking, at)
        app.keep(days, after, released, "release")
        return
    have = 0 if cause is None or day.kept is None else day.kept.sources.get(cause.source, 0)
    if cause is not None and have < cause.previous:
        raise GapFound(have)  # the approval before it may still have to book


def _purpose(event: VisitApproved | VisitCancelled) -> str:
    return f"visit:{event.visit_id}"
