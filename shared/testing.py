"""The foundation of every service's tests: aggregates kept in memory, by the same rules as in the store."""

import copy
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

from shared.aggregate import Aggregate, Entry
from shared.collection import Collection, Record, Write
from shared.listing import Listing, page_of
from shared.occasion import Occasion, Taken
from shared.pages import Page, decode_cursor, encode_cursor

T = TypeVar("T", bound=Aggregate)


class MemoryCollection(Collection[T]):
    """Aggregates of one kind in memory; passes the same tests as the real store.

    unique: groups of fields that no two may share; records whose last field is empty are left out.
    """

    unique: ClassVar[Sequence[tuple[str, ...]]] = ()

    def __init__(self, occasion: Occasion, records: dict[str, Record] | None = None) -> None:
        super().__init__(occasion)
        self.records: dict[str, Record] = {} if records is None else records
        self.announced: list[tuple[str, Entry]] = []
        self.turn = threading.RLock()

    def on(self, occasion: Occasion) -> Self:
        """Return the same aggregates as another request sees them."""
        other = type(self)(occasion, self.records)
        other.announced, other.turn = self.announced, self.turn
        return other

    def held(self, ids: Sequence[str]) -> dict[str, T]:
        """Return several by id; missing ones are left out."""
        found = {each: self.find(each) for each in ids}
        return {each: one for each, one in found.items() if one is not None}

    def page(self, wanted: Callable[[T], bool], *, cursor: str | None, limit: int) -> Page[T]:
        """Return a page of those wanted, the newest first."""
        everything = [self._load(_without_history(record)) for record in self.records.values()]
        found = [each for each in everything if wanted(each)]
        found.sort(key=lambda each: (each.created_at, each.id), reverse=True)
        if cursor is not None:
            place = decode_cursor(cursor)
            found = [each for each in found if each.created_at is not None and (each.created_at, each.id) < place]
        items, more = found[:limit], len(found) > limit
        last = items[-1] if more else None
        assert last is None or last.created_at is not None
        return Page(items, None if last is None else encode_cursor(last.created_at, last.id))  # type: ignore[arg-type]

    def listed(self, sees: Callable[[T], bool], wanted: Listing, **fields: str) -> Page[T]:
        """Return the requested page of a list of those that may be seen (`shared/runtime/listed.py`)."""
        everything = [self._load(_without_history(record)) for record in self.records.values()]
        return page_of([each for each in everything if sees(each)], wanted, **fields)

    def _read(self, aggregate_id: str) -> Record | None:
        record = self.records.get(aggregate_id)
        return None if record is None else _without_history(record)

    def _read_history(
        self, aggregate_id: str, after: int = 0, upto: int | None = None
    ) -> tuple[Record, Sequence[Entry]] | None:
        record = self.records.get(aggregate_id)
        return None if record is None else (copy.deepcopy(record), copy.deepcopy(record["history"][after:upto]))

    def _key_apart(self, aggregate_id: str, key: str) -> None:
        """Return None: in memory every key stays in its record."""

    def _insert(self, records: Sequence[Record]) -> list[str]:
        with self.turn:
            return self._insert_in_turn(records)

    def _insert_in_turn(self, records: Sequence[Record]) -> list[str]:
        existing = [record["_id"] for record in records if record["_id"] in self.records]
        for record in records:
            if record["_id"] not in existing:
                self._refuse_taken(record)
                self.records[record["_id"]] = {name: copy.deepcopy(value) for name, value in record.items()}
        return existing

    def _update(self, write: Write) -> bool:
        with self.turn:
            return self._update_in_turn(write)

    def _update_in_turn(self, write: Write) -> bool:
        record = self.records.get(write.aggregate_id)
        if record is None or record["version"] != write.before:
            return False
        changed = copy.deepcopy(record)
        for path, value in copy.deepcopy(write.sets).items():
            _set(changed, path, value)
        changed["history"].append(copy.deepcopy(write.entry))
        changed["unpublished"] = min(changed.get("unpublished", write.entry["version"]), write.entry["version"])
        self._refuse_taken(changed)
        self.records[write.aggregate_id] = changed
        return True

    def _keep_derived(self, records: Sequence[Record]) -> None:
        """Do nothing: in memory every search scans all records."""

    def _announced(self, aggregate_id: str, entry: Entry) -> None:
        self.announced.append((aggregate_id, entry))

    def _refuse_taken(self, record: Record) -> None:
        for group in self.unique:
            values = [record.get(name) for name in group]
            if values[-1] is None:
                continue
            for other in self.records.values():
                if other["_id"] != record["_id"] and [other.get(name) for name in group] == values:
                    raise Taken(group[-1])


def _without_history(record: Mapping[str, Any]) -> Record:
    return {name: copy.deepcopy(value) for name, value in record.items() if name != "history"}


def _set(record: Record, path: str, value: Any) -> None:
    name, dot, key = path.partition(".")
    if dot:
        record.setdefault(name, {})[key] = value
    else:
        record[name] = value
