"""Coverage of the fonts: which characters of a text no font has.

The font files answer for what they have (`covered.py`); the press is asked about the few that are left, once each.
"""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.documents.fonts.covered import FontCharacters
from services.documents.fonts.typefaces import MOST_ASKED, PRIVATE, unusual
from shared.errors import OfficeError


def _here(work: Callable[..., Any], *said: Any) -> Any:
    return work(*said)


class Coverage:
    """Caches which characters the fonts lack; common ones are never asked about."""

    def __init__(self, ask: Callable[..., Any], run: Callable[..., Any] = _here) -> None:
        """Store `ask`, which calls the press, and `run`, which may read files off the hub."""
        self._ask, self._run, self._files = ask, run, FontCharacters()
        self._covered: set[tuple[Path, str]] = set()

    def asked_once(self, fonts: Path) -> Callable[[str], frozenset[str]]:
        """Return `lacking` for one command: a character gets one answer, also if the press comes free in between."""
        answered: dict[str, bool] = {}

        def lacking(text: str) -> frozenset[str]:
            characters = unusual(text)
            fresh = characters - answered.keys()
            found = self.lacking(fonts, "".join(fresh)) if fresh else frozenset()
            answered.update((each, each in found) for each in fresh)
            return frozenset(each for each in characters if answered[each])

        return lacking

    def lacking(self, fonts: Path, text: str) -> frozenset[str]:
        """Return the characters that no font has; none if fonts are missing or the press is busy."""
        asked = frozenset(each for each in unusual(text) if (fonts, each) not in self._covered)
        if not asked:
            return frozenset()
        private = frozenset(each for each in asked if unicodedata.category(each) == PRIVATE)
        asked -= private
        left: frozenset[str] = self._run(self._files.without, asked, fonts)
        self._covered |= {(fonts, each) for each in asked - left}
        asked = frozenset(sorted(left)[:MOST_ASKED])
        if not asked:
            return private
        try:
            lacking: frozenset[str] = self._ask("lacking", fonts, "".join(sorted(asked)))
        except OfficeError:
            return private
        self._covered |= {(fonts, each) for each in asked - lacking}
        return private | lacking
