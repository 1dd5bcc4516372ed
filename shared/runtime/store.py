"""Aggregates in MongoDB: portable commands only, every write one atomic update of one document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, NamedTuple, TypeVar

from pymongo import IndexModel, MongoClient, UpdateOne, WriteConcern
from pymongo.collection import Collection as PymongoCollection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from shared.aggregate import Aggregate, Break, Entry, breaks, entries_of, entries_to_check, read_entries
from shared.calendar import instant_text
from shared.collection import META, Collection, Record, Write
from shared.occasion import Occasion, Taken, envelope
from shared.pages import Page, decode_cursor, encode_cursor
from shared.record_check import Account
from shared.runtime.disk import room
from shared.runtime.older_entries import (
    DUPLICATE,
    MOST_BYTES,
    Moved,
    OlderEntries,
    Stored,
    packed,
    size_of,
    size_to_check,
)
from shared.runtime.schema import open_schema
from shared.turn import TOLD

T = TypeVar("T", bound=Aggregate)
Db = Database[dict[str, Any]]
Documents = PymongoCollection[dict[str, Any]]
Nudge = Callable[[str, str, Entry], None]
Index = tuple[Sequence[tuple[str, int]], Mapping[str, Any]]
INDEXES: tuple[Index, ...] = (
    ([("unpublished", 1)], {"sparse": True}),
    ([("updated_at", 1), ("_id", 1)], {}),
    ([("created_at", -1), ("_id", -1)], {}),
)
"""The indexes of every collection of aggregates."""
LOT = 64
"""How many records are read at a time where a query may find thousands, so that others have a turn between."""
PAGES_AHEAD = 50
FIRST_SPAN, SPANS = timedelta(hours=1), 4
"""A list looks back an hour first, then half a year in four steps more, and then at everything older."""


def connect(uri: str) -> MongoClient[dict[str, Any]]:
    """Open a client; writes are durable, and an unreachable store is detected early enough to report it within 2 seconds."""
    return MongoClient(
        uri,
        tz_aware=True,
        serverSelectionTimeoutMS=1500,
        connectTimeoutMS=1500,
        socketTimeoutMS=20000,
        maxPoolSize=64,
        appname="tongban",
    )


class OpenedOnce(Database[dict[str, Any]]):
    """A database that opens its collections once and not for every request, which would cost a twentieth of a read."""

    def __init__(self, client: MongoClient[dict[str, Any]], name: str) -> None:
        super().__init__(client, name)
        self._opened: dict[str, Documents] = {}

    def __getitem__(self, name: str) -> Documents:
        """Return a collection."""
        if name not in self._opened:
            self._opened[name] = super().__getitem__(name)
        return self._opened[name]


def search_entries(db: Db, name: str) -> Documents:
    """Return the search entries of the collection with this name."""
    return db[f"{name}_found_by"]


class History(NamedTuple):
    """The history of an aggregate, and the instant of its last entry."""

    id: str
    updated_at: datetime
    entries: Iterable[Entry]


class MongoCollection(Collection[T]):
    """Aggregates of one kind in a MongoDB collection; subclasses set its name, and add indexes and queries."""

    indexes: ClassVar[Sequence[Index]] = ()
    kept_for: ClassVar[timedelta | None] = None
    """How long an aggregate is kept after its last change, if not forever."""
    derived_indexes: ClassVar[Sequence[Index]] = ()
    found_by_form: ClassVar[int] = 1
    """Incremented when a new release derives its search terms differently (`shared/runtime/derivations.py`)."""
    essential: ClassVar[bool] = False
    """Whether it is written even when the disk is nearly full, because reading depends on it."""

    def __init__(self, db: Db, occasion: Occasion, nudge: Nudge) -> None:
        super().__init__(occasion)
        self._db = db
        self._docs = db[self.name]
        self._older = OlderEntries(db, self.name)
        self._nudge = nudge

    @classmethod
    def found_by_in(cls, db: Db) -> Documents:
        """Return the collection of search entries, kept apart so that writing an aggregate does not update their indexes."""
        return search_entries(db, cls.name)

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the indexes."""
        OlderEntries(db, cls.name).prepare()
        db[cls.name].create_indexes([IndexModel(list(keys), **options) for keys, options in (*INDEXES, *cls.indexes)])
        if cls.derived_indexes:
            derived = [IndexModel(list(keys), **options) for keys, options in cls.derived_indexes]
            cls.found_by_in(db).create_indexes(derived)

    def _read(self, aggregate_id: str) -> Record | None:
        return self._docs.find_one({"_id": aggregate_id}, {"history": 0})

    def _read_history(
        self, aggregate_id: str, after: int = 0, upto: int | None = None
    ) -> tuple[Record, Iterable[Entry]] | None:
        record = self._docs.find_one({"_id": aggregate_id})
        return None if record is None else (record, read_entries(self._older.history(record, after, upto)))

    def _key_apart(self, aggregate_id: str, key: str) -> Mapping[str, Any] | None:
        return self._older.key_of(aggregate_id, key)

    def _insert(self, records: Sequence[Record]) -> list[str]:
        room().require(essential=self.essential)
        kept = [{**record, "history": [packed(each) for each in record["history"]]} for record in records]
        measured = [{**each, "history_bytes": size_of(each["history"])} for each in kept]
        return [_existing(details, record_id) for record_id, details in refused(self._docs, measured)]

    def _update(self, write: Write) -> bool:
        room().require(essential=self.essential)
        entry = packed(write.entry)
        size = size_of([entry])
        change = {
            "$set": write.sets,
            "$push": {"history": entry},
            "$inc": {"history_bytes": size},
            "$min": {"unpublished": write.entry["version"]},
        }
        if write.history_bytes is None or write.history_bytes + size > MOST_BYTES:
            change |= self._lightened(write, entry, size)
        change = {operator: what for operator, what in change.items() if what}
        try:
            result = self._docs.update_one({"_id": write.aggregate_id, "version": write.before}, change)
        except DuplicateKeyError as error:
            raise Taken(_last_field(error.details or {})) from error
        return result.matched_count == 1

    def _lightened(self, write: Write, entry: str | bytes, size: int) -> Record:
        """Move the history out of a record that would be too large with one more entry; return the update for the write,
        which is the usual one if the history is small, or does not match the record.
        """
        wanted = {"history": 1, "entries_apart": 1, "keys": 1}
        record = self._docs.find_one({"_id": write.aggregate_id, "version": write.before}, wanted)
        if record is None:
            return {}
        history, apart = record.get("history") or [], record.get("entries_apart", 0)
        before = size_of(history)
        if before + size <= MOST_BYTES or not history or apart + len(history) != write.before:
            return {"$set": {**write.sets, "history_bytes": before + size}, "$inc": {}}
        self._older.keep(record)
        own = {path: value for path, value in write.sets.items() if not path.startswith("keys.")}
        keys = {path.partition(".")[2]: value for path, value in write.sets.items() if path.startswith("keys.")}
        moved = {"history": [entry], "history_bytes": size, "entries_apart": write.before, "keys": keys}
        return {"$set": {**own, **moved}, "$push": {}, "$inc": {}}

    @classmethod
    def forget(cls, db: Db, at: datetime) -> int:
        """Delete expired aggregates whose events are all published; return how many."""
        if cls.kept_for is None:
            return 0
        over = {"updated_at": {"$lte": at - cls.kept_for}, "unpublished": {"$exists": False}}
        deleted = 0
        while ids := [each["_id"] for each in db[cls.name].find(over, {"_id": 1}).limit(LOT)]:
            deleted += db[cls.name].delete_many({**over, "_id": {"$in": ids}}).deleted_count
            OlderEntries(db, cls.name).drop(ids)
        return deleted

    @classmethod
    def completed(cls, db: Db, found_by: Sequence[Record]) -> Sequence[Record]:
        """Complete search entries with data from related records before they are saved."""
        return found_by

    @classmethod
    def derive_anew(cls, db: Db, record: Record) -> int:
        """Derive the search entry of the aggregate in a record again; return 1 if it changed, else 0."""
        made = cls.completed(db, [cls.found_by(record | cls.state_of(record))])
        return keep_derived(cls.found_by_in(db), made)

    def _keep_derived(self, records: Sequence[Record]) -> None:
        keep_derived(self.found_by_in(self._db), self.completed(self._db, records))

    def _announced(self, aggregate_id: str, entry: Entry) -> None:
        self._nudge(self.name, aggregate_id, entry)

    def held(self, ids: Sequence[str]) -> dict[str, T]:
        """Return several aggregates by id, in few queries; missing ones are left out."""
        lots = (self._docs.find({"_id": {"$in": list(lot)}}, {"history": 0}) for lot in in_lots(ids))
        return {each["_id"]: self._load(each) for lot in lots for each in lot}

    def page(self, query: Mapping[str, Any], *, cursor: str | None, limit: int, by: str = "created_at") -> Page[T]:
        """Return a page of those that match, the newest first, or the last changed (`by` = `updated_at`).

        The store is queried one span of time after another, or it might read everything for a page: an embedded one does
        not stop when enough is found, and uses no index for alternatives.
        """
        newest, stages = None, list[dict[str, Any]]([{"$match": dict(query)}])
        if cursor is not None:
            newest, last_id = decode_cursor(cursor)
            stages.append({"$match": older_than(newest, last_id, by)})
        stages += [{"$sort": {by: -1, "_id": -1}}, {"$limit": limit + 1}, {"$project": {"history": 0}}]
        found = list[Record]()
        for first in self._first_matches(query, newest, by):
            found += self._docs.aggregate([{"$match": first}, *stages])
            if len(found) > limit:
                break
        records = found[:limit]
        more = len(found) > limit
        last = encode_cursor(records[-1][by], records[-1]["_id"]) if more else None
        return Page([self._load(record) for record in records], last)

    def histories(self, query: Mapping[str, Any]) -> Iterator[History]:
        """Yield the histories of those that match, the last changed first, read a lot at a time and as far as asked for."""
        wanted = {"history": 1, "entries_apart": 1, "updated_at": 1}
        found = self._docs.find(dict(query), wanted, batch_size=LOT)
        for record in found.sort([("updated_at", -1), ("_id", -1)]):
            yield History(record["_id"], record["updated_at"], read_entries(self._older.history(record)))

    def _first_matches(self, query: Mapping[str, Any], newest: datetime | None, by: str) -> Iterator[Record]:
        """Yield what an index knows of a query: what was changed of late at once, anything else span by span."""
        if "updated_at" in query:
            yield {"updated_at": query["updated_at"]}
            return
        narrowed = self._narrowed(query) if by == "created_at" else {}
        for span in _spans_back(newest, self.occasion.at):
            yield {**narrowed, by: span}

    @classmethod
    def _narrowed(cls, query: Mapping[str, Any]) -> Record:
        """Return the query's field whose index has the list's order, or nothing."""
        ordered = [keys[0][0] for keys, _ in cls.indexes if [name for name, _ in keys[1:]] == ["created_at"]]
        return next(({name: query[name]} for name in ordered if isinstance(query.get(name), str)), {})


def older_than(at: datetime, last_id: str, by: str = "created_at") -> Record:
    """Build the query for what follows a position, the newest first."""
    return {"$or": [{by: {"$lt": at}}, {by: at, "_id": {"$lt": last_id}}]}


def changed_since(instant: str | None) -> Record:
    """Build the query for what was changed at an instant or later; None for any."""
    return {} if instant is None else {"updated_at": {"$gte": datetime.fromisoformat(instant)}}


def _spans_back(newest: datetime | None, at: datetime) -> Iterator[dict[str, datetime]]:
    """Yield spans of time backwards, each eight times as long, from an instant or from the future to the beginning."""
    length, begin = FIRST_SPAN, (newest or at) - FIRST_SPAN
    yield {"$gte": begin} if newest is None else {"$gte": begin, "$lte": newest}
    for _ in range(SPANS):
        length *= 8
        end, begin = begin, begin - length
        yield {"$gte": begin, "$lt": end}
    yield {"$lt": begin}


def in_lots(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield ids in lots: the embedded store's cost of `$in` grows with its square."""
    return (ids[place : place + LOT] for place in range(0, len(ids), LOT))


def keep_derived(found_by: Documents, records: Sequence[Record]) -> int:
    """Save search entries, unless newer ones are kept; return how many changed.

    Not journaled: after a crash they are derived again from the unpublished records.
    """
    docs = found_by.with_options(write_concern=WriteConcern(w=1, j=False))
    new = {each["_id"]: each for each in records if each["version"] == 1}
    there = {found for found, _ in refused(docs, list(new.values()))}  # an insert costs half of what an upsert does
    changes = [
        UpdateOne(
            {"_id": each["_id"], "version": {"$lte": each["version"]}},
            {"$set": {name: value for name, value in each.items() if name != "_id"}},
            upsert=True,
        )
        for each in records
        if each["_id"] not in new or each["_id"] in there
    ]
    changed = len(new) - len(there)
    if not changes:
        return changed
    try:
        done = docs.bulk_write(changes, ordered=False)
    except BulkWriteError as error:
        if any(failure["code"] != DUPLICATE for failure in error.details["writeErrors"]):
            raise
        return changed + int(error.details["nModified"] + error.details["nUpserted"])
    return changed + done.modified_count + done.upserted_count


def refused(docs: Documents, records: Sequence[Record]) -> list[tuple[str, Mapping[str, Any]]]:
    """Insert records; return the id of each that violates a unique index, with the store's details."""
    try:
        if len(records) == 1:
            docs.insert_one(records[0])
        elif records:
            docs.insert_many(records, ordered=False)
    except DuplicateKeyError as error:
        return [(records[0]["_id"], error.details or {})]
    except BulkWriteError as error:
        failures = error.details["writeErrors"]
        if any(failure["code"] != DUPLICATE for failure in failures):
            raise
        return [(failure["op"]["_id"], failure) for failure in failures]
    return []


class Journal:
    """The runtime's view of a service's collections: events to publish, events to replay, and hash chains to check."""

    def __init__(self, db: Db, kinds: Iterable[type[MongoCollection[Any]]]) -> None:
        self._db = db
        self._kinds = {kind.name: kind for kind in kinds}

    def prepare(self) -> None:
        """Check that this release reads the database, and create the indexes of every collection; raise TooNew."""
        open_schema(self._db)
        for kind in self._kinds.values():
            kind.prepare(self._db)

    @property
    def names(self) -> Sequence[str]:
        """Return the names of the collections."""
        return list(self._kinds)

    def unpublished(
        self, before: datetime, limit: int, names: Iterable[str] | None = None
    ) -> list[tuple[str, str, list[Entry]]]:
        """Return unconfirmed entries of aggregates last written before an instant, in order for each.

        names: only of these collections.
        Their writer may have ended before it saved the search entries: that is made up for here.
        """
        found = []
        for name in self._kinds if names is None else names:
            kind = self._kinds[name]
            query = {"unpublished": {"$exists": True}, "updated_at": {"$lte": before}}
            wanted = None if kind.derived_from else {"history": 1, "unpublished": 1, "entries_apart": 1}
            for record in self._db[name].find(query, wanted).limit(limit):
                if kind.derived_from:
                    kind.derive_anew(self._db, record)
                first = record["unpublished"] - 1
                entries = self._told(name, record, first, None, partial(_follows, first))
                found.append((name, str(record["_id"]), entries))
        return found

    def count_unpublished(self, name: str) -> int:
        """Count the aggregates of a collection with unconfirmed events."""
        return self._db[name].count_documents({"unpublished": {"$exists": True}})

    def mark_published(self, published: Mapping[tuple[str, str], tuple[int, int]]) -> None:
        """Move the mark past the versions published: `{(collection, id): (first, last)}`.

        A mark before `first` stays: another process wrote that version and has yet to publish it. Marks are
        not journaled, because a lost one only makes an event arrive twice.
        """
        alike: dict[tuple[str, int, int], list[str]] = {}
        for (name, aggregate_id), (first, last) in published.items():
            alike.setdefault((name, first, last), []).append(aggregate_id)
        for (name, first, last), every in alike.items():
            docs = self._db[name].with_options(write_concern=WriteConcern(w=1, j=False))
            for ids in in_lots(every):
                these = {"_id": {"$in": ids}}
                done = {**these, "version": last, "unpublished": {"$gte": first}}
                if docs.update_many(done, {"$unset": {"unpublished": 1}}).matched_count < len(ids):
                    behind = {**these, "version": {"$gt": last}, "unpublished": {"$gte": first, "$lte": last}}
                    docs.update_many(behind, {"$set": {"unpublished": last + 1}})

    def events_since(
        self, service: str, events: Sequence[str], since: datetime, *, cursor: str | None, limit: int
    ) -> Page[dict[str, Any]]:
        """Return envelopes of these events announced since an instant; a page covers about `limit` aggregates.

        A collection is cut into spans of time beforehand, so that no page makes the store read more than the page. The last
        span has no end: records written again meanwhile move there, and must not be missed.
        """
        name, begins = (next(iter(self._kinds)), [since]) if cursor is None else _spans_named(cursor)
        if len(begins) == 1:
            name, begins = self._cut(name, begins[0], since, limit)
        begin, rest = begins[0], begins[1:]
        span = {"$gte": begin, "$lt": rest[0]} if rest else {"$gte": begin}
        stages: list[dict[str, Any]] = [
            {"$match": {"updated_at": span}},
            {"$match": {"$or": [{f"announced.{event}": {"$exists": True}} for event in events]}},
            {"$sort": {"updated_at": 1}},
            {"$project": {"history": 1, "entries_apart": 1}},
        ]
        found = self._db[name].aggregate(stages)
        start, sought = instant_text(since), set(events)
        items = [
            envelope(name, service, record["_id"], entry)
            for record in found
            for entry in self._told_since(name, record, start, sought)
        ]
        if rest:
            return Page(items, _name_spans(name, rest))
        following = self._after(name)
        return Page(items, None if following is None else _name_spans(following, [since]))

    def _cut(self, name: str, begin: datetime, since: datetime, limit: int) -> tuple[str, list[datetime]]:
        """Cut the following period into spans for some pages ahead; skip a collection with nothing left."""
        ahead = self._db[name].find({"updated_at": {"$gte": begin}}, {"updated_at": 1, "_id": 0})
        times = [each["updated_at"] for each in ahead.sort("updated_at", 1).limit(PAGES_AHEAD * limit + 1)]
        following = self._after(name)
        if not times and following is not None:
            return self._cut(following, since, since, limit)
        cuts = [each for each in dict.fromkeys(times[limit::limit]) if each > begin]
        if not cuts and len(times) > PAGES_AHEAD * limit:  # all at one instant, and who knows how much after it
            after = self._db[name].find_one({"updated_at": {"$gt": begin}}, {"updated_at": 1}, sort=[("updated_at", 1)])
            cuts = [] if after is None else [after["updated_at"]]
        return name, [begin, *cuts]

    def _after(self, name: str) -> str | None:
        names = list(self._kinds)
        return next(iter(names[names.index(name) + 1 :]), None)

    def events_between(
        self, service: str, source: str, events: Sequence[str], after: int, before: int
    ) -> list[dict[str, Any]]:
        """Return envelopes of these events of one aggregate, with versions strictly between two."""
        name, _, aggregate_id = source.partition(":")
        wanted = {"history": 1, "entries_apart": 1}
        record = self._db[name].find_one({"_id": aggregate_id}, wanted) if name in self._kinds else None
        if record is None:
            return []
        between = self._told(
            name, record, after, before - 1, lambda entry: entry["version"] > after and entry["event"] in events
        )
        return [envelope(name, service, aggregate_id, entry) for entry in between]

    def _history(self, name: str, record: Record, after: int = 0, upto: int | None = None) -> Iterator[Stored]:
        return OlderEntries(self._db, name).history(record, after, upto)

    def _told(
        self, name: str, record: Record, after: int, upto: int | None, wanted: Callable[[Entry], bool]
    ) -> list[Entry]:
        """Return the wanted entries of a record, with whose turn it was; for that the history is read from its beginning."""
        kind = self._kinds[name]
        history = self._history(name, record, 0 if kind.kind in TOLD else after, upto)
        return kind.told(str(record["_id"]), read_entries(history), wanted)

    def _told_since(self, name: str, record: Record, start: str, events: set[str]) -> list[Entry]:
        """Return a record's entries of these events from an instant on; older ones stored outside are read only if needed."""

        def wanted(entry: Entry) -> bool:
            return entry["event"] in events and entry["at"] >= start

        own, apart = entries_of(record["history"]), record.get("entries_apart", 0)
        if not any(wanted(entry) for entry in own) and own and own[0]["at"] < start:
            return []
        whole = self._kinds[name].kind in TOLD or not own or own[0]["at"] >= start
        return self._told(name, record, 0 if whole else apart, None, wanted)

    def breaks(self, begun: Callable[[str], object] = lambda name: None) -> Iterator[Break]:
        """Check every chain and every record's other fields, and yield every fault; `begun` hears of each record."""
        for name, kind in self._kinds.items():
            older, moved = OlderEntries(self._db, name), dict[str, Moved]()
            for record in self._db[name].find({}).sort("_id", 1):
                begun(name)
                state = {field: value for field, value in record.items() if field not in META}
                source, account = f"{name}:{record['_id']}", Account()
                if not isinstance(record["_id"], str):
                    yield Break(source, 0, "编号不是文字")
                    continue
                entries = account.through(entries_to_check(older.history(record)))
                yield from breaks(source, record.get("version"), state, record.get("head"), entries)
                yield from account.breaks(source, record, size_to_check(record.get("history")))
                moved[record["_id"]] = Moved.of(record, account)
            yield from older.breaks(moved, self._db[name], kept_for_ever=kind.kept_for is None)

    def chains(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the hashes of every history's entries, by source, of all records kept forever."""
        for name in self._kinds:
            if self._kinds[name].kept_for is not None:
                continue
            for record in self._db[name].find({}, {"history": 1, "entries_apart": 1}).sort("_id", 1):
                entries = entries_to_check(self._history(name, record))
                yield f"{name}:{record['_id']}", [str(entry.get("hash")) for entry in entries]

    def forget(self, at: datetime) -> int:
        """Delete expired aggregates; return how many."""
        return sum(kind.forget(self._db, at) for kind in self._kinds.values())

    def turns(self, after: str = "") -> Iterator[dict[str, Any]]:
        """Yield whose turn it is in each record, by its last entry, and everyone who ever acted on it, in the order of
        sources; after: the source to go on after.
        """
        begun, _, last = after.partition(":")
        for name in sorted(name for name, kind in self._kinds.items() if kind.kind in TOLD and name >= begun):
            for record in self._in_order(name, last if name == begun else ""):
                history = list(read_entries(self._history(name, record)))
                last_told = self._kinds[name].told(str(record["_id"]), history, partial(_follows, len(history) - 1))
                people = dict.fromkeys(entry["by"]["id"] for entry in history if entry["by"] is not None)
                if last_told and "turn" in last_told[-1]:
                    told = {field: last_told[-1][field] for field in ("version", "at", "turn")}
                    yield {"source": f"{name}:{record['_id']}", **told, "acted": list(people)}

    def _in_order(self, name: str, last: str) -> Iterator[Record]:
        """Yield the records of a collection with their histories, in the order of ids, a lot at a time."""
        while True:
            found = self._db[name].find({"_id": {"$gt": last}}, {"history": 1, "entries_apart": 1})
            lot = list(found.sort("_id", 1).limit(LOT))
            yield from lot
            if len(lot) < LOT:
                return
            last = lot[-1]["_id"]

    def version_of(self, source: str) -> int:
        """Return the version of a record now; 0 if there is none."""
        name, _, record = source.partition(":")
        found = self._db[name].find_one({"_id": record}, {"version": 1})
        return 0 if found is None else int(found["version"])

    def count_turns(self) -> int:
        """Count the records that say whose turn it is."""
        return sum(self._db[name].estimated_document_count() for name, kind in self._kinds.items() if kind.kind in TOLD)

    def count(self) -> int:
        """Count the aggregates."""
        return sum(self._db[name].estimated_document_count() for name in self._kinds)


def _follows(version: int, entry: Entry) -> bool:
    return bool(entry["version"] > version)


def _name_spans(collection: str, begins: Sequence[datetime]) -> str:
    """Encode the position of a journal page: the collection, and the beginnings of its spans as far as they were cut."""
    return f"{collection}/{','.join(each.isoformat() for each in begins)}"


def _spans_named(cursor: str) -> tuple[str, list[datetime]]:
    collection, _, begins = cursor.partition("/")
    return collection, [datetime.fromisoformat(each) for each in begins.split(",")]


def _last_field(details: Mapping[str, Any]) -> str:
    pattern = details.get("keyPattern") or {}
    return list(pattern)[-1] if pattern else ""


def _existing(details: Mapping[str, Any], record_id: str) -> str:
    field = _last_field(details)
    if field not in ("_id", ""):
        raise Taken(field)
    return record_id
