"""Use cases of booking and releasing rooms.

One document for each room and day decides who has the room, by its version: of two who book at once, one loses, retries
and sees that the room is taken. Everything here may be repeated: a booking is identified by its purpose.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.meetings import domain as office
from services.meetings.domain import Meeting, Stay
from services.meetings.rooms import domain
from services.meetings.rooms.domain import RoomConflict, RoomDay, RoomProfile, Slot
from services.meetings.rooms.repositories import Profiles, RoomDays, RoomRepositories, Turn
from shared.calendar import OFFICE_ZONE, instant_text, on_paper
from shared.contracts.directory import OrganRecorded, Room
from shared.contracts.event import Event
from shared.errors import VersionConflict
from shared.office import Copies, faulty

HOURS = (domain.OPENS, domain.CLOSES)
TAKEN = "会议室在这一时段已被占用"
NO_ROOM = "未找到该会议室，请从本校会议室中选择"


@contextmanager
def in_turn(turn: Turn, rooms: Sequence[str]) -> Iterator[None]:
    """Serialise callers in this process who want the same rooms, which spares them conflicts."""
    with ExitStack() as turns:
        for room in sorted(set(rooms)):
            turns.enter_context(turn(f"room:{room}"))
        yield


def named(
    copies: Copies, rooms: Sequence[str], circle: tuple[str, ...], errors: list[dict[str, str]]
) -> tuple[Room, ...]:
    """Resolve rooms of the actor's school by id; add faults to `errors`."""
    known, found = known_rooms(copies, rooms, circle), dict[str, Room]()
    for place, room_id in enumerate(rooms):
        if room_id not in known:
            errors.append(faulty(f"rooms[{place}]", "unknown_room", NO_ROOM))
        elif room_id in found:
            errors.append(faulty(f"rooms[{place}]", "room_repeated", "同一会议室不能重复"))
        else:
            found[room_id] = known[room_id]
    return tuple(found.values())


def fitted(profiles: Profiles, stay: Stay) -> Stay:
    """Return a stay with its rooms' set-up times and hours."""
    known = profiles.several(stay.rooms)
    hours = [each.hours for each in known] or [HOURS]
    return replace(
        stay,
        pads={each.id: each.pad for each in known if any(each.pad)},
        hours=(max(opens for opens, _ in hours), min(closes for _, closes in hours)),
    )


def closed(profiles: Profiles, stay: Stay) -> list[str]:
    """Return the hours of each room that is not open during a stay."""
    names = {each.id: each.name for each in stay.places}
    shut = [each for each in profiles.several(stay.rooms) if not each.is_open(stay.starts_at, stay.ends_at)]
    return [f"{names[each.id]}开放时间为{_hours(each)}" for each in shut]


def facts(repositories: RoomRepositories, stay: Stay, found: Sequence[Room]) -> dict[str, Any]:
    """Return what the rules of rooms ask for: the seats, and the hours of rooms that are closed."""
    seats = sum(room.seats for room in found) if found else None
    return {"seats": seats, "closed": closed(repositories.profiles, stay)}


def taken_for(days: RoomDays, meeting: Meeting, stay: Stay, *, at: datetime) -> RoomConflict | None:
    """Return the refusal if a room is taken already, before anything is written."""
    known = [day_of(days, room, stay.starts_at) for room in stay.rooms]
    if any(day.taken(stay.purpose(meeting.id), stay.starts_at, stay.ends_at, stay.pad(day.room)) for day in known):
        return conflict(days, meeting, stay, known, at=at)
    return None


def conflict(
    days: RoomDays, meeting: Meeting, stay: Stay, known: Sequence[RoomDay] | None = None, *, at: datetime
) -> RoomConflict:
    """Build the refusal: which rooms are taken, and when all are free next. `known`: the day of each room, if just read."""
    known = known or [day_of(days, room, stay.starts_at) for room in stay.rooms]
    return taken(days, stay, known, at=at, purpose=stay.purpose(meeting.id))


def taken(days: RoomDays, stay: Stay, known: Sequence[RoomDay], *, at: datetime, purpose: str = "") -> RoomConflict:
    """Build the refusal for any purpose."""
    begin, end = stay.starts_at, stay.ends_at
    occupied = {day.room for day in known if day.taken(purpose, begin, end, stay.pad(day.room))}
    free = next_free(days, known, stay, at)
    names = "、".join(f"“{each.name}”" for each in stay.places if each.id in occupied or not occupied)
    return RoomConflict(
        f"{names}在这一时段已被占用。{soon(free)}。",
        rooms=[room for room in stay.rooms if room in occupied],
        free=shown_slots(free),
    )


def keep(days: RoomDays, day: RoomDay, event: Event, action: str) -> None:
    """Store a new or changed day; raise VersionConflict if somebody else wrote it meanwhile."""
    if day.kept is not None:
        days.save(day, announcing=event, action=action)
        return
    days.add(day, announcing=event, action=action)
    cause, standing = days.occasion.cause, days.find(day.id)
    handled = standing.kept.sources if standing is not None and standing.kept is not None else {}
    if cause is not None and handled.get(cause.source, 0) < cause.version:
        raise VersionConflict()  # another event began the day at the same time, and `add` left it alone


def day_of(days: RoomDays, room: str, starts_at: datetime) -> RoomDay:
    """Return a room's day, a new one if it has none."""
    new = domain.new_day(room, starts_at)
    return days.find(new.id) or new


def known_rooms(copies: Copies, rooms: Sequence[str], circle: tuple[str, ...]) -> dict[str, Room]:
    """Return the rooms of the actor's school."""
    organs = copies.where(OrganRecorded, {"rooms.id": {"$in": list(rooms)}}) if rooms else []
    return {room.id: room for organ in organs if office.within(organ.path, circle) for room in organ.rooms}


def next_free(days: RoomDays, known: Sequence[RoomDay], stay: Stay, at: datetime) -> list[Slot]:
    """Return when all of some rooms are free next; `known`: the day of each."""

    def taken_on(day: date) -> list[Slot]:
        found = [each if each.day == day else days.find(domain.day_id(each.room, day)) for each in known]
        return [
            domain.in_the_way(booking, stay.pad(each.room))
            for each in found
            if each is not None
            for booking in each.bookings.values()
            if booking.released_at is None
        ]

    begin, end = stay.starts_at.astimezone(UTC), stay.ends_at.astimezone(UTC)
    return domain.free_slots(taken_on, begin, end, after=at, hours=stay.hours)


def shown_slots(free: Sequence[Slot]) -> list[dict[str, str]]:
    """Return times as the API shows them."""
    return [{"starts_at": instant_text(begin), "ends_at": instant_text(end)} for begin, end in free]


def soon(free: Sequence[Slot]) -> str:
    """Say when a room is free next."""
    return f"最近的空闲时段：{'，'.join(map(_spoken, free))}" if free else "一周内没有同样长的空闲时段"


def _spoken(slot: Slot) -> str:
    begin, end = (each.astimezone(OFFICE_ZONE) for each in slot)
    return f"{on_paper(begin)}{begin:%H:%M}—{end:%H:%M}"


def _hours(profile: RoomProfile) -> str:
    opens, closes = profile.hours
    return f"{opens:%H:%M}—{closes:%H:%M}"
