"""The registry of services: a folder with a `service.py` is a service, whose class is named after it."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.workflow import Workflow

GATEWAY = "gateway"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the services."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/service.py")))


def with_data() -> list[str]:
    """Return the services that store data and answer calls: all but the gateway."""
    return [name for name in names() if name != GATEWAY]


def service_class(name: str) -> type[Any]:
    """Import the class of a service: `documents` is `DocumentsService`."""
    found: type[Any] = getattr(import_module(f"services.{name}.service"), f"{name.title()}Service")
    return found


@cache
def faces() -> tuple[tuple[str, str], ...]:
    """Return each service's modules of routes (`api.py`): the service's name, and the module's."""
    root = Path(__file__).parents[1]
    found = [path.relative_to(root).with_suffix("").parts for path in (root / "services").glob("**/api.py")]
    return tuple(sorted((parts[1], ".".join(parts)) for parts in found))


def workflows() -> list[Workflow]:
    """Return every workflow table of every service."""
    root, found = Path(__file__).parents[1], list[Workflow]()
    paths = [path for name in ("kinds", "steps") for path in (root / "services").glob(f"**/{name}.py")]
    for path in sorted(paths):
        module = import_module(".".join(path.relative_to(root).with_suffix("").parts))
        found += getattr(module, "WORKFLOWS", ())
    return found


def members(service: type[Any]) -> dict[str, Any]:
    """Return the members of a service class and its bases, by name."""
    return {name: value for each in reversed(service.__mro__) for name, value in vars(each).items()}


def subscribers() -> dict[str, list[str]]:
    """Return the handlers that react to each event."""
    found: dict[str, list[str]] = {}
    for name in with_data():
        for method, events in reactions_of(service_class(name)):
            for event in events:
                found.setdefault(event.event, []).append(f"{name}.{method}")
    return found


def reactions_of(service: type[Any]) -> Sequence[tuple[str, tuple[Any, ...]]]:
    """Return a service's reactions with their events."""
    from shared.runtime.reaction import Reaction

    return [
        (method, entrypoint.events)
        for method, member in sorted(members(service).items())
        for entrypoint in getattr(member, "nameko_entrypoints", ())
        if isinstance(entrypoint, Reaction)
    ]
