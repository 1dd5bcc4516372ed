"""Full-text search. Every service searches its own records by its own visibility; their answers are merged here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from services.gateway import schemas_search as shapes
from services.gateway.answers import json_response
from services.gateway.gate import Asked, Gate
from shared.api.routes import Route
from shared.errors import InvalidInput, OfficeError
from shared.pages import Page, merged
from shared.runtime.green import GreenPool

PATIENCE = 5.0
"""Seconds to wait for a service before the others answer without it."""
SCOPES: Mapping[str, tuple[str, str]] = {
    "documents": ("documents", "公文"),
    "meetings": ("meetings", "会议"),
    "tasks": ("supervision", "督办事项"),
}
OF_DOCUMENTS = ("kind", "organ", "direction")
"""Filters that only documents have."""


def search(gate: Gate, asked: Asked) -> Response:
    """Search all services at once; one that is away is named, and all others answer."""
    answers = _ask_each(gate, asked, _scopes(asked.query))
    failed = {scope: each for scope, each in answers.items() if isinstance(each, OfficeError)}
    if failed and (len(failed) == len(answers) or any(each.status < 500 for each in failed.values())):
        raise min(failed.values(), key=lambda each: each.status)  # a refusal of the request is every service's
    pages = [Page(each["items"], each["next"]) for each in answers.values() if not isinstance(each, OfficeError)]
    page = merged(pages, asked.query["limit"], lambda hit: (datetime.fromisoformat(hit["at"]), hit["id"]))
    away = [dict(zip(("service", "label"), SCOPES[scope], strict=True)) for scope in failed]
    return json_response({**page.to_wire(), "unavailable": away})


def _scopes(query: Mapping[str, Any]) -> list[str]:
    narrowed = [name for name in OF_DOCUMENTS if query[name] is not None]
    if narrowed and query["scope"] not in (None, "documents"):
        message = "会议和督办事项没有此项，请不填写"
        raise InvalidInput(errors=[{"field": each, "code": "of_documents", "message": message} for each in narrowed])
    if narrowed:
        return ["documents"]
    return list(SCOPES) if query["scope"] is None else [query["scope"]]


def _ask_each(gate: Gate, asked: Asked, scopes: Sequence[str]) -> dict[str, Any]:
    """Ask the services of some scopes, all at once; return the page or the error of each."""

    def ask(scope: str) -> Any:
        names = ("q", "year", "cursor", "limit", *(OF_DOCUMENTS if scope == "documents" else ()))
        try:
            wanted = {name: asked.query[name] for name in names}
            return asked.ask(gate, SCOPES[scope][0], "full_text", wanted, timeout=PATIENCE)
        except OfficeError as error:
            return error

    return dict(zip(scopes, GreenPool(len(SCOPES)).imap(ask, scopes), strict=True))


ROUTES = (
    Route(
        "GET", "/api/v1/search", "Find documents, meetings and supervised matters by their words", "查找 Search",
        shapes.HitPage, "documents", "full_text", query=shapes.SearchQuery, view=search,
    ),
)  # fmt: skip
