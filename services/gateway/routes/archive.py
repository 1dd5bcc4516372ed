"""The archive."""

import base64
from collections.abc import Iterator
from typing import Any

from werkzeug.wrappers import Response

from services.gateway import batch, schemas
from services.gateway import schemas_archive as shapes
from services.gateway.answers import disposition
from services.gateway.routing import Asked, Gate, Route, everything
from shared.bag import bag
from shared.errors import InvalidInput
from shared.spreadsheet import XLSX

TAG = "归档 Archive"
VOLUMES, VOLUME = "/api/v1/archive/volumes", "/api/v1/archive/volumes/{id}"
LISTS = "/api/v1/archive/destructions"
PART_SECONDS = 60.0
"""The time allowed for typesetting one document, in seconds."""


def _volume_step(asked: Asked) -> dict[str, Any]:
    filing, faults = asked.path["action"] in ("file", "supplement"), []
    for name in ("piece", "retention", "issue"):
        if filing and name != "retention" and asked.body[name] is None:
            faults.append({"field": name, "code": "missing", "message": "必须填写"})
        elif not filing and asked.body[name] is not None:
            faults.append({"field": name, "code": "extra_forbidden", "message": "不需要填写此项"})
    if faults:
        raise InvalidInput(errors=faults)
    return dict(everything(asked))


def file_several(gate: Gate, asked: Asked) -> Response:
    """File several pieces in a year, each recorded separately."""
    given, volume, action = asked.body["pieces"], asked.body["volume"], asked.body["action"]
    batch.refuse_repeated(given, "pieces", "同一件不能重复归档", by="piece")
    told = [
        (each["piece"], None, {"id": volume, "action": action, "comment": asked.body["comment"], **each})
        for each in given
    ]
    return batch.each_by_itself(gate, asked, "documents", "volume_act", told, named="volume")


def _package(gate: Gate, asked: Asked) -> Response:
    """Stream the package; if one of its files cannot be read the response is cut off and is no valid zip file."""
    plan = asked.ask(gate, "documents", "volume_package", asked.path)

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
        "POST", VOLUMES, "Begin a year of the archive", TAG, shapes.Volume, "documents", "volume_open", status=201,
        body=shapes.NewVolume, located=True, refusals=(403,),
    ),
    Route(
        "GET", VOLUMES, "List the years of the archive", TAG, shapes.VolumePage, "documents", "volume_search",
        query=schemas.PageQuery,
    ),
    Route("GET", VOLUME, "Show a year", TAG, shapes.Volume, "documents", "volume_get"),
    Route("GET", f"{VOLUME}/pieces", "List what was filed", TAG, shapes.Pieces, "documents", "volume_pieces"),
    Route("GET", f"{VOLUME}/unfiled", "List what is still to be filed", TAG, shapes.Unfiled, "documents", "volume_unfiled"),
    Route(
        "GET", f"{VOLUME}/list.xlsx", "The list of a year's pieces", TAG, None, "documents", "volume_list", media=XLSX,
        refusals=(409,),
    ),
    Route(
        "GET", f"{VOLUME}/package.zip", "A closed year as a package to hand over, which proves itself", TAG, None,
        view=_package, media="application/zip", refusals=(403, 409, 503),
    ),
    Route(
        "GET", f"{VOLUME}/history", "Who did what with a year", TAG, schemas.HistoryPage, "documents", "volume_history",
        query=schemas.PageQuery,
    ),
    Route(
        "POST", f"{VOLUME}/actions/{{action}}", "File a piece, close or supplement a year", TAG, shapes.Volume, "documents",
        "volume_act", body=shapes.VolumeStep, choices={"action": ("file", "close", "supplement")}, payload=_volume_step,
        refusals=(403, 409, 412),
    ),
    Route(
        "POST", "/api/v1/archive/filings", "File several pieces in a year at once", TAG, shapes.VolumeOutcomes,
        body=shapes.SeveralPieces, view=file_several, refusals=(403,),
    ),
    Route(
        "POST", LISTS, "Draw up a list for destruction", TAG, shapes.Destruction, "documents", "destruction_propose",
        status=201, body=shapes.NewDestruction, located=True, refusals=(403,),
    ),
    Route(
        "GET", LISTS, "List the lists for destruction", TAG, shapes.DestructionPage, "documents", "destruction_search",
        query=schemas.PageQuery,
    ),
    Route("GET", f"{LISTS}/{{id}}", "Show a list for destruction", TAG, shapes.Destruction, "documents", "destruction_get"),
    Route(
        "POST", f"{LISTS}/{{id}}/actions/{{action}}", "Approve, refuse or witness a destruction", TAG,
        shapes.Destruction, "documents", "destruction_act", body=schemas.ConfirmedOpinion,
        choices={"action": ("approve", "refuse", "witness")}, refusals=(403, 409, 412),
    ),
)  # fmt: skip
