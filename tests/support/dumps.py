"""The data of a release in one file: every database with its indexes as that release left it, and what it can read.

Run with the code of a release, beside its running system: `python -m tests.support.dumps STORE_ADDRESS FILE`.
"""

import gzip
import sys
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from bson import json_util
from pydantic import TypeAdapter
from pymongo import MongoClient

from services.registry import members, service_class, with_data
from shared.contracts.event import REGISTRY
from shared.runtime import schema
from shared.runtime.service_runtime import Collected

ENDED = {"sessions", "sign_ins", "handled_lately", "runs"}
"""Collections of what was only going on when the file was made."""


def written(client: Any) -> dict[str, Any]:
    """Return every collection of the system's databases: its indexes and its records."""
    return {
        database: {
            name: {
                "indexes": {
                    each: {key: value for key, value in index.items() if key not in ("v", "ns")}
                    for each, index in client[database][name].index_information().items()
                    if each != "_id_"
                },
                "records": [] if name in ENDED else list(client[database][name].find()),
            }
            for name in sorted(client[database].list_collection_names())
        }
        for database in sorted(client.list_database_names())
        if database.startswith("tongban_")
    }


def kinds_of(service: str) -> dict[str, Any]:
    """Return a service's collections of records by name."""
    found = members(service_class(service)).values()
    return {each.kind.name: each.kind for each in found if isinstance(each, Collected)}


def readable() -> dict[str, Any]:
    """Return what this release reads: its schema number, and the shapes of its records and events."""
    records = {
        f"tongban_{service}": {name: TypeAdapter(kind.kind).json_schema() for name, kind in kinds_of(service).items()}
        for service in with_data()
    }
    events = {f"{name}.v{version}": kind.model_json_schema() for (name, version), kind in REGISTRY.items()}
    return {"schema": schema.SCHEMA, "records": records, "events": events}


def restore(client: Any, data: Mapping[str, Any]) -> None:
    """Write the data of a file into an empty store, the indexes first, as the release did."""
    for database, collections in data.items():
        for name, told in collections.items():
            docs = client[database].create_collection(name)
            for index, options in told["indexes"].items():
                more = {key: value for key, value in options.items() if key != "key"}
                docs.create_index([(each, int(way)) for each, way in options["key"]], name=index, **more)
            if told["records"]:
                docs.insert_many(told["records"])


def read(path: Path) -> dict[str, Any]:
    """Return a file's `data`, and what its release reads: `readable`."""
    options = json_util.JSONOptions(tz_aware=True, tzinfo=UTC)
    found: dict[str, Any] = json_util.loads(gzip.decompress(path.read_bytes()).decode(), json_options=options)
    return found


if __name__ == "__main__":
    with MongoClient[Any](sys.argv[1], tz_aware=True) as there:
        text = json_util.dumps({"data": written(there), "readable": readable()}, ensure_ascii=False)
    Path(sys.argv[2]).write_bytes(gzip.compress(text.encode(), mtime=0))
