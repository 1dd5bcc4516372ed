"""Pages for people: the front page and the API pages, which load nothing from outside."""

import importlib.metadata
import importlib.util
import json
from functools import cache
from pathlib import Path

from werkzeug.wrappers import Response

from services.gateway import console as built
from services.gateway.gate import Asked, Gate
from services.gateway.openapi import describe
from shared.api.routes import Route

STATIC = Path(__file__).parents[1] / "static"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:;"
    " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
VENDORED = {"swagger-ui.css": "css", "swagger-ui-bundle.js": "js"}
ASSETS = (*VENDORED, "start.js", "page.css")


@cache
def _vendor() -> Path:
    """Return the folder of Swagger UI, without importing the package that ships it."""
    spec = importlib.util.find_spec("flask_openapi3_swagger")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "templates" / "swagger"


@cache
def _file(name: str) -> bytes:
    folder = _vendor() / VENDORED[name] if name in VENDORED else STATIC
    return (folder / name).read_bytes()


def _page(name: str, *, cached: bool = False) -> Response:
    headers = {"Content-Security-Policy": PAGE_CSP}
    if cached:
        headers["Cache-Control"] = "public, max-age=3600"
    return Response(_file(name), content_type=TYPES[Path(name).suffix], headers=headers)


def front(gate: Gate, asked: Asked) -> Response:
    """Redirect people to the console."""
    return Response(status=302, headers={"Location": "/console/"})


def console(gate: Gate, asked: Asked) -> Response:
    """Return a file or an address of the console."""
    return built.answer(asked.request, asked.path.pop("file", ""))


def docs(gate: Gate, asked: Asked) -> Response:
    """Return the API page."""
    return _page("docs.html")


def asset(gate: Gate, asked: Asked) -> Response:
    """Return a file that a page needs."""
    return _page(asked.path["name"], cached=True)


@cache
def description() -> bytes:
    """Build the API description."""
    from services.gateway.routes import api_routes
    from services.vocabulary import problems, rule_codes

    codes = [each["code"] for each in problems()]
    described = describe(api_routes(), importlib.metadata.version("tongban"), codes, rule_codes())
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def openapi(gate: Gate, asked: Asked) -> Response:
    """Return the API description."""
    return Response(description(), content_type="application/json")


TAG = "页面 Pages"

ROUTES = (
    Route("GET", "/", "Front page", TAG, None, view=front, public=True, media="text/html"),
    Route("GET", "/console", "Console", TAG, None, view=console, public=True, media="text/html", any_query=True),
    Route(
        "GET", "/console/{path:file}", "Console", TAG, None, view=console, public=True, media="text/html",
        any_query=True,
    ),
    Route("GET", "/docs", "API pages", TAG, None, view=docs, public=True, media="text/html"),
    Route(
        "GET", "/docs/assets/{name}", "A file of a page", TAG, None, view=asset, public=True, media="text/plain",
        choices={"name": ASSETS},
    ),
    Route("GET", "/openapi.json", "API description", TAG, None, view=openapi, public=True),
)  # fmt: skip
