"""Copies of other services' data: the last state of each thing, from events that carry it whole."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from nameko.extensions import DependencyProvider
from pymongo.errors import DuplicateKeyError

from shared.contracts.event import Event
from shared.occasion import AlreadyHandled, Cause
from shared.runtime.service_runtime import ServiceRuntime
from shared.runtime.store import Db

E = TypeVar("E", bound=Event)


class Copies:
    """The copies in one service's database; an event's first field is the id of the thing it carries."""

    def __init__(self, db: Db, cause: Cause | None = None) -> None:
        self._db = db
        self._cause = cause

    def keep(self, event: Event) -> None:
        """Store the state in an event; raise AlreadyHandled if it is no newer than the copy."""
        assert self._cause is not None, "copies are fed by events only"
        data = event.to_wire()
        thing_id = next(iter(data.values()))
        try:
            self._docs(type(event)).update_one(
                {"_id": thing_id, "version": {"$lt": self._cause.version}},
                {"$set": {**data, "version": self._cause.version}},
                upsert=True,
            )
        except DuplicateKeyError as error:
            raise AlreadyHandled() from error
        self._cause.effects.add()

    def find(self, kind: type[E], thing_id: str) -> E | None:
        """Return the last known state of a thing, or None."""
        found = self._docs(kind).find_one({"_id": thing_id})
        return None if found is None else kind.read(found)

    def several(self, kind: type[E], ids: Iterable[str]) -> dict[str, E]:
        """Return the last known state of several things by id, in one query; unknown ids are left out."""
        found = self._docs(kind).find({"_id": {"$in": list(ids)}})
        return {each["_id"]: kind.read(each) for each in found}

    def one(self, kind: type[E], value: str, *, by: Sequence[str]) -> E | None:
        """Return the thing that has this value in any of the fields, or None."""
        named = ("_id" if field == next(iter(kind.model_fields)) else field for field in by)
        asked = (self._docs(kind).find_one({field: value}) for field in named)  # one by one: each has its index
        found = next((each for each in asked if each is not None), None)
        return None if found is None else kind.read(found)

    def where(self, kind: type[E], query: Mapping[str, Any]) -> list[E]:
        """Return the things that match these field values."""
        return [kind.read(found) for found in self._docs(kind).find(dict(query)).sort("_id", 1)]

    def _docs(self, kind: type[Event]) -> Any:
        return self._db[f"copy_{kind.event}"]


class CopiesOf(DependencyProvider):
    """Dependency provider of a service's copies."""

    runtime = ServiceRuntime()

    def start(self) -> None:
        """Create the indexes of the copies; the database is open by now."""
        for kind in {kind for handler in self.runtime.reactions.values() for kind in handler.events}:
            for field in kind.found_by:
                self.runtime.db[f"copy_{kind.event}"].create_index(field)

    def get_dependency(self, worker_ctx: Any) -> Copies:
        """Bind the copies to the event that the worker handles."""
        return Copies(self.runtime.db, worker_ctx.data.get("cause"))
