"""The one path of every command: read, admit, gather what the step has to know, judge, take, save with the judging rules.

A use case names the parts that are its own: who may know of the thing, and what the step has to know besides it.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from shared.actor import Actor
from shared.aggregate import Aggregate, Entry
from shared.contracts.event import Event
from shared.errors import NotFound, Refused, VersionConflict
from shared.occasion import Occasion, Repeated
from shared.office import Copies
from shared.pages import Page
from shared.vacancy import refuse_vacancies
from shared.workflow import Facts, StepTaken, Workflow

T = TypeVar("T", bound=Aggregate)
T_co = TypeVar("T_co", bound=Aggregate, covariant=True)
R = TypeVar("R")
Sees = Callable[[T, Actor], bool]

ATTEMPTS = 500
"""How often somebody who lost against others looks again before they are refused."""


class Lookup(Protocol[T_co]):
    """Where things of one kind are looked up."""

    def find(self, aggregate_id: str) -> T_co | None:
        """Read one, or None."""


class Repository(Protocol[T]):
    """Where things of one kind are kept."""

    occasion: Occasion

    def get(self, aggregate_id: str) -> T:
        """Read one for a change; raise NotFound, or Repeated for a key that was honoured before."""

    def find(self, aggregate_id: str) -> T | None:
        """Read one, or None."""

    def add(self, new: T, *, announcing: Event, action: str, comment: str = "") -> T:
        """Keep a new one and announce it, in one write."""

    def add_all(self, new: Sequence[tuple[T, Event]], *, action: str, comment: str = "") -> list[T]:
        """Keep several new ones; those that stood there already are left alone."""

    def save(
        self, after: T, *, announcing: Event, action: str, comment: str = "", rules: Sequence[dict[str, Any]] = ()
    ) -> T:
        """Keep the next version and announce it, in one write; `rules` names the versions that judged it."""

    def first_answer(self, repeated: Repeated) -> T:
        """Read one as the first request with this key left it; raise KeyReused for another body."""

    def at_version(self, aggregate_id: str, version: int) -> T:
        """Read one as it was."""

    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        """Read a page of its history."""


def made_id(occasion: Occasion, new_id: str) -> str:
    """Name a new thing: after the request's key, so that a repeat finds the first one, else by the id given."""
    return new_id if occasion.key is None else hashlib.sha256(occasion.key.id.encode()).hexdigest()[:32]


def act(
    kept: Repository[T],
    table: Workflow,
    thing_id: str,
    action: str,
    comment: str | None = "",
    *,
    sees: Sees[T],
    occasion: Occasion,
    gather: Callable[[T], Facts | None] | None = None,
    taking: Callable[[T, Any], T] | None = None,
    together: bool = False,
    copies: Copies | None = None,
    confirm: bool = False,
) -> T:
    """Take one step of a thing's life and announce it, in one write.

    gather: looks up what the step has to know, once the person is admitted; it may refuse, and returns None where the step
    was taken before and nothing is left to do.
    taking: takes the step with what was gathered, where it brings a number with it.
    together: whether the step undoes nobody else's, so that somebody who lost against others looks again by themself; a
    version that the caller named is compared each time.
    copies: by which the step has to be confirmed where it leads to one that nobody is left to take; `confirm`: it was.
    """

    def attempt() -> T:
        subject = to_change(kept, thing_id, sees, occasion)
        row = table.step(subject, action, occasion.person)  # type: ignore[arg-type]
        facts = Facts(occasion.person, occasion.at, comment or "") if gather is None else gather(subject)
        if facts is None:
            return subject
        if taking is not None:
            return taking(subject, facts)
        taken = table.go(row, subject, facts)
        if copies is not None:
            refuse_vacancies(taken.after, copies, confirm=confirm, before=subject)
        return _save(kept, action, facts, taken)

    return again(attempt) if together else attempt()


def take(kept: Repository[T], table: Workflow, subject: T, action: str, facts: Facts) -> T:
    """Take a step with what was read, and announce it, in one write."""
    return _save(kept, action, facts, table.take(subject, action, facts))


def _save(kept: Repository[T], action: str, facts: Facts, taken: StepTaken[T]) -> T:
    return kept.save(taken.after, announcing=taken.event, action=action, comment=facts.comment, rules=taken.rules)


def again(attempt: Callable[[], R], *, lost: tuple[type[Exception], ...] = (VersionConflict,)) -> R:
    """Attempt until nobody else was first; each attempt judges what then stands there.

    lost: by which an attempt shows that somebody else was first.
    """
    for _ in range(ATTEMPTS):
        with suppress(*lost):
            return attempt()
    raise Refused("他人正在办理该件，请稍后再试。")


def to_change(kept: Repository[T], thing_id: str, sees: Sees[T], occasion: Occasion) -> T:
    """Read a thing that somebody wants to change; raise NotFound where they may not know of it, PreconditionFailed
    where it is no longer the version they saw."""
    found = kept.get(thing_id)
    if not sees(found, occasion.person):
        raise NotFound()
    found.expect(occasion.expected)
    return found


def to_show(kept: Repository[T], thing_id: str, sees: Sees[T], actor: Actor) -> T:
    """Read a thing for somebody; raise NotFound where they may not know of it."""
    found = kept.find(thing_id)
    if found is None or not sees(found, actor):
        raise NotFound()
    return found


def history_of(
    kept: Repository[T], thing_id: str, sees: Sees[T], *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """List who did what with a thing, for somebody who may see it."""
    to_show(kept, thing_id, sees, actor)
    return kept.history(thing_id, cursor=cursor, limit=limit)
