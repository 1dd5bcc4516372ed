"""MongoDB storage shared by the parts: numbers in series, registers, and search by words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from services.documents.domain import OFFICE
from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.runtime.listed import worded
from shared.runtime.searchable import ORGAN, PERSON, Searchable
from shared.runtime.store import LOT, Index, MongoCollection

T = TypeVar("T", bound=Aggregate)
ISSUED = "documents"
"""The name of the collection of outgoing documents, whose search entries hold the terms of their text."""
_last_known: dict[tuple[str, str], int] = {}
"""The highest number seen of each series of a collection: other processes may have assigned higher ones since."""


class Series(MongoCollection[T]):
    """A collection of records numbered in series; a unique index prevents duplicate numbers."""

    series: ClassVar[str]
    sequence: ClassVar[str]

    def last_in_series(self, series: str) -> int:
        """Return the highest number of a series, 0 if none was assigned.

        The query starts from the last known number: an embedded store reads all that match a query, not the highest alone.
        """
        place = (self._docs.full_name, series)
        for known in dict.fromkeys((_last_known.get(place, 1), 1)):  # above 0, as the index has it, or it is not used
            numbered = {self.series: series, self.sequence: {"$gte": known}}
            found = self._docs.find_one(numbered, {self.sequence: 1}, sort=[(self.sequence, -1)])
            if found is not None:
                _last_known[place] = int(found[self.sequence])
                return _last_known[place]
        return 0


def unique_in(series: str, sequence: str) -> Index:
    """Define the unique index of a number within its series."""
    numbered = {"unique": True, "partialFilterExpression": {sequence: {"$gt": 0}}}
    return [(series, 1), (sequence, 1)], numbered


class Register(Series[T]):
    """A register: the entries that have a number, in its order."""

    numbered: ClassVar[str]
    parties: ClassVar[tuple[str, ...]]
    sender: ClassVar[str]

    @staticmethod
    def seen_by(actor: Actor) -> dict[str, Any]:
        """Return the query for the records that an actor may see."""
        raise NotImplementedError

    def entries(self, actor: Actor, wanted: Mapping[str, Any], *, skip: int, limit: int) -> list[T]:
        """Return the requested register entries that an actor may see, in the order of the register."""
        query: list[dict[str, Any]] = [{self.numbered: {"$ne": None}}]
        if wanted.get("year") is not None:
            query.append({self.series: {"$regex": f":{int(wanted['year'])}$"}})
        query += [{name: wanted[name]} for name in ("status", "kind") if wanted.get(name) is not None]
        if wanted.get("organ") is not None:
            query.append({"$or": [{field: wanted["organ"]} for field in self.parties]})
        if wanted.get("sender") is not None:
            query.append({self.sender: {"$regex": re.escape(wanted["sender"])}})
        if wanted.get("q") is not None:
            query.append(worded(wanted["q"], "title", "number", self.numbered))
        for bound, operator in (("since", "$gte"), ("until", "$lte")):
            if wanted.get(bound) is not None:
                query.append({"signed_on": {operator: wanted[bound]}})
        sort = wanted.get("sort") or "-number"
        way = -1 if sort.startswith("-") else 1
        by = ["signed_on"] if sort.endswith("date") else [self.series, self.sequence]
        stages: list[dict[str, Any]] = [  # what is one's own first, since an index knows that
            {"$match": self.seen_by(actor)},
            {"$match": {"$and": query}},
            {"$sort": dict.fromkeys((*by, "_id"), way)},
            {"$skip": skip},
            {"$limit": limit},
            {"$project": {"history": 0}},
        ]
        return [self._load(record) for record in self._docs.aggregate(stages, batchSize=LOT)]


class FoundByWords(Searchable[T]):
    """Documents found by their words, by the office of their organ or by those whom they name."""

    @staticmethod
    def others(thing: Any) -> tuple[str, ...]:
        """Return the ids of the organs on the other side."""
        raise NotImplementedError

    def matches(self, thing: Any, wanted: Mapping[str, Any]) -> bool:
        """Check a record against the filters of a search: its kind, year, and the other side."""
        kind, year, organ = (wanted.get(name) for name in ("kind", "year", "organ"))
        dated = year is None or (thing.signed_on is not None and thing.signed_on.year == int(year))
        return dated and kind in (None, thing.kind) and (organ is None or organ in self.others(thing))

    def sought(self, actor: Actor, terms: Sequence[str]) -> list[list[str]]:
        """Return the marks to search for.

        The office searches all records of its organ, anybody else those that name them.
        """
        if any(actor.holds(name) for name in OFFICE):
            return [[f"{ORGAN}{actor.organ}", *terms]]
        return [[f"{PERSON}{each}", *terms] for each in sorted({actor.person_id, actor.seat})]
