"""Full-text search."""

from services.gateway import schemas_search as shapes
from services.gateway.routing import Route

ROUTES = (
    Route(
        "GET", "/api/v1/search", "Find documents by their words", "查找 Search", shapes.HitPage, "documents",
        "full_text", query=shapes.SearchQuery,
    ),
)  # fmt: skip
