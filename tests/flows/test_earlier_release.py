"""The data of an earlier release are opened, used and given back: that release reads whatever this one wrote.

A file of `earlier/` was made by its release, with what that release can read (`tests/support/dumps.py`). It is never
changed. It is deleted once `READABLE_BY` is above its schema number.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.registry import with_data
from shared.occasion import Occasion
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.schema import READABLE_BY
from shared.runtime.store import connect
from tests.flows.test_document_story import draft_and_release, incoming_of
from tests.support import dumps
from tests.support.office import MORNING
from tests.support.system import System, eventually

EARLIER = sorted((Path(__file__).parent / "earlier").glob("*.json.gz"))


def test_an_earlier_release_that_may_be_rolled_back_to_is_kept() -> None:
    assert max(dumps.read(path)["readable"]["schema"] for path in EARLIER) >= READABLE_BY


@pytest.mark.timeout(240)
@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.name.partition(".")[0])
def test_the_data_of_an_earlier_release_are_opened_used_and_given_back(path: Path, tmp_path: Path) -> None:
    kept = dumps.read(path)
    system = System(tmp_path)
    system.store = EmbeddedStore(tmp_path)
    system.store.start()
    with connect(system.store.uri) as client:
        dumps.restore(client, kept["data"])
        try:
            system.start()
            document = draft_and_release(system)
            entry = eventually(lambda: incoming_of(system, "west", document["id"]))
            system.person("west.registrar").post(f"/incoming/{entry['id']}/actions/receive")
            before = kept["data"]["tongban_documents"]["documents"]["records"]
            for each in before:
                assert system.person("east.clerk").ask("GET", f"/documents/{each['_id']}").status in (200, 404)
            checked = system.command("verify")
            assert checked.returncode == 0, checked.stdout + checked.stderr

            now = dumps.written(client)
            wrong = [*changed_indexes(kept["data"], now), *unreadable(kept["readable"], now, client)]
        finally:
            system.kill()
            system.stop()
    assert wrong == []


def changed_indexes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield the indexes that the release would make and cannot: another has the name, or the fields."""
    for database, collections in before.items():
        for name, told in collections.items():
            standing = now.get(database, {}).get(name, {"indexes": {}})["indexes"]
            by_key = {str(each["key"]): each for each in standing.values()}
            for index, wanted in told["indexes"].items():
                key = [(field, int(way)) for field, way in wanted["key"]]
                there = standing.get(index) or by_key.get(str(key))
                if there is not None and {**there, "key": [*there["key"]]} != {**wanted, "key": key}:
                    yield f"{database}.{name}: {index} is {there}, and was {wanted}"


def unreadable(readable: Mapping[str, Any], now: Mapping[str, Any], client: Any) -> Iterator[str]:
    """Yield what of the data a release cannot read."""
    validators = {event: Draft202012Validator(shape) for event, shape in readable["events"].items()}
    names = {event.rpartition(".v")[0] for event in validators}
    histories = {
        (f"tongban_{service}", name): kind(
            client[f"tongban_{service}"], Occasion(MORNING), lambda *_: None
        ).whole_history
        for service in with_data()
        for name, kind in dumps.kinds_of(service).items()
    }
    for database, collections in now.items():
        for record in collections.get("schema", {"records": []})["records"]:
            if record["readable_by"] > readable["schema"]:
                yield f"{database}: readable by {record['readable_by']}"
        for name, shape in readable["records"].get(database, {}).items():
            validator = Draft202012Validator(shape)
            for record in collections[name]["records"]:
                for error in validator.iter_errors(aggregate(record)):
                    yield f"{database}.{name} {record['_id']}: {error.json_path} {error.message}"[:300]
                for entry in histories[database, name](record["_id"]):
                    event = f"{entry['event']}.v{entry['event_version']}"
                    if event in validators:
                        for error in validators[event].iter_errors(entry["data"]):
                            yield f"{event} of {database}.{name}: {error.json_path} {error.message}"[:300]
                    elif entry["event"] in names:
                        yield f"{event} of {database}.{name} is a version that the release does not know"


def aggregate(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as a release reads it."""
    found = {"id": record["_id"], **record}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()}
