"""Authentication of files (验真): anybody checks whether a file is an issued one; it is read and not stored."""

import hashlib

from werkzeug.wrappers import Response

from services.documents.rendition.api import Verification
from services.gateway.answers import resource
from services.gateway.gate import Asked, Gate
from services.gateway.problems import BadInput
from services.gateway.streams import pieces_of, refuse_announced
from shared.api.routes import Route
from shared.claim import ClaimReader
from shared.errors import Busy
from shared.runtime.connections import Places
from shared.runtime.http import CONNECTION, GONE
from shared.runtime.waiting_room import WaitingRoom

LARGEST = 20 * 1024 * 1024
SECONDS = 120.0
"""The time allowed for a file, in seconds: nobody signed in for it."""
READING = Places(of_one=8, most=64)
"""Slots for uploads: a slow one keeps its slot only until somebody else comes."""
EXAMINING = WaitingRoom(8, waiting=64, seconds=10, refusal=Busy)
"""Concurrent examinations; none waits for a client's data."""


class EmptyFile(BadInput):
    """请选择要验真的文件。"""

    code = "empty_file"


def _verify(gate: Gate, asked: Asked) -> Response:
    refuse_announced(asked.request, LARGEST, ("application/pdf",))
    connection = asked.request.environ[CONNECTION]
    if not READING.take(connection, gate.address_of(asked.request)):
        raise Busy(retry_after=5)
    try:
        said = _read(asked)
    finally:
        READING.free(connection)
    with EXAMINING.place(asked.request.environ.get(GONE, bool)):
        return resource(asked.ask(gate, "documents", "verification", said))


def _read(asked: Asked) -> dict[str, str | None]:
    """Read a file, keeping only its hash and claim."""
    print_of, reader, size = hashlib.sha256(), ClaimReader(), 0
    for piece in pieces_of(asked.request, LARGEST, SECONDS):
        print_of.update(piece)
        reader.feed(piece)
        size += len(piece)
    if not size:
        raise EmptyFile()
    return {"sha256": print_of.hexdigest(), "claim": None if reader.claim is None else str(reader.claim)}


ROUTES = (
    Route(
        "POST", "/api/v1/verifications", "Tell whether a file is one that was issued; it is not kept",
        "验真 Verification", Verification, view=_verify, streams=True, public=True,
        refusals=(400, 408, 413, 415, 503),
    ),
)  # fmt: skip
