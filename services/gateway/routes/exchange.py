"""Import and export of a district's organs, people, posts and groups of recipients."""

import base64
from typing import Any

from werkzeug.wrappers import Response

from services.gateway import schemas_exchange as shapes
from services.gateway.answers import json_response
from services.gateway.routing import Asked, Gate, Route
from services.gateway.streams import pieces_of, refuse_announced
from shared.spreadsheet import XLSX

TAG = "组织 Directory"
LARGEST, SECONDS = 5 * 1024 * 1024, 90.0
YAML = "application/yaml"


def _sent(gate: Gate, asked: Asked, method: str, **more: Any) -> Response:
    refuse_announced(asked.request, LARGEST)
    content = base64.b64encode(b"".join(pieces_of(asked.request, LARGEST))).decode()
    return json_response(asked.ask(gate, "directory", method, {"content": content, **more}, timeout=SECONDS))


def dry_run(gate: Gate, asked: Asked) -> Response:
    """Return the changes in a file."""
    return _sent(gate, asked, "import_compare")


def enter(gate: Gate, asked: Asked) -> Response:
    """Apply a file."""
    return _sent(gate, asked, "import_enter", print=asked.query["print"], confirm=asked.query["confirm"])


def _form(form: str) -> Any:
    return lambda asked: {"form": form}


ROUTES = (
    Route(
        "POST", "/api/v1/district/import/check", "Show what a district's file would change", TAG,
        shapes.DryRun, view=dry_run, streams=True, refusals=(403, 413, 415),
    ),
    Route(
        "POST", "/api/v1/district/import", "Enter a district's file", TAG, shapes.Entered, view=enter,
        streams=True, query=shapes.ImportQuery, refusals=(403, 409, 413, 415),
    ),
    Route(
        "GET", "/api/v1/district/export.xlsx", "Export a district as a workbook", TAG, None, "directory",
        "export_file", payload=_form("xlsx"), media=XLSX, refusals=(403,),
    ),
    Route(
        "GET", "/api/v1/district/export.yaml", "Export a district as text", TAG, None, "directory",
        "export_file", payload=_form("yaml"), media=YAML, refusals=(403,),
    ),
)  # fmt: skip
