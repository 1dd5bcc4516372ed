"""Files as evidence in the real store: kept once a report names them, and gone after a week if none does."""

from datetime import timedelta
from typing import Any

import pytest

from services.supervision.domain import File
from services.supervision.evidence.store import UNUSED, EvidenceFiles
from shared.runtime.clock import now

PHOTO = File("f1", "现场.png", "image/png", 3, "00")


@pytest.fixture
def db(client: Any) -> Any:
    client.drop_database("tongban_evidence")
    EvidenceFiles.prepare(client["tongban_evidence"])
    return client["tongban_evidence"]


def test_a_file_is_found_under_its_task_alone_and_stored_once(db: Any) -> None:
    files = EvidenceFiles(db)
    for _ in range(2):
        files.keep("t1", PHOTO, b"abc")

    assert files.find("t1", ["f1", "f2"]) == [PHOTO]
    assert (files.content("t1", "f1"), files.count("t1")) == (b"abc", 1)
    assert files.find("t2", ["f1"]) == [] and files.content("t2", "f1") is None


def test_what_no_report_names_is_gone_after_a_week_and_what_one_names_stays(db: Any) -> None:
    files, week = EvidenceFiles(db), timedelta(days=7, seconds=1)
    for file_id in ("named", "unnamed"):
        files.keep("t1", File(file_id, "现场.png", "image/png", 3, "00"), b"abc")
    files.use("t1", ["named"])

    assert UNUSED.forget(db, now()) == 0
    assert UNUSED.forget(db, now() + week) == 1
    files.keep("t1", File("named", "现场.png", "image/png", 3, "00"), b"abc")
    assert UNUSED.forget(db, now() + week) == 0, "sent again, it stays one that a report names"
    assert [each.id for each in files.find("t1", ["named", "unnamed"])] == ["named"]
