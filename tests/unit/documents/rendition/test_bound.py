"""The text of an attachment is bound with its document; a file that cannot be read goes beside it."""

import json
from typing import Any

import pytest

from services.documents.rendition import app
from services.documents.rendition.bound import Bound
from services.documents.text.domain import Paragraph
from services.documents.text.importing import read_text
from tests.support.office import MemoryStubs, actor, on
from tests.unit.documents.test_document import ROSTER, Desk

READ = json.dumps(
    {"result": {"title": "", "content": [{"type": "paragraph", "text": "值班表如下。"}], "lost": []}}
).encode()
REFUSED = json.dumps({"refusal": {"code": "file_refused", "message": "文件已加密"}}).encode()


class Texts:
    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def keep(self, sha256: str, content: list[dict[str, Any]]) -> None:
        self.kept[sha256] = content

    def find(self, sha256: str) -> list[dict[str, Any]] | None:
        return self.kept.get(sha256)


def test_a_word_file_is_read_once_and_bound() -> None:
    asked: list[bytes] = []

    def read(content: bytes) -> bytes:
        asked.append(content)
        return READ

    bound = Bound(Texts(), lambda sha256: b"file", read)

    assert bound.text_of("a", "值班表.DOCX") == bound.text_of("a", "值班表.DOCX") == (Paragraph("值班表如下。"),)
    assert asked == [b"file"]


@pytest.mark.parametrize(
    ("name", "said"), [("表.xlsx", READ), ("图.png", READ), ("坏.docx", None), ("密.docx", REFUSED)]
)
def test_what_is_no_text_or_cannot_be_read_goes_beside_the_document(name: str, said: bytes | None) -> None:
    bound = Bound(Texts(), lambda sha256: b"file", lambda content: said)

    assert bound.text_of("a", name) == ()


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("参赛名单.txt", ["张三", "李四", "王五"]),
        ("张三.txt", ["李四", "王五"]),  # over its page stands the name already
    ],
)
def test_no_line_of_a_text_file_is_lost_as_its_title(name: str, lines: list[str]) -> None:
    read = json.dumps({"result": read_text("张三\n李四\n王五".encode()).to_wire()}).encode()
    bound = Bound(Texts(), lambda sha256: b"file", lambda content: read)

    assert bound.text_of("a", name) == tuple(map(Paragraph, lines))


def test_a_file_that_is_not_there_yet_is_asked_for_again() -> None:
    texts, held = Texts(), dict[str, bytes]()
    bound = Bound(texts, held.get, lambda content: READ)

    assert bound.text_of("a", "表.txt") == () and not texts.kept
    held["a"] = b"file"
    assert bound.text_of("a", "表.txt") != ()


def test_the_sheet_has_the_attachments_by_name_and_the_note_with_whom_to_ask() -> None:
    desk = Desk()
    document = desk.draft(contact="王敏", telephone="0571-88880001")

    found = app.rendition(
        desk.documents, desk.incomings, MemoryStubs(on("east.registrar")), ROSTER, document.id, actor=actor("east.clerk"),
        seals_of=lambda document, digest: {}, attached=lambda document_id: [("值班表.docx", "a"), ("名单.xlsx", "b")],
        text_of=lambda sha256, name: (Paragraph("内容"),) if sha256 == "a" else (),
    ).sheet  # fmt: skip

    assert [(each.title, each.text) for each in found.attachments] == [("值班表", (Paragraph("内容"),)), ("名单", ())]
    assert found.note == "联系人：王敏，联系电话：0571-88880001"
