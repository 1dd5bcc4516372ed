"""Hits of a search: their place in the list, and what every kind of record shows of itself."""

from datetime import datetime
from typing import TYPE_CHECKING

from shared.aggregate import Aggregate
from shared.calendar import instant_text
from shared.search.terms import snippet
from shared.shown import Shown

if TYPE_CHECKING:
    from shared.api.search import FoundRecord


def place_of(found: Aggregate) -> tuple[datetime, str]:
    """Return the place of a record in the list of hits, which is by creation."""
    assert found.created_at is not None, "only stored records are found"
    return found.created_at, found.id


def hit(found: Aggregate, q: str, *, title: str, body: str) -> "Shown[FoundRecord]":
    """Return a hit with the words marked in its title and in an excerpt of its text."""
    return {
        "id": found.id,
        "at": instant_text(place_of(found)[0]),
        "title": snippet(q, title, around=200),
        "body": snippet(q, body),
    }
