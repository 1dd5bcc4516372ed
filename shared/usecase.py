"""What use cases of every service begin with: who may see a thing, and what a new one is called."""

import hashlib
from collections.abc import Callable
from typing import Protocol, TypeVar

from shared.actor import Actor
from shared.aggregate import Aggregate, Entry
from shared.errors import NotFound
from shared.occasion import Occasion
from shared.pages import Page

T = TypeVar("T", bound=Aggregate)
T_co = TypeVar("T_co", bound=Aggregate, covariant=True)
Sees = Callable[[T, Actor], bool]


class Kept(Protocol[T_co]):
    """Where things of one kind are kept."""

    def get(self, aggregate_id: str) -> T_co:
        """Read one for a change; raise NotFound, or Repeated for a key that was honoured before."""

    def find(self, aggregate_id: str) -> T_co | None:
        """Read one, or None."""

    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        """Give a page of its history."""


def made_id(occasion: Occasion, new_id: str) -> str:
    """Name a new thing: after the request's key, so that a repeat finds the first one, else by the id given."""
    return new_id if occasion.key is None else hashlib.sha256(occasion.key.id.encode()).hexdigest()[:32]


def to_change(kept: Kept[T], aggregate_id: str, sees: Sees[T], occasion: Occasion) -> T:
    """Read a thing that somebody wants to change; raise NotFound where they may not know of it, PreconditionFailed
    where it is no longer the version they saw."""
    found = kept.get(aggregate_id)
    if not sees(found, occasion.person):
        raise NotFound()
    found.expect(occasion.expected)
    return found


def to_show(kept: Kept[T], aggregate_id: str, sees: Sees[T], actor: Actor) -> T:
    """Read a thing for somebody; raise NotFound where they may not know of it."""
    found = kept.find(aggregate_id)
    if found is None or not sees(found, actor):
        raise NotFound()
    return found


def history_of(
    kept: Kept[T], aggregate_id: str, sees: Sees[T], *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Give who did what with a thing, to somebody who may see it."""
    to_show(kept, aggregate_id, sees, actor)
    return kept.history(aggregate_id, cursor=cursor, limit=limit)
