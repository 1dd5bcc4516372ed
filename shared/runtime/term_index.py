"""The term index, kept in MongoDB in blocks, because an index over lists would cost a write more than all else.

A new record is loose: searches read it directly. From time to time loose records are packed into a block, and
small blocks into large ones. A block may hold outdated terms of a record: a search compares hits with the record itself.
A record written again is loose again, so that no hit is ever missed.
"""

import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import WriteConcern

from shared.runtime.store import LOT, Db, in_lots
from shared.search.blocks import PARTS, Block, Entry, Part, Place, common, packed, part_of

SMALL, MANY = 128, 16
"""How many loose records make a small block, and how many small blocks a large one."""
FIRST_LOT = 4
REMEMBERED = 256
"""The blocks whose records a process caches: a few megabytes at most."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEADS = "heads"
MERGED, AT_MOST = 1, 20
Pack = Callable[[list[Entry]], Block]


class Moved(Exception):
    """A block was merged into another during a query."""


def at_of(instant: datetime) -> int:
    """Convert an instant to microseconds."""
    return (instant - EPOCH) // timedelta(microseconds=1)


class TermIndex:
    """The term index of one collection, in blocks beside the search entries."""

    _known: "OrderedDict[tuple[str, str], list[Place]]" = OrderedDict()

    def __init__(self, db: Db, name: str, terms_of: Callable[[Mapping[str, Any]], list[str]]) -> None:
        relaxed = WriteConcern(w=1, j=False)  # what is lost is loose again, or made anew
        self._records = db[f"{name}_found_by"].with_options(write_concern=relaxed)
        self._blocks = db[f"{name}_blocks"].with_options(write_concern=WriteConcern(w=1, j=True))
        self._name, self._terms_of = f"{db.name}.{name}", terms_of

    def having(self, terms: Sequence[str], before: Place | None) -> Iterator[Place]:
        """Yield the places of candidates for all terms, the newest first, after a place if given."""
        last = before
        while True:
            try:
                for place in self._having(terms, last):
                    last = place
                    yield place
                return
            except Moved:
                continue

    def _having(self, terms: Sequence[str], before: Place | None) -> Iterator[Place]:
        wanted, seen = set(terms), set[str]()
        waiting = [
            (at_of(each["created_at"]), str(each["_id"]))
            for each in self._records.find({"loose": True}, batch_size=LOT)
            if wanted.issubset(self._terms_of(each))
        ]
        heads = sorted(self._heads()["heads"], key=lambda head: head["newest"], reverse=True)
        if before is not None:
            heads = [head for head in heads if head["oldest"] <= before[0]]
        size = FIRST_LOT
        while heads or waiting:
            lot, heads = heads[:size], heads[size:]
            waiting += self._hits([str(head["id"]) for head in lot], terms)
            waiting.sort()
            newest = heads[0]["newest"] if heads else -1
            while waiting and waiting[-1][0] > newest:
                place = waiting.pop()
                if place[1] not in seen and (before is None or place < before):
                    seen.add(place[1])
                    yield place
            size *= 2

    def _hits(self, blocks: Sequence[str], terms: Sequence[str]) -> list[Place]:
        parts = self._parts(f"{block}:{part}" for block in blocks for part in {part_of(term) for term in terms})
        found = {}
        for block in blocks:
            numbers = common([parts[f"{block}:{part_of(term)}"].of(term) for term in terms])
            if numbers:
                found[block] = numbers
        places = self._places(list(found))
        return [places[block][number] for block, numbers in found.items() for number in numbers]

    def _parts(self, ids: Iterator[str]) -> dict[str, Part]:
        wanted = list(ids)
        found = (each for lot in in_lots(wanted) for each in self._blocks.find({"_id": {"$in": lot}}))
        parts = {str(each["_id"]): Part(each["terms"], each["lists"]) for each in found}
        if len(parts) < len(wanted):
            raise Moved()
        return parts

    def _places(self, blocks: Sequence[str]) -> dict[str, list[Place]]:
        known = {each: self._known[self._name, each] for each in blocks if (self._name, each) in self._known}
        missing = [each for each in blocks if each not in known]
        for each in self._blocks.find({"_id": {"$in": [f"{block}:places" for block in missing]}}) if missing else ():
            block = str(each["_id"]).removesuffix(":places")
            known[block] = self._known[self._name, block] = list(zip(each["at"], each["ids"], strict=True))
        if len(known) < len(blocks):
            raise Moved()
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known

    def pack(self, make: Pack = packed) -> int:
        """Pack loose records into blocks, and small blocks into large ones; return how many blocks were made."""
        made = 0
        while made < AT_MOST:
            loose = list(self._records.find({"loose": True}).limit(SMALL))
            if len(loose) < SMALL or not self._put(loose, 0, (), make):
                break
            same = defaultdict[int, list[str]](list)
            for each in loose:
                same[each["version"]].append(each["_id"])
            for version, ids in same.items():
                for lot in in_lots(ids):
                    self._records.update_many({"_id": {"$in": lot}, "version": version}, {"$unset": {"loose": ""}})
            made += 1
        while made < AT_MOST and self._merge(make):
            made += 1
        return made

    def _merge(self, make: Pack) -> bool:
        small = [str(head["id"]) for head in self._heads()["heads"] if head["level"] == 0][:MANY]
        if len(small) < MANY:
            return False
        try:
            ids = {each for places in self._places(small).values() for _, each in places}
        except Moved:
            return False
        records = [each for lot in in_lots(sorted(ids)) for each in self._records.find({"_id": {"$in": lot}})]
        if not self._put(records, MERGED, small, make):
            return False
        self._delete(f"{block}:{part}" for block in small for part in _ALL)
        return True

    def _put(self, records: Sequence[Mapping[str, Any]], level: int, instead_of: Sequence[str], make: Pack) -> bool:
        """Write a block, then its name in place of the smaller ones; remove it if another process was faster."""
        heads, block_id = self._heads(), uuid.uuid4().hex
        block = make([Entry((at_of(each["created_at"]), str(each["_id"])), self._terms_of(each)) for each in records])
        parts: list[dict[str, Any]] = [
            {"_id": f"{block_id}:{number}", "terms": part.terms, "lists": part.lists}
            for number, part in enumerate(block.parts)
        ]
        parts.append(
            {"_id": f"{block_id}:places", "ids": [i for _, i in block.places], "at": [at for at, _ in block.places]}
        )
        self._blocks.insert_many(parts, ordered=False)
        head = {"id": block_id, "level": level, "newest": block.places[0][0], "oldest": block.places[-1][0]}
        rest = [each for each in heads["heads"] if each["id"] not in instead_of]
        told = {"heads": [*rest, head], "version": heads["version"] + 1}
        if self._blocks.update_one({"_id": HEADS, "version": heads["version"]}, {"$set": told}).matched_count:
            return True
        self._delete(each["_id"] for each in parts)
        return False

    def _delete(self, ids: Iterable[str]) -> None:
        for lot in in_lots(list(ids)):
            self._blocks.delete_many({"_id": {"$in": lot}})

    def _heads(self) -> dict[str, Any]:
        found = self._blocks.find_one({"_id": HEADS})
        if found is None:
            self._blocks.update_one({"_id": HEADS}, {"$setOnInsert": {"heads": [], "version": 0}}, upsert=True)
            found = {"heads": [], "version": 0}
        return found


_ALL = [*map(str, range(PARTS)), "places"]
