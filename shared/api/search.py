"""Search over several services: what a feature declares to be searched (`SEARCHED` of its `api.py`), and a hit."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.api.shapes import In


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
