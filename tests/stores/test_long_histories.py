"""A record does not grow with its history, and no history is lost by that.

TONGBAN_LONG_SAVES=1000 saves the long draft a thousand times (some minutes).
"""

import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import bson
import pytest

from services.documents.outgoing.domain import Document
from services.documents.outgoing.store import DocumentCollection
from shared.aggregate import entries_of, written
from shared.contracts import documents as events
from shared.occasion import Key, Occasion, Repeated
from shared.runtime import older_entries
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.older_entries import MOST_BYTES
from shared.runtime.store import Journal, connect
from tests.stores.test_collections import add
from tests.support.office import MORNING, on

SAVES = int(os.environ.get("TONGBAN_LONG_SAVES", "40"))
LONG = "".join(random.Random(7).choices([chr(each) for each in range(0x4E00, 0x9FA5)], k=190_000))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    store = EmbeddedStore(tmp_path_factory.mktemp("long"))
    store.start()
    client = connect(store.uri)
    yield client
    client.close()
    store.stop()


@pytest.fixture
def db(store: Any) -> Any:
    store.drop_database("tongban_long")
    DocumentCollection.prepare(store["tongban_long"])
    return store["tongban_long"]


def documents(db: Any, occasion: Occasion | None = None) -> DocumentCollection:
    return DocumentCollection(db, occasion or on("east.clerk"), lambda *_: None)


def write(kept: DocumentCollection, body: str) -> Document:
    after = replace(kept.get("d1"), body=body)
    return kept.save(after, announcing=events.DocumentVerified.of(after), action="edit")


def save_often(db: Any, times: int = SAVES, text: str = LONG) -> list[float]:
    add(documents(db, on("east.clerk", key=Key("first", "print"))))
    taken = []
    for each in range(times):
        begun = time.perf_counter()
        write(documents(db, on("east.clerk", hours=each + 1, key=Key(f"k{each}", "print"))), f"{each}{text}")
        taken.append(time.perf_counter() - begun)
    return taken


def test_a_long_draft_is_saved_again_and_again_and_its_record_stays_small(db: Any) -> None:
    taken = save_often(db)

    tenth = len(taken) // 10
    assert SAVES < 1000 or statistics.median(taken[-tenth:]) < 1.5 * statistics.median(taken[:tenth])
    record = db["documents"].find_one({"_id": "d1"})
    state = {name: value for name, value in record.items() if name != "history"}
    assert len(bson.encode(record)) < len(bson.encode(state)) + MOST_BYTES + len(LONG.encode())
    assert record["entries_apart"] + len(record["history"]) == record["version"] == SAVES + 1
    assert len(record["keys"]) < 5
    kept = documents(db)
    assert [each.body[:2] for each in kept.versions("d1")] == ["正文", *(f"{each}{LONG}"[:2] for each in range(SAVES))]
    assert kept.at_version("d1", 5).body == f"3{LONG}"
    assert versions_in_pages(kept)[0] == list(range(1, SAVES + 2))


def versions_in_pages(kept: DocumentCollection) -> tuple[list[int], int]:
    """Read a history page by page; return the versions, and how many pages it took."""
    read, cursor, pages = list[int](), None, 0
    while pages == 0 or cursor is not None:
        page = kept.history("d1", cursor=cursor, limit=100)
        read += [each["version"] for each in page.items]
        cursor, pages = page.next, pages + 1
    return read, pages


def test_small_steps_are_moved_in_lots(db: Any) -> None:
    save_often(db, 300, "短" * 300)

    record = db["documents"].find_one({"_id": "d1"})
    assert record["entries_apart"] > 0 and len(record["history"]) > 1
    assert record["history_bytes"] == sum(len(each.encode()) for each in record["history"]) <= MOST_BYTES
    assert list(Journal(db, (DocumentCollection,)).breaks()) == []


def test_a_key_of_long_ago_is_answered_as_the_first_time(db: Any) -> None:
    save_often(db, 9)

    for key, body in (("first", "正文"), ("k2", f"2{LONG}"), ("k8", f"8{LONG}")):
        kept = documents(db, on("east.clerk", key=Key(key, "print")))
        with pytest.raises(Repeated) as repeated:
            kept.get("d1")
        assert kept.first_answer(repeated.value).body == body
    assert documents(db, on("east.clerk", key=Key("new", "print"))).get("d1").version == 10


def test_the_version_that_stands_is_answered_without_its_history(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    save_often(db, 9)
    kept = documents(db, on("east.clerk", key=Key("k8", "print")))
    with pytest.raises(Repeated) as repeated:
        kept.get("d1")
    monkeypatch.setattr(kept, "_read_history", None)

    assert kept.first_answer(repeated.value).body == f"8{LONG}"


def test_a_whole_history_is_read_one_entry_after_another(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    save_often(db, 9)
    turns = list[float]()
    monkeypatch.setattr(older_entries, "sleep", turns.append)

    entries = documents(db).whole_history("d1")

    assert next(entries)["version"] == 1 and len(turns) <= 1
    assert [each["version"] for each in entries] == list(range(2, 11))
    assert turns == [0] * 8  # of what stands apart, the first is short and the last stands in the record


def test_a_page_of_long_texts_ends_earlier_and_the_pages_make_the_whole_history(db: Any) -> None:
    save_often(db, 30)

    read, pages = versions_in_pages(documents(db))

    assert read == list(range(1, 32))
    assert 2 <= pages <= 8  # each entry has the text before and after


def test_events_that_nobody_confirmed_are_published_from_where_they_stand(db: Any) -> None:
    save_often(db, 9)
    journal = Journal(db, (DocumentCollection,))

    ((_, _, entries),) = journal.unpublished(MORNING + timedelta(days=1), 9)
    journal.mark_published({("documents", "d1"): (1, 4)})
    ((_, _, later),) = journal.unpublished(MORNING + timedelta(days=1), 9)

    assert [each["version"] for each in entries] == list(range(1, 11))
    assert [each["version"] for each in later] == list(range(5, 11))
    between = journal.events_between("documents", "documents:d1", ["document_verified"], 2, 10)
    since = journal.events_since("documents", ["document_verified"], MORNING + timedelta(hours=3), cursor=None, limit=9)
    assert [each["version"] for each in between] == list(range(3, 10))
    assert [each["version"] for each in since.items] == list(range(4, 11))


@pytest.mark.parametrize("fault", ["changed", "gone", "unreadable", "claimed", "moved"])
def test_tampering_with_what_stands_apart_is_named(db: Any, fault: str) -> None:
    save_often(db, 9)
    journal, apart = Journal(db, (DocumentCollection,)), db["documents_entries"]
    assert list(journal.breaks()) == []
    assert [len(hashes) for _, hashes in journal.chains()] == [10]

    where = {"of": "d1", "version": 4}
    (entry,) = entries_of([apart.find_one(where)["entry"]])
    match fault:
        case "changed":
            apart.update_one(where, {"$set": {"entry": written({**entry, "comment": "伪造"})}})
        case "gone":
            apart.delete_one(where)
        case "unreadable":
            apart.update_one(where, {"$set": {"entry": b"no zlib"}})
        case "claimed":
            db["documents"].update_one({"_id": "d1"}, {"$set": {"entries_apart": 3}})
        case "moved":
            apart.update_one({"of": "d1", "version": 5}, {"$set": {"version": 99}})
            apart.update_one(where, {"$set": {"version": 5}})

    found, *more = journal.breaks()
    assert (found.aggregate, found.version) == ("documents:d1", 5 if fault == "moved" else 4)
    assert {(each.aggregate, each.version) for each in more} <= {("documents:d1", 99 if fault == "moved" else 10)}


BESIDE: dict[str, tuple[dict[str, Any], str]] = {
    "apart": ({"$set": {"entries_apart": 10**9}}, "单独存放 1000000000 条"),
    "bytes": ({"$set": {"history_bytes": 3}}, "共 3 字节"),
    "made": ({"$set": {"created_at": MORNING - timedelta(days=9)}}, "created_at"),
    "changed": ({"$set": {"updated_at": MORNING}}, "updated_at"),
    "announced": ({"$unset": {"announced.document_drafted": 1}}, "announced"),
    "sources": ({"$set": {"sources.meetings:m1": 7}}, "sources"),
    "key of the last": ({"$set": {"keys.k8": {"version": 4, "print": "print"}}}, "keys"),
    "key of nobody": ({"$set": {"keys.other": {"version": 4, "print": "print"}}}, "keys"),
    "mark": ({"$set": {"unpublished": 99}}, "第 99 条尚未发出"),
}


@pytest.mark.parametrize("fault", BESIDE)
def test_what_a_record_says_beside_its_state_follows_from_its_history(db: Any, fault: str) -> None:
    save_often(db, 9)
    change, named = BESIDE[fault]
    db["documents"].update_one({"_id": "d1"}, change)

    (found,) = Journal(db, (DocumentCollection,)).breaks()

    assert (found.aggregate, found.version) == ("documents:d1", 10) and named in found.reason


def test_an_entry_apart_that_no_record_knows_or_under_another_key_is_named(db: Any) -> None:
    save_often(db, 9)
    journal, apart = Journal(db, (DocumentCollection,)), db["documents_entries"]
    entry = apart.find_one({"of": "d1", "version": 4})
    apart.update_one({"of": "d1", "version": 3}, {"$set": {"key": "d1:forged"}})
    apart.update_one({"of": "d1", "version": 5}, {"$unset": {"key": 1, "print": 1}})
    apart.insert_one({**entry, "_id": "d1:000000077", "version": 77, "key": "d1:k77"})
    apart.insert_one({**entry, "_id": "d9:000000001", "of": "d9", "version": 1, "key": "d9:k1"})

    found = [(each.aggregate, each.version) for each in journal.breaks()]

    assert found == [("documents:d1", 3), ("documents:d1", 5), ("documents:d1", 77), ("documents:d9", 1)]


def test_a_process_that_ends_between_the_two_writes_loses_and_doubles_nothing(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_often(db, 3)
    kept = documents(db)

    def ends(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(kept._docs, "update_one", ends)
        with pytest.raises(KeyboardInterrupt):
            write(kept, "未写成")
    assert documents(db).get("d1").body == f"2{LONG}"
    write(documents(db), f"3{LONG}")

    assert [each["version"] for each in documents(db).history("d1", cursor=None, limit=9).items] == [1, 2, 3, 4, 5]
    assert list(Journal(db, (DocumentCollection,)).breaks()) == []


def test_a_record_from_before_that_is_nearly_full_is_carried_over_by_its_next_write(db: Any) -> None:
    save_often(db, 20)
    history = [*documents(db)._older.history(db["documents"].find_one({"_id": "d1"}))]
    texts = [written(each) for each in entries_of(history)]
    keys = {f"k{each}": {"version": each + 2, "print": "print"} for each in range(20)}
    keys["first"] = {"version": 1, "print": "print"}
    db["documents"].update_one(
        {"_id": "d1"},
        {"$set": {"history": texts, "keys": keys}, "$unset": {"entries_apart": 1, "history_bytes": 1}},
    )
    db["documents_entries"].drop()
    journal = Journal(db, (DocumentCollection,))
    assert list(journal.breaks()) == []

    write(documents(db), "短")

    record = db["documents"].find_one({"_id": "d1"})
    assert (record["entries_apart"], len(record["history"]), record["keys"]) == (21, 1, {})
    assert [each["version"] for each in documents(db).history("d1", cursor=None, limit=90).items] == list(range(1, 23))
    assert list(journal.breaks()) == []
    with pytest.raises(Repeated):
        documents(db, on("east.clerk", key=Key("k7", "print"))).get("d1")
