"""What the use cases of the service work with: where things are kept, and copies of organs and people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from services.meetings.branches.domain import Branch
from services.meetings.calendars.domain import Calendar
from services.meetings.domain import Meeting
from services.meetings.rooms.domain import RoomDay, RoomProfile
from services.meetings.series.domain import Series
from services.meetings.topics.domain import Topic
from services.meetings.votes.domain import Round
from shared.actor import Actor
from shared.aggregate import Aggregate, Entry
from shared.contracts.directory import PersonRecorded
from shared.contracts.event import Event
from shared.occasion import Occasion, Repeated
from shared.pages import Page

T = TypeVar("T", bound=Aggregate)
E = TypeVar("E", bound=Event)

ATTEMPTS = 500
"""How often somebody who lost against others looks again."""

Days = tuple[date | None, date | None]
"""From which day until which, both included; None leaves that end open."""
ALL: Days = (None, None)

Turn = Callable[[str], AbstractContextManager[None]]
"""Lets one at a time pass under a name."""


class Book(Protocol[T]):
    """Where things of one kind are kept."""

    occasion: Occasion

    def get(self, aggregate_id: str) -> T: ...
    def find(self, aggregate_id: str) -> T | None: ...
    def add(self, new: T, *, announcing: Event, action: str, comment: str = "") -> T: ...
    def save(self, after: T, *, announcing: Event, action: str, comment: str = "") -> T: ...
    def first_answer(self, repeated: Repeated) -> T: ...
    def at_version(self, aggregate_id: str, version: int) -> T: ...
    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]: ...


class Meetings(Book[Meeting], Protocol):
    """Where meetings are kept."""

    def search(
        self, actor: Actor, *, status: str | None, kind: str | None, days: Days = ALL, cursor: str | None, limit: int
    ) -> Page[Meeting]: ...
    def busy(self, people: Sequence[str], begin: date, end: date) -> list[Meeting]: ...
    def calendar_of(self, person: str, begin: date, end: date) -> list[Meeting]: ...
    def of_series(self, series: str) -> list[Meeting]: ...
    def of_branch(self, branch: str, begin: date, end: date) -> list[Meeting]: ...


class RoomDays(Book[RoomDay], Protocol):
    """Where the days of rooms are kept; a booking is known by its purpose, so their occasion carries no key."""

    def of_room(self, room: str, begin: date, end: date) -> list[RoomDay]: ...
    def of_day(self, rooms: Sequence[str], day: date) -> list[RoomDay]: ...


class Profiles(Book[RoomProfile], Protocol):
    """Where it is kept what rooms have, and when they are open."""

    def several(self, ids: Sequence[str]) -> list[RoomProfile]: ...


class Topics(Book[Topic], Protocol):
    """Where topics are kept."""

    def of_meeting(self, meeting_id: str) -> list[Topic]: ...


class Rounds(Book[Round], Protocol):
    """Where votes and hearings are kept."""

    def of_meeting(self, meeting_id: str) -> list[Round]: ...


class Calendars(Book[Calendar], Protocol):
    """Where calendars are kept."""

    def at(self, secret: str) -> Calendar | None: ...
    def of_owner(self, owner: str) -> list[Calendar]: ...


class ManySeries(Book[Series], Protocol):
    """Where series are kept."""

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Series]: ...


class Branches(Book[Branch], Protocol):
    """Where branches are kept."""

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Branch]: ...
    def under(self, actor: Actor) -> list[Branch]: ...


class Boxes(Protocol):
    """Where the ballots of secret votes lie: by receipt, without a name, a time or an order."""

    def put(self, round_id: str) -> None: ...
    def cast(self, round_id: str, receipt: str, choice: str) -> str | None: ...
    def count(self, round_id: str) -> int: ...
    def shut(self, round_id: str) -> Mapping[str, str]: ...


class Copies(Protocol):
    """The last known state of organs and people."""

    def find(self, kind: type[E], thing_id: str) -> E | None: ...
    def several(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]: ...
    def where(self, kind: type[E], query: Mapping[str, Any]) -> list[E]: ...


@dataclass(frozen=True)
class Books:
    """Everything that the service keeps, as one request sees it."""

    meetings: Meetings
    days: RoomDays
    profiles: Profiles
    topics: Topics
    rounds: Rounds
    boxes: Boxes
    calendars: Calendars
    series: ManySeries
    branches: Branches
    copies: Copies

    @property
    def occasion(self) -> Occasion:
        """Give on what occasion it is used."""
        return self.meetings.occasion


def people(copies: Copies, names: Sequence[str]) -> dict[str, PersonRecorded]:
    """Find people by id or username."""
    by_username = copies.where(PersonRecorded, {"username": {"$in": list(names)}})
    found = [*copies.several(PersonRecorded, names).values(), *by_username]
    return {name: person for person in found for name in (person.person_id, person.username)}
