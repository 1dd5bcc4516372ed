"""The package of a closed year of the archive, streamed file by file."""

import base64
from collections.abc import Iterator

from werkzeug.wrappers import Response

from services.documents.archive.api import TAG, VOLUME
from services.gateway.answers import disposition
from services.gateway.gate import Asked, Gate
from shared.api.routes import Route
from shared.bag import bag

PART_SECONDS = 60.0
"""The time allowed for planning a package, and for typesetting one of its documents, in seconds."""


def _package(gate: Gate, asked: Asked) -> Response:
    """Stream the package; if one of its files cannot be read the response is cut off and is no valid zip file."""
    plan = asked.ask(gate, "documents", "volume_package", asked.path, timeout=PART_SECONDS)

    def read(file: dict[str, str]) -> Iterator[bytes]:
        place: int | None = 0
        while place is not None:
            said = {**asked.path, "piece": file["piece"], "part": file["part"], "place": place}
            found = asked.ask(gate, "documents", "volume_package_part", said, timeout=PART_SECONDS)
            yield base64.b64decode(found["content"])
            place = found["next"]

    payload = ((each["path"], read(each)) for each in plan["files"])
    response = Response(bag(payload, plan["tags"]), content_type="application/zip")
    response.headers["Content-Disposition"] = disposition(plan["name"])
    return response


ROUTES = (
    Route(
        "GET", f"{VOLUME}/package.zip", "A closed year as a package to hand over, which proves itself", TAG, None,
        view=_package, media="application/zip", refusals=(403, 409, 503),
    ),
)  # fmt: skip
