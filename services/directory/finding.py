"""The name index of organs and people, kept in MongoDB beside them (`names.py` derives its keys)."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

from services.directory.names import START, Sounds, fits, keys_of, readings, spelled, words_of
from shared.aggregate import Aggregate, State
from shared.collection import Record
from shared.occasion import Occasion
from shared.pages import Page, decode_place, encode_place
from shared.runtime.store import Db, MongoCollection, in_lots, keep_derived

T = TypeVar("T", bound=Aggregate)
SPANS = ("04", "2", "g")
"""The ends of the rank spans that are queried in turn: a sixty-fourth of all, an eighth, all. An embedded store
reads all records of a key, thousands in a large district, although a page is enough.
"""


class Named(MongoCollection[T]):
    """Aggregates with a name, ordered by a rank derived from the id, so that any part of them is a random sample."""

    derived_indexes = (([("keys", 1), ("rank", 1)], {}), ([("path", 1)], {}))
    called: ClassVar[Sequence[str]]
    """The fields that hold its names."""
    also: ClassVar[Sequence[str]] = ()
    """Further fields that a search may filter by."""
    of_people: ClassVar[bool] = False
    deepest: ClassVar[int] = 4

    def on(self, occasion: Occasion) -> Self:
        """Return the same aggregates on another occasion."""
        return type(self)(self._db, occasion, self._nudge)

    @classmethod
    def prepare(cls, db: Db) -> None:
        """Create the indexes, and derive keys for records stored before keys existed."""
        super().prepare(db)
        found_by, docs = cls.found_by_in(db), db[cls.name]
        if found_by.estimated_document_count() < docs.estimated_document_count():
            ids = [str(each["_id"]) for each in docs.find({}, {"_id": 1})]
            for lot in in_lots(ids):
                records = docs.find({"_id": {"$in": lot}}, {"history": 0})
                keep_derived(found_by, [cls.found_by(each | cls.state_of(each)) for each in records])

    @classmethod
    def derived(cls, state: State) -> Record:
        """Derive the keys, and keep the readings for words longer than a key."""
        names: list[Sounds] = [
            readings(name, of_person=cls.of_people) for name in dict.fromkeys(state[field] for field in cls.called)
        ]
        return {
            "keys": keys_of(names, deepest=cls.deepest),
            "names": [[list(sound) for sound in name] for name in names],
            "spelled": spelled(names[0]),
            "rank": hashlib.sha256(str(state["_id"]).encode()).hexdigest()[:16],
            "path": state["path"],
            **{field: state[field] for field in cls.also},
        }

    def named(
        self, typed: str, query: Mapping[str, Any], *, district: str, organ: str | None, cursor: str | None, limit: int
    ) -> Page[T]:
        """Return records whose name has every word: first those that begin with it; each page in alphabetical order."""
        words = sorted(words_of(typed), key=len, reverse=True)
        if not words:
            return Page([])
        wanted = {**query, "path.0": district}
        under = None if organ in (None, district) else organ
        after = ("0", "") if cursor is None else decode_place(cursor, 2)
        found = list[tuple[str, Record]]()
        for part in self._parts(words, wanted, under, after, limit + 1):
            found += part
            if len(found) > limit:
                break
        shown = found[:limit]
        more = encode_place(shown[-1][0], str(shown[-1][1]["rank"])) if len(found) > limit else None
        shown.sort(key=lambda each: (each[0], each[1]["spelled"], each[1]["rank"]))
        return Page(self._in_order([str(each["_id"]) for _, each in shown]), more)

    def _parts(
        self, words: Sequence[str], wanted: Record, under: str | None, after: tuple[str, ...], enough: int
    ) -> Iterator[list[tuple[str, Record]]]:
        """Yield one part after another, each with its position in the whole."""
        key, exact = words[0][: self.deepest], len(words) == 1 and len(words[0]) <= self.deepest
        for group, led in (("0", START + key), ("1", key)):
            if group < after[0]:
                continue
            above = after[1] if group == after[0] else ""
            for end in SPANS[-1:] if under else SPANS:
                if end <= above:
                    continue
                asked: Record = {"keys": led, "rank": {"$gt": above, "$lt": end}}
                first, second = ({"path": under}, {**wanted, **asked}) if under else (asked, wanted)
                stages: list[dict[str, Any]] = [{"$match": first}, {"$match": second}, {"$sort": {"rank": 1}}]
                stages += [{"$limit": enough}] if exact else []
                kept = ("rank", "spelled", *(() if exact else ("names",)))
                stages.append({"$project": dict.fromkeys(kept, 1)})
                each_of = self.found_by_in(self._db).aggregate(stages)
                yield [(group, each) for each in each_of if exact or all(fits(word, each["names"]) for word in words)]
                above = end

    def several(self, ids: Sequence[str]) -> dict[str, T]:
        """Return several by id; missing ones are left out."""
        return {each.id: each for each in self._in_order(ids)}

    def names(self, district: str) -> dict[str, str]:
        """Return the names of all records of a district, by id."""
        return {each["_id"]: each["name"] for each in self._docs.find({"path.0": district}, {"name": 1})}

    def every(self, district: str) -> list[T]:
        """Return all records of a district, the earliest first."""
        found = self._docs.find({"path.0": district}, {"history": 0})
        return sorted(map(self._load, found), key=lambda each: (each.created_at or self.occasion.at, each.id))

    def _in_order(self, ids: Sequence[str]) -> list[T]:
        loaded = {
            str(record["_id"]): self._load(record)
            for lot in in_lots(ids)
            for record in self._docs.find({"_id": {"$in": lot}}, {"history": 0})
        }
        return [loaded[each] for each in ids if each in loaded]
