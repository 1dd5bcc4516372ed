"""Verifications (验真): anybody asks whether a file is one that was issued; it is read through and not kept."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.wrappers import Response

from services.gateway import schemas_verifications as shapes
from services.gateway.answers import resource
from services.gateway.problems import BadInput
from services.gateway.routing import Asked, Gate, Route
from services.gateway.streams import pieces_of, refuse_announced
from shared.claim import ClaimReader
from shared.runtime.offhub import Busy

LARGEST = 20 * 1024 * 1024
SECONDS = 120.0
"""How long a file may take: nobody signed in for it."""
AT_ONCE = 8


class EmptyFile(BadInput):
    """请选择要验真的文件。"""

    code = "empty_file"


class Counter:
    """Serves a few strangers at once; the others hear 503 and when to come again."""

    def __init__(self) -> None:
        self.busy = 0

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve one, or raise Busy."""
        if self.busy >= AT_ONCE:
            raise Busy(retry_after=5)
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1


COUNTER = Counter()


def _verify(gate: Gate, asked: Asked) -> Response:
    refuse_announced(asked.request, LARGEST, ("application/pdf",))
    print_of, reader, size = hashlib.sha256(), ClaimReader(), 0
    with COUNTER.served():
        for piece in pieces_of(asked.request, LARGEST, SECONDS):
            print_of.update(piece)
            reader.feed(piece)
            size += len(piece)
    if not size:
        raise EmptyFile()
    said = {"sha256": print_of.hexdigest(), "claim": None if reader.claim is None else str(reader.claim)}
    return resource(asked.ask(gate, "documents", "verification", said))


ROUTES = (
    Route(
        "POST", "/api/v1/verifications", "Tell whether a file is one that was issued; it is not kept", "验真 Verification",
        shapes.Verification, view=_verify, streams=True, public=True, refusals=(400, 408, 413, 415, 503),
    ),
)  # fmt: skip
