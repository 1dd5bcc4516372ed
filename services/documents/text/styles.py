"""The styles of a Word file, resolved once: properties that a paragraph or a run has from its style and its base styles."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from services.documents.text.package import W, switched, value

T = TypeVar("T")
HEADING = re.compile(r"^(?:heading|标题) ?([1-9])$", re.IGNORECASE)
TITLES = ("title", "标题")
SWITCHES = ("caps", "smallCaps", "strike", "dstrike")
"""Formatting that changes the meaning of a text: capitals, and strike-through."""
DEEPEST = 32


@dataclass(frozen=True)
class Style:
    """One style with its own properties; None for what it inherits from its base style."""

    id: str
    name: str
    based_on: str
    number: str | None
    level: int | None
    outline: int | None
    hidden: bool | None
    font: str | None
    switches: Mapping[str, bool | None]
    raised: str


class Styles:
    """Resolves each style with its base styles."""

    def __init__(self, root: Any | None) -> None:
        self._styles: dict[str, Style] = {}
        self._chains: dict[str, tuple[Style, ...]] = {}
        self.default = ""
        self.hidden_by_default = False
        if root is None:
            return
        for each in root.iterchildren(f"{W}style"):
            style = _read(each)
            self._styles.setdefault(style.id, style)
            if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in ("1", "true", "on"):
                self.default = style.id
        usual = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}vanish")
        self.hidden_by_default = bool(switched(usual))

    def names(self, style: str) -> list[str]:
        """Return the names of a style and of its base styles, nearest first."""
        return [each.name for each in self._chain(style)]

    def heading(self, style: str) -> int | None:
        """Return the heading level of a style, by its name, its outline or its base style."""
        for each in self._chain(style):
            named = HEADING.match(each.name)
            if named is not None:
                return int(named[1])
            if each.outline is not None:
                return each.outline + 1 if each.outline < 9 else None
        return None

    def is_title(self, style: str) -> bool:
        """Check whether a style is a title's."""
        return any(each.name.lower() in TITLES for each in self._chain(style))

    def numbering(self, style: str) -> tuple[str | None, int | None, str]:
        """Return the list and the level in which a style numbers its paragraphs, and the style that defines the list."""
        number = self._first(style, lambda each: each.number)
        owner = next((each.id for each in self._chain(style) if each.number is not None), style)
        return number, self._first(style, lambda each: each.level), owner

    def hidden(self, style: str) -> bool | None:
        """Return whether a style hides its text; None if undefined."""
        return self._first(style, lambda each: each.hidden)

    def font(self, style: str) -> str | None:
        """Return the font of a style for Latin letters."""
        return self._first(style, lambda each: each.font)

    def switch(self, style: str, name: str) -> bool | None:
        """Return whether a style turns a format of its text on (caps, strike…); None if undefined."""
        return self._first(style, lambda each: each.switches.get(name))

    def raised(self, style: str) -> str:
        """Return whether a style raises or lowers its text: `superscript`, `subscript`, or an empty string."""
        return self._first(style, lambda each: each.raised or None) or ""

    def _first(self, style: str, asked: Callable[[Style], T | None]) -> T | None:
        return next((found for each in self._chain(style) if (found := asked(each)) is not None), None)

    def _chain(self, style: str) -> tuple[Style, ...]:
        found = self._chains.get(style)
        if found is None:
            chain: dict[str, Style] = {}
            at = self._styles.get(style)
            while at is not None and at.id not in chain and len(chain) < DEEPEST:
                chain[at.id] = at
                at = self._styles.get(at.based_on)
            found = self._chains[style] = tuple(chain.values())
        return found


def font_of(properties: Any | None) -> str | None:
    """Return the font of Latin letters in run properties."""
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    return None if fonts is None else (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi"))


def level_in(element: Any | None) -> int | None:
    """Return a level, limited to Word's range; None if none is given."""
    given = value(element)
    return min(max(int(given), 0), 9) if given.lstrip("-").isdigit() else None


def _read(style: Any) -> Style:
    properties, run = style.find(f"{W}pPr"), style.find(f"{W}rPr")
    numbered = None if properties is None else properties.find(f"{W}numPr")
    return Style(
        str(style.get(f"{W}styleId")),
        value(style.find(f"{W}name")),
        value(style.find(f"{W}basedOn")),
        None if numbered is None else value(numbered.find(f"{W}numId")) or None,
        None if numbered is None else level_in(numbered.find(f"{W}ilvl")),
        None if properties is None else level_in(properties.find(f"{W}outlineLvl")),
        None if run is None else switched(run.find(f"{W}vanish")),
        font_of(run),
        {name: None if run is None else switched(run.find(f"{W}{name}")) for name in SWITCHES},
        "" if run is None else value(run.find(f"{W}vertAlign")),
    )
