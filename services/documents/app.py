"""Shared parts of the use cases: looking up people and organs, and numbering within a step."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from services.documents.domain import Number, OfficeContext
from services.documents.kinds import kind_of
from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.contracts.directory import PersonRecorded, RulingRecorded
from shared.contracts.event import Event
from shared.occasion import Taken
from shared.office import Copies, Named, fault
from shared.rulings import Ruled, ruled
from shared.usecase import again, take
from shared.workflow import Workflow

T = TypeVar("T", bound=Aggregate)
E = TypeVar("E", bound=Event)


class Recently:
    """A short-lived cache of copies, for queries that store nothing; copies lag behind by as much anyway."""

    def __init__(self, *, keeps: timedelta = timedelta(seconds=2), most: int = 10_000) -> None:
        self._keeps, self._most = keeps, most
        self._known: dict[tuple[type[Any], str], Any] = {}
        self._since: datetime | None = None

    def of(self, copies: Copies, *, at: datetime) -> "Remembered":
        """Return copies that answer from this cache."""
        fresh = self._since is not None and timedelta() <= at - self._since < self._keeps
        if not fresh or len(self._known) > self._most:
            self._known, self._since = {}, at
        return Remembered(copies, self._known)


class Remembered:
    """Copies that query each thing once and remember it."""

    def __init__(self, copies: Copies, known: dict[tuple[type[Any], str], Any]) -> None:
        self._copies, self._known = copies, known

    def find(self, kind: type[E], thing_id: str) -> E | None:
        """Return the last known state of a thing, or None."""
        return self.several(kind, (thing_id,)).get(thing_id)

    def several(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """Return the last known state of several things by id; unknown ones are left out."""
        wanted = list(ids)
        missing = [each for each in wanted if (kind, each) not in self._known]
        if missing:
            found = self._copies.several(kind, missing)
            self._known |= {(kind, each): found.get(each) for each in missing}
        known = {each: self._known[kind, each] for each in wanted}
        return {each: thing for each, thing in known.items() if thing is not None}

    def one(self, kind: type[E], value: str, *, by: Sequence[str]) -> E | None:
        """Return the thing that has this value in any of the fields, or None."""
        return self._copies.one(kind, value, by=by)

    def where(self, kind: type[E], query: Mapping[str, Any]) -> list[E]:
        """Return the things that match these field values."""
        asked = (kind, repr(sorted(query.items())))
        if asked not in self._known:
            self._known[asked] = self._copies.where(kind, query)
        return list(self._known[asked])


def with_kind_code(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request with its kind as a code, whether it was given as a code or by its Chinese name; refuse another."""
    if wanted.get("kind") is None:
        return dict(wanted)
    kind = kind_of(wanted["kind"])
    if kind is None:
        raise fault("kind", "unknown_kind", "没有这一文种")
    return {**wanted, "kind": kind.code}


def people_of(copies: Copies) -> Callable[[str, str], Sequence[Named]]:
    """Return a function that finds who holds a role in an organ now."""

    def found(organ: str, role: str) -> Sequence[Named]:
        people = copies.where(PersonRecorded, {"organ": organ, "roles": role, "active": True})
        return [Named(each.person_id, each.name) for each in people]

    return found


def standing_in(copies: Copies) -> Callable[[str, str], Collection[str]]:
    """Return a function that finds who holds a role in an organ only as a stand-in (代岗), by id."""

    def found(organ: str, role: str) -> Collection[str]:
        people = copies.where(PersonRecorded, {"organ": organ, "roles": role, "active": True})
        return {each.person_id for each in people if role in each.acting}

    return found


def receiving(copies: Copies) -> Callable[[Collection[str]], Collection[str]]:
    """Return a function that finds the organs in which a registrar can sign for a document."""

    def found(organs: Collection[str]) -> Collection[str]:
        query = {"organ": {"$in": sorted(organs)}, "roles": "registrar", "active": True}
        return {each.organ for each in copies.where(PersonRecorded, query)}

    return found


def ruled_in(copies: Copies, district: str, at: datetime) -> Ruled:
    """Return the rules that a district has set for its offices as of a day."""
    return ruled(copies.where(RulingRecorded, {"district": district}), office_date(at))


def numbered(
    repository: Any,
    workflow: Workflow,
    subject: T,
    code: str,
    series: str,
    known: OfficeContext,
    *,
    action: str = "register",
    by_session: bool = False,
    session: int | None = None,
) -> T:
    """Take the next number of a series together with the step: a number exists exactly when a document bears it.

    If two take the same number at once, the unique index refuses one, which takes the next; a given session
    has its number only: raise Taken if that is taken.
    """
    year = office_date(known.at).year

    def attempt() -> T:
        sequence = session or repository.last_in_series(f"{series}{year}") + 1
        told = {"assigned": Number(code, year, sequence, by_session), "series": f"{series}{year}"}
        taken: T = take(repository, workflow, subject, action, replace(known, said={**known.said, **told}))
        return taken

    return again(attempt, lost=(Taken,)) if session is None else attempt()
