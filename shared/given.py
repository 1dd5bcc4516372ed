"""Fields of a record that a person fills in and the record stores unchanged, marked where they are declared.

`title: Given[str]` says so; a use case takes all of them by `as_given` and names only those that it looks up or computes.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
GIVEN = "given"
Given = Annotated[T, GIVEN]
Conversion = Callable[[Any], Any]


def as_given(record: type, form: Mapping[str, Any]) -> dict[str, Any]:
    """Convert what a form says of a record's given fields to their types; days, times and instants are in ISO 8601.

    A field left blank (None) is left out: it gets its default, or stays as it was.
    """
    return {name: convert(form[name]) for name, convert in _conversions(record).items() if form.get(name) is not None}


def given_fields(record: type) -> Iterable[str]:
    """Return the names of a record's given fields."""
    return _conversions(record)


@cache
def _conversions(record: type) -> dict[str, Conversion]:
    """Return the given fields of a record, each with what converts to its type."""
    hints = get_type_hints(record, include_extras=True)
    marked = {
        name: hint for name, hint in hints.items() if get_origin(hint) is Annotated and GIVEN in hint.__metadata__
    }
    return {name: _conversion(get_args(hint)[0]) for name, hint in marked.items()}


def _conversion(kind: Any) -> Conversion:
    if get_origin(kind) in (UnionType, Union):
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        of_each = _conversion(get_args(kind)[0])
        return lambda said: tuple(of_each(each) for each in said)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return FROM_TEXT.get(kind, _unchanged)


def _unchanged(said: Any) -> Any:
    return said


FROM_TEXT: Mapping[Any, Conversion] = {
    date: date.fromisoformat,
    time: time.fromisoformat,
    datetime: lambda said: datetime.fromisoformat(said).astimezone(UTC),
}
