"""Posting lists in blocks: a small part of a block shows which of some thousand records have a term; no store.

A block never changes. Its records are in order, the newest first, and identified by number; a term's list holds the
numbers of its records. Lists are grouped in parts by the term's hash: a query reads one part for each term and block,
however large that is.
"""

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PARTS = 64
MOST_RECORDS = 65_535
"""The maximum, because a number takes two bytes."""

Place = tuple[int, str]
"""The creation time of a record (microseconds) and its id: every list is ordered by it, the newest first."""


@dataclass(frozen=True)
class Entry:
    """A record with its search terms."""

    place: Place
    terms: Iterable[str]


@dataclass(frozen=True)
class Part:
    """Some of the terms of a block, and the list of each."""

    terms: list[str]
    lists: list[bytes]

    def of(self, term: str) -> bytes:
        """Return the list of a term, empty if no record has it."""
        try:
            return self.lists[self.terms.index(term)]
        except ValueError:
            return b""


@dataclass(frozen=True)
class Block:
    """Records, the newest first, and their lists in parts."""

    places: list[Place]
    parts: list[Part]


def part_of(term: str) -> int:
    """Return the part of a block that holds a term's list."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) % PARTS


def packed(entries: Iterable[Entry]) -> Block:
    """Build a block of records."""
    ordered = sorted(entries, key=lambda each: each.place, reverse=True)
    assert len(ordered) <= MOST_RECORDS, "a block is too large"
    lists: list[dict[str, array[int]]] = [{} for _ in range(PARTS)]
    for number, entry in enumerate(ordered):
        for term in set(entry.terms):
            lists[part_of(term)].setdefault(term, array("H")).append(number)
    parts = [Part(list(each), [_written(numbers) for numbers in each.values()]) for each in lists]
    return Block([each.place for each in ordered], parts)


def common(lists: Sequence[bytes]) -> list[int]:
    """Return the numbers in the intersection of all lists, in order."""
    shortest, *others = sorted(lists, key=len)
    if not shortest:
        return []
    found = set(_read(shortest))
    for each in others:
        found.intersection_update(_read(each))
    return sorted(found)


def _written(numbers: "array[int]") -> bytes:
    return _little(numbers).tobytes()


def _read(content: bytes) -> "array[int]":
    numbers = array("H")
    numbers.frombytes(content)
    return _little(numbers)


def _little(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers = array("H", numbers)
        numbers.byteswap()
    return numbers
