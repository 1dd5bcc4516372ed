"""Attachments: types detected from the content, bombs refused, nothing visible of interrupted uploads."""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

import docx
import pytest

from services.documents.attachments import app
from services.documents.attachments.contents import damaged
from services.documents.attachments.domain import (
    BYTES_AT_ONCE_OF_PERSON,
    INCOMING,
    MOST,
    MOST_AT_ONCE_OF_ORGAN,
    MOST_AT_ONCE_OF_PERSON,
    OUTGOING,
    Attachment,
    AttachmentStatus,
)
from services.documents.attachments.held import UploadInProgress, kept_of, refuse_uploading
from services.documents.holders import Holders
from services.documents.incoming import app as incoming
from services.documents.outgoing import app as outgoing
from services.documents.outgoing import drafting
from services.documents.outgoing.acts import OUTGOING_ACTS
from shared.contracts import documents as events
from shared.errors import KeyReused, NotFound, Refused
from shared.file_kinds import MOST_MEMBERS, TEXT_SEEN, FileRefused, _refuse_bomb, media_type
from shared.files import LARGEST_UPLOAD, PIECE
from shared.occasion import Key
from shared.testing import MemoryCollection
from tests.support.office import (
    MORNING,
    MemoryDocuments,
    MemoryIncomings,
    MemoryRequests,
    MemoryStubs,
    Roster,
    actor,
    on,
)


class MemoryAttachments(MemoryCollection[Attachment]):
    name, service, kind = "attachments", "documents", Attachment

    def of(self, document_id: str) -> list[Attachment]:
        return [each for each in map(self.find, self.records) if each is not None and each.document_id == document_id]

    def coming(self, uploader: str, organ: str) -> list[Attachment]:
        found = [each for each in map(self.find, self.records) if each is not None]
        return [
            each for each in found
            if each.status is AttachmentStatus.UPLOADING and (each.uploader == uploader or each.organ == organ)
        ]  # fmt: skip

    def left_over(self, before: datetime) -> list[Attachment]:
        found = [each for each in map(self.find, self.records) if each is not None and each.updated_at is not None]
        return [
            each for each in found
            if each.status is not AttachmentStatus.KEPT and not each.erased and each.updated_at < before  # type: ignore[operator]
        ]  # fmt: skip


class MemoryContents:
    def __init__(self) -> None:
        self.held: dict[str, dict[int, bytes]] = {}

    def put(self, attachment_id: str, place: int, piece: bytes) -> None:
        if self.held.setdefault(attachment_id, {}).setdefault(place, piece) != piece:
            raise KeyReused()

    def piece(self, attachment_id: str, place: int) -> bytes | None:
        return self.held.get(attachment_id, {}).get(place)

    def pieces(self, attachment_id: str) -> Iterator[bytes]:
        yield from (piece for _, piece in sorted(self.held.get(attachment_id, {}).items()))

    def close(self, attachment_id: str, name: str, size: int) -> None:
        assert sum(map(len, self.pieces(attachment_id))) == size

    def open(self, attachment_id: str) -> IO[bytes]:
        return io.BytesIO(b"".join(self.pieces(attachment_id)))

    def trim(self, attachment_id: str, count: int) -> None:
        self.held[attachment_id] = {place: each for place, each in self.held[attachment_id].items() if place < count}

    def erase(self, attachment_id: str) -> None:
        self.held.pop(attachment_id, None)


class Desk:
    """A draft of the east campus's clerk, and the store of its attachments."""

    def __init__(self) -> None:
        self.documents, self.incomings = MemoryDocuments(on("east.clerk")), MemoryIncomings(on("east.clerk"))
        self.attachments, self.contents = MemoryAttachments(on("east.clerk")), MemoryContents()
        wanted = {"kind": "notice", "title": "关于值班的通知", "body": "请值班。", "recipients": ["west"], "copies": []}
        drafting.draft(self.documents, Roster(), occasion=on("east.clerk"), new_id="d1", wanted=wanted)
        self.stubs = MemoryStubs(on("east.registrar"))
        self.holders = Holders(self.documents, self.incomings, self.stubs, MemoryRequests(on("west.leader")))

    def begin(
        self, name: str, new_id: str = "a1", *, promised: int | None = None, key: Key | None = None
    ) -> Attachment:
        asked = on("east.clerk", key=key)
        return app.begin(
            self.attachments.on(asked), self.holders, OUTGOING, "d1", occasion=asked, new_id=new_id, name=name,
            promised=promised,
        )  # fmt: skip

    def put(self, place: int, piece: bytes, new_id: str = "a1") -> None:
        app.put(self.attachments, self.contents, new_id, place, piece, actor=actor("east.clerk"))

    def finish(self, content: bytes, new_id: str = "a1") -> Attachment:
        return app.finish(
            self.attachments, self.contents, self.holders, new_id, occasion=on("east.clerk"), size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip

    def listed(self, who: str = "east.clerk") -> list[Any]:
        found = app.listed(self.attachments, self.holders, OUTGOING, "d1", actor=actor(who))
        return list(found["items"])


def packed(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in members.items():
            pack.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("值班表")
    made.save(buffer)
    return buffer.getvalue()


def picture(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("值班表.docx", word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("报告.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("照片.PNG", picture(20, 20), "image/png"),
        ("说明.txt", "说明".encode("gb18030"), "text/plain"),
        ("表.zip", packed(a_dot_txt=b"a"), "application/zip"),
        ("件.ofd", packed(OFD_dot_xml=b"<ofd/>"), "application/ofd"),
    ],
)
def test_a_file_is_what_it_holds(name: str, content: bytes, kind: str) -> None:
    assert media_type(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", word(), "扩展名"),
        ("a.pdf", b"%PDF-1.7\n" + b"x" * 9000 + b"trailer\n<< /Root 1 0 R /Encrypt 5 0 R >>\n%%EOF", "加密"),
        ("a.txt", b"  <!DOCTYPE html><p>", "网页"),
        ("a.txt", b"x <svg onload=alert(1)>", "网页"),
        ("a.png", b"MZ\x90\0", "可执行"),
        ("a.zip", packed(run_dot_exe=b"MZ"), "可执行"),
        ("a.zip", packed(inner_dot_zip=packed(a=b"a")), "还有压缩包"),
        ("a.zip", packed(a=b"\0" * 20_000_000), "解压后过大"),
        ("a.zip", b"PK\x03\x04" + b"x" * 400, "损坏"),
        ("a.docx", packed(word__document_dot_xml=b"<w/>", word__vbaProject_dot_bin=b"x"), "宏"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加密"),
        ("a.png", picture(60_000, 60_000), "像素过多"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "损坏"),
        ("a.txt", b"\0\1\2", "不接受"),
        ("a.txt", b"", "空"),
    ],
)
def test_what_may_not_be_attached_is_refused_with_its_reason(name: str, content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        media_type(io.BytesIO(content), name)


def test_a_zip_of_very_many_members_is_refused_before_its_directory_is_read() -> None:
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 0xFFFFFF, 0, 0)

    with pytest.raises(FileRefused, match=f"最多{MOST_MEMBERS}个"):
        media_type(io.BytesIO(b"PK\x03\x04" + b"\0" * 100 + end), "a.zip")


def test_a_file_comes_in_pieces_that_may_come_twice_and_is_kept_once_it_is_whole() -> None:
    desk, content = Desk(), b"%PDF-1.7\n" + b"x" * (PIECE + 5)
    desk.begin("报告.pdf")
    assert desk.listed() == []
    for place, piece in ((1, content[PIECE:]), (0, content[:PIECE]), (0, content[:PIECE])):
        desk.put(place, piece)

    kept = desk.finish(content)

    assert (kept.size, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert [each["name"] for each in desk.listed()] == ["报告.pdf"]
    with pytest.raises(KeyReused):
        desk.put(0, b"other")


def submitted(desk: Desk) -> Any:
    occasion = on("east.clerk")
    ready = partial(refuse_uploading, desk.attachments)
    return outgoing.act(
        desk.documents, Roster(), "d1", "submit", occasion=occasion, comment=None, confirm=True, ready=ready
    )


def test_a_draft_is_not_handed_on_while_a_file_is_on_its_way_and_may_be_once_it_is_kept_or_given_up() -> None:
    desk, content = Desk(), b"%PDF-1.7\n"
    desk.begin("报告.pdf")
    desk.begin("照片.pdf", "a2")
    desk.put(0, content)
    with pytest.raises(UploadInProgress, match="照片"):
        submitted(desk)
    desk.finish(content)
    with pytest.raises(UploadInProgress):
        submitted(desk)
    app.take_away(desk.attachments, desk.contents, desk.holders, OUTGOING, "d1", "a2", actor=actor("east.clerk"))

    assert submitted(desk).submitted_at is not None


def test_a_file_does_not_join_a_draft_that_was_handed_on_while_it_was_hashed() -> None:
    desk, content = Desk(), b"%PDF-1.7\n"
    desk.begin("报告.pdf")
    desk.put(0, content)
    whole = desk.contents.open

    def handed_on_meanwhile(attachment_id: str) -> IO[bytes]:
        outgoing.act(desk.documents, Roster(), "d1", "submit", occasion=on("east.clerk"), comment=None, confirm=True)
        return whole(attachment_id)

    desk.contents.open = handed_on_meanwhile  # type: ignore[method-assign]
    with pytest.raises(Refused, match="草稿"):
        desk.finish(content)

    assert kept_of(desk.attachments, "d1") == [] and desk.contents.held == {}


def test_whoever_hands_on_what_they_read_before_a_file_was_kept_does_not_win() -> None:
    desk, content = Desk(), b"%PDF-1.7\n"
    desk.begin("报告.pdf")
    desk.put(0, content)
    read = desk.documents.get("d1")
    desk.finish(content)

    assert desk.documents.get("d1").version == read.version + 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_file_is_not_taken_from_a_draft_that_was_handed_on_meanwhile(moment: str) -> None:
    desk, content = Desk(), b"%PDF-1.7\n"
    desk.begin("报告.pdf")
    desk.put(0, content)
    kept, save = desk.finish(content), desk.attachments.save
    handed: list[Any] = []

    def handed_on_meanwhile(after: Attachment, **said: Any) -> Attachment:
        if handed:
            return save(after, **said)
        handed.append(None)
        if moment == "before":
            submitted(desk)
        saved = save(after, **said)
        if moment == "after":
            submitted(desk)
        return saved

    desk.attachments.save = handed_on_meanwhile  # type: ignore[method-assign]
    with pytest.raises(Refused, match="草稿"):
        app.take_away(desk.attachments, desk.contents, desk.holders, OUTGOING, "d1", "a1", actor=actor("east.clerk"))

    assert [each.sha256 for each in kept_of(desk.attachments, "d1")] == [kept.sha256]
    assert desk.contents.held == {"a1": {0: content}}


def test_another_piece_at_the_place_of_one_is_refused_and_the_first_one_stays() -> None:
    desk, content = Desk(), b"%PDF-1.7\nfirst"
    desk.begin("报告.pdf")
    desk.put(0, content)

    with pytest.raises(KeyReused):
        desk.put(0, b"%PDF-1.7\nother")
    assert desk.finish(content).sha256 == hashlib.sha256(content).hexdigest()


def test_what_arrives_beyond_the_end_while_a_file_is_hashed_is_not_of_it() -> None:
    desk, content = Desk(), b"%PDF-1.7\n" + b"x" * (PIECE - 9)
    desk.begin("报告.pdf")
    desk.put(0, content)
    read = desk.contents.piece

    def another_arrives(attachment_id: str, place: int) -> bytes | None:
        desk.contents.put(attachment_id, 1, b"of another upload under the same key")
        return read(attachment_id, place)

    desk.contents.piece = another_arrives  # type: ignore[method-assign]
    kept = desk.finish(content)

    assert kept.sha256 == hashlib.sha256(content).hexdigest() and desk.contents.held == {"a1": {0: content}}


def test_a_file_that_was_finished_may_be_finished_again_and_no_other_takes_its_place() -> None:
    desk, content, other = Desk(), b"%PDF-1.7\none", b"%PDF-1.7\ntwo"
    desk.begin("报告.pdf")
    desk.put(0, content)
    kept = desk.finish(content)

    desk.put(0, content)
    assert desk.finish(content) == kept
    with pytest.raises(KeyReused):
        desk.put(0, other)
    with pytest.raises(KeyReused):
        desk.finish(other)
    assert desk.contents.held == {"a1": {0: content}}


class Meanwhile:
    """Does something once, the first time that a file is opened to detect its type."""

    def __init__(self, desk: Desk, does: Callable[[], object]) -> None:
        self._opens, self._does = desk.contents.open, [does]
        desk.contents.open = self  # type: ignore[method-assign]

    def __call__(self, attachment_id: str) -> IO[bytes]:
        opened = self._opens(attachment_id)
        while self._does:
            self._does.pop()()
        return opened


@pytest.mark.parametrize("handed_on", [False, True])
def test_of_two_equal_requests_that_finish_a_file_at_once_both_get_the_same_answer(handed_on: bool) -> None:
    desk, content, first = Desk(), b"%PDF-1.7\none", list[Attachment]()
    desk.begin("报告.pdf")
    desk.put(0, content)

    def the_first_is_done() -> None:
        first.append(desk.finish(content))
        if handed_on:
            submitted(desk)

    Meanwhile(desk, the_first_is_done)

    assert desk.finish(content) == first[0]
    assert desk.contents.held == {"a1": {0: content}} and first[0].version == desk.attachments.get("a1").version


def test_of_two_equal_requests_with_a_forbidden_file_both_are_told_why() -> None:
    desk, content = Desk(), b"MZ\x90\0"
    desk.begin("报告.pdf")
    desk.put(0, content)

    def the_first_is_refused() -> None:
        with pytest.raises(FileRefused, match="可执行"):
            desk.finish(content)

    Meanwhile(desk, the_first_is_refused)

    with pytest.raises(FileRefused, match="可执行"):
        desk.finish(content)
    assert desk.contents.held == {}


def test_an_upload_that_was_given_up_while_it_was_finished_says_so() -> None:
    desk, content = Desk(), b"%PDF-1.7\none"
    desk.begin("报告.pdf")
    desk.put(0, content)
    Meanwhile(
        desk, lambda: app.abandon(desk.attachments, desk.contents, "a1", actor=actor("east.clerk"), reason="断开")
    )

    with pytest.raises(Refused, match="重新上传") as refusal:
        desk.finish(content)
    assert refusal.value.code == "conflict"


def test_a_piece_that_arrives_after_an_upload_was_given_up_leaves_nothing() -> None:
    desk = Desk()
    desk.begin("报告.pdf")
    whole = desk.contents.put

    def given_up_meanwhile(attachment_id: str, place: int, piece: bytes) -> None:
        app.abandon(desk.attachments, desk.contents, attachment_id, actor=actor("east.clerk"), reason="断开")
        whole(attachment_id, place, piece)

    desk.contents.put = given_up_meanwhile  # type: ignore[method-assign]
    desk.put(0, b"%PDF-1.7\n")

    assert desk.contents.held == {}


@pytest.mark.parametrize("fault", ["changed", "gone", "longer", "shorter"])
def test_bytes_that_are_not_those_on_the_record_are_named(fault: str) -> None:
    desk, content = Desk(), b"%PDF-1.7\n" + b"x" * PIECE
    desk.begin("报告.pdf")
    for place in (0, 1):
        desk.put(place, content[place * PIECE : (place + 1) * PIECE])
    kept = desk.finish(content)
    recorded = [(kept.id, kept.size, kept.sha256)]
    assert list(damaged(recorded, desk.contents)) == []

    match fault:
        case "changed":
            desk.contents.held["a1"][1] = b"y" * 9
        case "gone":
            del desk.contents.held["a1"][0]
        case "longer":
            recorded = [(kept.id, PIECE + 10, kept.sha256)]
        case "shorter":
            recorded = [(kept.id, -1, kept.sha256)]

    assert [each for each, _ in damaged(recorded, desk.contents)] == ["a1"]


def test_a_file_that_lacks_a_piece_is_refused_and_leaves_nothing() -> None:
    desk, content = Desk(), b"%PDF-1.7\n" + b"x" * PIECE
    desk.begin("报告.pdf")
    desk.put(0, content[:PIECE])

    with pytest.raises(FileRefused, match="不一致"):
        desk.finish(content)

    assert desk.listed() == [] and desk.contents.held == {}
    assert [entry["event"] for _, entry in desk.attachments.announced] == [
        "attachment_begun", "attachment_removed", "attachment_erased",
    ]  # fmt: skip


def test_an_upload_that_was_cut_off_is_swept_and_one_that_goes_on_is_not() -> None:
    desk = Desk()
    desk.begin("报告.pdf")
    desk.put(0, b"%PDF-")

    app.sweep_left_over(desk.attachments, desk.contents, at=MORNING + timedelta(minutes=90))
    assert desk.contents.held
    app.sweep_left_over(desk.attachments, desk.contents, at=MORNING + timedelta(minutes=121))

    assert desk.contents.held == {} and desk.attachments.of("d1")[0].erased
    history = desk.attachments.history("a1", cursor=None, limit=9).items
    assert [(each["action"], each["comment"]) for each in history] == [
        ("begin", ""),
        ("time_out", "上传中断"),
        ("erase", ""),
    ]


def test_only_the_drafter_changes_the_attachments_and_only_of_a_draft() -> None:
    desk = Desk()
    desk.begin("说明.txt")
    desk.put(0, b"text")
    desk.finish(b"text")
    outgoing.act(desk.documents, Roster(), "d1", "submit", occasion=on("east.clerk"), comment=None)

    with pytest.raises(Refused, match="草稿"):
        desk.begin("another.txt", "a2")
    with pytest.raises(Refused, match="草稿"):
        app.take_away(desk.attachments, desk.contents, desk.holders, OUTGOING, "d1", "a1", actor=actor("east.clerk"))
    assert [each["name"] for each in desk.listed("east.director")] == ["说明.txt"]
    with pytest.raises(NotFound):
        desk.listed("west.registrar")


class Counter:
    """The west campus's register with one letter from outside, and the store of its scan."""

    def __init__(self, **letter: Any) -> None:
        self.incomings, self.stubs = MemoryIncomings(on("west.registrar")), MemoryStubs(on("west.registrar"))
        self.attachments, self.contents = MemoryAttachments(on("west.registrar")), MemoryContents()
        wanted = {
            "sender": "区卫生健康局", "number": "卫函〔2026〕1号", "kind": "letter", "title": "关于防控的函", "body": None,
            "signed_on": "2026-11-20", "urgency": "normal", "confirm_duplicate": False, **letter,
        }  # fmt: skip
        occasion = on("west.registrar")
        self.entry = incoming.record(self.incomings, occasion=occasion, new_id="i1", wanted=wanted).id
        self.holders = Holders(
            MemoryDocuments(on("west.clerk")), self.incomings, self.stubs, MemoryRequests(on("west.leader"))
        )

    def scan(self, who: str, new_id: str = "a1") -> Attachment:
        content = b"%PDF-1.7\nscan"
        occasion = on(who)
        begun = app.begin(
            self.attachments.on(occasion), self.holders, INCOMING, self.entry, occasion=occasion, new_id=new_id,
            name="来文扫描件.pdf",
        )  # fmt: skip
        app.put(self.attachments, self.contents, begun.id, 0, content, actor=actor(who))
        return app.finish(
            self.attachments.on(occasion), self.contents, self.holders, begun.id, occasion=occasion, size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip

    def act(self, who: str, action: str) -> None:
        occasion = on(who)
        incoming.act(
            self.incomings.on(occasion), Roster(), self.entry, action, occasion=occasion, comment=None,
            ready=partial(refuse_uploading, self.attachments),
        )  # fmt: skip

    def names(self, who: str) -> list[str]:
        found = app.listed(self.attachments, self.holders, INCOMING, self.entry, actor=actor(who))
        return [each["name"] for each in found["items"]]


def test_what_came_from_outside_is_scanned_by_who_registers_it_until_it_is_assessed() -> None:
    counter = Counter()
    with pytest.raises(Refused, match="机要文书"):
        counter.scan("west.director")
    counter.scan("west.registrar")
    counter.act("west.registrar", "register")
    counter.scan("west.registrar", "a2")
    counter.act("west.director", "assess")

    with pytest.raises(Refused, match="已初审"):
        counter.scan("west.registrar", "a3")
    with pytest.raises(Refused):
        app.take_away(
            counter.attachments, counter.contents, counter.holders, INCOMING, counter.entry, "a1",
            actor=actor("west.registrar"),
        )  # fmt: skip
    assert counter.names("west.leader") == ["来文扫描件.pdf"] * 2
    for who in ("west.handler", "east.registrar", "lake.leader"):
        with pytest.raises(NotFound):
            counter.names(who)


def test_what_came_from_outside_is_not_assessed_while_its_scan_is_on_its_way() -> None:
    counter = Counter()
    counter.act("west.registrar", "register")
    occasion = on("west.registrar")
    app.begin(
        counter.attachments.on(occasion), counter.holders, INCOMING, counter.entry, occasion=occasion, new_id="a1",
        name="来文扫描件.pdf",
    )  # fmt: skip

    with pytest.raises(UploadInProgress):
        counter.act("west.director", "assess")

    app.abandon(counter.attachments, counter.contents, "a1", actor=actor("west.registrar"), reason="断开")
    counter.act("west.director", "assess")


def test_the_scan_of_an_internal_letter_is_for_whoever_enters_it_and_those_who_decide() -> None:
    counter = Counter(secrecy="internal")
    counter.scan("west.registrar")
    assert counter.names("west.registrar") and counter.names("west.director")

    counter.act("west.registrar", "register")
    counter.act("west.director", "assess")

    with pytest.raises(NotFound):
        counter.names("west.registrar")
    assert counter.names("west.leader")


def test_the_files_of_what_another_office_sent_cannot_be_changed_here() -> None:
    counter = Counter()
    counter.incomings.records[counter.entry]["outside"] = False

    with pytest.raises(Refused, match="发文机关"):
        counter.scan("west.registrar")


def test_a_draft_says_that_files_go_with_it_before_the_first_one_does_and_only_once() -> None:
    desk = Desk()
    before = desk.documents.get("d1")

    class Ended(MemoryAttachments):
        def add(self, *args: Any, **kwargs: Any) -> Attachment:
            raise InterruptedError

    kept, desk.attachments = desk.attachments, Ended(on("east.clerk"))
    with pytest.raises(InterruptedError):
        desk.begin("值班表.pdf")
    noted = desk.documents.get("d1")
    desk.attachments = kept
    desk.begin("值班表.pdf")
    desk.begin("名单.pdf", "a2")

    assert (before.attached, noted.attached) == (False, True)
    assert [each["action"] for each in desk.documents.history("d1", cursor=None, limit=9).items] == [
        "draft",
        "open_files",
    ]


def test_the_trail_says_once_that_a_file_was_added_and_once_that_it_was_taken_away() -> None:
    desk, content = Desk(), b"%PDF-1.7\n"
    desk.begin("值班表.pdf")
    desk.put(0, content)
    desk.finish(content)
    app.take_away(desk.attachments, desk.contents, desk.holders, OUTGOING, "d1", "a1", actor=actor("east.clerk"))

    trail = desk.documents.history("d1", cursor=None, limit=9).items
    assert [each["action"] for each in trail] == ["draft", "open_files", "attach", "detach"]
    assert [OUTGOING_ACTS[each["action"]].label for each in trail[2:]] == ["添加附件", "删除附件"]


def test_opinions_were_given_on_another_paper_once_its_files_changed() -> None:
    desk, content = Desk(), b"%PDF-1.7\n"
    marks = [desk.documents.get("d1").text_mark]
    desk.begin("值班表.pdf")
    marks.append(desk.documents.get("d1").text_mark)
    desk.put(0, content)
    desk.finish(content)
    marks.append(desk.documents.get("d1").text_mark)
    app.take_away(desk.attachments, desk.contents, desk.holders, OUTGOING, "d1", "a1", actor=actor("east.clerk"))
    marks.append(desk.documents.get("d1").text_mark)

    assert marks[0] == marks[1] and len(set(marks)) == 3


def test_a_document_that_was_handed_on_notes_no_file() -> None:
    desk = Desk()
    holder = desk.holders.to_change(OUTGOING, "d1", actor("east.clerk"))
    outgoing.act(desk.documents, Roster(), "d1", "submit", occasion=on("east.clerk"), comment=None, confirm=True)

    with pytest.raises(Refused, match="草稿"):
        desk.holders.note_files(holder, actor("east.clerk"))

    assert [each["action"] for each in desk.documents.history("d1", cursor=None, limit=9).items] == ["draft", "submit"]


@pytest.mark.parametrize("late", ("begun", "finished"))
def test_no_file_is_noted_after_a_draft_was_handed_on_between_look_and_write(late: str) -> None:
    desk, content = Desk(), b"%PDF-1.7\n"
    if late == "finished":
        desk.begin("值班表.pdf")
        desk.put(0, content)
    saved, beaten = desk.documents.save, list[int]()

    def handed_on_first(after: Any, **kwargs: Any) -> Any:
        if not beaten:
            beaten.append(after.version)
            outgoing.act(
                desk.documents, Roster(), "d1", "submit", occasion=on("east.clerk"), comment=None, confirm=True
            )
        return saved(after, **kwargs)

    desk.documents.save = handed_on_first  # type: ignore[method-assign]
    with pytest.raises(Refused, match="草稿"):
        desk.begin("值班表.pdf") if late == "begun" else desk.finish(content)

    actions = [each["action"] for each in desk.documents.history("d1", cursor=None, limit=9).items]
    assert actions[-1] == "submit" and desk.documents.get("d1").status.value == "submitted"


def test_what_somebody_writes_meanwhile_is_kept_when_a_draft_notes_its_first_file() -> None:
    desk = Desk()
    saved = desk.documents.save
    beaten: list[int] = []

    def late(after: Any, **kwargs: Any) -> Any:
        if not beaten:
            beaten.append(after.version)
            wanted = {"title": "关于假期值班的通知"}
            drafting.revise(desk.documents, Roster(), "d1", occasion=on("east.clerk"), wanted=wanted)
        return saved(after, **kwargs)

    desk.documents.save = late  # type: ignore[method-assign]
    desk.begin("值班表.pdf")

    found = desk.documents.get("d1")
    assert (found.title, found.attached) == ("关于假期值班的通知", True)


def test_a_person_has_so_many_files_on_their_way_and_no_more() -> None:
    desk = Desk()
    for each in range(MOST_AT_ONCE_OF_PERSON):
        desk.begin("a.txt", f"a{each}", promised=10)

    with pytest.raises(app.TooManyUploads, match=f"您还有{MOST_AT_ONCE_OF_PERSON}个文件正在上传"):
        desk.begin("a.txt", "one more", promised=10)

    app.abandon(desk.attachments, desk.contents, "a0", actor=actor("east.clerk"), reason="取消")
    assert desk.begin("a.txt", "one more", promised=10).status is AttachmentStatus.UPLOADING


def test_the_bytes_on_their_way_count_as_promised_or_as_many_as_there_may_be() -> None:
    desk = Desk()
    for each in range(BYTES_AT_ONCE_OF_PERSON // LARGEST_UPLOAD):
        desk.begin("a.txt", f"a{each}")

    with pytest.raises(app.TooManyUploads):
        desk.begin("a.txt", "unsaid")

    assert desk.begin("a.txt", "small", promised=10).promised == 10
    assert [each["name"] for each in desk.listed()] == []


def test_what_others_of_the_organ_upload_counts_for_the_organ() -> None:
    desk = Desk()
    for each in range(MOST_AT_ONCE_OF_ORGAN):
        new = Attachment(
            id=f"other{each}", document_id="d9", organ="east", name="a.txt", uploader="p-else", uploader_name="某人",
            promised=1,
        )  # fmt: skip
        desk.attachments.add(new, announcing=events.AttachmentBegun.of(new), action="begin")

    with pytest.raises(app.TooManyUploads, match=f"本单位还有{MOST_AT_ONCE_OF_ORGAN}个文件正在上传"):
        desk.begin("a.txt", promised=1)


def test_the_key_of_an_upload_finds_it_again_and_is_refused_for_another_file() -> None:
    desk = Desk()
    begun = desk.begin("报告.pdf", key=Key("k", "of 报告.pdf"))

    again = desk.begin("报告.pdf", "other", key=Key("k", "of 报告.pdf"))
    with pytest.raises(KeyReused):
        desk.begin("照片.pdf", "third", key=Key("k", "of 照片.pdf"))

    assert again == begun and len(desk.attachments.records) == 1


def member(place: int, packed: int = 10, unpacked: int = 10, flags: int = 0) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(f"{place}.txt")
    made.header_offset, made.compress_size, made.file_size, made.flag_bits = place, packed, unpacked, flags
    return made


def test_a_zip_is_refused_that_is_locked_or_too_large_or_overlaps() -> None:
    gigabyte = 1024**3
    fine = ([member(0), member(10), member(30)], [member(0, packed=gigabyte, unpacked=2 * gigabyte)])
    refused = {
        "密码": [member(0, flags=1)],
        "解压后过大": [member(0, packed=gigabyte, unpacked=2 * gigabyte), member(gigabyte, unpacked=1)],
        "重叠": [member(0, packed=11), member(10)],
    }

    for members in fine:
        _refuse_bomb(members)
    for said, members in refused.items():
        with pytest.raises(FileRefused, match=said):
            _refuse_bomb(members)
    with pytest.raises(FileRefused, match="解压后过大"):  # steeper than any document
        _refuse_bomb([member(0, packed=1000, unpacked=200 * 1000 + TEXT_SEEN + 1)])
    _refuse_bomb([member(0, packed=1000, unpacked=200 * 1000 + TEXT_SEEN)])


def test_a_document_has_so_many_attachments_and_one_that_was_taken_away_makes_room() -> None:
    desk = Desk()
    for each in range(MOST):
        new = Attachment(
            id=f"old{each}", document_id="d1", organ="east", name="a.txt", uploader="p-east.clerk", uploader_name="文秘",
            promised=1, size=1, status=AttachmentStatus.KEPT,
        )  # fmt: skip
        desk.attachments.add(new, announcing=events.AttachmentBegun.of(new), action="begin")

    with pytest.raises(Refused, match=f"最多带{MOST}个附件"):
        desk.begin("a.txt", promised=1)
    desk.attachments.records["old0"]["status"] = AttachmentStatus.REMOVED.value
    assert desk.begin("a.txt", promised=1).status is AttachmentStatus.UPLOADING
