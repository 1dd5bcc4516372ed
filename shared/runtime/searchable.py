"""Collections whose records are found by their words, each judged by the collection's own visibility."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import merge
from itertools import chain, groupby, islice
from typing import Any, TypeVar

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.collection import Record
from shared.listing import Listing
from shared.pages import Page, decode_cursor, encode_cursor
from shared.runtime.listed import Listed
from shared.runtime.offhub import OffHub
from shared.runtime.store import Db, Index, in_lots
from shared.runtime.term_index import TermIndex, at_of
from shared.search.blocks import packed
from shared.search.terms import required

T = TypeVar("T", bound=Aggregate)
LOOSE: Index = ([("loose", 1)], {"sparse": True})
"""Index of records written since blocks were last packed."""
LOT = 40
"""How many hits are checked together: most searches are answered from the first lot."""
MOST_LISTED = 1000
"""The maximum hits among which a list is narrowed by words, the newest."""
ORGAN, TITLE, ABOVE, PERSON = "\x01", "\x02", "\x03", "\x04"
"""Prefixes among the terms for the id of the organ, a term of the title, the id of a superior organ, and of a person."""

OFF_HUB = OffHub()
"""One block at a time: building one is pure computation."""


class Searchable(Listed[T]):
    """A collection whose records are found by their words.

    A search entry (`derived`) has `terms`, `organ` and `loose`, and may have `with` (further organs), `people`, `above`
    (superior organs) and `title_terms` (the terms that those superiors may search).
    """

    derived_indexes = (LOOSE,)

    @staticmethod
    def shows(thing: Any, actor: Actor) -> bool:
        """Check whether an actor may find a record."""
        raise NotImplementedError

    def matches(self, thing: Any, wanted: Mapping[str, Any]) -> bool:
        """Check a record against the filters of a search."""
        raise NotImplementedError

    def judged(self, things: Sequence[T], actor: Actor, wanted: Mapping[str, Any]) -> list[T]:
        """Return those of some candidates that the actor may find and that were asked for."""
        return [each for each in things if self.shows(each, actor) and self.matches(each, wanted)]

    def sought(self, actor: Actor, terms: Sequence[str]) -> list[list[str]]:
        """Return the marks to search for: any of these lists, each of them whole.

        A list must imply that the actor may read every text whose terms it contains.
        """
        raise NotImplementedError

    def found(
        self, actor: Actor, terms: Sequence[str], wanted: Mapping[str, Any], *, cursor: str | None, limit: int
    ) -> Page[T]:
        """Return a page of the records with every term that an actor may see, the newest first."""
        found: list[T] = []
        for ids in self._having(actor, terms, cursor):
            # by id alone: with more conditions the embedded store looks at everything
            records = {str(each["_id"]): each for each in self._docs.find({"_id": {"$in": ids}}, {"history": 0})}
            things = [self._load(records[each]) for each in ids if each in records]
            found += self.judged(things, actor, wanted)
            if len(found) > limit:
                last = found[limit - 1]
                assert last.created_at is not None
                return Page(found[:limit], encode_cursor(last.created_at, last.id))
        return Page(found, None)

    def listed(self, actor: Actor, query: Record, wanted: Listing) -> Page[T]:
        """Return the requested page of a list; words are looked up in the index, unless the list has fields for them."""
        if wanted.q is None or self.worded:
            return super().listed(actor, query, wanted)
        terms = required(wanted.q)
        if wanted.ids is None:
            ids = list(islice(chain.from_iterable(self._having(actor, terms, None)), MOST_LISTED))
        else:
            marks = self.sought(actor, terms)
            ids = [each for lot in in_lots(wanted.ids) for each in self._marked(lot, marks)]
        return super().listed(actor, query, replace(wanted, ids=ids))

    @staticmethod
    def marks(record: Mapping[str, Any]) -> list[str]:
        """Return all marks of a record: terms, organ, superiors and people, and the terms of the title separately."""
        titles = [f"{TITLE}{each}" for each in record.get("title_terms", ())]
        above = [f"{ABOVE}{each}" for each in record.get("above", ())]
        people = [f"{PERSON}{each}" for each in record.get("people", ())]
        organs = [f"{ORGAN}{each}" for each in (record["organ"], *record.get("with", ()))]
        return [*record["terms"], *organs, *titles, *above, *people]

    @classmethod
    def term_index(cls, db: Db) -> TermIndex:
        """Return the index of its records' marks."""
        return TermIndex(db, cls.name, cls.marks)

    def _having(self, actor: Actor, terms: Sequence[str], cursor: str | None) -> Iterator[list[str]]:
        """Yield the ids of candidates for all terms, the newest first, in lots; the actor may not be allowed to see some."""
        place = None if cursor is None else decode_cursor(cursor)
        before = None if place is None else (at_of(place[0]), place[1])
        wanted, index, lot = self.sought(actor, terms), self.term_index(self._db), LOT
        places = (each for each, _ in groupby(merge(*(index.having(each, before) for each in wanted), reverse=True)))
        while ids := [each for _, each in islice(places, lot)]:
            yield self._marked(ids, wanted)
            lot = min(2 * lot, 500)

    def _marked(self, ids: Sequence[str], wanted: Sequence[Sequence[str]]) -> list[str]:
        """Return those of some ids whose search entry has every mark of any list."""
        found = self.found_by_in(self._db).find({"_id": {"$in": list(ids)}})
        true = {str(each["_id"]) for each in found if any(set(marks).issubset(self.marks(each)) for marks in wanted)}
        return [each for each in ids if each in true]


def pack(db: Db, kinds: Iterable[type[Searchable[Any]]]) -> None:
    """Pack newly written records of some collections into blocks."""
    for kind in kinds:
        kind.term_index(db).pack(lambda entries: OFF_HUB.do(packed, entries))
