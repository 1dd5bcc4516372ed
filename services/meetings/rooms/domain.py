"""A room's day (会议室) and its free times; immutable, no clock, no broker, no store."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from shared.aggregate import Aggregate
from shared.calendar import OFFICE_ZONE, office_date
from shared.contracts.meetings import RoomBooked, RoomReleased
from shared.errors import InvalidInput, Refused

OPENS, CLOSES = time(8), time(20)
SLOTS, DAYS_SEARCHED = 3, 7

Slot = tuple[datetime, datetime]


class RoomConflict(Refused):
    """会议室在这一时段已被占用。"""

    code = "room_conflict"


class RoomTooSmall(InvalidInput):
    """会议室座位不够。"""

    code = "room_too_small"


class RoomClosed(InvalidInput):
    """会议室在这一时段不开放。"""

    code = "room_closed"


@dataclass(frozen=True)
class Booking:
    """A room taken from `starts_at` until before `ends_at`; a released booking stays, and is never taken again.

    pad: set-up and clearing minutes, when the room is blocked too. holder, title: of a manual booking;
    asked: the fingerprint of its request.
    """

    starts_at: datetime
    ends_at: datetime
    released_at: datetime | None = None
    pad: tuple[int, int] = (0, 0)
    holder: str | None = None
    title: str = ""
    asked: str = ""

    @property
    def blocked(self) -> Slot:
        """Return the time during which the room is blocked."""
        before, after = self.pad
        return self.starts_at - timedelta(minutes=before), self.ends_at + timedelta(minutes=after)

    def overlaps(self, starts_at: datetime, ends_at: datetime, pad: tuple[int, int] = (0, 0)) -> bool:
        """Check whether two bookings overlap, including set-up and clearing; one may begin when the other ends."""
        begin, end = self.blocked
        theirs = Booking(starts_at, ends_at, pad=pad).blocked
        return self.released_at is None and begin < theirs[1] and theirs[0] < end


def matter(purpose: str) -> str:
    """Return the subject of a purpose, shared by its bookings: a meeting that is moved has two for a moment."""
    return purpose.partition("#")[0]


@dataclass(frozen=True, kw_only=True)
class RoomDay(Aggregate):
    """A room's day: the one place that decides who has the room. `bookings` by purpose."""

    room: str
    day: date
    bookings: dict[str, Booking] = field(default_factory=dict)

    def others(self, purpose: str) -> list[Booking]:
        """Return the bookings for other subjects."""
        return [each for name, each in self.bookings.items() if matter(name) != matter(purpose)]

    def taken(self, purpose: str, starts_at: datetime, ends_at: datetime, pad: tuple[int, int] = (0, 0)) -> bool:
        """Check whether anybody else has the room then."""
        return any(each.overlaps(starts_at, ends_at, pad) for each in self.others(purpose))

    def book(self, purpose: str, booking: Booking) -> tuple["RoomDay", RoomBooked]:
        """Book the room; the caller has checked that it is free."""
        after = replace(self, bookings={**self.bookings, purpose: booking})
        return after, RoomBooked.of(after, purpose=purpose, starts_at=booking.starts_at, ends_at=booking.ends_at)

    def release(self, purpose: str, booking: Booking, at: datetime) -> tuple["RoomDay", RoomReleased]:
        """Release the room, or bar a purpose that has ended from booking it later."""
        after = replace(self, bookings={**self.bookings, purpose: replace(booking, released_at=at)})
        return after, RoomReleased.of(after, purpose=purpose)


@dataclass(frozen=True, kw_only=True)
class RoomProfile(Aggregate):
    """A room's equipment and hours, as the office of its organ described it; its id is the room's.

    opens, closes: its hours; any time if not set. setup, clearing: minutes before and after.
    """

    organ: str
    opens: time | None = None
    closes: time | None = None
    setup: int = 0
    clearing: int = 0
    equipment: tuple[str, ...] = ()

    @property
    def room(self) -> str:
        """Return the id of the room."""
        return self.id

    @property
    def pad(self) -> tuple[int, int]:
        """Return the set-up and clearing minutes."""
        return self.setup, self.clearing

    @property
    def hours(self) -> tuple[time, time]:
        """Return the hours within which free times are searched."""
        return self.opens or OPENS, self.closes or CLOSES

    def is_open(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Check whether a time lies within its hours; both ends are on one day."""
        begin, end = (each.astimezone(OFFICE_ZONE) for each in (starts_at, ends_at))
        late = end.date() > begin.date()
        opens_late = self.opens is not None and begin.time() < self.opens
        return not opens_late and (self.closes is None or (not late and end.time() <= self.closes))


def new_day(room: str, starts_at: datetime) -> RoomDay:
    """Create a room's day; its id is derived from both, so that there is only one."""
    day = office_date(starts_at)
    return RoomDay(id=day_id(room, day), room=room, day=day)


def day_id(room: str, day: date) -> str:
    """Return the id of a room's day."""
    return f"{room}.{day.isoformat()}"


Hours = tuple[time, time]


def free_slots(
    taken_on: Callable[[date], Iterable[Slot]],
    starts_at: datetime,
    ends_at: datetime,
    *,
    after: datetime,
    hours: Hours = (OPENS, CLOSES),
) -> list[Slot]:
    """Return the next three free times of the same length, within the hours and within a week.

    taken_on: when the rooms are taken on a day, including set-up and clearing. after: now; times in the past are not free.
    """
    length, found = ends_at - starts_at, list[Slot]()
    earliest = max(starts_at, after)
    for ahead in range(DAYS_SEARCHED):
        day = office_date(earliest) + timedelta(days=ahead)
        opens, closes = (datetime.combine(day, at, OFFICE_ZONE).astimezone(UTC) for at in hours)
        cursor, taken = max(opens, earliest), list(taken_on(day))
        while cursor + length <= closes:
            clash = next((end for begin, end in taken if begin < cursor + length and cursor < end), None)
            if clash is not None:
                cursor = clash
                continue
            found.append((cursor, cursor + length))
            if len(found) == SLOTS:
                return found
            cursor += length
    return found


def in_the_way(booking: Booking, pad: tuple[int, int]) -> Slot:
    """Return the time during which a booking blocks a use with its own set-up and clearing."""
    begin, end = booking.blocked
    return begin - timedelta(minutes=pad[1]), end + timedelta(minutes=pad[0])


GRAIN = 5
"""Minutes: a search over many people and rooms considers multiples of this."""
STEPS = 24 * 60 // GRAIN
WHOLE = (time(), time())
"""The hours of a whole day."""


def midnight(day: date) -> datetime:
    """Return the beginning of a day in the office's time zone."""
    return datetime.combine(day, time(), OFFICE_ZONE)


def free_starts(taken: Iterable[Slot], day: date, hours: Hours, minutes: int) -> int:
    """Return a mask of the starts at which so many minutes are free on a day: bit n is the start n times 5 minutes in."""
    begins = midnight(day)

    def step(at: datetime, *, up: bool) -> int:
        ahead: float = (at - begins) / timedelta(minutes=GRAIN)
        return min(STEPS, max(0, math.ceil(ahead) if up else math.floor(ahead)))

    opens, closes = (datetime.combine(day, at, OFFICE_ZONE) for at in hours)
    free = _bits(step(opens, up=True), STEPS if hours is WHOLE else step(closes, up=False))
    for begin, end in taken:
        free &= ~_bits(step(begin, up=False), step(end, up=True))
    have, wanted = 1, math.ceil(minutes / GRAIN)
    while have < wanted:
        more = min(have, wanted - have)
        free &= free >> more
        have += more
    return free


def _bits(begin: int, end: int) -> int:
    return ((1 << (end - begin)) - 1) << begin if end > begin else 0


def starts_in(mask: int, day: date, minutes: int) -> Iterator[Slot]:
    """Yield the times of a mask in order, none overlapping another."""
    begins, step = midnight(day).astimezone(UTC), 0
    length = math.ceil(minutes / GRAIN)
    while mask >> step:
        rest = mask >> step
        step += (rest & -rest).bit_length() - 1
        begin = begins + timedelta(minutes=GRAIN * step)
        yield begin, begin + timedelta(minutes=minutes)
        step += length


def bit_of(slot: Slot, day: date) -> int:
    """Return the bit of a time's start in the masks of its day."""
    return 1 << int((slot[0] - midnight(day)) / timedelta(minutes=GRAIN))
