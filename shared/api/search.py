"""Search over several services: what a feature declares to be searched (`SEARCHED` of its `api.py`), and a hit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from shared.api.shapes import In, Instant, Out


@dataclass(frozen=True)
class Searched:
    """Records that are searched by their words, by the service's call `full_text`.

    scope: their name in a query; label: their name for people. types: the types of their hits.
    narrowed: filters that only these records have.
    """

    scope: str
    label: str
    types: Sequence[str]
    narrowed: type[In] = In


class Marked(Out):
    """Plain text, and the hits in it: begin and end of each, in characters."""

    text: str
    hits: list[tuple[int, int]]


class FoundRecord(Out):
    """The words in a record."""

    id: str
    at: Instant = Field(description="When it was created; the list is in this order, the newest first.")
    title: Marked
    body: Marked


class Hit(FoundRecord):
    """A record that contains the words."""

    type: str
    direction: Literal["outgoing", "incoming"] | None = None
    organ: str
    number: str | None = None
    kind: str
    kind_name: str
    status: str
    status_name: str
    on: str | None = Field(None, description="The date of a document or a meeting, or a matter's deadline.")
