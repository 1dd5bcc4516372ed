"""History entries stored outside their record, which would otherwise grow until the store refuses it (ADR 24).

Each is stored before the write that removes it from the record, under the aggregate's id and the entry's version, and
never changes: after a crash both places hold the same entry, and a reader follows the record.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from pymongo import IndexModel
from pymongo.collection import Collection as PymongoCollection
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from shared.aggregate import Break, Entry, written
from shared.record_check import Account, UsedKey
from shared.runtime.green import in_native_thread, sleep

Db = Database[dict[str, Any]]
Record = dict[str, Any]
Stored = str | bytes | Entry
"""A stored entry: a text, a long one compressed; the oldest are objects."""

MOST_BYTES = 131_072
"""The maximum bytes of a history inside its record; the newest entry always stays there."""
LONG_ENTRY = 8_192
"""The size from which an entry is compressed, in bytes."""
MOST_AT_ONCE = 65_536
"""The size from which it is compressed off the hub."""
SPAN = 32
DUPLICATE = 11000


def packed(entry: Entry) -> str | bytes:
    """Serialise an entry, compressing a long one."""
    text = written(entry)
    content = text.encode()
    if len(content) < LONG_ENTRY:
        return text
    return zlib.compress(content, 1) if len(content) < MOST_AT_ONCE else in_native_thread(zlib.compress, content, 1)


def size_of(stored: Sequence[Stored]) -> int:
    """Return the stored size of entries, in bytes."""
    texts = (written(each) if isinstance(each, dict) else each for each in stored)
    return sum(len(each.encode() if isinstance(each, str) else each) for each in texts)


def size_to_check(history: object) -> int | None:
    """Return the size of a history that may have been tampered with; None if it cannot be measured."""
    try:
        return size_of(history) if isinstance(history, list) else None
    except (AttributeError, TypeError, ValueError):
        return None


@dataclass(frozen=True)
class Moved:
    """A record whose older entries are checked: its version, how many are stored outside, and the keys of these."""

    version: int
    apart: int
    keys: Mapping[int, UsedKey] | None
    """None if the history has a fault, so that the keys are unknown."""

    @classmethod
    def of(cls, record: Record, account: Account) -> Self:
        """Collect it from a record that was read with its history."""
        version, apart = record.get("version"), _apart(record)
        keys = {each: key for each, key in account.keys.items() if each <= apart} if account.whole else None
        return cls(version if isinstance(version, int) else apart, apart, keys)


class OlderEntries:
    """The entries of one collection's histories that are stored outside the records."""

    def __init__(self, db: Db, name: str) -> None:
        self._docs: PymongoCollection[dict[str, Any]] = db[f"{name}_entries"]

    def prepare(self) -> None:
        """Create the indexes."""
        self._docs.create_indexes([IndexModel([("of", 1), ("version", 1)]), IndexModel([("key", 1)], sparse=True)])

    def keep(self, record: Record) -> None:
        """Store every entry of a record, with the idempotency key that it was written for."""
        by_version = {used["version"]: (key, used) for key, used in record.get("keys", {}).items()}
        first = record.get("entries_apart", 0) + 1
        docs = [
            _doc(record["_id"], version, entry, by_version.get(version))
            for version, entry in enumerate(record["history"], start=first)
        ]
        try:
            self._docs.insert_many(docs, ordered=False)
        except BulkWriteError as error:
            failures = error.details["writeErrors"]
            if any(failure["code"] != DUPLICATE for failure in failures):
                raise
            for failure in failures:  # left by a process that ended, or by another writer of this moment
                self._docs.replace_one({"_id": failure["op"]["_id"]}, failure["op"])

    def drop(self, ids: Sequence[str]) -> None:
        """Delete the entries of deleted aggregates."""
        self._docs.delete_many({"of": {"$in": list(ids)}})

    def key_of(self, aggregate_id: str, key: str) -> Mapping[str, Any] | None:
        """Return the version that an idempotency key was used for, with the fingerprint of its request."""
        return self._docs.find_one({"key": f"{aggregate_id}:{key}"}, {"version": 1, "print": 1})

    def breaks(
        self, records: Mapping[str, Moved], kept: PymongoCollection[dict[str, Any]], *, kept_for_ever: bool
    ) -> Iterator[Break]:
        """Yield outside entries without a record, beyond what their record knows, or under another request's key.

        Entries written meanwhile by a running system are no fault. kept_for_ever: records never expire.
        """
        for doc in self._docs.find({}, {"entry": 0}).sort([("of", 1), ("version", 1)]):
            of, version = str(doc.get("of")), doc.get("version")
            record, number = records.get(of), version if isinstance(version, int) else 0
            if number < 1 or record is None or number > record.version:
                now = kept.find_one({"_id": doc.get("of")}, {"version": 1})
                if now is None and kept_for_ever:
                    yield Break(f"{kept.name}:{of}", number, "单独存放的条目没有对应的记录")
                elif now is not None and not (isinstance(now.get("version"), int) and 1 <= number <= now["version"]):
                    yield Break(f"{kept.name}:{of}", number, "单独存放的条目不在其记录所载的范围内")
            elif record.keys is not None and number <= record.apart:
                key = record.keys.get(number)
                expected = (None, None) if key is None else (f"{of}:{key[0]}", key[1])
                if (doc.get("key"), doc.get("print")) != expected:
                    yield Break(f"{kept.name}:{of}", number, "条目所附的请求标识与写入时的不符")

    def history(self, record: Record, after: int = 0, upto: int | None = None) -> Iterator[Stored]:
        """Yield a record's history in order, from after one version up to another, a span of it at a time."""
        apart = _apart(record)
        last = apart if upto is None else min(apart, upto)
        for begin in range(after, last, SPAN):
            span = {"$gt": begin, "$lte": min(begin + SPAN, last)}
            found = self._docs.find({"of": record["_id"], "version": span})
            entries = sorted(found, key=lambda doc: int(doc["version"]))
            if not entries:  # nothing is stored where the record says so: reading on finds the gap
                break
            for each in entries:
                yield each.get("entry", {})
                if isinstance(each.get("entry"), bytes):  # reading a long one takes a while: others have their turn
                    sleep(0)
        own = record.get("history")
        if isinstance(own, list):
            yield from own[max(after - apart, 0) : None if upto is None else max(upto - apart, 0)]


def _doc(aggregate_id: str, version: int, entry: Stored, used: tuple[str, Mapping[str, Any]] | None) -> Record:
    doc = {"_id": f"{aggregate_id}:{version:09d}", "of": aggregate_id, "version": version, "entry": entry}
    return doc if used is None else {**doc, "key": f"{aggregate_id}:{used[0]}", "print": used[1]["print"]}


def _apart(record: Record) -> int:
    """Return how many entries are stored outside a record; the record may have been tampered with."""
    apart = record.get("entries_apart", 0)
    return apart if isinstance(apart, int) else 0
