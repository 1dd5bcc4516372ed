"""The event catalogue: one class per event and version, each with a frozen example that every later reader must read."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.contracts.event import REGISTRY, Event

EXAMPLES = Path(__file__).parent / "examples"


def known_events() -> list[type[Event]]:
    """Return every event class of every contract, by service and name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
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
