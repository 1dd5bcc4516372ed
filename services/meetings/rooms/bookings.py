"""Manual bookings of a room: a booking is stored only in its room's day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from services.meetings import domain as office
from services.meetings.acts import BOOKING_ACTS
from services.meetings.domain import Stay
from services.meetings.rooms import app, catalogue
from services.meetings.rooms.domain import Booking, RoomClosed, RoomDay, day_id
from services.meetings.rooms.repositories import RoomRepositories
from shared.actor import Actor
from shared.acts import offered
from shared.calendar import instant_text, office_date
from shared.contracts.directory import OrganRecorded
from shared.errors import Forbidden, InvalidInput, KeyReused, NotFound, PreconditionFailed
from shared.office import Named, fault, faulty
from shared.shown import Shown
from shared.usecase import again, made_id

if TYPE_CHECKING:
    from services.meetings.rooms import api

LONGEST = 62
"""The maximum days of one query."""
BOOKERS = ("director", "leader", "registrar", "clerk")
BY_HAND = "booking"


@dataclass(frozen=True)
class Found:
    """A booking and its day."""

    day: RoomDay
    purpose: str
    booking: Booking
    organ: str = ""

    @property
    def version(self) -> int:
        """Return its version: 1 booked, 2 released."""
        return 1 if self.booking.released_at is None else 2


def book(repositories: RoomRepositories, room: str, *, new_id: str, wanted: Mapping[str, Any]) -> Found:
    """Book a room of the actor's school for another purpose than a meeting. `wanted`: title, starts_at, ends_at.

    Raise RoomConflict with the next free times. A repeated key finds the first booking.
    """
    occasion, actor = repositories.occasion, repositories.occasion.person
    known, _ = catalogue.found(repositories.copies, room, actor)
    own = repositories.copies.find(OrganRecorded, actor.organ)
    if own is None or room not in app.known_rooms(repositories.copies, [room], office.circle(own)):
        raise Forbidden("只能预订本校的会议室。")
    if not any(actor.holds(name) for name in BOOKERS):
        raise Forbidden("会议室由办公室人员预订。")
    starts_at, ends_at = (datetime.fromisoformat(wanted[name]).astimezone(UTC) for name in ("starts_at", "ends_at"))
    purpose = f"{BY_HAND}:{made_id(occasion, new_id)}"
    asked = "" if occasion.key is None else occasion.key.print
    standing = _standing(app.day_of(repositories.days, room, starts_at), purpose, asked)
    if standing is not None:
        return standing
    errors = office.time_faults(starts_at, ends_at, now=occasion.at)
    if errors:
        raise InvalidInput(errors=errors)
    stay = app.fitted(repositories.profiles, Stay((Named(room, known.name),), starts_at, ends_at))
    if shut := app.closed(repositories.profiles, stay):
        raise RoomClosed(errors=[faulty("starts_at", "room_closed", shut[0])])
    new = Booking(starts_at, ends_at, pad=stay.pad(room), holder=actor.person_id, title=wanted["title"], asked=asked)

    def attempt() -> Found:
        day = app.day_of(repositories.days, room, starts_at)
        standing = _standing(day, purpose, asked)
        if standing is not None:
            return standing
        if day.taken(purpose, starts_at, ends_at, new.pad):
            raise app.taken(repositories.days, stay, [day], at=occasion.at)
        after, event = day.book(purpose, new)
        app.keep(repositories.days, after, event, "book")
        return Found(after, purpose, new)

    return again(attempt)


def _standing(day: RoomDay, purpose: str, asked: str) -> Found | None:
    """Return a request's earlier booking as it was then; raise KeyReused if it asked for something else."""
    booking = day.bookings.get(purpose)
    if booking is None:
        return None
    if booking.asked != asked:
        raise KeyReused()
    return Found(day, purpose, replace(booking, released_at=None))


def cancel(repositories: RoomRepositories, booking_id: str) -> Found:
    """Release a booking, by its holder or the office of the room's organ; releasing it twice changes nothing."""

    def attempt() -> Found:
        found = get(repositories, booking_id)
        if repositories.occasion.expected not in (None, found.version):
            raise PreconditionFailed(current_version=found.version)
        if found.booking.released_at is not None:
            return found
        after, event = found.day.release(found.purpose, found.booking, repositories.occasion.at)
        app.keep(repositories.days, after, event, "release")
        return Found(after, found.purpose, after.bookings[found.purpose], found.organ)

    return again(attempt)


def get(repositories: RoomRepositories, booking_id: str) -> Found:
    """Return a booking to its holder and to the office of the room's organ; raise NotFound for anybody else."""
    actor = repositories.occasion.person
    day_id, _, own = booking_id.partition("~")
    day, purpose = repositories.days.find(day_id), f"{BY_HAND}:{own}"
    if day is None or purpose not in day.bookings:
        raise NotFound()
    booking, (_, organ) = day.bookings[purpose], catalogue.found(repositories.copies, day.room, actor)
    if actor.person_id != booking.holder and not (actor.organ == organ.organ_id and actor.holds("director")):
        raise NotFound()
    return Found(day, purpose, booking, organ.organ_id)


def listed(
    repositories: RoomRepositories, room: str, *, actor: Actor, begin: str, until: str
) -> "Shown[api.RoomBookings]":
    """Return when a room is taken, for people of its district; the subject only for those who may see it."""
    _, organ = catalogue.found(repositories.copies, room, actor)
    first, last = span(begin, until)
    items = [
        shown(Found(day, purpose, booking, organ.organ_id if purpose.startswith(BY_HAND) else ""), actor)
        for day in repositories.days.of_room(room, first, last)
        for purpose, booking in sorted(day.bookings.items(), key=lambda pair: pair[1].starts_at)
        if booking.released_at is None
    ]
    return {"items": items, "next": None}


MOST_ROOMS = 200


def of_day(repositories: RoomRepositories, *, actor: Actor, on: str, organ: str | None) -> "Shown[api.RoomsOnDay]":
    """Return when each room of an organ, and of those under it, is taken on a day; by default of the actor's school."""
    day = date.fromisoformat(on)
    page = catalogue.listed(
        repositories, actor=actor, organ=organ, seats=None, equipment=(), cursor=None, limit=MOST_ROOMS
    )
    standing = {each.room: each for each in repositories.days.of_day([room["id"] for room in page["items"]], day)}
    items: list[Shown[api.RoomOnDay]] = []
    for room in page["items"]:
        found = standing.get(room["id"]) or RoomDay(id=day_id(room["id"], day), room=room["id"], day=day)
        taken = sorted(found.bookings.items(), key=lambda pair: pair[1].starts_at)
        organ_id = room["organ"]["id"]
        items.append(
            {
                "room": room,
                "bookings": [
                    shown(Found(found, purpose, each, organ_id if purpose.startswith(BY_HAND) else ""), actor)
                    for purpose, each in taken
                    if each.released_at is None
                ],
            }
        )
    return {"items": items, "next": None}


def span(begin: str, until: str) -> tuple[date, date]:
    """Parse a range of days; raise InvalidInput if it ends before it begins or is too long."""
    first, last = date.fromisoformat(begin), date.fromisoformat(until)
    if last < first:
        raise fault("until", "ends_before_start", "截止日期早于起始日期")
    if (last - first).days >= LONGEST:
        raise fault("until", "span_too_long", f"一次最多查询{LONGEST}天")
    return first, last


def shown(found: Found, actor: Actor | None) -> "Shown[api.RoomBooking]":
    """Return when a room is taken; the subject only for the holder of a manual booking."""
    kind, booking = found.purpose.partition(":")[0], found.booking
    own = actor is not None and booking.holder is not None and booking.holder == actor.person_id
    office_of = actor is not None and actor.holds("director") and actor.organ == found.organ
    by_hand = kind == BY_HAND
    begin, end = booking.blocked
    return {
        "version": found.version,
        "id": f"{found.day.id}~{found.purpose.partition(':')[2]}" if by_hand else None,
        "room": found.day.room,
        "for": kind,
        "title": booking.title if own or office_of else None,
        "starts_at": instant_text(booking.starts_at),
        "ends_at": instant_text(booking.ends_at),
        "blocked_from": instant_text(begin),
        "blocked_until": instant_text(end),
        "cancelled": booking.released_at is not None,
        "on": office_date(booking.starts_at).isoformat(),
        "actions": offered(
            BOOKING_ACTS, found, ["cancel"] if (own or office_of) and booking.released_at is None else []
        ),
    }
