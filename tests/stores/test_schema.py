"""A release refuses data that it cannot read, in one line, and leaves them unchanged."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.documents.outgoing.store import DocumentCollection
from shared.runtime import schema
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.schema import SCHEMA, TooNew, open_schema
from shared.runtime.store import Journal, connect


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    store = EmbeddedStore(tmp_path_factory.mktemp("schema"))
    store.start()
    with connect(store.uri) as found:
        yield found
    store.kill()


def written(db: Any) -> Any:
    return db["schema"].find_one({"_id": "schema"})


def test_what_nobody_wrote_gets_the_number_of_this_release(client: Any) -> None:
    open_schema(client["fresh"])
    open_schema(client["fresh"])

    assert written(client["fresh"])["number"] == SCHEMA


def test_data_of_a_release_that_this_one_cannot_read_are_refused_and_left_alone(client: Any) -> None:
    db = client["ahead"]
    told = {"_id": "schema", "number": SCHEMA + 2, "readable_by": SCHEMA + 1, "release": "9.9.0"}
    db["schema"].insert_one(told)

    with pytest.raises(TooNew) as refused:
        Journal(db, (DocumentCollection,)).prepare()

    assert "9.9.0" in str(refused.value) and "\n" not in str(refused.value)
    assert written(db) == told and db.list_collection_names() == ["schema"]


def test_the_next_release_may_have_written_them_and_this_one_does_not_take_its_number_back(client: Any) -> None:
    db = client["rolled"]
    told = {"_id": "schema", "number": SCHEMA + 1, "readable_by": SCHEMA, "release": "9.9.0"}
    db["schema"].insert_one(told)

    open_schema(db)

    assert written(db) == told


def test_a_release_raises_the_number_of_an_earlier_one(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    open_schema(client["raised"])
    monkeypatch.setattr(schema, "SCHEMA", SCHEMA + 1)

    open_schema(client["raised"])

    assert written(client["raised"])["number"] == SCHEMA + 1
