"""How answers leave: JSON, entity tags, and the headers that keep browsers careful."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def json_response(body: Any, status: int = 200) -> Response:
    """Answer JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status=status, content_type="application/json")


def resource(body: Any, status: int = 200) -> Response:
    """Answer a resource with its entity tag; anything else as it is."""
    response = json_response(body, status)
    if isinstance(body, dict) and "version" in body:
        response.headers["ETag"] = f'"{body["version"]}"'
    return response


def download(file: Mapping[str, str]) -> Response:
    """Answer a file that a service made (`name`, `media_type`, `content` in base64): kept by the browser, never shown."""
    response = Response(base64.b64decode(file["content"]), content_type=file["media_type"])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file['name'], safe='')}"
    return response


def unchanged(request: Request, response: Response) -> bool:
    """Tell whether the caller has this version already."""
    tag = response.headers.get("ETag")
    held = request.headers.get("If-None-Match")
    return tag is not None and held is not None and tag in [each.strip() for each in held.split(",")]


def careful(response: Response) -> None:
    """Set the headers that every answer carries."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
