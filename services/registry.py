"""Every service by name: a folder with a `service.py` is one, and its class is called after it."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.workflow import Workflow

GATEWAY = "gateway"


@cache
def names() -> tuple[str, ...]:
    """List the services."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/service.py")))


def with_data() -> list[str]:
    """List the services that keep data and answer calls: all but the gateway."""
    return [name for name in names() if name != GATEWAY]


def service_class(name: str) -> type[Any]:
    """Import the class of a service: `documents` is `DocumentsService`."""
    found: type[Any] = getattr(import_module(f"services.{name}.service"), f"{name.title()}Service")
    return found


def workflows() -> list[Workflow]:
    """Give every table of every service."""
    found: list[Workflow] = []
    for path in sorted(Path(__file__).parent.glob("*/kinds.py")):
        found += import_module(f"services.{path.parent.name}.kinds").WORKFLOWS
    return found


def subscribers() -> dict[str, list[str]]:
    """Tell for each event which handlers react to it."""
    found: dict[str, list[str]] = {}
    for name in with_data():
        for method, events in reactions_of(service_class(name)):
            for event in events:
                found.setdefault(event.event, []).append(f"{name}.{method}")
    return found


def reactions_of(service: type[Any]) -> Sequence[tuple[str, tuple[Any, ...]]]:
    """List a service's reactions and the events that each answers."""
    from shared.runtime.reaction import Reaction

    return [
        (method, entrypoint.events)
        for method in sorted(vars(service))
        for entrypoint in getattr(getattr(service, method), "nameko_entrypoints", ())
        if isinstance(entrypoint, Reaction)
    ]
