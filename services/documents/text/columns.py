"""Column widths and type size of a table: each column holds its widest word, or the pieces of a long one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

WHOLE = 442.2
"""The width of the type area in points (156 mm)."""
INSET, SLIM = 8.0, 4.0
"""The total left and right margin of a cell in points; the second one in a table of the smallest type."""
SIZES = (14.0, 12.0, 10.5, 9.0, 8.0)
"""Type sizes, 四号 first; a table that does not fit is set smaller."""
BROKEN_SIZES = SIZES[2:]
"""Type sizes of a table in which addresses must break: 五号 first."""
FULL_SIZES = (7.0, 6.5)
"""Type sizes of a table in which figures would break at any other: 小六号 last, the smallest that is read with ease."""
BREAK = "\u200b"
SHORT = 6.0
"""The width in ems up to which a cell's words are kept on one line."""
NARROWEST, BROADEST, CHARACTERS = 4.2, 12.0, 20
"""The minimum width in ems of a column of text, and one em more for every so many characters up to a maximum."""
LONGEST = 30.0
"""The maximum width of a column in ems."""
TALLEST = 637.0
"""The height of the type area in points (225 mm). A row that is taller, including the head, breaks over pages."""
LEADING, PADDING = 6.0, 12.0
"""Points between the lines of a cell, and above and below them together."""
UNEVEN = 1.04
"""The factor by which lines are longer because some marks may not begin one."""
NO_PICTURES: Mapping[int, float] = {}
UNBROKEN = re.compile(r"[!-~\u00a0-\u02ff\u2013\u2014\u2060％‰℃]+")
PARTING = re.compile(r"(?<=[-/@_?&=])(?=.)|(?<=\.)(?=[A-Za-z])")
"""Break points in a word that does not fit: within addresses, and, if a table is too full, between the parts of a number."""
NUMBER = re.compile(r"[0-9.,:/()+%\-\u2013\u2014％]{2,24}")
"""A number, amount, date or telephone number, which stays on one line; a longer one is no figure to be read."""
WIDE = frozenset("%@&mwMW—％‰℃")


@dataclass(frozen=True)
class Columns:
    """The widths of columns in points, the type size, and which rows stay whole."""

    widths: tuple[float, ...]
    size: float
    whole: tuple[bool, ...]
    inset: float = INSET

    def parted(self, rows: Sequence[Sequence[str]]) -> list[list[str]]:
        """Mark break points in every word that is wider than its column."""
        room = [(width - self.inset) / self.size for width in self.widths]
        return [[parted(each, ems) for each, ems in zip(row, room, strict=True)] for row in rows]

    def torn(self, rows: Sequence[Sequence[str]]) -> str | None:
        """Return the first number that finds no room on one line of its column, or None."""
        room = [(width - self.inset) / self.size for width in self.widths]
        found = (
            word
            for row in rows
            for each, ems in zip(row, room, strict=True)
            for word in UNBROKEN.findall(each)
            if NUMBER.fullmatch(word) and _ems(word) > ems
        )
        return next(found, None)


def columns(
    rows: Sequence[Sequence[str]],
    pictured: Mapping[int, float] = NO_PICTURES,
    *,
    tall: Mapping[int, float] = NO_PICTURES,
    head: bool = True,
) -> Columns:
    """Distribute the width of the type area among the columns of a table.

    pictured: points that a column needs for pictures; tall: points that the pictures of a row add to its height.
    head: whether the first row is repeated on every page.
    """
    across = range(len(rows[0]))
    even = WHOLE / len(across) - INSET
    hard = [max(1.0, *(unbroken(row[column]) for row in rows)) + 0.2 for column in across]
    hard = [max(each, min(pictured.get(column, 0.0), even) / SIZES[0]) for column, each in enumerate(hard)]
    widest = [max(0.0, *(_ems(row[column]) for row in rows), 0.0) for column in across]
    wanted = [min(LONGEST, max(2.0, each)) for each in widest]
    short = [max(0.0, *(_ems(row[column]) for row in rows if _ems(row[column]) <= SHORT), 0.0) for column in across]
    broad = [min(each, BROADEST, NARROWEST + each / CHARACTERS) for each in widest]
    narrow = [min(each, NARROWEST) for each in widest]
    soft, hard = _larger(short, hard, broad), _larger(hard, broad)
    inset = INSET
    size, least = next(
        ((size, least) for size in SIZES for least in (soft, hard) if sum(least) <= _room(size, len(wanted))),
        (0.0, hard),
    )
    if not size:
        figures, pieces = (
            [max(1.0, *(_piece(row[column], whole=whole) for row in rows)) + 0.2 for column in across]
            for whole in (True, False)
        )
        size, inset, least = _broken(hard, figures, pieces, (_larger(short, broad), _larger(short, narrow), narrow))
    shares = _shared(least, _larger(least, wanted), _room(size, len(wanted), inset))
    high = [_high(row, shares, size) + tall.get(place, 0.0) for place, row in enumerate(rows)]
    room = TALLEST - (high[0] if head and high[0] < TALLEST / 2 else 0.0)
    return Columns(tuple(share * size + inset for share in shares), size, tuple(each <= room for each in high), inset)


def _high(row: Sequence[str], shares: Sequence[float], size: float) -> float:
    """Return the height of a row in points, estimated on the high side."""
    lines = max(ceil(_ems(each) * UNEVEN / share) for each, share in zip(row, shares, strict=True))
    return max(lines, 1) * (size + LEADING) - LEADING + PADDING


def unbroken(text: str) -> float:
    """Return the width in ems of the widest unbreakable word: figures with their signs, and Latin letters."""
    return max((_ems(word) for word in UNBROKEN.findall(text)), default=0.0)


def parted(text: str, ems: float) -> str:
    """Break the words wider than this many ems: after their signs, or anywhere if even a piece is wider."""
    return UNBROKEN.sub(lambda found: _parted(found[0], ems), text)


def _parted(word: str, ems: float) -> str:
    if _ems(word) <= ems:
        return word
    pieces = PARTING.split(word)
    return BREAK.join(each if _ems(each) <= ems else BREAK.join(each) for each in pieces)


def _piece(text: str, *, whole: bool) -> float:
    """Return the width in ems of the widest piece of a word; `whole`: whether a number is in one piece."""
    words = UNBROKEN.findall(text)
    pieces = (
        piece for word in words for piece in ([word] if whole and NUMBER.fullmatch(word) else PARTING.split(word))
    )
    return max(map(_ems, pieces), default=0.0)


def _broken(
    hard: Sequence[float], figures: Sequence[float], pieces: Sequence[float], texts: Sequence[Sequence[float]]
) -> tuple[float, float, list[float]]:
    """Return the type size, the margins of a cell and the minimum widths if words of some columns must break.

    The longest words break into their pieces.

    figures, pieces: the widest piece of each column with its numbers whole or broken; texts: what its text needs at
    least, from ample to narrow.
    """
    ample, kept, narrow = texts
    smallest = [(size, SLIM) for size in FULL_SIZES]
    none, last = [0.0] * len(hard), smallest[-1]
    tried = [((size, INSET), figures, text) for size in BROKEN_SIZES for text in (ample, kept)]
    tried += [(form, figures, text) for form in smallest for text in (kept, narrow)]
    tried += [(form, pieces, narrow) for form in ((SIZES[-1], INSET), *smallest)]
    for (size, inset), low, text in (*tried, (last, none, narrow), (last, none, none)):
        room = _room(size, len(hard), inset)
        if sum(_capped(hard, low, text, 0.0)) <= room:
            under, over = 0.0, max(hard)
            for _ in range(40):
                cap = (under + over) / 2
                under, over = (cap, over) if sum(_capped(hard, low, text, cap)) <= room else (under, cap)
            return size, inset, _capped(hard, low, text, under)
    return *last, list(hard)


def _larger(*widths: Sequence[float]) -> list[float]:
    return [max(each) for each in zip(*widths, strict=True)]


def _capped(hard: Sequence[float], low: Sequence[float], kept: Sequence[float], cap: float) -> list[float]:
    return [max(keep, min(most, max(part, cap))) for most, part, keep in zip(hard, low, kept, strict=True)]


def _shared(least: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """Return the widths: each column's minimum, and the rest in proportion to what each wants."""
    rest, more = room - sum(least), [want - need for want, need in zip(wanted, least, strict=True)]
    if rest <= 0:
        return [need * room / sum(least) for need in least]
    if sum(more) > rest:
        return [need + each * rest / sum(more) for need, each in zip(least, more, strict=True)]
    return [want * room / sum(wanted) for want in wanted]


def _room(size: float, columns: int, inset: float = INSET) -> float:
    return max(WHOLE - inset * columns, 1.0) / size


def _ems(text: str) -> float:
    return sum(0.9 if each in WIDE else 0.7 if each.isupper() and each.isascii() else 0.0 if each == "\u2060"
               else 0.55 if each < "\u0300" else 1.0 for each in text)  # fmt: skip
