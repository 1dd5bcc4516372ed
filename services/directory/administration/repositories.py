"""Repositories of organs and people for their maintenance."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from services.directory.domain import Organ, Person
from shared.usecase import Repository


class Organs(Repository[Organ], Protocol):
    """The repository of organs."""

    def under(self, organ_id: str) -> Sequence[Organ]: ...
    def bearing(self, district: str, names: Sequence[str]) -> Sequence[Organ]: ...


class People(Repository[Person], Protocol):
    """The repository of people."""

    def by_username(self, username: str) -> Person | None: ...
    def in_organ(self, organ_id: str) -> Sequence[Person]: ...
    def holding(self, organs: Sequence[str], roles: Sequence[str]) -> Sequence[Person]: ...
    def several(self, ids: Sequence[str]) -> Mapping[str, Person]: ...
    def any_active(self, organ_id: str) -> Person | None: ...
