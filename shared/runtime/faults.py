"""Describe failures to operators: their kind and fields, never the content of an event, which is confidential."""

import re
from collections.abc import Iterator
from traceback import format_tb
from types import TracebackType

from pydantic import ValidationError

from shared.errors import OfficeError

FIELD = re.compile(r"[a-z][a-z0-9_]{0,40}")
MOST_FIELDS = 10
OURS = ("services.", "shared.")


class Unreadable(Exception):
    """The event cannot be understood; another attempt would not help."""


def described(error: BaseException) -> str:
    """Describe an error without quoting the data being handled, which its message may contain."""
    name = type(error).__name__
    if isinstance(error, Unreadable):
        return f"{name}: {error}"
    if isinstance(error, ValidationError):
        return f"{name}: {fields_of(error)}"
    if isinstance(error, OfficeError):
        return f"{name}: {error.code}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    place = _place(error.__traceback__)
    return f"{name} at {place}" if place else name


def traced(error: BaseException) -> str:
    """Format where a failure was raised, and its causes, as a traceback without any message."""
    each: BaseException | None = error
    parts, seen = list[str](), set[int]()
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        parts.append(f"Traceback (most recent call last):\n{''.join(format_tb(each.__traceback__))}{described(each)}")
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n\nwhich led to:\n\n".join(reversed(parts))


def fields_of(error: ValidationError) -> str:
    """List the invalid fields and their faults, without values or unexpected keys."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)[:MOST_FIELDS]
    return "; ".join(f"{'.'.join(_path(fault['loc'])) or 'event'} {fault['type']}" for fault in faults)


def kind_of(text: str) -> str:
    """Return only the type of an error recorded by an earlier version, since its text may quote data."""
    kind = re.match(r"[A-Za-z_]{1,60}", text)
    return kind[0] if kind else ""


def _path(location: tuple[int | str, ...]) -> Iterator[str]:
    for part in location:
        yield str(part) if isinstance(part, int) or FIELD.fullmatch(part) else "?"


def _place(trace: TracebackType | None) -> str:
    place = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith(OURS):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
