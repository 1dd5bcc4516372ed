"""Bookings of a room by hand, and what is booked: a booking lives in its room's day and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from services.meetings import domain as office
from services.meetings.acts import BOOKING_ACTS
from services.meetings.books import Books
from services.meetings.domain import Stay
from services.meetings.rooms import app, catalogue
from services.meetings.rooms.domain import Booking, RoomDay
from shared.actor import Actor
from shared.acts import offered
from shared.calendar import instant_text, office_date
from shared.contracts.directory import OrganRecorded
from shared.errors import Forbidden, InvalidInput, KeyReused, NotFound, PreconditionFailed
from shared.office import Named
from shared.usecase import again, made_id

LONGEST = 62
"""How many days one question may span."""
BOOKERS = ("director", "leader", "registrar", "clerk")
BY_HAND = "booking"


@dataclass(frozen=True)
class Found:
    """A booking and the day that it is in."""

    day: RoomDay
    purpose: str
    booking: Booking
    organ: str = ""

    @property
    def version(self) -> int:
        """Count its changes: booked, and given back."""
        return 1 if self.booking.released_at is None else 2


def book(books: Books, room: str, *, new_id: str, wanted: Mapping[str, Any]) -> Found:
    """Book a room of one's own school for something that is no meeting here. `wanted`: title, starts_at, ends_at.

    Raise RoomConflict with the next free times. A repeated key finds the first booking.
    """
    occasion, actor = books.occasion, books.occasion.person
    known, _ = catalogue.found(books.copies, room, actor)
    own = books.copies.find(OrganRecorded, actor.organ)
    if own is None or room not in app.known_rooms(books.copies, [room], office.circle(own)):
        raise Forbidden("只能预订本校的会议室。")
    if not any(actor.holds(name) for name in BOOKERS):
        raise Forbidden("会议室由办公室人员预订。")
    starts_at, ends_at = (datetime.fromisoformat(wanted[name]).astimezone(UTC) for name in ("starts_at", "ends_at"))
    purpose = f"{BY_HAND}:{made_id(occasion, new_id)}"
    asked = "" if occasion.key is None else occasion.key.print
    standing = _standing(app.day_of(books.days, room, starts_at), purpose, asked)
    if standing is not None:
        return standing
    errors = office.time_faults(starts_at, ends_at, now=occasion.at)
    if errors:
        raise InvalidInput(errors=errors)
    stay = app.fitted(books.profiles, Stay((Named(room, known.name),), starts_at, ends_at))
    new = Booking(starts_at, ends_at, pad=stay.pad(room), holder=actor.person_id, title=wanted["title"], asked=asked)

    def attempt() -> Found:
        day = app.day_of(books.days, room, starts_at)
        standing = _standing(day, purpose, asked)
        if standing is not None:
            return standing
        if day.taken(purpose, starts_at, ends_at, new.pad):
            raise app.taken(books.days, stay, [day], at=occasion.at)
        after, event = day.book(purpose, new)
        app.keep(books.days, after, event, "book")
        return Found(after, purpose, new)

    return again(attempt)


def _standing(day: RoomDay, purpose: str, asked: str) -> Found | None:
    """Give what a request booked before, as it was then; raise KeyReused where it asked for something else."""
    booking = day.bookings.get(purpose)
    if booking is None:
        return None
    if booking.asked != asked:
        raise KeyReused()
    return Found(day, purpose, replace(booking, released_at=None))


def cancel(books: Books, booking_id: str) -> Found:
    """Give a room back: whoever booked it does, or the office of the room's organ. Twice is once."""

    def attempt() -> Found:
        found = get(books, booking_id)
        if books.occasion.expected not in (None, found.version):
            raise PreconditionFailed(current_version=found.version)
        if found.booking.released_at is not None:
            return found
        after, event = found.day.release(found.purpose, found.booking, books.occasion.at)
        app.keep(books.days, after, event, "release")
        return Found(after, found.purpose, after.bookings[found.purpose], found.organ)

    return again(attempt)


def get(books: Books, booking_id: str) -> Found:
    """Give a booking to whoever made it and to the office of the room's organ; raise NotFound for anybody else."""
    actor = books.occasion.person
    day_id, _, own = booking_id.partition("~")
    day, purpose = books.days.find(day_id), f"{BY_HAND}:{own}"
    if day is None or purpose not in day.bookings:
        raise NotFound()
    booking, (_, organ) = day.bookings[purpose], catalogue.found(books.copies, day.room, actor)
    if actor.person_id != booking.holder and not (actor.organ == organ.organ_id and actor.holds("director")):
        raise NotFound()
    return Found(day, purpose, booking, organ.organ_id)


def listed(books: Books, room: str, *, actor: Actor, begin: str, until: str) -> dict[str, Any]:
    """Tell when a room is taken, from a day to another, to somebody of its district: whatever for is theirs who see it."""
    _, organ = catalogue.found(books.copies, room, actor)
    first, last = span(begin, until)
    items = [
        shown(Found(day, purpose, booking, organ.organ_id if purpose.startswith(BY_HAND) else ""), actor)
        for day in books.days.of_room(room, first, last)
        for purpose, booking in sorted(day.bookings.items(), key=lambda pair: pair[1].starts_at)
        if booking.released_at is None
    ]
    return {"items": items, "next": None}


MOST_ROOMS = 200


def of_day(books: Books, *, actor: Actor, on: str, organ: str | None) -> dict[str, Any]:
    """Tell when every room of an organ, and of those under it, is taken on a day; of one's own school where none is named."""
    day = date.fromisoformat(on)
    page = catalogue.listed(books, actor=actor, organ=organ, seats=None, equipment=(), cursor=None, limit=MOST_ROOMS)
    standing = {each.room: each for each in books.days.of_day([room["id"] for room in page["items"]], day)}
    items = []
    for room in page["items"]:
        found = standing.get(room["id"])
        taken = () if found is None else sorted(found.bookings.items(), key=lambda pair: pair[1].starts_at)
        organ_id = room["organ"]["id"]
        items.append(
            {
                "room": room,
                "bookings": [
                    shown(Found(found, purpose, each, organ_id if purpose.startswith(BY_HAND) else ""), actor)
                    for purpose, each in taken
                    if found is not None and each.released_at is None
                ],
            }
        )
    return {"items": items, "next": None}


def span(begin: str, until: str) -> tuple[date, date]:
    """Read from when until when; raise InvalidInput where it ends before or is too long."""
    first, last = date.fromisoformat(begin), date.fromisoformat(until)
    if last < first:
        raise InvalidInput(errors=[{"field": "until", "code": "ends_before_start", "message": "截止日期早于起始日期"}])
    if (last - first).days >= LONGEST:
        fault = {"field": "until", "code": "span_too_long", "message": f"一次最多查询{LONGEST}天"}
        raise InvalidInput(errors=[fault])
    return first, last


def shown(found: Found, actor: Actor | None) -> dict[str, Any]:
    """Show when a room is taken; what for only to whoever booked it by hand."""
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
