"""Storage of aggregates, whatever the store: one write saves the state, the history entry and the event.

`MongoCollection` (shared/runtime/store.py) and `MemoryCollection` (shared/testing.py) add only the raw reading and writing.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar, Unpack

from pydantic import TypeAdapter

from shared.actor import Actor
from shared.aggregate import GENESIS, Aggregate, Entry, Snapshot, State, Written, diff, fold_in, seal, sources_of
from shared.calendar import instant_text
from shared.contracts.event import Event
from shared.errors import KeyReused, NotFound, VersionConflict
from shared.occasion import AlreadyHandled, GapFound, Occasion, Repeated
from shared.pages import Page, decode_version, encode_version
from shared.turn import TOLD, with_turn

T = TypeVar("T", bound=Aggregate)
Record = dict[str, Any]

META = frozenset(
    (
        "_id",
        "version",
        "created_at",
        "updated_at",
        "sources",
        "keys",
        "head",
        "announced",
        "unpublished",
        "history",
        "entries_apart",
        "history_bytes",
        "terms",
        "title_terms",
    )
)
_BASE = frozenset(field.name for field in fields(Aggregate))


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


@dataclass(frozen=True)
class Write:
    """One atomic change to one record: applied only if it still has version `before`."""

    aggregate_id: str
    before: int
    sets: Record
    entry: Entry
    history_bytes: int | None = None
    """The size of the history in the record, as it was read; None if it was not measured."""


MOST_OF_PAGE = 4_000_000
"""The characters of text after which a page of a history ends: some tenths of a second of reading."""


def _length(value: Any) -> int:
    """Return the number of characters in a JSON value's strings."""
    if isinstance(value, str):
        return len(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(_length, inner))


class Collection(ABC, Generic[T]):
    """Aggregates of one kind, as one request sees them.

    name: the collection's name, and the first half of an event's source.
    """

    name: ClassVar[str]
    service: ClassVar[str]
    kind: type[T]
    derived_from: ClassVar[frozenset[str]] = frozenset()
    """The fields that `derived` reads."""

    def __init__(self, occasion: Occasion) -> None:
        self.occasion = occasion

    @abstractmethod
    def _read(self, aggregate_id: str) -> Record | None:
        """Read a record without its history."""

    @abstractmethod
    def _read_history(
        self, aggregate_id: str, after: int = 0, upto: int | None = None
    ) -> tuple[Record, Iterable[Entry]] | None:
        """Read a record and its history, from after one version up to another."""

    @abstractmethod
    def _key_apart(self, aggregate_id: str, key: str) -> Mapping[str, Any] | None:
        """Return the version and fingerprint of an idempotency key that is no longer in the record."""

    @abstractmethod
    def _insert(self, records: Sequence[Record]) -> list[str]:
        """Insert records; return the ids that existed already; raise Taken for a duplicate unique value."""

    @abstractmethod
    def _update(self, write: Write) -> bool:
        """Apply a write; return whether the record still had the expected version; raise Taken for a duplicate value."""

    @abstractmethod
    def _announced(self, aggregate_id: str, entry: Entry) -> None:
        """Handle the notice that an entry was written and waits to be published."""

    @classmethod
    def derived(cls, state: State) -> Record:
        """Return the search entry of an aggregate, a record derived from the fields `derived_from` when one of them changes,
        and no part of the state.
        """
        raise NotImplementedError

    @abstractmethod
    def _keep_derived(self, records: Sequence[Record]) -> None:
        """Save search entries, each `{_id, version, created_at, ...}`, unless newer ones are stored."""

    def get(self, aggregate_id: str) -> T:
        """Return an aggregate; raise NotFound, or Repeated if this request's key was already used on it."""
        found = self.find(aggregate_id)
        if found is None:
            raise NotFound()
        key = self.occasion.key
        if key is not None and found.kept is not None:
            used = found.kept.keys.get(key.id)
            if used is None and found.kept.entries_apart:
                used = self._key_apart(aggregate_id, key.id)
            if used is not None:
                raise Repeated(self, aggregate_id, used["version"], used["print"])
        return found

    def find(self, aggregate_id: str) -> T | None:
        """Return an aggregate, or None."""
        record = self._read(aggregate_id)
        return None if record is None else self._load(record)

    def add(self, new: T, *, announcing: Event, **written: Unpack[Written]) -> T:
        """Store a new aggregate and announce it, in one write.

        If the id exists already, a reaction gets the existing aggregate, and a repeated key raises Repeated.
        """
        return self._add([(new, announcing)], written)[0]

    def add_all(self, new: Sequence[tuple[T, Event]], **written: Unpack[Written]) -> list[T]:
        """Store several new aggregates, each announced in its own write; existing ones are left alone."""
        return self._add(new, written)

    def _add(self, new: Sequence[tuple[T, Event]], written: Written) -> list[T]:
        cause = self.occasion.cause
        if cause is not None and cause.previous > 0:
            raise GapFound(0)
        records = [self._record(each, event, written) for each, event in new]
        existing = self._insert(records)
        if self.derived_from:
            self._keep_derived([self.found_by(each) for each in records if each["_id"] not in existing])
        for record in records:
            if record["_id"] in existing:
                if cause is None:
                    self.get(record["_id"])
                    raise VersionConflict()
            else:
                self.occasion.effects.add()
                self._announced(record["_id"], with_turn(record["history"][0], self._load(_without_history(record))))
        return [self._load(_without_history(record)) for record in records]

    def save(self, after: T, *, announcing: Event, **written: Unpack[Written]) -> T:
        """Store the next version and announce it, in one write.

        Raise VersionConflict if somebody else wrote first, AlreadyHandled or GapFound if a reaction comes again
        or too early, Taken for a duplicate unique value.
        """
        kept = after.kept
        assert kept is not None, "only what was read can be saved"
        occasion, cause = self.occasion, self.occasion.cause
        if cause is not None:
            have = kept.sources.get(cause.source, 0)
            if have >= cause.version:
                raise AlreadyHandled()
            if have < cause.previous:
                raise GapFound(have)
        state, version = self._dump(after), after.version + 1
        entry = self._entry(version, announcing, diff(kept.state, state), kept, written)
        sets: Record = {
            **dict(entry["changes"]),
            "version": version,
            "updated_at": occasion.at,
            "head": entry["hash"],
            f"announced.{announcing.event}": version,
        }
        sources, keys = dict(kept.sources), dict(kept.keys)
        if cause is not None:
            sets[f"sources.{cause.source}"] = sources[cause.source] = cause.version
        if occasion.key is not None:
            sets[f"keys.{occasion.key.id}"] = keys[occasion.key.id] = {"version": version, "print": occasion.key.print}
        if not self._update(Write(after.id, after.version, sets, entry, kept.history_bytes)):
            winner = self.get(after.id)  # raises Repeated where the other one was this very request
            raise VersionConflict(current={"version": winner.version, "status": getattr(winner, "status", None)})
        occasion.effects.add()
        if any(path.partition(".")[0] in self.derived_from for path, _ in entry["changes"]):
            record = {"_id": after.id, "version": version, "created_at": after.created_at, **state}
            self._keep_derived([self.found_by(record)])
        self._announced(after.id, with_turn(entry, after))
        announced = {**kept.announced, announcing.event: version}
        now = Snapshot(state, entry["hash"], announced, sources, keys, kept.entries_apart)
        return replace(after, version=version, updated_at=occasion.at, kept=now)

    def first_answer(self, repeated: Repeated) -> T:
        """Return the aggregate as the first request with this key left it; raise KeyReused if the body differs."""
        key = self.occasion.key
        if key is None or repeated.print != key.print:
            raise KeyReused()
        return self.at_version(repeated.aggregate_id, repeated.version)

    def at_version(self, aggregate_id: str, version: int) -> T:
        """Return the aggregate at a version, folded from its history; the current version needs no folding."""
        standing = self.find(aggregate_id)
        if standing is not None and standing.version == version:
            return standing
        last = deque(self._folded(aggregate_id, version), maxlen=1)
        return self._load(last.pop())

    def versions(self, aggregate_id: str) -> Iterator[T]:
        """Yield every version of the aggregate from its history, the oldest first."""
        return map(self._load, self._folded(aggregate_id, None))

    def _folded(self, aggregate_id: str, upto: int | None) -> Iterator[Record]:
        found = self._read_history(aggregate_id, upto=upto)
        if found is None:
            raise NotFound()
        record, state = found[0], State()
        for entry in found[1]:
            fold_in(state, entry)
            yield {
                "_id": aggregate_id,
                "version": entry["version"],
                "created_at": record["created_at"],
                "updated_at": datetime.fromisoformat(entry["at"]),
                **state,
            }

    def whole_history(self, aggregate_id: str) -> Iterator[Entry]:
        """Yield the whole history, one entry after another; a long one is never held as a whole."""
        found = self._read_history(aggregate_id)
        if found is None:
            raise NotFound()
        yield from found[1]

    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]:
        """Return a page of entries, the oldest first; a page of long texts ends before `limit`."""
        after = decode_version(cursor)
        found = self._read_history(aggregate_id, after, after + limit)
        if found is None:
            raise NotFound()
        entries, read = list[Entry](), 0
        for entry in found[1]:
            entries.append(entry)
            read += _length(entry)
            if read > MOST_OF_PAGE:
                break
        more = after + len(entries) < found[0]["version"]
        return Page(entries, encode_version(after + len(entries)) if more else None)

    def _record(self, new: T, event: Event, written: Written) -> Record:
        occasion, state = self.occasion, self._dump(new)
        entry = self._entry(1, event, diff({}, state), Snapshot({}), written)
        record: Record = {
            "_id": new.id,
            "version": 1,
            "created_at": occasion.at,
            "updated_at": occasion.at,
            **state,
            "head": entry["hash"],
            "announced": {event.event: 1},
            "sources": {},
            "keys": {},
            "unpublished": 1,
            "history": [entry],
        }
        if occasion.cause is not None:
            record["sources"] = {occasion.cause.source: occasion.cause.version}
        if occasion.key is not None:
            record["keys"] = {occasion.key.id: {"version": 1, "print": occasion.key.print}}
        return record

    def _entry(self, version: int, event: Event, changes: list[list[Any]], kept: Snapshot, written: Written) -> Entry:
        occasion = self.occasion
        actor, cause, key = occasion.actor, occasion.cause, occasion.key
        content = {
            "version": version,
            "at": instant_text(occasion.at),
            "action": written["action"],
            "comment": written.get("comment", ""),
            "by": None if actor is None else _signature(actor),
            "in_place_of": None if actor is None else actor.in_place_of,
            "cause": None
            if cause is None
            else {"source": cause.source, "version": cause.version, "event": cause.event},
            "key": None if key is None else {"id": key.id, "print": key.print},
            "event": event.event,
            "event_version": event.event_version,
            "earlier": dict(kept.announced),
            "data": event.to_wire(),
            "changes": changes,
            **({"rules": list(written["rules"])} if written.get("rules") else {}),
            **({"standing_in": True} if written.get("standing_in") else {}),
            **({"request_id": occasion.request_id} if occasion.request_id else {}),
        }
        return seal(content, kept.head if version > 1 else GENESIS)

    def _dump(self, aggregate: T) -> State:
        state = _adapter(self.kind).dump_python(aggregate, mode="json", exclude=set(_BASE))
        assert not META & state.keys(), "a field has the name of a part of the record"
        return dict(state)

    @classmethod
    def found_by(cls, record: Record) -> Record:
        """Return the search entry of the aggregate in a record, as it is stored."""
        return {**{name: record[name] for name in ("_id", "version", "created_at")}, **cls.derived(record)}

    @classmethod
    def state_of(cls, record: Record) -> State:
        """Return the state in a record, with every field that its kind now has."""
        kept = {name: value for name, value in record.items() if name not in META}
        base = {"id": record["_id"], **{name: record[name] for name in ("version", "created_at", "updated_at")}}
        loaded = _adapter(cls.kind).validate_python({**kept, **base})
        return dict(_adapter(cls.kind).dump_python(loaded, mode="json", exclude=set(_BASE)))

    @classmethod
    def told(cls, record_id: str, history: Iterable[Entry], wanted: Callable[[Entry], bool]) -> list[Entry]:
        """Return the wanted entries of a whole history, each with whose turn it was after it."""
        if cls.kind not in TOLD:
            return [entry for entry in history if wanted(entry)]
        state, found, foldable = State(), list[Entry](), True
        for entry in history:
            try:
                if foldable:
                    fold_in(state, entry)
                if foldable and wanted(entry):
                    at = datetime.fromisoformat(entry["at"])
                    base = {"id": record_id, "version": entry["version"], "created_at": at, "updated_at": at}
                    found.append(with_turn(entry, _adapter(cls.kind).validate_python({**state, **base})))
                    continue
            except (AttributeError, KeyError, TypeError, ValueError):  # a history that was tampered with leads nowhere
                foldable = False
            if not foldable and wanted(entry):
                found.append(entry)
        return found

    def _load(self, record: Record) -> T:
        state = {name: value for name, value in record.items() if name not in META}
        kept = Snapshot(
            state,
            record.get("head", GENESIS),
            record.get("announced", {}),
            sources_of(record.get("sources", {})),
            record.get("keys", {}),
            record.get("entries_apart", 0),
            record.get("history_bytes"),
        )
        base = {"id": record["_id"], **{name: record[name] for name in ("version", "created_at", "updated_at")}}
        loaded: T = replace(_adapter(self.kind).validate_python({**state, **base}), kept=kept)
        return loaded


def _without_history(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "history"}


def _signature(actor: Actor) -> dict[str, Any]:
    return {"id": actor.person_id, "name": actor.name, "organ": actor.organ, "roles": sorted(actor.roles)}
