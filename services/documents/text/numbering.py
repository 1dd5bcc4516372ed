"""Automatic numbers that Word writes before a paragraph; in the text of a document they are part of it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from services.documents.text.number_formats import UNWRITTEN, formatted
from services.documents.text.package import W, local, switched, value
from services.documents.text.styles import Styles, level_in

PLACE = re.compile(r"%([1-9])")
LARGEST = 2_147_483_647
PARTED = ("Nd", "Lu", "Ll", "Lo")
"""Categories of characters at the end of a number that would run into the text: figures and letters (1.1, a, 第一条)."""


@dataclass(frozen=True)
class Level:
    """The numbering of one level of a list. `restart`: after which level it restarts, 0 for never, None for any above."""

    kind: str = "decimal"
    pattern: str = ""
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    joined: bool = False
    picture: bool = False


@dataclass(frozen=True)
class List:
    """A list as a paragraph refers to it: the shared counters, its levels, and the numbers its counters restart with."""

    counts: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbers:
    """Counts the numbered paragraphs of a Word file in order."""

    BULLET = "·"

    def __init__(self, root: Any | None, styles: Styles, lose: Callable[[str], None]) -> None:
        self._styles, self._lose = styles, lose
        self._abstract: dict[str, Any] = {}
        self._nums: dict[str, Any] = {}
        self._lists: dict[str, List | None] = {}
        self._of_style: dict[tuple[str, str], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        for each in () if root is None else root:
            if local(each) == "abstractNum":
                self._abstract[str(each.get(f"{W}abstractNumId"))] = each
            elif local(each) == "num":
                self._nums[str(each.get(f"{W}numId"))] = each

    def of(self, paragraph: Any, style: str) -> str | None:
        """Count a paragraph and return its number as Word writes it, `BULLET` for a sign, None for nothing."""
        number, level = self._place(paragraph, style)
        found = None if number is None else self._list(number)
        kind = None if found is None else found.levels.get(level)
        if number is None or found is None or kind is None:
            return None
        if kind.kind == "bullet" or kind.picture:
            return self.BULLET
        counts = self._count(number, found, level, kind)
        if kind.kind in UNWRITTEN:
            self._lose(f"编号的样式（{kind.kind}，已写成数字）")

        def written(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            form = found.levels.get(at, Level())
            return formatted("decimal" if kind.legal else form.kind, counts.get(at, form.start), form.pattern)

        text = PLACE.sub(written, kind.text)
        return f"{text} " if text and unicodedata.category(text[-1]) in PARTED and not kind.joined else text

    def _place(self, paragraph: Any, style: str) -> tuple[str | None, int]:
        """Return the list and the level of a paragraph: its own, else those of its style or the styles that is based on."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number = None if own is None else value(own.find(f"{W}numId")) or None
        level = None if own is None else level_in(own.find(f"{W}ilvl"))
        if number is None:
            number, of_style, owner = self._styles.numbering(style)
            if number is not None and self._list(number) is not None and level is None:
                level = self._of_style.get((number, style), self._of_style.get((number, owner), of_style))
        return (None if number in (None, "0") else number), level or 0

    def _count(self, number: str, found: List, level: int, kind: Level) -> dict[int, int]:
        counts = self._counts.setdefault(found.counts, {})
        if level in found.starts and (number, level) not in self._begun:
            counts[level] = found.starts[level] - 1
        self._begun.add((number, level))
        counts[level] = min(counts.get(level, kind.start - 1) + 1, LARGEST)
        for deeper in [each for each in counts if each > level]:
            restart = found.levels.get(deeper, kind).restart
            if restart is None or level < restart:
                del counts[deeper]
        return counts

    def _list(self, number: str) -> List | None:
        if number not in self._lists:
            self._lists[number] = self._read(number)
        return self._lists[number]

    def _read(self, number: str) -> List | None:
        num = self._nums.get(number)
        if num is None:
            return None
        shared, abstract = self._abstract_of(num)
        if abstract is None:
            return None
        levels: dict[int, Level] = {}
        starts: dict[int, int] = {}
        for each in abstract.iterchildren(f"{W}lvl"):
            self._add(number, each, levels)
        for override in num.iterchildren(f"{W}lvlOverride"):
            place = level_in_attribute(override)
            own = override.find(f"{W}lvl")
            if own is not None:
                self._add(number, own, levels)
            start = override.find(f"{W}startOverride")
            if start is not None and place is not None:
                starts[place] = _whole(value(start), 1)
                levels[place] = replace(levels.get(place, Level()), start=starts[place])
        return List(shared, levels, starts)

    def _abstract_of(self, num: Any) -> tuple[str, Any | None]:
        """Return the list behind a number, following list styles that refer to another one (`numStyleLink`)."""
        name = value(num.find(f"{W}abstractNumId"))
        for _ in range(8):
            abstract = self._abstract.get(name)
            linked = "" if abstract is None else value(abstract.find(f"{W}numStyleLink"))
            further = self._nums.get(self._styles.numbering(linked)[0] or "") if linked else None
            if further is None:
                break
            name = value(further.find(f"{W}abstractNumId"))
        return name, self._abstract.get(name)

    def _add(self, number: str, element: Any, levels: dict[int, Level]) -> None:
        place = level_in_attribute(element)
        if place is None:
            return
        levels[place] = _level(element)
        style = value(element.find(f"{W}pStyle"))
        if style:
            self._of_style[number, style] = place


def level_in_attribute(element: Any) -> int | None:
    """Return the level that an element is for."""
    given = str(element.get(f"{W}ilvl") or "")
    return int(given) if given.isdigit() and int(given) < 9 else None


def _level(element: Any) -> Level:
    form = next((each for each in element.iter(f"{W}numFmt")), None)  # a choice of formats names the better one first
    restart = element.find(f"{W}lvlRestart")
    return Level(
        kind=value(form) or "decimal",
        pattern="" if form is None else str(form.get(f"{W}format") or ""),
        text=value(element.find(f"{W}lvlText")),
        start=_whole(value(element.find(f"{W}start")), 0),
        restart=None if restart is None else _whole(value(restart), 0),
        legal=bool(switched(element.find(f"{W}isLgl"))),
        joined=value(element.find(f"{W}suff")) == "nothing",
        picture=element.find(f"{W}lvlPicBulletId") is not None,
    )


def _whole(given: str, otherwise: int) -> int:
    return min(int(given), LARGEST) if given.isdigit() else otherwise
