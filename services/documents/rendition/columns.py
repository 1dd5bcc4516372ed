"""How wide the columns of a table are and how large its type: each holds its widest word that cannot be broken."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WHOLE = 442.2
"""Points: the width of the type area, 156 mm."""
INSET = 8.0
"""Points that a cell leaves empty left and right of its words."""
SIZES = (14.0, 12.0, 10.5, 9.0, 8.0)
"""Type sizes, 四号 first; a table that does not fit is set smaller."""
SHORT = 6.0
"""Ems: the words of a cell up to this width rather stay on one line."""
LONGEST = 30.0
"""Ems beyond which a column grows no wider."""
TALLEST = 22
"""Lines of a row beyond which it may break over pages."""
NO_PICTURES: Mapping[int, float] = {}
UNBROKEN = re.compile(r"[!-~\u00a0-\u02ff\u2013\u2014\u2060％‰℃]+")
WIDE = frozenset("%@&mwMW—％‰℃")


@dataclass(frozen=True)
class Columns:
    """The widths of columns in points, the size of the type, and which rows stay whole."""

    widths: tuple[float, ...]
    size: float
    whole: tuple[bool, ...]


def columns(rows: Sequence[Sequence[str]], pictured: Mapping[int, float] = NO_PICTURES) -> Columns:
    """Share the width of the type area among the columns of a table; `pictured`: points that a column needs for pictures."""
    across = range(len(rows[0]))
    even = WHOLE / len(across) - INSET
    hard = [max(1.0, *(unbroken(row[column]) for row in rows)) + 0.2 for column in across]
    hard = [max(each, min(pictured.get(column, 0.0), even) / SIZES[0]) for column, each in enumerate(hard)]
    wanted = [min(LONGEST, max(2.0, *(_ems(row[column]) for row in rows))) for column in across]
    soft = [max(least, *(_ems(row[column]) for row in rows if _ems(row[column]) <= SHORT), 0.0) for column, least in
            zip(across, hard, strict=True)]  # fmt: skip
    size, least = next(
        ((size, least) for size in SIZES for least in (soft, hard) if sum(least) <= _room(size, len(wanted))),
        (SIZES[-1], hard),
    )
    shares = _shared(least, [max(pair) for pair in zip(least, wanted, strict=True)], _room(size, len(wanted)))
    lines = [max(_ems(each) / share for each, share in zip(row, shares, strict=True)) for row in rows]
    return Columns(
        tuple(share * size + INSET for share in shares), size, tuple(each * 1.15 < TALLEST for each in lines)
    )


def unbroken(text: str) -> float:
    """The width in ems of the widest word that no line breaks: figures with their signs, and Latin letters."""
    return max((_ems(word) for word in UNBROKEN.findall(text)), default=0.0)


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
