"""Expiring records are deleted by the service that keeps them, and not by a thread of the store's own."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.directory.domain import Session
from services.directory.store import SessionCollection
from services.documents.rendition.store import BoundTexts
from services.meetings.votes.box_files import SHUT
from shared.contracts.directory import SessionOpened
from shared.occasion import Occasion
from shared.runtime.clock import now
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.expiry import Expiring
from shared.runtime.store import Journal, connect
from tests.support.office import MORNING
from tests.support.system import System, eventually, fresh_copy
from tests.unit.test_retention import LISTED

KEPT = SessionCollection.kept_for or timedelta(0)
CODES = Expiring("codes", "sent_at", timedelta(minutes=10))


def test_what_is_over_is_deleted_and_what_is_not_stays(client: Any) -> None:
    db = client["tongban_expiry"]
    CODES.prepare(db)
    db["codes"].insert_many([{"_id": each, "sent_at": MORNING + timedelta(minutes=each)} for each in (0, 1, 2)])

    assert CODES.forget(db, MORNING + timedelta(minutes=11)) == 2
    assert [each["_id"] for each in db["codes"].find()] == [2]


def test_what_an_earlier_version_left_to_the_store_is_taken_from_it(client: Any) -> None:
    db = client["tongban_expiry_of_before"]
    db["codes"].create_index([("sent_at", 1)], expireAfterSeconds=600)

    for _ in range(2):
        CODES.prepare(db)

    assert expiring_indexes(db) == [] and "sent_at_1" in db["codes"].index_information()


def test_the_text_read_from_an_attachment_is_forgotten_the_next_day(client: Any) -> None:
    db = client["tongban_bound_texts"]
    db["bound_texts"].insert_one({"_id": "by an earlier release", "content": [], "reading": 4})
    BoundTexts.prepare(db)
    BoundTexts(db).keep("read now", [{"text": "内容"}])
    (kept,) = BoundTexts.expiring

    assert kept.forget(db, now() + timedelta(hours=23)) == 0
    assert BoundTexts(db).find("read now") == [{"text": "内容"}]
    assert kept.forget(db, now() + timedelta(hours=25)) == 2


@pytest.fixture
def system(template: Path, tmp_path: Path) -> Iterator[System]:
    """Provide a system that was away for an hour."""
    found = System(fresh_copy(template, tmp_path / "system"))
    store = EmbeddedStore(found.folder)
    store.start()
    with connect(store.uri) as there:
        attempts = [{"_id": "over", "until": now() - timedelta(hours=1)}, {"_id": "not.yet", "until": now()}]
        there["tongban_directory"]["attempts"].insert_many(attempts)
    store.stop()
    yield found.start_on_own_store()
    found.stop()


def test_sessions_are_deleted_after_their_end_when_everybody_has_heard_of_them(client: Any) -> None:
    db = client["tongban_sessions"]
    SessionCollection.prepare(db)
    later = MORNING + KEPT + timedelta(minutes=1)
    for name, at in (("over", MORNING), ("untold", MORNING), ("running", later)):
        sessions = SessionCollection(db, Occasion(at=at), lambda *_: None)
        new = Session(id=name, person="p", session_version=1, ends_at=at + timedelta(hours=12), renewed_at=at)
        sessions.add(new, announcing=SessionOpened.of(new), action="sign_in")
    journal = Journal(db, [SessionCollection])
    journal.mark_published({("sessions", name): (1, 1) for name in ("over", "running")})
    db["sessions_entries"].insert_one({"_id": "over:1", "of": "over", "version": 1})

    assert journal.forget(later) == 1

    assert {each["_id"] for each in db["sessions"].find()} == {"untold", "running"}
    assert db["sessions_entries"].count_documents({}) == 0
    assert list(journal.chains()) == [], "an anchor does not name what will be gone"


def test_services_delete_what_is_over_and_leave_nothing_to_the_store(system: System) -> None:
    attempts = system.database("directory")["attempts"]

    eventually(lambda: attempts.find_one({"_id": "over"}) is None, what="deleted")
    assert attempts.find_one({"_id": "not.yet"}) is not None
    services = ("directory", "documents", "logistics", "meetings", "reception", "supervision", "training")
    assert [found for each in services if (found := expiring_indexes(system.database(each)))] == []


def test_retention_counts_what_is_over_and_deletes_it_only_where_that_is_asked_for(
    template: Path, tmp_path: Path
) -> None:
    system = System(fresh_copy(template, tmp_path / "system"))
    store = EmbeddedStore(system.folder)
    store.start()
    with connect(store.uri) as there:
        there["tongban_documents"]["autosaves"].insert_many(
            [{"_id": each, "expires_at": now() + timedelta(days=each)} for each in (-2, -1, 1)]
        )
    store.stop()
    (system.folder / "log" / "all-2020-01-01.jsonl").touch()

    shut = system.folder / "ballots" / "round.box"
    shut.parent.mkdir(exist_ok=True)
    shut.write_bytes(SHUT)
    os.utime(shut, (0, 0))

    counted, deleted, again = (system.command("retention", *how) for how in ((), ("--apply",), ()))

    drafts = "documents.autosaves  未保存的草稿：保留到各自的期限（本人 30 天未再打开；尚不是公文），"
    assert f"{drafts}现有 3，到期 2" in counted.stdout and f"{drafts}现有 1，到期 0" in again.stdout
    assert "日志文件" in counted.stdout and "没有删除任何内容" in counted.stdout
    assert "已删除 3 项" in deleted.stdout and not shut.exists()
    text = counted.stdout.replace(str(system.folder), "<var>")
    assert {re.sub(r"^\w+\.", "", each) for each in re.findall(r"^(\S+)  ", text, re.M)} == LISTED


def expiring_indexes(db: Any) -> list[str]:
    return [
        f"{name}.{index}"
        for name in db.list_collection_names()
        for index, told in db[name].index_information().items()
        if "expireAfterSeconds" in told
    ]
