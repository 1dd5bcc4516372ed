"""Where the PDF has the elements of a document's head, so that the DOCX has them at the same places."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

TOP = 37 * 72 / 25.4
"""The top of the type area in points from the top of the page."""


@dataclass(frozen=True)
class Placed:
    """Points from the top of page 1 to the top of the mark, number, title and text, and to the middle of the red rule.

    size: the type size of the mark; names: the width of its widest issuer; step: the distance of two issuers' lines.
    breaks: the page breaks before the footer block: none, one or two (a blank page, 7.5).
    """

    mark: float = TOP + 99.2
    number: float = TOP + 212.0
    rule: float = TOP + 240.0
    title: float = TOP + 298.0
    text: float = TOP + 362.0
    size: float = 40.0
    names: float = 300.0
    step: float = 52.0
    breaks: int = 0

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Self:
        """Read the answer of the template; what a layout lacks stays at its usual place."""
        known = {each.name for each in fields(cls)}
        return replace(cls(), **{name: value for name, value in found.items() if name in known})
