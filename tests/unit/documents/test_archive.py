"""The archive: a year is filed piece by piece, closed with its list, transferred whole, and destroyed by two people."""

import base64
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from services.documents.archive import app, domain, views
from services.documents.archive.acts import VOLUME_ACTS
from services.documents.archive.domain import Destruction, DestructionStatus, Retention, Volume
from services.documents.archive.prove import faults
from services.documents.attachments.domain import PIECE, Attachment, AttachmentStatus
from services.documents.classified import app as classified
from services.documents.classified.domain import ClassifiedContent
from services.documents.outgoing import app as outgoing
from services.documents.outgoing import drafting
from services.documents.outgoing.domain import Document
from services.documents.reading.domain import How
from shared.actor import Actor
from shared.bag import bag
from shared.contracts.documents import PiecesDestroyed
from shared.errors import Forbidden, InvalidInput, NotFound, Refused, RuleBroken, TransitionRefused
from shared.files import LARGEST, FileTooLarge, handed
from shared.listing import Listing
from shared.occasion import AlreadyHandled
from shared.pages import Page
from shared.spreadsheet import table
from shared.testing import MemoryCollection
from tests.support.office import (
    MemoryDocuments,
    MemoryIncomings,
    MemoryReadings,
    MemoryStubs,
    Roster,
    actor,
    caused,
    on,
    reader,
)
from tests.unit.documents.test_classified import PAPER

COPIES: Any = Roster()
TODAY = date(2026, 11, 23)
NEXT_YEAR = 24.0 * 60
"""Hours from the morning of the tests into January."""


class Volumes(MemoryCollection[Volume]):
    name, service, kind = "volumes", "documents", Volume

    def search(self, actor: Actor, *, cursor: str | None, limit: int) -> Page[Volume]:
        return self.page(lambda volume: domain.sees(volume, actor), cursor=cursor, limit=limit)


class Destructions(MemoryCollection[Destruction]):
    name, service, kind = "destructions", "documents", Destruction

    def search(self, actor: Actor, wanted: Listing) -> Page[Destruction]:
        return self.listed(lambda each: domain.sees(each, actor), wanted)


class Documents(MemoryDocuments):
    def finished_in(self, organ: str, year: int) -> Iterable[Document]:
        found = [self.find(each) for each in self.records]
        return [
            each for each in found
            if each is not None and each.organ == organ and each.released_at is not None and each.signed_on is not None
            and each.signed_on.year == year
        ]  # fmt: skip


class Incomings(MemoryIncomings):
    def finished_in(self, organ: str, year: int) -> Iterable[Any]:
        return []


class Archive:
    """The east campus with some released notices."""

    def __init__(self) -> None:
        start = on("east.registrar")
        self.volumes, self.destructions = Volumes(start), Destructions(start)
        self.documents, self.incomings = Documents(start), Incomings(start)
        self.stubs, self.readings = MemoryStubs(start), MemoryReadings(start)
        self.copies = COPIES
        self.files: dict[str, dict[str, bytes]] = {}

    def released(
        self, document_id: str, title: str = "关于安全的通知", *, until: str = "release", secrecy: str = "none"
    ) -> str:
        occasion = on("east.clerk")
        wanted = {"kind": "notice", "title": title, "body": "请做好安全工作。", "recipients": ["west"], "copies": [],
                  "urgency": "normal", "secrecy": secrecy}  # fmt: skip
        drafting.draft(self.documents.on(occasion), COPIES, occasion=occasion, new_id=document_id, wanted=wanted)
        for who, action in (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
                            ("registrar", "register"), ("registrar", "release")):  # fmt: skip
            occasion = on(f"east.{who}")
            outgoing.act(self.documents.on(occasion), COPIES, document_id, action, occasion=occasion, comment="同意")
            if action == until:
                break
        return document_id

    def open(self, year: int = 2026, who: str = "east.registrar") -> Volume:
        occasion = on(who)
        return app.open_volume(self.volumes.on(occasion), COPIES, occasion=occasion, year=year, fonds="0123")

    def act(self, action: str, who: str = "east.registrar", volume_id: str = "east.2026", **said: Any) -> Volume:
        occasion = on(who, hours=NEXT_YEAR if action == "close" else 0)
        told = {"comment": None, "piece": None, "retention": "thirty_years", "issue": "BGS", **said}
        return app.act_on_volume(
            self.volumes.on(occasion), self.documents, self.incomings, self.stubs, self.copies, volume_id, action, occasion=occasion,
            said=told,
        )  # fmt: skip

    def plan(self, who: str = "east.registrar") -> dict[str, Any]:
        return app.package(
            self.volumes, self.documents, self.incomings, "east.2026", actor=actor(who), attached=self.attached,
        )  # fmt: skip

    def attached(self, document_id: str) -> list[Attachment]:
        return [
            Attachment(
                id=f"{document_id}-{name}", document_id=document_id, organ="east", name=name, uploader="p-east.clerk",
                uploader_name="王敏", size=len(content), status=AttachmentStatus.KEPT,
                sha256=hashlib.sha256(content).hexdigest(),
            )
            for name, content in self.files.get(document_id, {}).items()
        ]  # fmt: skip

    def piece(self, attachment_id: str, place: int) -> bytes | None:
        document_id, _, name = attachment_id.partition("-")
        return self.files[document_id][name][place * PIECE : (place + 1) * PIECE]

    def pieces(self, attachment_id: str) -> Iterator[bytes]:
        yield self.piece(attachment_id, 0) or b""

    def part(self, piece: str, part: str, place: int = 0, who: str = "east.registrar") -> tuple[bytes, int | None]:
        return app.package_part(
            self.volumes, self.documents, self.incomings, "east.2026", piece, part, place,
            reader=reader(who, self.readings), page_of=lambda document, read: f"%PDF-1.7 {document.number}".encode(),
            attached=self.attached, contents=self,
        )  # fmt: skip

    def package(self, who: str = "east.registrar") -> bytes:
        """Fetch the package as the gateway does."""
        plan = self.plan(who)

        def pieces(file: dict[str, str]) -> Iterator[bytes]:
            place: int | None = 0
            while place is not None:
                content, place = self.part(file["piece"], file["part"], place, who)
                yield content

        return b"".join(bag(((each["path"], pieces(each)) for each in plan["files"]), plan["tags"]))

    def of_long_ago(self) -> Volume:
        """Create an archive year that was filed when its pieces were new."""
        self.released("d1")
        self.open()
        self.released("d2", "关于长期保存的通知")
        self.act("file", piece="d1", retention="ten_years")
        volume = self.act("file", piece="d2", retention="permanent")
        record = self.volumes.records["east.2026"]
        record["year"] = 2010
        for item in record["items"].values():
            item["dated_on"] = "2010-05-04"
        return replace(volume, year=2010)

    def destroying(self, who: str, action: str, comment: str = "") -> Destruction:
        occasion = on(who)
        return app.act_on_destruction(
            self.destructions.on(occasion), self.volumes, COPIES, "x", action, occasion=occasion, comment=comment
        )

    def propose(self, *pieces: str, who: str = "east.registrar") -> Destruction:
        occasion = on(who)
        return app.propose(
            self.destructions.on(occasion), self.volumes, COPIES, occasion=occasion, new_id="x", volume_id="east.2026",
            wanted=pieces,
        )  # fmt: skip


@pytest.fixture
def archive() -> Archive:
    return Archive()


def test_pieces_are_numbered_by_retention_without_a_gap(archive: Archive) -> None:
    archive.open()
    for place in range(3):
        archive.released(f"d{place}")
    archive.act("file", piece="d0")
    archive.act("file", piece="d1", retention="permanent")
    volume = archive.act("file", piece="d2")

    history = app.volume_history(archive.volumes, volume.id, actor=actor("east.registrar"), cursor=None, limit=10).items
    said = [VOLUME_ACTS["file"].detail(entry) for entry in history if entry["action"] == "file"]
    assert said == [f"{item.code} {item.title}" for item in volume.items.values()]
    assert [item.code for item in volume.items.values()] == [
        "0123-WS·2026-D30-BGS-0001", "0123-WS·2026-Y-BGS-0001", "0123-WS·2026-D30-BGS-0002",
    ]  # fmt: skip


def test_only_what_is_finished_of_the_year_and_not_filed_before_is_filed(archive: Archive) -> None:
    archive.open()
    archive.open(2025)
    archive.released("unreleased", until="register")
    archive.released("d1")
    archive.act("file", piece="d1")

    refusals = []
    for piece, volume in (("unreleased", "east.2026"), ("d1", "east.2026"), ("d1", "east.2025")):
        with pytest.raises(RuleBroken) as refused:
            archive.act("file", piece=piece, volume_id=volume)
        refusals.append([each["code"] for each in refused.value.errors])

    assert refusals == [["not_finished"], ["filed_before"], ["other_year"]]
    with pytest.raises(InvalidInput):
        archive.act("file", piece="nothing")


def test_a_closed_year_takes_nothing_more_and_only_then_is_handed_over(archive: Archive) -> None:
    archive.open()
    archive.released("d1")
    archive.act("file", piece="d1")
    with pytest.raises(Refused, match="尚未办结"):
        archive.package()
    with pytest.raises(Forbidden):
        archive.act("close")
    archive.act("close", "east.director")
    archive.released("d2")

    with pytest.raises(TransitionRefused):
        archive.act("file", piece="d2")
    assert archive.plan()["name"] == "0123-WS·2026移交包.zip"


def test_a_year_is_not_closed_while_it_runs(archive: Archive) -> None:
    archive.open()
    occasion = on("east.director")
    said = {"comment": None, "piece": None, "retention": None, "issue": None}

    with pytest.raises(RuleBroken) as refused:
        app.act_on_volume(
            archive.volumes.on(occasion), archive.documents, archive.incomings, archive.stubs, COPIES, "east.2026", "close",
            occasion=occasion, said=said,
        )  # fmt: skip

    assert "2027年1月1日以后" in str(refused.value.to_wire())
    shown = app.get_volume(archive.volumes, "east.2026", actor=occasion.person, at=occasion.at)
    offered = next(each for each in shown["actions"] if each["code"] == "close")
    assert not offered["enabled"] and "2027年1月1日以后" in (offered["why_not"] or "")
    assert archive.volumes.get("east.2026").closed_on is None


def test_what_turns_up_after_the_year_was_closed_goes_into_a_supplement(archive: Archive) -> None:
    archive.open()
    archive.act("file", piece=archive.released("d1"))
    with pytest.raises(TransitionRefused):
        archive.act("supplement", piece=archive.released("d2"))
    archive.act("close", "east.director")

    volume = archive.act("supplement", piece="d2")

    assert [(each.supplement, each.sequence) for each in volume.items.values()] == [(False, 1), (True, 2)]
    assert volume.status is domain.VolumeStatus.CLOSED


def packed(archive: Archive) -> bytes:
    archive.open()
    for place in range(2):
        archive.act("file", piece=archive.released(f"d{place}", f"关于事项{place}的通知"))
    archive.files["d1"] = {"清单.pdf": b"%PDF-1.7 list", "表.xlsx": bytes(range(256)) * 3000}
    archive.act("close", "east.director")
    return archive.package("east.director")


def test_a_package_says_which_of_its_pieces_are_a_supplement(archive: Archive, tmp_path: Path) -> None:
    first = zipfile.ZipFile(io.BytesIO(packed(archive))).read("bag-info.txt").decode()
    volume = archive.act("supplement", piece=archive.released("d2", "关于事项2的通知"))
    content = archive.package("east.director")

    bag = zipfile.ZipFile(io.BytesIO(content))
    remarks = [each.get("备注") for each in json.loads(bag.read("data/list.json"))]
    alone = json.loads(bag.read("data/0123-WS·2026-D30-BGS-0003/metadata.json"))
    assert remarks == [None, None, "补充归档"] and alone["备注"] == "补充归档"
    assert "补充归档" not in first and "共3件，其中补充归档1件" in bag.read("bag-info.txt").decode()
    assert proven(content, tmp_path) == []
    assert [each["supplement"] for each in views.shown_items(volume, date(2027, 1, 15))] == [False, False, True]


def again(content: bytes, change: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as bag, zipfile.ZipFile(out, "w") as other:
        for name in bag.namelist():
            changed = change(name, bag.read(name))
            if changed is not None:
                other.writestr(name, changed)
        if change("more", b"") == b"added":
            other.writestr("data/more.txt", b"added")
    return out.getvalue()


def proven(content: bytes, folder: Path) -> list[tuple[str, str]]:
    (folder / "bag.zip").write_bytes(content)
    return list(faults(folder / "bag.zip"))


def test_a_package_has_of_each_piece_the_issued_file_every_attachment_and_the_processing_sheet(
    archive: Archive,
) -> None:
    bag = zipfile.ZipFile(io.BytesIO(packed(archive)))

    assert bag.testzip() is None
    folder = "data/0123-WS·2026-D30-BGS-0002/"
    assert {name.removeprefix(folder) for name in bag.namelist() if name.startswith(folder)} == {
        "metadata.json", "text.txt", "history.json", "sheet.html", "document.pdf", "attachments/01-清单.pdf",
        "attachments/02-表.xlsx",
    }  # fmt: skip
    assert bag.read(f"{folder}attachments/02-表.xlsx") == bytes(range(256)) * 3000
    assert bag.read(f"{folder}document.pdf") == "%PDF-1.7 南实验东发〔2026〕2号".encode()
    sheet = bag.read(f"{folder}sheet.html").decode()
    assert "发文稿纸" in sheet and "east.leader" in sheet and "签发" in sheet and "同意" in sheet
    listed = bag.read("manifest-sha256.txt").decode()
    assert all(name in listed for name in bag.namelist() if name.startswith("data/"))


def test_a_package_proves_itself_with_python_alone(archive: Archive, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(packed(archive))).extractall(tmp_path)
    command = [sys.executable, "-I", "-S", str(tmp_path / "prove.py")]

    whole = subprocess.run(command, capture_output=True, text=True, check=False)
    (tmp_path / "data/0123-WS·2026-D30-BGS-0001/text.txt").write_text("other", encoding="utf-8")
    edited = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (whole.returncode, whole.stdout) == (0, "全部相符。\n"), whole.stderr
    assert edited.returncode == 1 and "内容与校验值不符" in edited.stdout


def test_a_package_says_itself_whether_it_is_whole(archive: Archive, tmp_path: Path) -> None:
    content = packed(archive)

    assert proven(content, tmp_path) == []
    text = "data/0123-WS·2026-D30-BGS-0001/text.txt"
    edited = again(content, lambda name, data: b"other" if name == text else data)
    missing = again(content, lambda name, data: None if name == text else data)
    more = again(content, lambda name, data: b"added" if name == "more" else data)
    assert proven(edited, tmp_path) == [(text, "内容与校验值不符")]
    assert proven(missing, tmp_path) == [(text, "缺少这个文件")]
    assert proven(more, tmp_path) == [("data/more.txt", "清单中没有这个文件")]
    assert proven(b"PK\x03\x04 nothing", tmp_path)[0][0] == ""


def test_a_history_that_was_rewritten_with_its_checksums_does_not_prove_itself(
    archive: Archive, tmp_path: Path
) -> None:
    folder = "data/0123-WS·2026-D30-BGS-0001/"
    content = packed(archive)
    bag = zipfile.ZipFile(io.BytesIO(content))
    told = bag.read(f"{folder}history.json").replace("同意".encode(), "不同意".encode())
    sums = bag.read("manifest-sha256.txt").replace(
        hashlib.sha256(bag.read(f"{folder}history.json")).hexdigest().encode(),
        hashlib.sha256(told).hexdigest().encode(),
    )
    tags = bag.read("tagmanifest-sha256.txt").replace(
        hashlib.sha256(bag.read("manifest-sha256.txt")).hexdigest().encode(), hashlib.sha256(sums).hexdigest().encode()
    )
    changed = {f"{folder}history.json": told, "manifest-sha256.txt": sums, "tagmanifest-sha256.txt": tags}

    found = proven(again(content, lambda name, data: changed.get(name, data)), tmp_path)

    assert found and all(each == (f"{folder}history.json", each[1]) and "不相连" in each[1] for each in found)


def resummed(content: bytes, changed: dict[str, bytes | None], more: dict[str, bytes] | None = None) -> bytes:
    """Change files of a package, or add some, and compute its checksums again."""
    bag = zipfile.ZipFile(io.BytesIO(content))
    lines = []
    for line in bag.read("manifest-sha256.txt").decode().splitlines():
        name = line.split("  ", 1)[1]
        data = changed.get(name, bag.read(name))
        lines += [] if data is None else [f"{hashlib.sha256(data).hexdigest()}  {name}\n"]
    lines += [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in (more or {}).items()]
    sums = "".join(lines).encode()
    tags = bag.read("tagmanifest-sha256.txt").replace(
        hashlib.sha256(bag.read("manifest-sha256.txt")).hexdigest().encode(), hashlib.sha256(sums).hexdigest().encode()
    )
    told = {**changed, "manifest-sha256.txt": sums, "tagmanifest-sha256.txt": tags}
    whole = io.BytesIO(again(content, lambda name, data: told.get(name, data)))
    with zipfile.ZipFile(whole, "a") as bag:
        for name, data in (more or {}).items():
            bag.writestr(name, data)
    return whole.getvalue()


def test_a_piece_that_is_taken_out_or_described_anew_with_its_checksums_does_not_prove_itself(
    archive: Archive, tmp_path: Path
) -> None:
    folder = "data/0123-WS·2026-D30-BGS-0001"
    content = packed(archive)
    bag = zipfile.ZipFile(io.BytesIO(content))
    gone: dict[str, bytes | None] = {name: None for name in bag.namelist() if name.startswith(f"{folder}/")}
    other = bag.read(f"{folder}/metadata.json").replace("题名".encode(), "题目".encode())
    listed = json.dumps([each for each in json.loads(bag.read("data/list.json")) if each["件号"] != 1]).encode()

    found = [
        proven(resummed(content, told), tmp_path)
        for told in (
            gone,
            {f"{folder}/metadata.json": other},
            {"data/list.json": listed},
            {f"{folder}/sheet.html": b"<h1>of another</h1>"},
        )
    ]

    assert [[each[0] for each in one] for one in found] == [
        [folder], [f"{folder}/metadata.json"], [folder], [f"{folder}/sheet.html"],
    ]  # fmt: skip
    assert "缺少" in found[0][0][1] and proven(resummed(content, {}), tmp_path) == []


def test_an_issued_file_or_attachment_that_is_taken_out_put_in_or_replaced_does_not_prove_itself(
    archive: Archive, tmp_path: Path
) -> None:
    content = packed(archive)
    folder, name = "data/0123-WS·2026-D30-BGS-0002", "attachments/01-清单.pdf"
    changes: tuple[dict[str, bytes | None], ...] = (
        {f"{folder}/document.pdf": None},
        {f"{folder}/{name}": None},
        {f"{folder}/{name}": b"%PDF-1.7 another"},
    )

    found = [proven(resummed(content, change), tmp_path) for change in changes]
    more = proven(resummed(content, {}, more={f"{folder}/attachments/03-more.pdf": b"%PDF"}), tmp_path)

    assert [each for (each,) in found] == [
        (folder, "归档文件目录中有这一件，缺少document.pdf"),
        (folder, f"归档文件目录中有这一件，缺少{name}"),
        (f"{folder}/{name}", "不是归档文件目录中登记的文件"),
    ]
    assert more == [(folder, "归档文件目录中没有这些文件：attachments/03-more.pdf")]


def test_a_part_of_a_package_is_for_who_may_take_it_and_of_the_year_alone(archive: Archive) -> None:
    packed(archive)
    archive.released("d9")

    for piece, part in (("d9", "text"), ("d0", "d1-清单.pdf"), ("d0", "nothing")):
        with pytest.raises(NotFound):
            archive.part(piece, part)
    for who in ("west.registrar", "east.clerk"):
        with pytest.raises(NotFound):
            archive.part("d0", "text", who=who)


def test_a_package_with_something_internal_is_internal_and_taking_it_is_a_reading(archive: Archive) -> None:
    archive.open()
    for place, secrecy in enumerate(("none", "internal")):
        archive.act("file", piece=archive.released(f"d{place}", secrecy=secrecy))
    archive.act("close", "east.director")

    bag = zipfile.ZipFile(io.BytesIO(archive.package()))

    assert "Secrecy: 内部" in bag.read("bag-info.txt").decode()
    taken = [archive.readings.get(each) for each in archive.readings.records]
    assert [(each.document_id, each.reader, each.how) for each in taken] == [("d1", "p-east.registrar", How.PACKAGE)]


def test_a_classified_paper_is_not_filed_here(archive: Archive) -> None:
    occasion = on("east.registrar")
    wanted = {**PAPER, "custodian": "east.registrar"}
    classified.enter(archive.stubs.on(occasion), COPIES, occasion=occasion, new_id="c1", wanted=wanted)
    archive.open()

    with pytest.raises(ClassifiedContent):
        archive.act("file", piece="c1")


def test_the_same_year_packs_to_the_same_bytes(archive: Archive) -> None:
    assert packed(archive) == packed_again(archive)


def packed_again(archive: Archive) -> bytes:
    return archive.package()


def test_the_list_of_a_year_is_read_back_with_its_codes(archive: Archive) -> None:
    archive.open()
    archive.act("file", piece=archive.released("d1", '=HYPERLINK("x")关于安全的通知'))
    file = app.list_file(archive.volumes, "east.2026", actor=actor("east.director"))

    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(base64.b64decode(file["content"]))).get_sheet_by_index(0).to_python()
    )
    assert rows[0][0] == "east校区2026年度归档文件目录"
    assert rows[1][:3] == ["序号", "档号", "责任者"]
    assert rows[2][1] == "0123-WS·2026-D30-BGS-0001" and rows[2][4] == '=HYPERLINK("x")关于安全的通知'
    assert rows[2][5] == date(2026, 11, 23)


def test_a_file_too_large_for_one_answer_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        handed("x.zip", "application/zip", bytes(LARGEST + 1))
    assert len(table("表", [("列", 10)], [["值"]])) > 1000


def test_what_is_finished_and_not_filed_is_listed_and_late_after_june(archive: Archive) -> None:
    archive.open()
    archive.released("d1")
    archive.released("d2")
    archive.act("file", piece="d1")
    asked = {"actor": actor("east.leader")}

    found = app.unfiled(
        archive.volumes, archive.documents, archive.incomings, "east.2026", today=date(2027, 6, 30), **asked
    )
    late = app.unfiled(
        archive.volumes, archive.documents, archive.incomings, "east.2026", today=date(2027, 7, 1), **asked
    )

    assert [each["id"] for each in found["items"]] == ["d2"]
    assert (found["due_on"], found["late"], late["late"]) == ("2027-06-30", False, True)


def test_nothing_is_destroyed_before_its_time(archive: Archive) -> None:
    archive.of_long_ago()

    with pytest.raises(RuleBroken, match="0123-WS·2026-Y-BGS-0001"):
        archive.propose("d1", "d2")
    assert not archive.destructions.records
    item = archive.propose("d1")
    assert item.pieces == {"d1": "0123-WS·2026-D10-BGS-0001"}
    volume = archive.volumes.find("east.2026")
    assert volume is not None
    ten = volume.items["d1"]
    assert [domain.expired(ten, 2010, date(year, 1, 1)) for year in (2020, 2021)] == [False, True]
    assert not domain.expired(replace(ten, retention=Retention.PERMANENT), 1950, TODAY)


def offered(archive: Archive, who: str) -> list[str]:
    shown = app.get_destruction(archive.destructions, archive.volumes, "x", actor=actor(who), at=on(who).at)
    return [each["code"] for each in shown["actions"]]


def test_two_others_witness_a_destruction_and_the_list_shows_it_once(archive: Archive) -> None:
    archive.of_long_ago()
    archive.propose("d1")
    with pytest.raises(Forbidden):
        archive.destroying("east.registrar", "approve")
    archive.destroying("east.leader", "approve")
    with pytest.raises(RuleBroken, match="审批人"):
        archive.destroying("east.leader", "witness")
    assert offered(archive, "east.leader") == [] and offered(archive, "east.director") == ["witness"]
    assert archive.destroying("east.director", "witness").destroyed_on is None
    assert offered(archive, "east.director") == [] and offered(archive, "east.registrar") == ["witness"]
    with pytest.raises(RuleBroken, match="二人"):
        archive.destroying("east.director", "witness")

    done = archive.destroying("east.registrar", "witness")

    assert done.status is DestructionStatus.DESTROYED and len(done.witnesses) == 2 and done.destroyed_on is not None
    event = PiecesDestroyed.read(archive.destructions.announced[-1][1]["data"])
    app.mark_destroyed(archive.volumes.on(caused("destructions:x", 4)), event)
    with pytest.raises(AlreadyHandled):
        app.mark_destroyed(archive.volumes.on(caused("destructions:x", 4)), event)
    volume = archive.volumes.find("east.2026")
    assert volume is not None
    shown = {each["id"]: each for each in views.shown_items(volume, TODAY)}
    assert (shown["d1"]["destroyed_on"], shown["d2"]["destroyed_on"]) == ("2026-11-23", None)


def test_a_list_for_destruction_says_what_is_destroyed_and_who_answers_for_it(archive: Archive) -> None:
    archive.of_long_ago()
    archive.propose("d1")
    archive.destroying("east.leader", "approve")
    leader = actor("east.leader")

    shown = app.get_destruction(archive.destructions, archive.volumes, "x", actor=leader)

    (piece,) = shown["pieces"]
    assert (piece["title"], piece["dated_on"], piece["retention_name"], piece["line"]) == (
        "关于安全的通知", "2010-05-04", "10年", "outgoing",
    )  # fmt: skip
    assert piece["number"] and piece["author"]
    assert (shown["approved_by"]["name"], shown["approved_on"]) == (leader.name, "2026-11-23")
    file = app.destruction_file(archive.destructions, archive.volumes, "x", actor=leader)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(base64.b64decode(file["content"]))).get_sheet_by_index(0)
    cells = [cell for row in sheet.to_python() for cell in row]
    assert {"关于安全的通知", "0123-WS·2026-D10-BGS-0001", "批准人", leader.name} <= set(cells)
    page = app.destruction_history(archive.destructions, "x", actor=leader, cursor=None, limit=10)
    assert [each["action"] for each in page.items] == ["propose", "approve"]
    with pytest.raises(NotFound):
        app.destruction_file(archive.destructions, archive.volumes, "x", actor=actor("west.leader"))


def test_another_campus_does_not_know_of_the_archive(archive: Archive) -> None:
    archive.open()

    for who in ("west.registrar", "nanhu.admin", "east.clerk"):
        with pytest.raises(NotFound):
            app.get_volume(archive.volumes, "east.2026", actor=actor(who), at=on(who).at)
    with pytest.raises(Forbidden):
        archive.open(2025, "east.director")


def test_the_processing_sheet_names_every_step_of_a_long_history(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.open()
    archive.act("file", piece=archive.released("d1"))
    archive.act("close", "east.director")
    whole = archive.part("d1", "sheet")

    monkeypatch.setattr(app, "ENTRIES", 2)

    assert archive.part("d1", "sheet") == whole
    assert archive.part("d1", "history")[1] == 2 and archive.part("d1", "history", 2)[1] == 4


def test_a_package_has_no_part_that_nobody_filed(archive: Archive) -> None:
    archive.open()
    archive.act("file", piece=archive.released("d1"))
    archive.act("close", "east.director")

    for piece, part in (("d2", "metadata"), ("d1", "nothing")):
        with pytest.raises(NotFound):
            archive.part(piece, part)
