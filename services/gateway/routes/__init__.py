"""The routes, a file for each service that answers them."""

from services.gateway.routes import directory, documents, events, sessions, system
from services.gateway.routing import Route

ROUTES: tuple[Route, ...] = (
    *sessions.ROUTES,
    *directory.ROUTES,
    *documents.ROUTES,
    *events.ROUTES,
    *system.ROUTES,
)
