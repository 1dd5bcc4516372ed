"""The dictionary of an answer: `Shown[Shape]` has exactly the fields of a shape, which `make lint` checks."""

from typing import Any, Generic, TypeVar

S = TypeVar("S")


class Shown(dict[str, Any], Generic[S]):
    """A dictionary with the fields of a shape, as the API answers it (`tools/shapes.py` tells mypy which they are)."""
