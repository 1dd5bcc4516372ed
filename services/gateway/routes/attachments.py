"""Attachments: a file is the body of its request, and goes on to the documents service piece by piece."""

import base64
import hashlib
from typing import Any

from werkzeug.wrappers import Response

from services.gateway import schemas_attachments as shapes
from services.gateway import schemas_text as texts
from services.gateway.answers import resource
from services.gateway.routing import Asked, Gate, Route
from services.gateway.streams import download, pieces_of, refuse_announced
from shared.errors import OfficeError

TAG, DOCUMENTS = "附件 Attachments", "documents"
FINISH_SECONDS = 120.0
"""How long the service may take to go once more through a whole file."""

LARGEST_IMPORT, IMPORT_SECONDS = 8 * 1024 * 1024, 30.0


def _upload(gate: Gate, asked: Asked) -> Response:
    refuse_announced(asked.request)
    named = {"id": asked.path["id"], "name": asked.query["name"]}
    begun = asked.ask(gate, DOCUMENTS, "attachment_begin", named)
    if begun["status"] == "uploading":
        begun = _carry(gate, asked, begun["id"])
    response = resource(begun, 201)
    response.headers["Location"] = f"{asked.request.path}/{begun['id']}"
    return response


def _carry(gate: Gate, asked: Asked, attachment: str) -> Any:
    def tell(method: str, timeout: float | None = None, **said: Any) -> Any:
        payload = {"attachment": attachment, **said}
        return gate.calls.call(
            DOCUMENTS, method, payload, actor=asked.actor, timeout=timeout, request_id=asked.request_id
        )

    size, print_of = 0, hashlib.sha256()
    try:
        for place, piece in enumerate(pieces_of(asked.request)):
            tell("attachment_put", place=place, piece=base64.b64encode(piece).decode())
            size += len(piece)
            print_of.update(piece)
    except OfficeError as refusal:
        if refusal.status in (400, 408, 413):
            tell("attachment_abandon", reason=refusal.message)
        raise
    return tell("attachment_finish", FINISH_SECONDS, size=size, sha256=print_of.hexdigest())


def _download(gate: Gate, asked: Asked) -> Response:
    entry = asked.ask(gate, DOCUMENTS, "attachment_get", asked.path)
    return download(
        entry, lambda place: str(asked.ask(gate, DOCUMENTS, "attachment_read", {**asked.path, "place": place}))
    )


def _import(gate: Gate, asked: Asked) -> Response:
    refuse_announced(asked.request, LARGEST_IMPORT)
    content = b"".join(pieces_of(asked.request, LARGEST_IMPORT))
    said = {"file": base64.b64encode(content).decode()}
    return resource(asked.ask(gate, DOCUMENTS, "text_import", said, timeout=IMPORT_SECONDS))


ROUTES = (
    Route(
        "POST", "/api/v1/documents/import", "Read a Word or text file into a title and blocks; nothing is kept", TAG,
        texts.Imported, view=_import, streams=True, refusals=(403, 408),
    ),
    Route(
        "POST", "/api/v1/documents/{id}/attachments", "Attach a file to a draft", TAG, shapes.Attachment, status=201,
        query=shapes.FileQuery, view=_upload, streams=True, refusals=(403, 408, 409),
    ),
    Route(
        "GET", "/api/v1/documents/{id}/attachments", "List a document's attachments", TAG, shapes.AttachmentList,
        DOCUMENTS, "attachment_list",
    ),
    Route(
        "GET", "/api/v1/documents/{id}/attachments/{attachment}", "Fetch an attachment", TAG, None, view=_download,
        media="application/octet-stream",
    ),
    Route(
        "DELETE", "/api/v1/documents/{id}/attachments/{attachment}", "Take an attachment away from a draft", TAG, None,
        DOCUMENTS, "attachment_remove", status=204, refusals=(403, 409),
    ),
)  # fmt: skip
