"""Task lists, and the sequence of changes that feeds the streams, in the real store."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.changes.store import GAP, KEPT, Changes
from services.notifications.store import READ, WaitingRecords
from shared.runtime.clock import now
from shared.turn import NOBODYS

AT = "2026-03-02T01:00:00.000+00:00"


@pytest.fixture
def db(client: Any, request: pytest.FixtureRequest) -> Any:
    found = client[f"tongban_{abs(hash(request.node.name)) % 10**8}"]
    for kind in (WaitingRecords, Changes):
        kind.prepare(found)
    return found


def waits(whom: str) -> dict[str, Any]:
    """Return a turn that waits for a party."""
    return {**NOBODYS, "type": "document", "waits": [{"box": "todo", "whom": [whom]}]}


def test_a_change_is_told_to_those_before_and_after_it(db: Any) -> None:
    kept = WaitingRecords(db)

    assert kept.keep("documents:1", 1, AT, waits("p:li"), "li") == {"p:li"}
    assert kept.keep("documents:1", 3, AT, waits("p:wang"), "li") == {"p:li", "p:wang"}
    assert kept.keep("documents:1", 3, AT, waits("p:wang"), "li") == {"p:wang"}
    assert kept.keep("documents:1", 2, AT, waits("p:zhao"), "zhao") == frozenset()
    assert set(db["waiting"].find_one()["acted"]) == {"li", "zhao"}


def test_the_newest_of_events_that_come_at_once_is_kept(db: Any) -> None:
    """Two processes enter a record at once: neither may take the other's for a later event."""
    kept = WaitingRecords(db)
    for number in range(30):
        together = threading.Barrier(4)

        def enter(version: int, record: str = f"documents:{number}", together: Any = together) -> None:
            together.wait()
            kept.keep(record, version, AT, waits(f"p:{version}"), None)

        threads = [threading.Thread(target=enter, args=(version,)) for version in (1, 2, 3, 4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert {each["version"] for each in db["waiting"].find()} == {4}


def test_changes_come_in_one_order_from_where_the_reader_stood(db: Any) -> None:
    line = Changes(db)
    begin = line.after(None, wait=0, limit=10)["last"]
    line.add(["p:li"], type="document", record_id="1", version=1)
    line.add([], type="document", record_id="2", version=1)
    line.add(["p:li", "p:wang"], type="document", record_id="3", version=2)

    answer = line.after(begin, wait=3, limit=10)

    assert [(each["record_id"], each["keys"]) for each in answer["items"]] == [
        ("1", ["p:li"]),
        ("3", ["p:li", "p:wang"]),
    ]
    assert line.after(answer["last"], wait=0, limit=10) == {"items": [], "last": answer["last"], "lost": False}
    assert line.after(begin, wait=0, limit=1)["last"] == begin + 1


def test_a_number_that_is_not_written_yet_holds_up_those_after_it_for_a_moment(db: Any) -> None:
    line = Changes(db)
    begin = line.after(None, wait=0, limit=10)["last"]
    db["numbers"].update_one({"_id": "changes"}, {"$inc": {"last": 1}})
    assert line.after(begin, wait=0, limit=10) == {"items": [], "last": begin, "lost": False}
    line.add(["p:li"], type="document", record_id="1", version=1)

    assert line.after(begin, wait=0, limit=10)["items"] == []
    db["changes"].update_many({}, {"$set": {"at": now() - GAP}})
    assert [each["seq"] for each in line.after(begin, wait=0, limit=10)["items"]] == [begin + 2]


def test_who_was_away_for_long_is_told_that_changes_are_forgotten(db: Any) -> None:
    line = Changes(db)
    begin = line.after(None, wait=0, limit=10)["last"]
    for number in range(3):
        line.add(["p:li"], type="document", record_id=str(number), version=1)
    db["changes"].update_many({"_id": {"$lte": begin + 1}}, {"$set": {"at": now() - 2 * KEPT.after}})
    KEPT.forget(db, now())

    assert line.after(begin, wait=0, limit=10) == {"items": [], "last": begin + 3, "lost": True}
    assert line.after(begin + 1, wait=0, limit=10)["lost"] is False
    assert line.after(begin + 99, wait=0, limit=10)["lost"] is True


@pytest.mark.parametrize("survived", [True, False])
def test_whoever_heard_of_changes_before_a_start_is_told_that_everything_may_have_changed(
    db: Any, survived: bool
) -> None:
    """The store may have lost the last of them, and their numbers would mean other changes."""
    line = Changes(db)
    line.add(["p:li"], type="document", record_id="1", version=1)
    heard = line.after(None, wait=0, limit=10)["last"]
    if not survived:
        db["changes"].delete_one({"_id": heard})
        db["numbers"].update_one({"_id": "changes"}, {"$inc": {"last": -1}})

    Changes.prepare(db)
    again = Changes(db)
    again.add(["p:li"], type="document", record_id="2", version=1)
    again.add(["p:li"], type="document", record_id="3", version=1)

    answer = again.after(heard, wait=0, limit=10)
    assert answer["lost"] and not answer["items"]
    assert again.after(answer["last"], wait=0, limit=10)["lost"] is False


def test_what_stays_open_with_a_person_is_counted_by_box_and_type(db: Any) -> None:
    kept = WaitingRecords(db)
    kept.keep("tasks:1", 1, AT, {**waits("p:li@east"), "type": "task"}, None)
    kept.keep("documents:1", 1, AT, {**waits("o:east:director"), "mine": ["p:li"]}, None)
    kept.keep("documents:2", 1, AT, waits("p:wang"), None)

    assert kept.open_of(["p:li", "p:li@east"]) == {("todo", "task"): 1, ("mine", "document"): 1}


def test_what_was_read_is_forgotten_two_years_after_it_was_opened_last_and_when_its_reader_leaves(db: Any) -> None:
    kept = WaitingRecords(db)
    for person in ("p-1", "p-10", "p-2"):
        kept.mark_read(person, "documents:1", 3)
    db["read"].insert_one({"_id": "p-2 documents:2", "version": 1})  # by an earlier release
    WaitingRecords.prepare(db)

    kept.forget_reader("p-1")
    soon = READ.forget(db, now() + timedelta(days=729))
    left = {each["_id"] for each in db["read"].find()}
    kept.mark_read("p-10", "documents:1", 2)

    assert soon == 0 and left == {"p-10 documents:1", "p-2 documents:1", "p-2 documents:2"}
    assert kept.read_by("p-10", ["documents:1"]) == {"documents:1": 3}
    assert READ.forget(db, now() + timedelta(days=731)) == 3
