"""Attachments: a file is the body of its request, and is passed to the documents service in pieces."""

import base64
import hashlib
from typing import Any

from werkzeug.wrappers import Response

from services.documents.attachments.api import INCOMING, OUTGOING, TAG, Attachment, UploadQuery, line_of
from services.gateway.answers import resource
from services.gateway.gate import Asked, Gate
from services.gateway.streams import (
    BadPart,
    DigestMismatch,
    DigestMissing,
    announced_digests,
    download,
    pieces_of,
    refuse_announced,
)
from shared.api.routes import Route
from shared.errors import KeyReused, OfficeError
from shared.files import PIECE

DOCUMENTS = "documents"
FINISH_SECONDS = 120.0
"""The time allowed for the service to check a whole file, in seconds."""


def _named(asked: Asked) -> dict[str, Any]:
    return {**asked.path, "line": line_of(asked.request.path)}


def _refuse_part(asked: Asked) -> None:
    """Refuse a part that does not fit into its file, before reading it."""
    if asked.key is None:
        raise BadPart("上传中断，请重新上传。")
    size, offset, length = asked.query["size"], asked.query["offset"], asked.request.content_length
    if length is None or not length or offset + length > size or (offset + length < size and length % PIECE):
        raise BadPart()
    if offset and offset + length == size and _print_of_whole(asked) is None:
        raise DigestMissing()


def _upload(gate: Gate, asked: Asked) -> Response:
    refuse_announced(asked.request)
    if asked.query["size"] is not None:
        _refuse_part(asked)
    elif asked.query["offset"]:
        raise BadPart("上传中断，请重新上传。")
    whole = asked.query["size"] or asked.request.content_length
    named = {**_named(asked), "name": asked.query["name"], "size": whole}
    begun = asked.ask(gate, DOCUMENTS, "attachment_begin", named)
    if begun["status"] == "uploading":
        begun = _carry(gate, asked, begun)
    elif asked.query["size"] is None:
        _compare(asked, begun)
    else:
        _compare_part(gate, asked, begun)
    response = resource(begun, 201)
    response.headers["Location"] = f"{asked.request.path}/{begun['id']}"
    return response


def _carry(gate: Gate, asked: Asked, begun: dict[str, Any]) -> Any:
    """Pass the body on in pieces; after an interruption the received pieces stay, for the client sends the part again."""
    whole, announced = asked.query["size"], _print_of_whole(asked)
    try:
        sent, sha256 = _put(gate, asked, begun["id"])
    except OfficeError as refusal:
        cut_off = refusal.status in (400, 408) and whole is None
        if cut_off or refusal.status == 413 or isinstance(refusal, DigestMismatch):
            _tell(gate, asked, "attachment_abandon", attachment=begun["id"], reason=refusal.message)
        raise
    if whole is not None and asked.query["offset"] + sent < whole:
        return begun
    size, print_of = (sent, sha256) if whole is None else (whole, announced)
    return _tell(gate, asked, "attachment_finish", FINISH_SECONDS, attachment=begun["id"], size=size, sha256=print_of)


def _put(gate: Gate, asked: Asked, attachment: str) -> tuple[int, str]:
    """Pass the body on in pieces; return its length and SHA-256."""
    sent, print_of = 0, hashlib.sha256()
    for place, piece in enumerate(pieces_of(asked.request), start=asked.query["offset"] // PIECE):
        written = base64.b64encode(piece).decode()
        _tell(gate, asked, "attachment_put", attachment=attachment, place=place, piece=written)
        sent += len(piece)
        print_of.update(piece)
    return sent, print_of.hexdigest()


def _tell(gate: Gate, asked: Asked, method: str, timeout: float | None = None, **said: Any) -> Any:
    return gate.calls.call(DOCUMENTS, method, said, actor=asked.actor, timeout=timeout, request_id=asked.request_id)


def _print_of_whole(asked: Asked) -> str | None:
    """Return the client's SHA-256 of the whole file in hexadecimal, or None."""
    announced = announced_digests(asked.request, "Repr-Digest").get("sha-256")
    return None if announced is None else announced.hex()


def _compare(asked: Asked, kept: dict[str, Any]) -> None:
    """Read a file repeated under its key; raise KeyReused if it differs from the one kept."""
    size, print_of = 0, hashlib.sha256()
    for piece in pieces_of(asked.request):
        size += len(piece)
        print_of.update(piece)
    if (size, print_of.hexdigest()) != (kept["size"], kept["sha256"]):
        raise KeyReused()


def _compare_part(gate: Gate, asked: Asked, kept: dict[str, Any]) -> None:
    """Read a part of a file that is kept already; raise KeyReused if it belongs to another file."""
    if kept["size"] != asked.query["size"] or _print_of_whole(asked) not in (None, kept["sha256"]):
        raise KeyReused()
    _put(gate, asked, kept["id"])


def _download(gate: Gate, asked: Asked) -> Response:
    named = _named(asked)
    entry = asked.ask(gate, DOCUMENTS, "attachment_get", named)
    return download(entry, lambda place: str(asked.ask(gate, DOCUMENTS, "attachment_read", {**named, "place": place})))


def _routes(path: str, what: str, changing: str) -> tuple[Route, ...]:
    """Return the routes of a holder's files: the same for a draft and for a scan of an incoming document."""
    return (
        Route(
            "POST", path, f"Attach a file to {changing}", TAG, Attachment, status=201, query=UploadQuery, view=_upload,
            streams=True, refusals=(403, 408, 409, 429),
        ),
        Route(
            "GET", f"{path}/{{attachment}}", f"Fetch an attachment of {what}", TAG, None, view=_download,
            media="application/octet-stream", in_place=True, refusals=(403,),
        ),
    )  # fmt: skip


ROUTES = (
    *_routes(OUTGOING, "a document", "a draft"),
    *_routes(INCOMING, "an incoming document", "a document from outside"),
)
