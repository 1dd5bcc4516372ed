"""Repositories of rooms."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.meetings.repositories import MeetingRepositories
from services.meetings.rooms.domain import RoomDay, RoomProfile
from shared.usecase import Repository

Turn = Callable[[str], AbstractContextManager[None]]
"""Serialises callers under a name."""


class RoomDays(Repository[RoomDay], Protocol):
    """The repository of room days; a booking is identified by its purpose, so their occasion carries no key."""

    def of_room(self, room: str, begin: date, end: date) -> list[RoomDay]: ...
    def of_day(self, rooms: Sequence[str], day: date) -> list[RoomDay]: ...


class Profiles(Repository[RoomProfile], Protocol):
    """The repository of rooms' equipment and hours."""

    def several(self, ids: Sequence[str]) -> list[RoomProfile]: ...


@dataclass(frozen=True, kw_only=True)
class RoomRepositories(MeetingRepositories):
    """The repositories that rooms need."""

    days: RoomDays
    profiles: Profiles
