"""How wide the columns of a table are and how large its type: each holds its widest word, or the pieces of a long one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

WHOLE = 442.2
"""Points: the width of the type area, 156 mm."""
INSET = 8.0
"""Points that a cell leaves empty left and right of its words."""
SIZES = (14.0, 12.0, 10.5, 9.0, 8.0)
"""Type sizes, 四号 first; a table that does not fit is set smaller."""
BROKEN_SIZES = SIZES[2:]
"""Type sizes of a table in which addresses must break: 五号 first."""
BREAK = "\u200b"
SHORT = 6.0
"""Ems: the words of a cell up to this width rather stay on one line."""
LONGEST = 30.0
"""Ems beyond which a column grows no wider."""
TALLEST = 637.0
"""Points: the height of the type area, 225 mm. A row that is taller, together with the head, breaks over pages."""
LEADING, PADDING = 6.0, 12.0
"""Points between the lines of a cell, and over and under them together."""
UNEVEN = 1.04
"""How much longer lines become as no mark begins one."""
NO_PICTURES: Mapping[int, float] = {}
UNBROKEN = re.compile(r"[!-~\u00a0-\u02ff\u2013\u2014\u2060％‰℃]+")
PARTING = re.compile(r"(?<=[-/@_?&=])(?=.)|(?<=\.)(?=[A-Za-z])")
"""Where a word that finds no room may go on on the next line: within addresses, and between the parts of a number."""
WIDE = frozenset("%@&mwMW—％‰℃")


@dataclass(frozen=True)
class Columns:
    """The widths of columns in points, the size of the type, and which rows stay whole."""

    widths: tuple[float, ...]
    size: float
    whole: tuple[bool, ...]

    def parted(self, rows: Sequence[Sequence[str]]) -> list[list[str]]:
        """Mark a place to break in every word that is wider than its column."""
        room = [(width - INSET) / self.size for width in self.widths]
        return [[parted(each, ems) for each, ems in zip(row, room, strict=True)] for row in rows]


def columns(
    rows: Sequence[Sequence[str]],
    pictured: Mapping[int, float] = NO_PICTURES,
    *,
    tall: Mapping[int, float] = NO_PICTURES,
    head: bool = True,
) -> Columns:
    """Share the width of the type area among the columns of a table.

    pictured: points that a column needs for pictures; tall: points that the pictures of a row add to its height.
    head: whether the first row is repeated on every page.
    """
    across = range(len(rows[0]))
    even = WHOLE / len(across) - INSET
    hard = [max(1.0, *(unbroken(row[column]) for row in rows)) + 0.2 for column in across]
    hard = [max(each, min(pictured.get(column, 0.0), even) / SIZES[0]) for column, each in enumerate(hard)]
    wanted = [min(LONGEST, max(2.0, *(_ems(row[column]) for row in rows))) for column in across]
    short = [max(0.0, *(_ems(row[column]) for row in rows if _ems(row[column]) <= SHORT), 0.0) for column in across]
    soft = [max(pair) for pair in zip(short, hard, strict=True)]
    size, least = next(
        ((size, least) for size in SIZES for least in (soft, hard) if sum(least) <= _room(size, len(wanted))),
        (0.0, hard),
    )
    if not size:
        pieces = [max(1.0, *(_piece(row[column]) for row in rows)) + 0.2 for column in across]
        size, least = _broken(hard, pieces, short)
    shares = _shared(least, [max(pair) for pair in zip(least, wanted, strict=True)], _room(size, len(wanted)))
    high = [_high(row, shares, size) + tall.get(place, 0.0) for place, row in enumerate(rows)]
    room = TALLEST - (high[0] if head and high[0] < TALLEST / 2 else 0.0)
    return Columns(tuple(share * size + INSET for share in shares), size, tuple(each <= room for each in high))


def _high(row: Sequence[str], shares: Sequence[float], size: float) -> float:
    """The height of a row in points, rather too great than too small."""
    lines = max(ceil(_ems(each) * UNEVEN / share) for each, share in zip(row, shares, strict=True))
    return max(lines, 1) * (size + LEADING) - LEADING + PADDING


def unbroken(text: str) -> float:
    """The width in ems of the widest word that no line breaks: figures with their signs, and Latin letters."""
    return max((_ems(word) for word in UNBROKEN.findall(text)), default=0.0)


def parted(text: str, ems: float) -> str:
    """Break the words that are wider than so many ems: after their signs, or anywhere if even a piece is wider."""
    return UNBROKEN.sub(lambda found: _parted(found[0], ems), text)


def _parted(word: str, ems: float) -> str:
    if _ems(word) <= ems:
        return word
    pieces = PARTING.split(word)
    return BREAK.join(each if _ems(each) <= ems else BREAK.join(each) for each in pieces)


def _piece(text: str) -> float:
    """The width in ems of the widest piece of a word."""
    return max((_ems(piece) for word in UNBROKEN.findall(text) for piece in PARTING.split(word)), default=0.0)


def _broken(hard: Sequence[float], pieces: Sequence[float], short: Sequence[float]) -> tuple[float, list[float]]:
    """Choose the size and the least widths where the words of some columns must break: the longest ones, by their pieces."""
    none = [0.0] * len(hard)
    tried = [(size, pieces, short) for size in BROKEN_SIZES]
    for size, low, kept in (*tried, (SIZES[-1], none, short), (SIZES[-1], none, none)):
        room = _room(size, len(hard))
        if sum(_capped(hard, low, kept, 0.0)) <= room:
            under, over = 0.0, max(hard)
            for _ in range(40):
                cap = (under + over) / 2
                under, over = (cap, over) if sum(_capped(hard, low, kept, cap)) <= room else (under, cap)
            return size, _capped(hard, low, kept, under)
    return SIZES[-1], list(hard)


def _capped(hard: Sequence[float], low: Sequence[float], kept: Sequence[float], cap: float) -> list[float]:
    return [max(keep, min(most, max(part, cap))) for most, part, keep in zip(hard, low, kept, strict=True)]


def _shared(least: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """Give each column what it needs, and share the rest by what each would like to have."""
    rest, more = room - sum(least), [want - need for want, need in zip(wanted, least, strict=True)]
    if rest <= 0:
        return [need * room / sum(least) for need in least]
    if sum(more) > rest:
        return [need + each * rest / sum(more) for need, each in zip(least, more, strict=True)]
    return [want * room / sum(wanted) for want in wanted]


def _room(size: float, columns: int) -> float:
    return max(WHOLE - INSET * columns, 1.0) / size


def _ems(text: str) -> float:
    return sum(0.9 if each in WIDE else 0.7 if each.isupper() and each.isascii() else 0.0 if each == "\u2060"
               else 0.55 if each < "\u0300" else 1.0 for each in text)  # fmt: skip
