"""Every service by name; a new one is one line here, and nothing else in this folder."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

CLASSES: Mapping[str, str] = {
    "directory": "services.directory.service:DirectoryService",
    "documents": "services.documents.service:DocumentsService",
    "gateway": "services.gateway.service:GatewayService",
}


def service_class(name: str) -> type[Any]:
    """Import the class of a service."""
    module, _, attribute = CLASSES[name].partition(":")
    found: type[Any] = getattr(import_module(module), attribute)
    return found


def with_data() -> list[str]:
    """Give the services that keep data and answer calls: all but the gateway."""
    return [name for name in CLASSES if name != "gateway"]


def subscribers() -> dict[str, list[str]]:
    """Tell for each event which handlers react to it."""
    found: dict[str, list[str]] = {}
    for name in with_data():
        for method, events in reactions_of(service_class(name)):
            for event in events:
                found.setdefault(event.event, []).append(f"{name}.{method}")
    return found


def reactions_of(service: type[Any]) -> list[tuple[str, tuple[Any, ...]]]:
    """List a service's reactions and the events that each answers."""
    from shared.runtime.reaction import Reaction

    found = []
    for method in sorted(vars(service)):
        for entrypoint in getattr(getattr(service, method), "nameko_entrypoints", ()):
            if isinstance(entrypoint, Reaction):
                found.append((method, entrypoint.events))
    return found
