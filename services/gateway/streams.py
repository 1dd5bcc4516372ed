"""Uploads and downloads: passed on in pieces, so that no process ever holds a whole file."""

import base64
import binascii
import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from services.gateway.problems import BadInput
from shared.errors import OfficeError
from shared.files import LARGEST_UPLOAD, PIECE
from shared.office import fault
from shared.runtime.config import settings
from shared.runtime.green import sleep
from shared.runtime.offhub import modestly
from shared.runtime.patience import within

log = logging.getLogger(__name__)

WHOLE_SECONDS = 3600.0
"""The time allowed for a whole upload, in seconds."""


class TooLargeFile(OfficeError):
    """文件超过200 MB，请拆分后上传。"""

    code = "too_large"
    status = 413


class TooSlow(OfficeError):
    """文件上传过慢，连接已经断开，请重新上传。"""

    code = "too_slow"
    status = 408


class CutOff(BadInput):
    """文件没有传完连接就断了，请重新上传。"""

    code = "cut_off"


class BadPart(OfficeError):
    """上传中断，请重新上传。"""

    code = "bad_part"
    status = 422


def refuse_announced(request: Request, largest: int = LARGEST_UPLOAD, media: Sequence[str] = ()) -> None:
    """Refuse a body by its headers, before reading it."""
    if (request.content_length or 0) > largest:
        raise TooLargeFile(f"文件超过{largest >> 20} MB。")
    if request.mimetype not in ("", "application/octet-stream", *media):
        raise NoPlainFile()
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise NoPlainFile()


class DigestMismatch(OfficeError):
    """收到的内容与发送时所说的不符，请重新发送。"""

    code = "digest_mismatch"
    status = 422


class DigestMissing(OfficeError):
    """上传中断，请重新上传。"""

    code = "digest_missing"
    status = 422


class Damaged(OfficeError):
    """保存的文件与登记的校验值不符，不能提供；请报告系统管理员核对。"""

    code = "content_damaged"
    status = 500


class NoPlainFile(OfficeError):
    """文件没有原样送达，请重新上传。"""

    code = "unsupported_media_type"
    status = 415


DIGEST = re.compile(r"\s*([a-z0-9-]+)\s*=\s*:([A-Za-z0-9+/=]*):\s*")
ALGORITHMS = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


def announced_digests(request: Request, header: str = "Content-Digest") -> dict[str, bytes]:
    """Parse `Content-Digest` or `Repr-Digest` (RFC 9530): the client's digests of the body, or of the whole file;
    unknown algorithms are ignored.
    """
    found: dict[str, bytes] = {}
    for part in filter(None, ",".join(request.headers.getlist(header)).split(",")):
        written = DIGEST.fullmatch(part)
        try:
            value = None if written is None else base64.b64decode(written[2], validate=True)
        except binascii.Error:
            value = None
        if written is None or value is None:
            raise fault(header, "bad_header", "文件的校验值有误，请重新上传")
        found[written[1]] = value
    return {name: value for name, value in found.items() if name in ALGORITHMS}


def pieces_of(request: Request, largest: int = LARGEST_UPLOAD, seconds: float = WHOLE_SECONDS) -> Iterator[bytes]:
    """Yield the body in pieces, each of `PIECE` bytes but the last; raise TooLargeFile, TooSlow, CutOff or DigestMismatch."""
    digests = announced_digests(request)
    prints = {name: ALGORITHMS[name]() for name in digests}
    for piece in _pieces(request, largest, seconds):
        for each in prints.values():
            each.update(piece)
        yield piece
    if any(prints[name].digest() != digest for name, digest in digests.items()):
        raise DigestMismatch()


def whole_file(request: Request, largest: int) -> str:
    """Read a file of at most so many bytes; return it in base64."""
    refuse_announced(request, largest)
    return modestly(_encoded, b"".join(pieces_of(request, largest)))


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _pieces(request: Request, largest: int, seconds: float) -> Iterator[bytes]:
    source, announced = request.environ["wsgi.input"], request.content_length
    began, read = time.monotonic(), 0
    while True:
        wanted = PIECE if announced is None else min(PIECE, announced - read)
        piece = _piece(source, wanted) if wanted else b""
        read += len(piece)
        if read > largest:
            raise TooLargeFile(f"文件超过{largest >> 20} MB。")
        if time.monotonic() - began > seconds:
            raise TooSlow()
        if announced is not None and len(piece) < wanted:
            raise CutOff()
        if piece:
            yield piece
            sleep()  # a fast sender's bytes are always there: others come between
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
    """Build the response of a file to be saved, never shown: its name, length and hash first, then piece by piece.

    The content is compared with its hash on the way: a file of one piece that differs is refused, a larger one is cut
    off before its last piece, so that no client takes it for complete.
    """
    print_of, last = hashlib.sha256(), -(-entry["size"] // PIECE) - 1

    def piece_at(place: int) -> bytes:
        piece = base64.b64decode(read(place))
        print_of.update(piece)
        if place == last and print_of.hexdigest() != entry["sha256"]:
            log.error("attachment %s does not have the SHA-256 on its record", entry["id"])
            raise Damaged()
        return piece

    def pieces() -> Iterator[bytes]:
        yield first
        for place in range(1, last + 1):
            yield piece_at(place)

    first = piece_at(0)
    response = Response(pieces(), content_type="application/octet-stream")
    response.headers["Content-Length"] = str(entry["size"])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(entry['name'], safe='')}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["ETag"] = f'"{entry["sha256"]}"'
    digest = base64.b64encode(bytes.fromhex(entry["sha256"])).decode()
    response.headers["Content-Digest"] = response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return response
