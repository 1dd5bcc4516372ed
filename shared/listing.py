"""A requested page of a list of records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar

from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.pages import Page, decode_version, encode_version

T = TypeVar("T", bound=Aggregate)
ORDERS: Mapping[str, str] = {"created": "created_at", "changed": "updated_at"}
"""The orders of every list, each with its field."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Filters (None for any), words, order and position of a list.

    ids: of the records that wait for the caller. sort: a name of `ORDERS` or of the list's own orders, `-` for descending.
    since, until: the first and last day of the records, by the list's own day.
    """

    status: str | None = None
    kind: str | None = None
    q: str | None = None
    ids: Sequence[str] | None = None
    updated_since: str | None = None
    due_before: str | None = None
    since: str | None = None
    until: str | None = None
    sort: str = "-created"
    cursor: str | None = None
    limit: int = 20


def page_of(
    found: Iterable[T], wanted: Listing, *, worded: str = "title", dated: str = "created_at", **orders: str
) -> Page[T]:
    """Return the requested page of records that are read whole; an order unknown to `orders` leaves them as they are.

    worded: the field of a list's words; dated: that of its days.
    """
    kept = [each for each in found if _is_wanted(each, wanted, worded) and _is_between(getattr(each, dated), wanted)]
    field = {**ORDERS, **orders}.get(wanted.sort.lstrip("-"))
    if field is not None:
        kept.sort(key=attrgetter("created_at", "id"), reverse=True)
        placed = [each for each in kept if getattr(each, field) is not None]
        placed.sort(key=attrgetter(field), reverse=wanted.sort.startswith("-"))
        kept = [*placed, *(each for each in kept if getattr(each, field) is None)]
    begin = decode_version(wanted.cursor)
    end = begin + wanted.limit
    return Page(kept[begin:end], encode_version(end) if len(kept) > end else None)


def _is_wanted(thing: Any, wanted: Listing, worded: str) -> bool:
    since = None if wanted.updated_since is None else datetime.fromisoformat(wanted.updated_since)
    return (
        (wanted.ids is None or thing.id in wanted.ids)
        and wanted.status in (None, thing.status)
        and (wanted.kind is None or thing.kind == wanted.kind)
        and (wanted.q is None or wanted.q.casefold() in getattr(thing, worded).casefold())
        and (since is None or thing.updated_at >= since)
        and (wanted.due_before is None or (thing.due_on is not None and thing.due_on.isoformat() < wanted.due_before))
    )


def _is_between(at: date | datetime | None, wanted: Listing) -> bool:
    if wanted.since is None and wanted.until is None:
        return True
    if at is None:
        return False
    on = (office_date(at) if isinstance(at, datetime) else at).isoformat()
    return (wanted.since or on) <= on <= (wanted.until or on)
