"""Work that costs much waits its turn in the gateway; of whoever hung up meanwhile nothing is begun."""

from typing import Any

from werkzeug.test import EnvironBuilder, run_wsgi_app

from services.gateway.gate import Gate
from services.gateway.routes import api_routes
from services.gateway.routing import Router
from shared.api.routes import Route
from shared.runtime.http import GONE


class Calls:
    """Notes the calls that reach a service."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def call(self, service: str, method: str, payload: Any, **how: Any) -> Any:
        self.made.append(method)
        return {}


def asked(path: str, *, gone: bool) -> tuple[str, list[str]]:
    calls: Any = Calls()
    routes = [
        Route("GET", "/drawn", "Draw", "Pages", None, "draw", "documents", public=True, heavy=True),
        Route("GET", "/read", "Read", "Pages", None, "read", "documents", public=True),
    ]
    environ = EnvironBuilder(path).get_environ() | {GONE: lambda: gone}
    _, status, _ = run_wsgi_app(Router(routes, Gate(calls, None, [], {})), environ)  # type: ignore[arg-type]
    return status[:3], calls.made


def test_what_nobody_waits_for_any_more_is_not_drawn() -> None:
    assert asked("/drawn", gone=False) == ("200", ["draw"])
    assert asked("/drawn", gone=True) == ("503", [])
    assert asked("/read", gone=True) == ("200", ["read"])  # it costs little and may have an effect


def test_pages_files_and_differences_wait_their_turn() -> None:
    assert {route.operation for route in api_routes() if route.heavy} == {
        "post__documents_preview", "get__documents_id_pages", "get__documents_id_rendition_pdf",
        "get__documents_id_rendition_docx", "get__documents_id_attachments_attachment_pages",
        "get__incoming_id_attachments_attachment_pages", "post__documents_import", "get__documents_id_versions_difference",
    }  # fmt: skip
