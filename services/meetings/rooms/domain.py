"""The day of a room (会议室) and when it is free; immutable, no clock, no broker, no store."""

from collections.abc import Callable, Iterable
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


@dataclass(frozen=True)
class Booking:
    """A room taken from `starts_at` until before `ends_at`; one that was given back stays, and is never taken again."""

    starts_at: datetime
    ends_at: datetime
    released_at: datetime | None = None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether the two share an instant; where one ends the other may begin."""
        return self.released_at is None and self.starts_at < ends_at and starts_at < self.ends_at


def matter(purpose: str) -> str:
    """Tell for what a purpose stands, whichever of its bookings it is: a meeting that is moved has two for a moment."""
    return purpose.partition("#")[0]


@dataclass(frozen=True, kw_only=True)
class RoomDay(Aggregate):
    """A room's day: the one place where it is decided who has the room. `bookings` by purpose."""

    room: str
    day: date
    bookings: dict[str, Booking] = field(default_factory=dict)

    @property
    def day_id(self) -> str:
        """Give the id, as events name it."""
        return self.id

    def others(self, purpose: str) -> list[Booking]:
        """Give the bookings that are for something else."""
        return [each for name, each in self.bookings.items() if matter(name) != matter(purpose)]

    def taken(self, purpose: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether anybody else has the room then."""
        return any(each.overlaps(starts_at, ends_at) for each in self.others(purpose))

    def book(self, purpose: str, starts_at: datetime, ends_at: datetime) -> tuple["RoomDay", RoomBooked]:
        """Give the room away; whoever calls has seen that it is free."""
        after = replace(self, bookings={**self.bookings, purpose: Booking(starts_at, ends_at)})
        return after, RoomBooked.of(after, purpose=purpose, starts_at=starts_at, ends_at=ends_at)

    def release(self, purpose: str, booking: Booking, at: datetime) -> tuple["RoomDay", RoomReleased]:
        """Take the room back, or bar a purpose that has ended from booking it later."""
        after = replace(self, bookings={**self.bookings, purpose: replace(booking, released_at=at)})
        return after, RoomReleased.of(after, purpose=purpose)


def new_day(room: str, starts_at: datetime) -> RoomDay:
    """Begin a room's day; its id follows from both, so that there is one."""
    day = office_date(starts_at)
    return RoomDay(id=day_id(room, day), room=room, day=day)


def day_id(room: str, day: date) -> str:
    """Name a room's day in the office."""
    return f"{room}.{day.isoformat()}"


def free_slots(
    bookings_on: Callable[[date], Iterable[Booking]], starts_at: datetime, ends_at: datetime, *, after: datetime
) -> list[Slot]:
    """Give the next three free times of the same length, between 08:00 and 20:00 and within a week.

    bookings_on: who has the rooms on a day. after: now, since nothing is free in the past.
    """
    length, found = ends_at - starts_at, list[Slot]()
    earliest = max(starts_at, after)
    for ahead in range(DAYS_SEARCHED):
        day = office_date(earliest) + timedelta(days=ahead)
        opens, closes = (datetime.combine(day, at, OFFICE_ZONE).astimezone(UTC) for at in (OPENS, CLOSES))
        cursor, bookings = max(opens, earliest), list(bookings_on(day))
        while cursor + length <= closes:
            clash = next((each for each in bookings if each.overlaps(cursor, cursor + length)), None)
            if clash is not None:
                cursor = clash.ends_at
                continue
            found.append((cursor, cursor + length))
            if len(found) == SLOTS:
                return found
            cursor += length
    return found
