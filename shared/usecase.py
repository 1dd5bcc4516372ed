"""The path of every command: read, authorise, gather the context, check the rules, take the step, save with those rules.

A use case names only its own parts: who may know of the aggregate, and the further context of the step.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar, Unpack

from shared.actor import Actor
from shared.aggregate import Aggregate, Entry, Written
from shared.contracts.event import Event
from shared.errors import NotFound, Refused, VersionConflict, ask_first
from shared.occasion import Occasion, Repeated
from shared.office import Copies
from shared.pages import Page
from shared.secrecy_marks import marks_of
from shared.vacancy import vacancies
from shared.workflow import Context, StepTaken, Workflow

T = TypeVar("T", bound=Aggregate)
T_co = TypeVar("T_co", bound=Aggregate, covariant=True)
R = TypeVar("R")
Sees = Callable[[T, Actor], bool]

ATTEMPTS = 500
"""The maximum attempts after conflicts before a refusal."""


class Lookup(Protocol[T_co]):
    """A read-only repository of one kind."""

    def find(self, aggregate_id: str) -> T_co | None:
        """Return an aggregate, or None."""


class Repository(Protocol[T]):
    """A repository of one kind."""

    occasion: Occasion

    def get(self, aggregate_id: str) -> T:
        """Return an aggregate for a change; raise NotFound, or Repeated for a key that was used before."""

    def find(self, aggregate_id: str) -> T | None:
        """Return an aggregate, or None."""

    def add(self, new: T, *, announcing: Event, **written: Unpack[Written]) -> T:
        """Store a new aggregate and announce it, in one write."""

    def add_all(self, new: Sequence[tuple[T, Event]], **written: Unpack[Written]) -> list[T]:
        """Store several new aggregates; existing ones are left alone."""

    def save(self, after: T, *, announcing: Event, **written: Unpack[Written]) -> T:
        """Store the next version and announce it, in one write."""

    def first_answer(self, repeated: Repeated) -> T:
        """Return the aggregate as the first request with this key left it; raise KeyReused if the body differs."""

    def at_version(self, aggregate_id: str, version: int) -> T:
        """Return the aggregate at a version."""

    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        """Return a page of its history."""


def made_id(occasion: Occasion, new_id: str) -> str:
    """Return a new aggregate's id: derived from the request's key, so that a repeat finds the first, else the given id."""
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
    gather: Callable[[T], Context | None] | None = None,
    weigh: Callable[[T, Any, StepTaken[T]], None] | None = None,
    taking: Callable[[T, Any], T] | None = None,
    complete: Callable[[T, Context], Context] | None = None,
    together: bool = False,
    copies: Copies | None = None,
    confirm: bool = False,
    words: Sequence[str] = (),
) -> T:
    """Take one step of an aggregate's life and announce it, in one write.

    gather: builds the context of the step after the actor is admitted; it may refuse, and returns None if the step
    was taken before and nothing is left to do.
    weigh: looks at the step that was taken before it is saved, and may refuse it.
    taking: takes the step with that context, if it assigns a number as well.
    complete: adds to the context what is done once for all, such as closing a box, after the rules allowed the step.
    together: whether the step undoes nobody else's, so that it is retried after a conflict; a
    version that the caller named is compared each time.
    copies: if given, a step must be confirmed that leads to one nobody is left to take; `confirm`: it was.
    words: the text fields in which a secrecy mark must be confirmed, where the step changes them.
    """

    def attempt() -> T:
        subject = to_change(kept, thing_id, sees, occasion)
        row = table.step(subject, action, occasion.person)  # type: ignore[arg-type]
        context = Context(occasion.person, occasion.at, comment or "") if gather is None else gather(subject)
        if context is None:
            return subject
        if taking is not None:
            return taking(subject, context)
        taken = table.go(row, subject, context, complete)
        if weigh is not None:
            weigh(subject, context, taken)
        if not confirm:
            _ask_first(taken.after, copies, words, before=subject)
        return keep(kept, action, context, taken)

    return again(attempt) if together else attempt()


def begin(
    kept: Repository[T],
    table: Workflow,
    new: T,
    action: str,
    context: Context,
    *,
    copies: Copies | None = None,
    confirm: bool = False,
    words: Sequence[str] = (),
) -> T:
    """Create a record by the row of its table that does so, and announce it, in one write.

    copies, confirm, words: as for `act`.
    """
    taken = table.begin(new, action, context)
    if not confirm:
        _ask_first(taken.after, copies, words)
    return add(kept, action, context, taken)


def _ask_first(after: Any, copies: Copies | None, words: Sequence[str], before: Any = None) -> None:
    """Raise ConfirmationNeeded with everything that a person judges before a step is taken."""
    ask_first([*marks_of(after, words, before), *([] if copies is None else vacancies(after, copies, before))])


def begin_all(kept: Repository[T], table: Workflow, action: str, new: Iterable[tuple[T, Context]]) -> list[T]:
    """Create the records that follow from one event by the row of their table, and announce each; existing ones are left
    alone. The same rules judge all of them.
    """
    begun = [(table.begin(each, action, context), context) for each, context in new]
    if not begun:
        return []
    (first, context), *_ = begun
    return kept.add_all([(each.after, each.event) for each, _ in begun], **_written(action, context, first))


def add(kept: Repository[T], action: str, context: Context, taken: StepTaken[T]) -> T:
    """Store a record that a row created, and announce it, in one write."""
    return kept.add(taken.after, announcing=taken.event, **_written(action, context, taken))


def take(kept: Repository[T], table: Workflow, subject: T, action: str, context: Context) -> T:
    """Take a step on an aggregate already read, and announce it, in one write."""
    return keep(kept, action, context, table.take(subject, action, context))


def keep(kept: Repository[T], action: str, context: Context, taken: StepTaken[T]) -> T:
    """Save a step that was taken, and announce it, in one write."""
    return kept.save(taken.after, announcing=taken.event, **_written(action, context, taken))


def _written(action: str, context: Context, taken: StepTaken[T]) -> Written:
    return Written(action=action, comment=context.comment, rules=taken.rules, standing_in=taken.standing_in)


def again(attempt: Callable[[], R], *, lost: tuple[type[Exception], ...] = (VersionConflict,)) -> R:
    """Retry an attempt until it loses to nobody; each attempt judges the current state.

    lost: the exceptions that mean somebody else was first.
    """
    for _ in range(ATTEMPTS):
        with suppress(*lost):
            return attempt()
    raise Refused("他人正在办理该件，请稍后再试。")


def to_change(kept: Repository[T], thing_id: str, sees: Sees[T], occasion: Occasion) -> T:
    """Return an aggregate to change; raise NotFound if the actor may not know of it, PreconditionFailed if it is no longer
    the version they saw.
    """
    found = kept.get(thing_id)
    if not sees(found, occasion.person):
        raise NotFound()
    found.expect(occasion.expected)
    return found


def to_show(kept: Repository[T], thing_id: str, sees: Sees[T], actor: Actor) -> T:
    """Return an aggregate to show; raise NotFound if the actor may not know of it."""
    found = kept.find(thing_id)
    if found is None or not sees(found, actor):
        raise NotFound()
    return found


def history_of(
    kept: Repository[T], thing_id: str, sees: Sees[T], *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Return a page of an aggregate's history, if the actor may see it."""
    to_show(kept, thing_id, sees, actor)
    return kept.history(thing_id, cursor=cursor, limit=limit)
