"""Data of an earlier version are read, verified and continued. A frozen file is never changed, only another added."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bson import json_util

from services.registry import members, service_class, with_data
from shared.contracts.event import REGISTRY, Event
from shared.occasion import Occasion
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.service_runtime import Collected
from shared.runtime.store import Journal, connect
from tests.support.office import MORNING

FROZEN = sorted((Path(__file__).parent / "frozen").glob("*.json"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    store = EmbeddedStore(tmp_path_factory.mktemp("upgrade"))
    store.start()
    with connect(store.uri) as found:
        yield found
    store.kill()


def kinds_of(service: str) -> dict[str, Any]:
    return {
        each.kind.name: each.kind for each in members(service_class(service)).values() if isinstance(each, Collected)
    }


def told(entry: dict[str, Any]) -> Event:
    """Read an entry's event, as a current subscriber does."""
    return REGISTRY[entry["event"], entry["event_version"]].read(entry["data"])


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_records_of_an_earlier_version_are_read_proven_and_carried_on(client: Any, path: Path) -> None:
    written: dict[str, dict[str, list[dict[str, Any]]]] = json_util.loads(path.read_text(encoding="utf-8"))
    assert set(written) <= set(with_data())

    for service, collections in written.items():
        db, kinds = client[f"old_{path.stem}_{service}"], kinds_of(service)
        journal = Journal(db, kinds.values())
        journal.prepare()
        for name, records in collections.items():
            db[name].insert_many(records)
            kept = kinds[name](db, Occasion(MORNING), lambda *_: None)
            for record in records:
                before = kept.get(record["_id"])
                history = kept.history(before.id, cursor=None, limit=100).items
                assert before.version == record["version"] == len(history)
                assert kept.at_version(before.id, before.version) == before
                context = [told(entry) for entry in history]

                after = kept.save(before, announcing=context[-1], action="carry_on")

                assert kept.get(after.id) == after and after.version == before.version + 1
        assert list(journal.breaks()) == []
