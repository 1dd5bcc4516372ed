"""A requested page of a list of documents."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Filters (None for any), words, order and position of a list. `sort`: as in `store.ORDERS`, `-` for descending."""

    status: str | None = None
    kind: str | None = None
    q: str | None = None
    updated_since: str | None = None
    due_before: str | None = None
    sort: str = "-created"
    cursor: str | None = None
    limit: int = 20
