"""`verify` over a real store: it reports what it finds and goes on, and does not pass an empty store."""

import hashlib
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from services import verification
from services.documents.attachments import contents
from services.documents.attachments.domain import Attachment, AttachmentStatus
from services.documents.attachments.store import BUCKET, AttachmentCollection, GridContents
from services.supervision.domain import File
from services.supervision.evidence.store import EvidenceFiles
from shared.anchor import Anchor
from shared.contracts import documents as events
from shared.progress import Progress
from shared.runtime.embedded_store import EmbeddedStore
from shared.runtime.store import connect
from tests.support.office import on

CONTENT = b"%PDF-1.7\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    store = EmbeddedStore(tmp_path_factory.mktemp("verify"))
    store.start()
    client = connect(store.uri)
    yield client
    client.close()
    store.stop()


TASK = {"_id": "t1", "version": 0, "history": []}


def report(client: Any, *names: str) -> Any:
    """Store a task that reports these files, and their contents."""
    db = client["verified_supervision"]
    client.drop_database(db.name)
    files = [{"id": name, "name": f"{name}.png", "sha256": hashlib.sha256(name.encode()).hexdigest()} for name in names]
    db["tasks"].insert_one(TASK | {"reports": [{"text": "已完成", "files": files}]})
    for each in files:
        EvidenceFiles(db).keep(
            "t1", File(each["id"], each["name"], "image/png", 2, each["sha256"]), each["id"].encode()
        )
    return db


@pytest.mark.usefixtures("db")
def test_evidence_that_is_missing_or_was_changed_is_named(client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    kept = report(client, "e1", "e2", "e3", "e4")
    kept["evidence"].update_one({"_id": "e2"}, {"$set": {"content": b"eX"}})
    kept["evidence"].update_one(
        {"_id": "e3"}, {"$set": {"content": b"eX", "sha256": hashlib.sha256(b"eX").hexdigest()}}
    )
    kept["evidence"].delete_one({"_id": "e4"})

    verification.histories(None, wants_anchor=False)

    said = capsys.readouterr().out
    client.drop_database(kept.name)
    assert "supervision: evidence:e2 佐证文件的内容与反馈时登记的校验值不符" in said and "evidence:e3" in said
    assert "supervision: evidence:e4 佐证文件的内容缺失" in said and "evidence:e1" not in said


@pytest.mark.usefixtures("db")
def test_evidence_of_a_task_that_was_tampered_with_does_not_end_the_check(
    client: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = report(client, "e1")
    odd: list[Any] = [None, 7, [7], [{"files": 7}], [{"files": [7, {"id": {"a": 1}}, {"id": "e9", "sha256": 7}]}]]
    kept["tasks"].insert_many([TASK | {"_id": f"odd{place}", "reports": each} for place, each in enumerate(odd)])

    verification.histories(None, wants_anchor=False)

    said = capsys.readouterr().out
    client.drop_database(kept.name)
    assert "evidence:e9 佐证文件的内容缺失" in said and "evidence:e1" not in said


@pytest.fixture
def db(client: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(verification, "database_of", lambda name: client[f"verified_{name}"])
    client.drop_database("verified_documents")
    return client["verified_documents"]


NAMES = ("a1", "a2", "a3", "a4", "a5", "a6")


def attach(db: Any, name: str) -> None:
    AttachmentCollection.prepare(db)
    attachments = AttachmentCollection(db, on("east.clerk"), lambda *_: None)
    new = Attachment(
        id=name, document_id="d", organ="east", name="a.pdf", uploader="p-east.clerk", uploader_name="王敏",
        size=len(CONTENT), media_type="application/pdf", sha256=hashlib.sha256(CONTENT).hexdigest(), status=AttachmentStatus.KEPT,
    )  # fmt: skip
    attachments.add(new, announcing=events.AttachmentKept.of(new), action="keep")
    GridContents(db).put(name, 0, CONTENT)


def test_nothing_is_no_pass_and_gives_no_anchor(db: Any, capsys: pytest.CaptureFixture[str]) -> None:
    wrong, anchor = verification.histories(None, wants_anchor=True)

    said = capsys.readouterr().out
    assert wrong == 1 and anchor is None
    assert "没有找到任何记录" in said and "verified_documents" in said and "TONGBAN_VAR" in said


def test_changed_bytes_of_an_attachment_are_named_and_nothing_hides_the_rest(
    db: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in NAMES:
        attach(db, name)
    assert verification.histories(None, wants_anchor=False)[0] == 0
    db[f"{BUCKET}.chunks"].update_one({"files_id": "a1"}, {"$set": {"data": b"%PDF-2.0\n"}})
    db[f"{BUCKET}.chunks"].delete_one({"files_id": "a2"})
    db[f"{BUCKET}.chunks"].update_one({"files_id": "a5"}, {"$set": {"data": "no bytes"}})
    db[f"{BUCKET}.chunks"].update_one({"files_id": "a6"}, {"$unset": {"data": 1}})
    db["attachments"].update_one({"_id": "a3"}, {"$set": {"size": "many", "history": "none", "version": "x"}})
    db["attachments"].update_one({"_id": "a4"}, {"$set": {"entries_apart": 10**12}, "$unset": {"head": 1}})

    verification.histories(None, wants_anchor=False)

    said = capsys.readouterr().out
    assert [name for name in NAMES if f"attachments:{name}" in said] == list(NAMES)


def test_a_record_whose_id_is_no_text_is_named_and_hides_nothing(db: Any, capsys: pytest.CaptureFixture[str]) -> None:
    attach(db, "a1")
    for name in ("documents", "attachments"):
        db[name].insert_many(
            [{"_id": odd, "version": 1, "history": [], "status": "kept"} for odd in ({"a": 1}, 7, None)]
        )
    db[f"{BUCKET}.chunks"].update_one({"files_id": "a1"}, {"$set": {"data": b"%PDF-2.0\n"}})

    wrong, _ = verification.histories(None, wants_anchor=True)

    said = capsys.readouterr().out
    assert wrong >= 7 and said.count("编号不是文字") == 6 and "attachments:a1" in said


def test_what_a_terminal_would_obey_is_shown_instead(db: Any, capsys: pytest.CaptureFixture[str]) -> None:
    AttachmentCollection.prepare(db)
    db["attachments"].insert_many(
        [{"_id": odd, "version": 1, "history": []} for odd in ("\x1b[31mx", "\r\x1b[1A\x1b[2Ky")]
    )

    verification.histories(None, wants_anchor=False)

    said = capsys.readouterr().out
    assert "attachments:\\x1b[31mx" in said and "attachments:\\r\\x1b[1A\\x1b[2Ky" in said
    assert all(each.isprintable() for each in said.splitlines())


def test_a_long_check_says_how_far_it_is(
    db: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES[:2]:
        attach(db, name)

    def slow(*_: Any) -> Iterator[tuple[str, str]]:
        time.sleep(0.4)
        yield from ()

    monkeypatch.setattr(contents, "damaged", slow)
    monkeypatch.setattr(verification, "Progress", partial(Progress, quiet=0.1))
    assert verification.histories(None, wants_anchor=False)[0] == 0

    told = capsys.readouterr()
    assert "正在核对 documents 的 附件内容：第 1 项，已用" in told.err and "第 2 项，已用" in told.err, told.err
    assert "已核对 2 项，0 处有误。" in told.out and "正在核对" not in told.out


def test_an_older_anchor_that_names_sessions_misses_none_of_them() -> None:
    before = Anchor(
        "2026-11-01T00:00:00.000+00:00", {"directory/sessions:s1": (3, "h"), "documents/documents:d1": (1, "h")}
    )

    assert list(verification._of_what_stays(before).heads) == ["documents/documents:d1"]
