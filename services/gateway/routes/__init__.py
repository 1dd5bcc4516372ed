"""The routes, one file for each service; a file with `ROUTES` is discovered automatically."""

import pkgutil
from functools import cache
from importlib import import_module

from services.gateway.routing import Route

PAGES = "pages"


@cache
def api_routes() -> tuple[Route, ...]:
    """Return every route of the API; the pages for people are not part of it."""
    found = [name for _, name, _ in pkgutil.iter_modules(__path__) if name != PAGES]
    return tuple(route for name in found for route in import_module(f"{__name__}.{name}").ROUTES)
