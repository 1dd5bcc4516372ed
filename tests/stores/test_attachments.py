"""Files are in GridFS as its own driver reads them, in whatever order their pieces came, and are deleted without a trace."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from gridfs import GridFSBucket
from gridfs.errors import NoFile
from pymongo.errors import DuplicateKeyError

from services.documents.attachments import app
from services.documents.attachments.domain import Attachment
from services.documents.attachments.store import BUCKET, AttachmentCollection, GridContents
from shared.contracts import documents as events
from shared.errors import KeyReused
from shared.file_kinds import FileRefused, media_type
from shared.files import PIECE
from tests.support.office import MORNING, on


@pytest.fixture(scope="module")
def db(client: Any) -> Iterator[Any]:
    AttachmentCollection.prepare(client["files"])
    yield client["files"]


CONTENT = bytes(range(256)) * 2000
PIECES = [CONTENT[at : at + PIECE] for at in range(0, len(CONTENT), PIECE)]


def test_pieces_in_any_order_and_twice_are_one_file_as_gridfs_reads_it(db: Any) -> None:
    contents = GridContents(db)
    for place in (1, 0, 1):
        contents.put("one", place, PIECES[place])
    assert b"".join(contents.pieces("one")) == CONTENT
    with pytest.raises(NoFile):
        GridFSBucket(db, BUCKET).open_download_stream("one").read()

    contents.close("one", "值班表.pdf", len(CONTENT))

    file = GridFSBucket(db, BUCKET).open_download_stream("one")
    assert (file.read(), file.filename, file.length) == (CONTENT, "值班表.pdf", len(CONTENT))
    opened = contents.open("one")
    opened.seek(PIECE - 3)
    assert opened.read(6) == CONTENT[PIECE - 3 : PIECE + 3]


def test_one_place_holds_one_piece(db: Any) -> None:
    GridContents(db).put("two", 0, b"first")

    GridContents(db).put("two", 0, b"first")
    with pytest.raises(KeyReused):
        GridContents(db).put("two", 0, b"other")
    with pytest.raises(DuplicateKeyError):
        db[f"{BUCKET}.chunks"].insert_one({"files_id": "two", "n": 0, "data": b"second"})
    assert GridContents(db).piece("two", 0) == b"first" and GridContents(db).piece("two", 1) is None


def test_what_is_erased_is_gone_and_may_be_erased_again(db: Any) -> None:
    contents = GridContents(db)
    contents.put("three", 0, b"all")
    contents.close("three", "a.txt", 3)

    contents.erase("three")
    contents.erase("three")

    assert contents.piece("three", 0) is None
    assert db[f"{BUCKET}.files"].count_documents({"_id": "three"}) == 0
    with pytest.raises(NoFile):
        GridFSBucket(db, BUCKET).open_download_stream("three").read()


@pytest.mark.parametrize("name", ["a.pdf", "a.zip", "a.png", "a.txt"])
def test_a_file_that_is_erased_while_its_type_is_detected_is_refused_as_cut_off(db: Any, name: str) -> None:
    contents = GridContents(db)
    contents.put("four", 0, b"first".ljust(PIECE))
    contents.close("four", name, 2 * PIECE)
    contents.erase("four")
    contents.close("four", name, 2 * PIECE)

    with pytest.raises(FileRefused, match="重新上传"):
        media_type(contents.open("four"), name)


def test_the_sweep_removes_what_was_cut_off_and_nothing_else(db: Any) -> None:
    def attachments(hours: float = 0) -> AttachmentCollection:
        return AttachmentCollection(db, on("east.clerk", hours=hours), lambda *_: None)

    contents = GridContents(db)
    for name, hours in (("old", 0.0), ("young", 3.0)):
        new = Attachment(
            id=name, document_id="d", organ="east", name="a.pdf", uploader="p-east.clerk", uploader_name="王敏"
        )
        attachments(hours).add(new, announcing=events.AttachmentBegun.of(new), action="begin")
        contents.put(name, 0, b"%PDF-")

    app.sweep_left_over(attachments(4), contents, at=MORNING + timedelta(hours=4))

    shown = {each.id: (each.status.value, each.erased) for each in attachments().of("d")}
    assert shown == {"old": ("removed", True), "young": ("uploading", False)}
    assert contents.piece("old", 0) is None and contents.piece("young", 0) == b"%PDF-"
