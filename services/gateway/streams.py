"""Files in and out: read and handed on piece by piece, so that no process ever holds a whole one."""

import base64
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from services.gateway.problems import BadInput
from shared.errors import OfficeError
from shared.runtime.config import settings
from shared.runtime.patience import within

PIECE = 255 * 1024
"""How many bytes one call to the documents service carries; the service refuses longer ones."""

LARGEST = 200 * 1024 * 1024
WHOLE_SECONDS = 3600.0
"""How long a client may take for a whole file."""


class TooLargeFile(OfficeError):
    """文件超过 200 MiB。"""

    code = "too_large"
    status = 413


class TooSlow(OfficeError):
    """文件上传过慢，连接已经断开，请重新上传。"""

    code = "too_slow"
    status = 408


class CutOff(BadInput):
    """文件没有传完连接就断了，请重新上传。"""

    code = "cut_off"


def refuse_announced(request: Request, largest: int = LARGEST) -> None:
    """Refuse a body by what its headers say, before any of it is read."""
    if (request.content_length or 0) > largest:
        raise TooLargeFile(f"文件超过 {largest >> 20} MiB。")
    if request.mimetype not in ("", "application/octet-stream"):
        raise NoPlainFile()
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise NoPlainFile()


class NoPlainFile(OfficeError):
    """文件须以 application/octet-stream 原样发送，不压缩。"""

    code = "unsupported_media_type"
    status = 415


def pieces_of(request: Request, largest: int = LARGEST) -> Iterator[bytes]:
    """Read the body in pieces, each of `PIECE` bytes but the last; raise TooLargeFile, TooSlow or CutOff."""
    source, announced = request.environ["wsgi.input"], request.content_length
    began, read = time.monotonic(), 0
    while True:
        wanted = PIECE if announced is None else min(PIECE, announced - read)
        piece = _piece(source, wanted) if wanted else b""
        read += len(piece)
        if read > largest:
            raise TooLargeFile(f"文件超过 {largest >> 20} MiB。")
        if time.monotonic() - began > WHOLE_SECONDS:
            raise TooSlow()
        if announced is not None and len(piece) < wanted:
            raise CutOff()
        if piece:
            yield piece
        if len(piece) < PIECE:
            return


def _piece(source: Any, wanted: int) -> bytes:
    found = bytearray()
    try:
        with within(settings().request_seconds):  # for each piece, as for the whole of another body
            while len(found) < wanted:
                more = source.read(wanted - len(found))
                if not more:
                    break
                found += more
    except TimeoutError as error:
        raise TooSlow() from error
    except (OSError, ValueError) as error:
        raise CutOff() from error
    return bytes(found)


def download(entry: dict[str, Any], read: Callable[[int], str]) -> Response:
    """Answer a file for saving, never for showing: its name, length and hash first, then piece by piece."""

    def pieces() -> Iterator[bytes]:
        for place in range(-(-entry["size"] // PIECE)):
            yield base64.b64decode(read(place))

    response = Response(pieces(), content_type="application/octet-stream")
    response.headers["Content-Length"] = str(entry["size"])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(entry['name'], safe='')}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["ETag"] = f'"{entry["sha256"]}"'
    return response
