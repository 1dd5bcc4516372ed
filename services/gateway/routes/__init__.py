"""The routes: the gateway's own, and those of every service's features (`api.py`)."""

import pkgutil
from dataclasses import replace
from functools import cache
from importlib import import_module

from shared.api.routes import Route

PAGES = "pages"


@cache
def api_routes() -> tuple[Route, ...]:
    """Return every route of the API; the pages for people are not part of it."""
    from services.registry import faces

    found = [route for service, face in faces() for route in _of(service, face)]
    own = [name for _, name, _ in pkgutil.iter_modules(__path__) if name != PAGES]
    return tuple(found + [route for name in own for route in import_module(f"{__name__}.{name}").ROUTES])


def _of(service: str, face: str) -> list[Route]:
    return [replace(each, service=each.service or service) for each in import_module(face).ROUTES]
