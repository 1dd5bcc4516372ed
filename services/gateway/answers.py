"""How answers leave: JSON, entity tags, and the headers that keep browsers careful."""

import base64
import gzip
import json
import re
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


def file_response(file: Mapping[str, str], status: int = 200) -> Response:
    """Answer a file that a service gave (`shared/files.py`): to be saved, never shown in place."""
    response = Response(base64.b64decode(file["content"]), status=status, content_type=file["media_type"])
    response.headers["Content-Disposition"] = disposition(file["name"])
    return response


IN_PLACE = (
    "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self';"
    " base-uri 'none'; form-action 'none'"
)
"""What a file may do that is shown in a frame: a browser's own viewer draws it, and only pages of this site frame it."""


def shown_in_place(response: Response) -> Response:
    """Let a page of this site show a file in a frame; what was to be saved under a name keeps that name."""
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline", 1)
    response.headers["Content-Security-Policy"] = IN_PLACE
    return response


def disposition(name: str) -> str:
    """Name a file to be saved (RFC 6266): whole in UTF-8, and without what is not ASCII for old readers."""
    plain = re.sub(r'[^\x20-\x7e]+|["\\\\%/]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def unchanged(request: Request, response: Response) -> bool:
    """Tell whether the caller has this version already."""
    tag = response.headers.get("ETag")
    held = request.headers.get("If-None-Match")
    return tag is not None and held is not None and tag in [each.strip() for each in held.split(",")]


LEAST, FASTEST = 1024, 1
SQUEEZED = ("application/json", "application/problem+json", "text/", "image/svg+xml", "application/javascript")


def squeeze(request: Request, response: Response) -> None:
    """Send an answer over 1 kB gzipped to a caller who takes that; a stream goes as it comes, and a file as it is."""
    kind = response.mimetype or ""
    if response.is_streamed or response.direct_passthrough or not kind.startswith(SQUEEZED):
        return
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or request.accept_encodings["gzip"] <= 0:
        return
    body = response.get_data()
    if len(body) > LEAST:
        response.set_data(gzip.compress(body, FASTEST, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def careful(response: Response) -> None:
    """Set the headers that every answer carries."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
