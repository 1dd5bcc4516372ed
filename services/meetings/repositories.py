"""Dependencies of the service's use cases: repositories, and copies of organs and people."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.meetings.branches.domain import Branch
from services.meetings.calendars.domain import Calendar
from services.meetings.domain import Meeting
from services.meetings.rooms.domain import RoomDay, RoomProfile
from services.meetings.series.domain import Series
from services.meetings.topics.domain import Topic
from services.meetings.votes.domain import Round
from shared.actor import Actor
from shared.contracts.directory import PersonRecorded
from shared.listing import Listing
from shared.occasion import Occasion
from shared.office import Copies
from shared.pages import Page
from shared.usecase import Repository

Turn = Callable[[str], AbstractContextManager[None]]
"""Serialises callers under a name."""


@dataclass(frozen=True, kw_only=True)
class MeetingListing(Listing):
    """A requested page of meetings. begin, until: the days on which they begin, both included."""

    begin: str | None = None
    until: str | None = None


class Meetings(Repository[Meeting], Protocol):
    """The repository of meetings."""

    def search(self, actor: Actor, wanted: MeetingListing) -> Page[Meeting]: ...
    def busy(self, people: Sequence[str], begin: date, end: date) -> list[Meeting]: ...
    def calendar_of(self, person: str, begin: date, end: date) -> list[Meeting]: ...
    def of_series(self, series: str) -> list[Meeting]: ...
    def of_branch(self, branch: str, begin: date, end: date) -> list[Meeting]: ...


class RoomDays(Repository[RoomDay], Protocol):
    """The repository of room days; a booking is identified by its purpose, so their occasion carries no key."""

    def of_room(self, room: str, begin: date, end: date) -> list[RoomDay]: ...
    def of_day(self, rooms: Sequence[str], day: date) -> list[RoomDay]: ...


class Profiles(Repository[RoomProfile], Protocol):
    """The repository of rooms' equipment and hours."""

    def several(self, ids: Sequence[str]) -> list[RoomProfile]: ...


class Topics(Repository[Topic], Protocol):
    """The repository of topics."""

    def of_meeting(self, meeting_id: str) -> list[Topic]: ...


class Rounds(Repository[Round], Protocol):
    """The repository of votes and hearings."""

    def of_meeting(self, meeting_id: str) -> list[Round]: ...


class Calendars(Repository[Calendar], Protocol):
    """The repository of calendar feeds."""

    def at(self, secret: str) -> Calendar | None: ...
    def of_owner(self, owner: str) -> list[Calendar]: ...


class ManySeries(Repository[Series], Protocol):
    """The repository of series."""

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Series]: ...


class Branches(Repository[Branch], Protocol):
    """The repository of branches."""

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Branch]: ...
    def under(self, actor: Actor) -> list[Branch]: ...


class Boxes(Protocol):
    """The store of secret ballots: by receipt, without a name, a time or an order."""

    def put(self, round_id: str) -> None: ...
    def cast(self, round_id: str, receipt: str, choice: str) -> str | None: ...
    def count(self, round_id: str) -> int | None: ...
    def shut(self, round_id: str) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Repositories:
    """All repositories of the service, as one request sees them."""

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
        """Return the occasion."""
        return self.meetings.occasion


def people(copies: Copies, names: Sequence[str]) -> dict[str, PersonRecorded]:
    """Return people by id or username."""
    by_username = copies.where(PersonRecorded, {"username": {"$in": list(names)}})
    found = [*copies.several(PersonRecorded, names).values(), *by_username]
    return {name: person for person in found for name in (person.person_id, person.username)}
