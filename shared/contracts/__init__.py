"""The event catalogue: one class per event and version, each with a frozen example that every later reader must read."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from shared.contracts.event import REGISTRY, Event
from shared.contracts.work import Matter, RecordType

EXAMPLES = Path(__file__).parent / "examples"


def contracts() -> dict[str, ModuleType]:
    """Import every contract, by the name of its service."""
    return {each.name: importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)}


@cache
def records() -> dict[str, RecordType]:
    """Return the types of records that contracts declare (`RECORDS`)."""
    return {type: found for each in contracts().values() for type, found in getattr(each, "RECORDS", {}).items()}


@cache
def matters() -> dict[str, Matter]:
    """Return the matters of posts that contracts declare (`MATTERS`)."""
    return {code: found for each in contracts().values() for code, found in getattr(each, "MATTERS", {}).items()}


def known_events() -> list[type[Event]]:
    """Return every event class of every contract, by service and name."""
    contracts()
    return sorted(REGISTRY.values(), key=lambda event: (event.service, event.event, event.event_version))


def example_of(event: type[Event]) -> dict[str, Any]:
    """Load the frozen example of an event version."""
    text = (EXAMPLES / f"{event.event}.v{event.event_version}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def catalog(subscribers: Mapping[str, Sequence[str]] | None = None) -> list[dict[str, Any]]:
    """Return the catalogue: each event's service, fields, an example, and subscribers (`{event: [service.handler]}`)."""
    return [
        {
            "event": event.event,
            "version": event.event_version,
            "service": event.service,
            "description": inspect.getdoc(event) or "",
            "fields": event.model_json_schema(),
            "example": example_of(event),
            "subscribers": list((subscribers or {}).get(event.event, ())),
        }
        for event in known_events()
    ]
