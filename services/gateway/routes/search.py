"""Full-text search. Every service searches its own records by its own visibility; their answers are merged here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from services.gateway import schemas_search as shapes
from services.gateway.answers import json_response
from services.gateway.gate import Asked, Gate
from services.gateway.schemas_search import searched
from services.notifications.api import Away
from shared.api.routes import Route
from shared.errors import InvalidInput, OfficeError
from shared.office import faulty
from shared.pages import Page, merged
from shared.runtime.green import GreenPool
from shared.shown import Shown

PATIENCE = 5.0
"""Seconds to wait for a service before the others answer without it."""
OF_ALL = ("q", "year", "cursor", "limit")


def search(gate: Gate, asked: Asked) -> Response:
    """Search all services at once; one that is away is named, and all others answer."""
    answers = _ask_each(gate, asked, _scopes(asked.query))
    failed = {scope: each for scope, each in answers.items() if isinstance(each, OfficeError)}
    if failed and (len(failed) == len(answers) or any(each.status < 500 for each in failed.values())):
        raise min(failed.values(), key=lambda each: each.status)  # a refusal of the request is every service's
    pages: list[Page[Shown[shapes.Hit]]] = [
        Page(each["items"], each["next"]) for each in answers.values() if not isinstance(each, OfficeError)
    ]
    page = merged(pages, asked.query["limit"], lambda hit: (datetime.fromisoformat(hit["at"]), hit["id"]))
    away: list[Shown[Away]] = [
        {"service": service, "label": found.label} for service, found in map(searched().__getitem__, failed)
    ]
    answer: Shown[shapes.HitPage] = {"items": list(page.items), "next": page.next, "unavailable": away}
    return json_response(answer)


def _scopes(query: Mapping[str, Any]) -> list[str]:
    wanted = list(searched()) if query["scope"] is None else [query["scope"]]
    for scope, (_, found) in searched().items():
        narrowed = [name for name in found.narrowed.model_fields if query[name] is not None]
        if narrowed and scope not in wanted:
            message = f"只有{found.label}有此项，请不填写"
            raise InvalidInput(errors=[faulty(each, f"of_{scope}", message) for each in narrowed])
        wanted = [scope] if narrowed else wanted
    return wanted


def _ask_each(gate: Gate, asked: Asked, scopes: Sequence[str]) -> dict[str, Any]:
    """Ask the services of some scopes, all at once; return the page or the error of each."""

    def ask(scope: str) -> Any:
        service, found = searched()[scope]
        try:
            wanted = {name: asked.query[name] for name in (*OF_ALL, *found.narrowed.model_fields)}
            return asked.ask(gate, service, "full_text", wanted, timeout=PATIENCE)
        except OfficeError as error:
            return error

    return dict(zip(scopes, GreenPool(len(scopes)).imap(ask, scopes), strict=True))


ROUTES = (
    Route(
        "GET", "/api/v1/search", "Find documents, meetings and supervised matters by their words", "查找 Search",
        shapes.HitPage, query=shapes.SearchQuery, view=search,
    ),
)  # fmt: skip
