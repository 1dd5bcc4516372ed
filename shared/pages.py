"""Pages of lists: at most 100 items and an opaque cursor to the next."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from shared.errors import InvalidInput

T = TypeVar("T")
U = TypeVar("U")

if TYPE_CHECKING:
    from typing_extensions import TypedDict

    class PageShown(TypedDict, Generic[T], closed=True):
        """A page as the API answers it."""

        items: list[T]
        next: str | None


LARGEST = 100


class BadCursor(InvalidInput):
    """列表已更新，请从第一页查看。"""

    code = "invalid_cursor"
    status = 422


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items of a list, and the cursor of the next ones (`None` after the last)."""

    items: Sequence[T]
    next: str | None = None

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """Return the page with a function applied to every item."""
        return Page([change(item) for item in self.items], self.next)

    def to_wire(self) -> "PageShown[T]":
        """Return the page as the API answers it."""
        return {"items": list(self.items), "next": self.next}


def merged(pages: Sequence[Page[T]], limit: int, place: Callable[[T], tuple[datetime, str]]) -> Page[T]:
    """Merge pages that follow the same position into one, the newest first; `place`: an item's instant and id."""
    every = sorted((each for page in pages for each in page.items), key=place, reverse=True)
    if len(every) <= limit and not any(page.next for page in pages):
        return Page(every)
    return Page(every[:limit], encode_cursor(*place(every[limit - 1])))


def encode_cursor(at: datetime, item_id: str) -> str:
    """Encode the position after the item with this instant and id."""
    text = json.dumps([at.isoformat(), item_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    """Decode a position from `encode_cursor`; raise BadCursor for anything else."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        at_text, item_id = json.loads(raw)
        at = datetime.fromisoformat(at_text)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise BadCursor() from error
    if not isinstance(item_id, str) or at.tzinfo is None or not 1970 <= at.year < 9000:
        raise BadCursor()
    return at, item_id


def encode_place(*parts: str) -> str:
    """Encode a position made of words."""
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_place(cursor: str, parts: int) -> tuple[str, ...]:
    """Decode a position of so many words from `encode_place`; raise BadCursor for anything else."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursor() from error
    if not isinstance(place, list) or len(place) != parts or not all(isinstance(each, str) for each in place):
        raise BadCursor()
    return tuple(place)


def encode_version(version: int) -> str:
    """Encode the position after a version in a history."""
    return base64.urlsafe_b64encode(f"v{version}".encode()).decode().rstrip("=")


def decode_version(cursor: str | None) -> int:
    """Decode a position from `encode_version`; 0 for None; raise BadCursor for anything else."""
    if cursor is None:
        return 0
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, binascii.Error) as error:
        raise BadCursor() from error
    if not text.startswith("v") or not text[1:].isdigit() or len(text) > 9:
        raise BadCursor()
    return int(text[1:])
