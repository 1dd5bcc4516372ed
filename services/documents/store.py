"""How things that bear numbers in series are kept in MongoDB."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.pages import Page, encode_cursor
from shared.runtime.store import Index, MongoCollection

T = TypeVar("T", bound=Aggregate)
BY_TERMS: Index = ([("terms", 1), ("created_at", -1), ("_id", -1)], {})
"""Finds what has a term, the newest first."""


class Series(MongoCollection[T]):
    """A collection whose things bear numbers in series; the index keeps two from bearing one."""

    series: ClassVar[str]
    sequence: ClassVar[str]
    numbered: ClassVar[str]
    parties: ClassVar[tuple[str, ...]]
    sender: ClassVar[str]
    derived_indexes = (BY_TERMS,)

    @staticmethod
    def seen_by(actor: Actor) -> dict[str, Any]:
        """Give the query for what an actor may see."""
        raise NotImplementedError

    def entries(self, actor: Actor, wanted: Mapping[str, Any], *, skip: int, limit: int) -> list[T]:
        """Give the entries of the register that an actor may see and asked for, in the order asked for."""
        query: list[dict[str, Any]] = [self.seen_by(actor), {self.numbered: {"$ne": None}}]
        if wanted.get("year") is not None:
            query.append({self.series: {"$regex": f":{int(wanted['year'])}$"}})
        query += [{name: wanted[name]} for name in ("status", "kind") if wanted.get(name) is not None]
        if wanted.get("organ") is not None:
            query.append({"$or": [{field: wanted["organ"]} for field in self.parties]})
        if wanted.get("sender") is not None:
            query.append({self.sender: {"$regex": re.escape(wanted["sender"])}})
        if wanted.get("q") is not None:
            pattern = {"$regex": re.escape(wanted["q"]), "$options": "i"}
            query.append({"$or": [{field: pattern} for field in ("title", "number", self.numbered)]})
        for bound, operator in (("since", "$gte"), ("until", "$lte")):
            if wanted.get(bound) is not None:
                query.append({"signed_on": {operator: wanted[bound]}})
        sort = wanted.get("sort") or "-number"
        way = -1 if sort.startswith("-") else 1
        by = ["signed_on"] if sort.endswith("date") else [self.series, self.sequence]
        order = [(field, way) for field in (*by, "_id")]
        found = self._docs.find({"$and": query}, {"history": 0}).sort(order).skip(skip).limit(limit)
        return [self._load(record) for record in found]

    def found(
        self, actor: Actor, terms: Sequence[str], wanted: Mapping[str, Any], *, cursor: str | None, limit: int
    ) -> Page[T]:
        """Give a page of what an actor may see and that has every term."""
        query: list[dict[str, Any]] = [self.seen_by(actor)]
        if wanted.get("kind") is not None:
            query.append({"kind": wanted["kind"]})
        if wanted.get("year") is not None:
            query.append({"signed_on": {"$regex": f"^{int(wanted['year'])}-"}})
        if wanted.get("organ") is not None:
            query.append({"$or": [{field: wanted["organ"]} for field in self.parties]})
        found: list[T] = []
        for ids in self._having(actor, terms, cursor):
            these = {"$and": [{"_id": {"$in": ids}}, *query]}
            found += self.page(these, cursor=cursor, limit=limit + 1 - len(found)).items
            if len(found) > limit:
                last = found[limit - 1]
                assert last.created_at is not None
                return Page(found[:limit], encode_cursor(last.created_at, last.id))
        return Page(found, None)

    def _having(self, actor: Actor, terms: Sequence[str], cursor: str | None) -> Iterator[list[str]]:
        """Give the ids of what has every term, the newest first, in lots; some may be of what the actor may not see."""
        raise NotImplementedError

    def last_in_series(self, series: str) -> int:
        """Give the highest number of a series, 0 where none was given."""
        numbered = {self.series: series, self.sequence: {"$gt": 0}}  # as the index has it, or it is not used
        found = self._docs.find_one(numbered, {self.sequence: 1}, sort=[(self.sequence, -1)])
        return 0 if found is None else int(found[self.sequence])


def unique_in(series: str, sequence: str) -> Index:
    """Let no two things bear one number of one series."""
    numbered = {"unique": True, "partialFilterExpression": {sequence: {"$gt": 0}}}
    return [(series, 1), (sequence, 1)], numbered
