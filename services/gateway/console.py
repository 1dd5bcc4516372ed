"""The console's files, as built by `make console`: hashed names are cached forever, the page itself never."""

import mimetypes
import re
from functools import lru_cache
from pathlib import Path, PurePosixPath

from werkzeug.wrappers import Request, Response

from shared.errors import NotFound

FOLDER = Path(__file__).parent / "static" / "console"
PAGE = "index.html"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self' blob:; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
HASHED = re.compile(r"assets/[\w.-]+-[\w-]{8}\.[a-z0-9]+")
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}


@lru_cache(512)
def _read(name: str) -> bytes:
    try:
        return (FOLDER / name).read_bytes()
    except FileNotFoundError:  # the files of another release lie there now
        raise NotFound() from None


@lru_cache(1)
def _names() -> frozenset[str]:
    return frozenset(each.relative_to(FOLDER).as_posix() for each in FOLDER.rglob("*") if each.is_file())


def answer(request: Request, path: str) -> Response:
    """Return a built file, or the page for every address of the console; raise NotFound for a missing asset."""
    name = path.strip("/")
    if name not in _names():
        if name.startswith("assets/") or PAGE not in _names():
            raise NotFound()
        name = PAGE
    kind = TYPES.get(PurePosixPath(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Content-Security-Policy": CSP, "Vary": "Accept-Encoding"}
    if HASHED.fullmatch(name):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if f"{name}.gz" in _names() and request.accept_encodings["gzip"] > 0:
        name, headers["Content-Encoding"] = f"{name}.gz", "gzip"
    return Response(_read(name), content_type=kind, headers=headers)
