"""Responses: JSON, entity tags, and security headers."""

import base64
import gzip
import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from shared.runtime.offhub import modestly

CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def json_response(body: Any, status: int = 200) -> Response:
    """Build a JSON response."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status=status, content_type="application/json")


def resource(body: Any, status: int = 200) -> Response:
    """Build the response of a resource with its entity tag; anything else without."""
    response = json_response(body, status)
    if isinstance(body, dict) and "version" in body:
        response.headers["ETag"] = f'"{body["version"]}"'
    return response


def file_response(file: Mapping[str, str], status: int = 200) -> Response:
    """Build the response of a service's file (`shared/files.py`): to be saved, never shown in place."""
    response = Response(base64.b64decode(file["content"]), status=status, content_type=file["media_type"])
    response.headers["Content-Disposition"] = disposition(file["name"])
    return response


IN_PLACE = (
    "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self';"
    " base-uri 'none'; form-action 'none'"
)
"""The policy of a file shown in a frame: the browser's own viewer renders it, and only pages of this site frame it."""


def shown_in_place(response: Response) -> Response:
    """Allow a page of this site to show a file in a frame; its name for saving stays."""
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline", 1)
    response.headers["Content-Security-Policy"] = IN_PLACE
    return response


def disposition(name: str) -> str:
    """Build the disposition of a file to be saved (RFC 6266): its name in UTF-8, and in ASCII for old clients."""
    plain = re.sub(r'[^\x20-\x7e]+|["\\\\%/]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def unchanged(request: Request, response: Response) -> bool:
    """Check whether the caller has this version already."""
    tag = response.headers.get("ETag")
    held = request.headers.get("If-None-Match")
    return tag is not None and held is not None and tag in [each.strip() for each in held.split(",")]


LEAST, FASTEST = 1024, 1
MOST_AT_ONCE = 65_536
"""The maximum bytes compressed on the hub; more would keep everybody else waiting."""
SQUEEZED = ("application/json", "application/problem+json", "text/", "image/svg+xml", "application/javascript")


def squeeze(request: Request, response: Response) -> None:
    """Compress a response over 1 kB if the caller accepts gzip; streams and files stay as they are."""
    kind = response.mimetype or ""
    if response.is_streamed or response.direct_passthrough or not kind.startswith(SQUEEZED):
        return
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or request.accept_encodings["gzip"] <= 0:
        return
    body = response.get_data()
    if len(body) > LEAST:
        compress = partial(gzip.compress, body, FASTEST, mtime=0)
        response.set_data(modestly(compress) if len(body) > MOST_AT_ONCE else compress())
        response.headers["Content-Encoding"] = "gzip"


def careful(response: Response) -> None:
    """Set the security headers of every response."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
