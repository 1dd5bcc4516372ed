"""Lists of records: narrowed by filters, words and turns, in several orders, page by page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, ClassVar, TypeVar

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import ONE_DAY, begins
from shared.collection import Record
from shared.listing import ORDERS, Listing
from shared.pages import Page, decode_version, encode_version
from shared.runtime.store import LOT, MongoCollection, changed_since, in_lots

T = TypeVar("T", bound=Aggregate)
BY_INSTANT: Mapping[str, str] = {"-created": "created_at", "-changed": "updated_at"}
"""The orders that an index has, in which a list is read no further than the page."""


class Listed(MongoCollection[T]):
    """A collection that is listed in several orders."""

    orders: ClassVar[Mapping[str, str]] = {}
    """Further orders, each with its field; records without a value come last."""
    worded: ClassVar[Sequence[str]] = ()
    """The fields that are searched for the words of a list."""
    dated: ClassVar[str] = "created_at"
    """The day (`_on`) or instant (`_at`) of a record that the first and last day of a list refer to."""

    def listed(self, actor: Actor, query: Record, wanted: Listing) -> Page[T]:
        """Return the requested page of the records that match a query, which says what the actor may see."""
        asked = both(both(query, _filters(wanted)), between(self.dated, wanted.since, wanted.until))
        if wanted.q is not None and self.worded:
            asked = both(asked, worded(wanted.q, *self.worded))
        if wanted.ids is None and wanted.sort in BY_INSTANT and wanted.limit <= LOT:
            return self.page(asked, cursor=wanted.cursor, limit=wanted.limit, by=BY_INSTANT[wanted.sort])
        return self._in_order(asked, wanted)

    def _in_order(self, query: Record, wanted: Listing) -> Page[T]:
        """Sort the places of all that match, and read the records of the page alone."""
        skip, field = decode_version(wanted.cursor), {**ORDERS, **self.orders}[wanted.sort.lstrip("-")]
        places: dict[str, Record] = {}
        for first in _narrowed(query, wanted.ids):
            stages = [{"$match": first}, {"$match": query}, {"$project": {field: 1, "created_at": 1}}]
            places |= {str(each["_id"]): each for each in self._docs.aggregate(stages, batchSize=LOT)}
        newest_first = sorted(places.values(), key=itemgetter("created_at", "_id"), reverse=True)
        placed = [each for each in newest_first if each.get(field) is not None]
        placed.sort(key=itemgetter(field), reverse=wanted.sort.startswith("-"))
        ordered = [*placed, *(each for each in newest_first if each.get(field) is None)]
        end = skip + wanted.limit
        ids = [str(each["_id"]) for each in ordered[skip:end]]
        found = self.held(ids)
        return Page([found[each] for each in ids if each in found], encode_version(end) if len(ordered) > end else None)


def both(one: Record, other: Record) -> Record:
    """Build the query for what matches two queries."""
    if one.keys().isdisjoint(other):
        return {**one, **other}
    return {**one, "$and": [other, *one.get("$and", ())]}


def worded(q: str, *fields: str) -> Record:
    """Build the query for words in any of these fields."""
    pattern = {"$regex": re.escape(q), "$options": "i"}
    return {"$or": [{field: pattern} for field in fields]}


def between(field: str, since: str | None, until: str | None) -> Record:
    """Build the query for what happened from the first to the last day, in the office's time zone."""
    if since is None and until is None:
        return {}
    if not field.endswith("_at"):
        bounds: Record = {"$gte": since, "$lte": until}
    else:
        first, after = (None if each is None else date.fromisoformat(each) for each in (since, until))
        bounds = {"$gte": first and begins(first), "$lt": after and begins(after + ONE_DAY)}
        if field not in ORDERS.values():  # the instants of a record's own are stored as text
            bounds = {name: at and at.strftime("%Y-%m-%dT%H:%M:%S") for name, at in bounds.items()}
    return {field: {name: bound for name, bound in bounds.items() if bound is not None}}


def _filters(wanted: Listing) -> Record:
    asked = {name: getattr(wanted, name) for name in ("status", "kind") if getattr(wanted, name) is not None}
    if wanted.due_before is not None:
        asked["due_on"] = {"$lt": wanted.due_before}
    return {**asked, **changed_since(wanted.updated_since)}


def _narrowed(query: Record, ids: Sequence[str] | None) -> Iterator[Record]:
    """Yield what an index knows of a query: the ids in lots, or one alternative after another, which an embedded store
    would not look up in any index together.
    """
    if ids is not None:
        yield from ({"_id": {"$in": list(lot)}} for lot in in_lots(ids))
    else:
        yield from (dict[str, Any](each) for each in query.get("$or") or [query])
