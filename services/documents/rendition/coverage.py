"""Coverage of the fonts: which characters of a text no font has, asked of the press and cached."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.documents.rendition.fonts import unusual
from shared.errors import OfficeError


class Coverage:
    """Caches which characters the fonts lack; common ones are never asked about."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        """Store `ask`, which calls the press."""
        self._ask = ask
        self._covered: set[tuple[Path | None, str]] = set()

    def lacking(self, fonts: Path | None, text: str) -> frozenset[str]:
        """Return the characters that no font has; none if fonts are missing or the press is busy."""
        asked = frozenset(each for each in unusual(text) if (fonts, each) not in self._covered)
        if not asked:
            return frozenset()
        try:
            lacking: frozenset[str] = self._ask("lacking", fonts, "".join(sorted(asked)))
        except OfficeError:
            return frozenset()
        self._covered |= {(fonts, each) for each in asked - lacking}
        return lacking
