"""Dependencies of every part of the service: the repository of meetings, and copies of organs and people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.meetings.domain import Meeting
from shared.actor import Actor
from shared.contracts.directory import PersonRecorded
from shared.listing import Listing
from shared.occasion import Occasion
from shared.office import Copies
from shared.pages import Page
from shared.usecase import Repository


class Meetings(Repository[Meeting], Protocol):
    """The repository of meetings."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Meeting]: ...
    def busy(self, people: Sequence[str], begin: date, end: date) -> list[Meeting]: ...
    def calendar_of(self, person: str, begin: date, end: date) -> list[Meeting]: ...
    def of_series(self, series: str) -> list[Meeting]: ...
    def of_branch(self, branch: str, begin: date, end: date) -> list[Meeting]: ...


@dataclass(frozen=True, kw_only=True)
class MeetingRepositories:
    """The repositories that every part needs, as one request sees them; a part adds its own."""

    meetings: Meetings
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
