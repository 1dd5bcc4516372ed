"""Search for times when people and rooms of several campuses are free.

A day is a number whose bits are starts, five minutes each; the common free time is their conjunction, so that a month of
fifty rooms and five hundred people is a few thousand operations on whole numbers (`domain.free_starts`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from services.meetings import domain as office
from services.meetings.domain import Meeting
from services.meetings.repositories import people
from services.meetings.rooms import domain
from services.meetings.rooms.bookings import span
from services.meetings.rooms.domain import GRAIN, RoomDay, RoomProfile, Slot
from services.meetings.rooms.repositories import RoomRepositories
from shared.actor import Actor
from shared.calendar import ONE_DAY, instant_text, is_working_day, office_date
from shared.contracts.directory import OrganRecorded, PersonRecorded, Room
from shared.errors import Forbidden, InvalidInput
from shared.office import faulty, pair_of, unfound
from shared.shown import Shown

if TYPE_CHECKING:
    from services.meetings.rooms import api
    from shared.api import shapes

SEARCHERS = ("director", "leader", "registrar", "clerk")
FEW = 20
HOURS = (domain.OPENS, domain.CLOSES)


def free_slots(repositories: RoomRepositories, *, actor: Actor, wanted: Mapping[str, Any]) -> "Shown[api.FreeSlots]":
    """Return times at which everybody is free, with a large enough and equipped room in each campus.

    wanted: begin, until (days), minutes, people, rooms (all of these), campuses (one room in each), seats, equipment,
    working_days (only these), most. Rooms and people are of the actor's school.
    """
    if not any(actor.holds(name) for name in SEARCHERS):
        raise Forbidden("空闲时段由办公室人员查询。")
    first, last = span(wanted["begin"], wanted["until"])
    first = max(first, office_date(repositories.occasion.at))
    who, groups = _wanted(repositories, actor, wanted)
    rooms = {room.id: room for group in groups for room in group}
    days = [first + ahead * ONE_DAY for ahead in range((last - first).days + 1)]
    if wanted["working_days"]:
        days = [day for day in days if is_working_day(day)]
    profiles = {each.id: each for each in repositories.profiles.several(list(rooms))}
    booked = {each.id: each for room in rooms for each in repositories.days.of_room(room, first, last)} if days else {}
    busy = _busy(repositories.meetings.busy(who, first, last), set(who)) if who and days else {}
    items: list[Shown[api.FreeSlot]] = []
    for day in days:
        for slot, chosen in _on(day, groups, profiles, booked, busy.get(day, []), repositories, wanted["minutes"]):
            items.append({"starts_at": instant_text(slot[0]), "ends_at": instant_text(slot[1]), "rooms": chosen})
            if len(items) == wanted["most"]:
                return {"items": items, "next": None}
    return {"items": items, "next": None}


def _on(
    day: date,
    groups: Sequence[Sequence[Room]],
    profiles: Mapping[str, RoomProfile],
    booked: Mapping[str, RoomDay],
    busy: Sequence[Slot],
    repositories: RoomRepositories,
    minutes: int,
) -> "list[tuple[Slot, list[Shown[shapes.Reference]]]]":
    """Return a day's times in order, with the smallest room of each group that is free then."""
    past = [(domain.midnight(day), repositories.occasion.at)] if day == office_date(repositories.occasion.at) else []
    free = domain.free_starts([*busy, *past], day, HOURS if not groups else domain.WHOLE, minutes)
    masks: dict[str, int] = {}
    for group in groups:
        together = 0
        for room in group:
            if room.id not in masks:
                masks[room.id] = _room_free(room, day, profiles.get(room.id), booked, minutes)
            together |= masks[room.id]
        free &= together
        if not free:
            return []
    found = []
    for slot in domain.starts_in(free, day, minutes):
        bit = domain.bit_of(slot, day)
        chosen = [next(room for room in group if masks[room.id] & bit) for group in groups]
        found.append((slot, [pair_of(room) for room in chosen]))
    return found


def _room_free(room: Room, day: date, profile: RoomProfile | None, booked: Mapping[str, RoomDay], minutes: int) -> int:
    pad, hours = ((0, 0), HOURS) if profile is None else (profile.pad, profile.hours)
    standing = booked.get(domain.day_id(room.id, day))
    taken = () if standing is None else standing.bookings.values()
    ways = [domain.in_the_way(each, pad) for each in taken if each.released_at is None]
    return domain.free_starts(ways, day, hours, minutes)


def _busy(meetings: Sequence[Meeting], who: set[str]) -> dict[date, list[Slot]]:
    """Return by day when any of some people are in a meeting; those who replied that they are absent are not."""
    found = defaultdict[date, list[Slot]](list)
    for meeting in meetings:
        coming = {meeting.chair, *meeting.members, *meeting.sent}
        coming -= {person for person, each in meeting.replies.items() if each.answer is not office.Answer.ATTEND}
        if coming & who:
            found[office_date(meeting.starts_at)].append((meeting.starts_at, meeting.ends_at))
    return found


def _wanted(
    repositories: RoomRepositories, actor: Actor, wanted: Mapping[str, Any]
) -> tuple[list[str], list[list[Room]]]:
    """Resolve the people and rooms: a group for each room named and for each campus, smallest rooms first."""
    own = repositories.copies.find(OrganRecorded, actor.organ)
    circle = actor.path if own is None else office.circle(own)
    errors, groups = list[dict[str, str]](), list[list[Room]]()
    if wanted["minutes"] % GRAIN:
        errors.append(faulty("minutes", "not_a_multiple", f"应为{GRAIN}分钟的倍数"))
    known = _known(repositories, wanted["people"], circle)
    who = {
        known[name].person_id for name in wanted["people"] if name in known and office.within(known[name].path, circle)
    }
    for name in dict.fromkeys(wanted["people"]):
        if known.get(name) is None or known[name].person_id not in who:
            errors.append(faulty("people", "unknown_person", unfound(known.get(name), circle[0], "本校")))
    organs = {
        organ.organ_id: organ
        for organ in repositories.copies.where(OrganRecorded, {"path": circle[-1]})
        if office.within(organ.path, circle)
    }
    rooms = {room.id: room for organ in organs.values() for room in organ.rooms}
    for name in wanted["rooms"]:
        if name in rooms:
            groups.append([rooms[name]])
        else:
            errors.append(faulty("rooms", "unknown_room", f"本校没有会议室“{name}”"))
    for name in wanted["campuses"]:
        fitting = [] if name not in organs else _fitting(repositories, organs[name], wanted)
        groups.append(fitting)
        if not fitting:
            errors.append(faulty("campuses", "no_room", f"“{name}”没有符合要求的会议室"))
    if errors:
        raise InvalidInput(errors=errors)
    return sorted(who), groups


def _known(
    repositories: RoomRepositories, names: Sequence[str], circle: tuple[str, ...]
) -> Mapping[str, PersonRecorded]:
    """Return people by id or username: a few by query, many by reading everybody of the school."""
    if len(names) <= FEW:
        return people(repositories.copies, names)
    everybody = repositories.copies.where(PersonRecorded, {"path": circle[-1]})
    return {name: each for each in everybody for name in (each.person_id, each.username)}


def _fitting(repositories: RoomRepositories, organ: OrganRecorded, wanted: Mapping[str, Any]) -> list[Room]:
    needed = set(wanted["equipment"])
    profiles = {each.id: each for each in repositories.profiles.several([room.id for room in organ.rooms])}
    return sorted(
        (
            room
            for room in organ.rooms
            if room.seats >= (wanted["seats"] or 0)
            and (not needed or (room.id in profiles and needed <= {*profiles[room.id].equipment}))
        ),
        key=lambda room: (room.seats, room.id),
    )
