"""Authentication of a file by its fingerprint, with the reason if it is not the issued one."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.outgoing.domain import Document
from services.documents.rendition import app
from services.documents.rendition.issued import (
    Answer,
    Finding,
    Fingerprint,
    Verdict,
    answer_anybody,
    examine,
    handed_out,
    shown_answer,
)
from services.documents.rendition.pdf import render
from services.documents.seals.domain import Impression
from shared.claim import Claim, ClaimReader, Standing, read_claim
from tests.support.office import MemoryStubs, actor, on
from tests.unit.documents.rendition import sheets
from tests.unit.documents.test_document import ROSTER, Desk


class MemoryFingerprints:
    def __init__(self) -> None:
        self.kept: dict[str, Fingerprint] = {}

    def keep(self, fingerprint: Fingerprint) -> None:
        self.kept[fingerprint.sha256] = fingerprint

    def find(self, sha256: str) -> Fingerprint | None:
        return self.kept.get(sha256)


class Counter:
    """A counter where an office gets its files and has them examined."""

    def __init__(self) -> None:
        self.desk, self.fingerprints = Desk(), MemoryFingerprints()
        self.files: list[tuple[str, str]] = []

    def attached(self, document_id: str) -> list[tuple[str, str]]:
        return self.files

    def fetch(self, document: Document, who: str = "east.clerk") -> bytes:
        """Return the file that the office gets: its claim and content, without the press."""
        found = app.rendition(
            self.desk.documents, self.desk.incomings, MemoryStubs(on("east.registrar")), ROSTER, document.id, actor=actor(who),
            seals_of=lambda document, digest: {document.organ: Impression(sheets.seal(), digest)}, attached=self.attached,
        )  # fmt: skip
        content = f"%PDF-1.7 {found.sheet}".encode()
        handed_out(self.fingerprints, content, found.claim)
        return content

    def examine(self, content: bytes) -> Finding:
        return examine(content, self.fingerprints, self.desk.documents, self.attached)

    def ask(self, content: bytes) -> Answer:
        """Authenticate as anybody may: with the file's SHA-256 and claim."""
        sha256 = hashlib.sha256(content).hexdigest()
        return answer_anybody(sha256, read_claim(content), self.fingerprints, self.desk.documents, self.attached)


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_anybody_hears_of_an_issued_file_what_it_is_and_that_its_seal_is_an_image(counter: Counter) -> None:
    document = counter.desk.until("release")
    issued = counter.fetch(document)

    answer = counter.ask(issued)
    shown = shown_answer(answer, "0" * 64, sealed=True)

    assert (answer.verdict, answer.document) == (Verdict.ISSUED, document)
    assert shown["document"]["title"] == document.title and "不是电子印章" in shown["seal_note"]
    assert "没有盖" in shown_answer(answer, "0" * 64, sealed=False)["seal_note"]
    assert shown_answer(counter.ask(b"%PDF-1.7"), "0" * 64, sealed=False)["seal_note"] == ""
    assert counter.ask(issued + b" ").verdict is Verdict.ALTERED
    counter.fingerprints.kept = {key: replace(each, digest="0" * 64) for key, each in counter.fingerprints.kept.items()}
    assert counter.ask(issued).verdict is Verdict.ALTERED


def test_nobody_learns_of_a_document_by_a_claim_of_their_own_making(counter: Counter) -> None:
    document = counter.desk.until("release")
    claims = [Claim(each, "0" * 64, standing) for each in (document.id, "none") for standing in Standing]

    answers = [counter.ask(f"%PDF-1.7 {claim}".encode()) for claim in claims]

    assert answers[:3] == answers[3:] and {each.document for each in answers} == {None}
    assert not any(str(document.number) in each.words or document.title in each.words for each in answers)


def test_a_claim_that_lies_across_two_pieces_is_found() -> None:
    claim = Claim("d" * 32, "0" * 64, Standing.ISSUED)
    content = b"%PDF-1.7 " + b"x" * 500 + str(claim).encode() + b" " + b"y" * 500

    for size in (1, 7, 100, 600):
        reader = ClaimReader()
        for at in range(0, len(content), size):
            reader.feed(content[at : at + size])
        assert reader.claim == claim


def test_what_was_issued_is_found_so_and_named(counter: Counter) -> None:
    document = counter.desk.until("release")

    found = counter.examine(counter.fetch(document))

    assert found.verdict is Verdict.ISSUED == 0
    assert str(document.number) in found.words and document.title in found.words and "未经改动" in found.words
    assert "没有盖" in found.words and "不是电子印章" not in found.words
    sealed = examine(
        counter.fetch(document), counter.fingerprints, counter.desk.documents, counter.attached, lambda *_: True
    )
    assert "不是电子印章" in sealed.words and "没有盖" not in sealed.words


@pytest.mark.parametrize("place", [0, 12, -1])
def test_one_changed_byte_makes_it_another_file(counter: Counter, place: int) -> None:
    document = counter.desk.until("release")
    content = bytearray(counter.fetch(document))
    content[place] ^= 1

    found = counter.examine(bytes(content))

    assert found.verdict is Verdict.ALTERED and "改动" in found.words


def test_a_file_whose_own_mark_was_changed_too_is_altered(counter: Counter) -> None:
    document = counter.desk.until("release")
    content = counter.fetch(document)
    claim = read_claim(content)
    assert claim is not None

    found = counter.examine(content.replace(claim.digest.encode(), b"0" * 64))

    assert found.verdict is Verdict.ALTERED and "标识" in found.words


def test_a_draft_is_not_the_issued_text(counter: Counter) -> None:
    draft = counter.fetch(counter.desk.until("sign"))

    assert counter.examine(draft).verdict is Verdict.OTHER_VERSION
    assert not counter.fingerprints.kept


def test_a_text_of_an_earlier_version_is_told_apart_from_an_altered_one(counter: Counter) -> None:
    document = counter.desk.until("release")
    earlier = counter.desk.documents.at_version(document.id, document.version - 2)
    claim = Claim(document.id, app.matter_of(earlier, counter.attached).digest, Standing.ISSUED)

    found = counter.examine(f"%PDF-1.7 {claim}".encode())

    assert found.verdict is Verdict.OTHER_VERSION and "另一稿" in found.words


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"\x00" * 100, b"tongban:1:../etc:zz:issued"])
def test_what_bears_no_mark_is_foreign(counter: Counter, content: bytes) -> None:
    assert counter.examine(content).verdict is Verdict.FOREIGN


def test_what_claims_a_document_that_is_not_here_is_foreign(counter: Counter) -> None:
    claim = Claim("elsewhere", "0" * 64, Standing.ISSUED)

    found = counter.examine(f"%PDF-1.7 {claim}".encode())

    assert found.verdict is Verdict.FOREIGN and "无该公文记录" in found.words


def test_a_corrected_document_names_the_number_of_the_one_that_corrects_it(counter: Counter) -> None:
    document = counter.desk.until("release")
    issued = counter.fetch(document)
    state = counter.desk.documents.records[document.id]
    linked = {"id": "d9", "number": "东校〔2026〕9号", "title": "更正"}
    counter.desk.documents.records[document.id] = {**state, "status": "replaced", "replaced_by": linked}

    answer = counter.ask(issued)

    assert answer.verdict is Verdict.VOID and "由东校〔2026〕9号更正" in answer.words
    assert "由东校〔2026〕9号更正" in counter.examine(issued).words


@pytest.mark.parametrize(("action", "name"), [("revoke", "已撤销"), ("repeal", "已废止")])
def test_what_was_issued_and_is_no_longer_in_force_says_so(counter: Counter, action: str, name: str) -> None:
    document = counter.desk.until("release")
    issued = counter.fetch(document)
    counter.desk.act("east.leader", document, action, comment="内容有误")
    later = counter.fetch(document)

    for content in (issued, later):
        found = counter.examine(content)
        assert found.verdict is Verdict.VOID and name in found.words
    assert issued != later and name.encode() in later
    altered = counter.examine(issued + b" ")
    assert altered.verdict is Verdict.ALTERED and name in altered.words


def test_what_was_withdrawn_was_never_issued(counter: Counter) -> None:
    document = counter.desk.until("sign")
    content = counter.fetch(document)
    counter.desk.act("east.clerk", document, "withdraw")

    found = counter.examine(content)

    assert found.verdict is Verdict.WITHDRAWN and "从未印发" in found.words


def test_a_record_that_was_changed_behind_the_issued_file_shows(counter: Counter) -> None:
    document = counter.desk.until("release")
    content = counter.fetch(document)
    counter.desk.documents.records[document.id]["body"] = "另一段文字。"

    found = counter.examine(content)

    assert found.verdict is Verdict.ALTERED and "公文记录" in found.words


def test_an_exchanged_attachment_shows(counter: Counter) -> None:
    counter.files = [("名单.docx", "a" * 64)]
    content = counter.fetch(counter.desk.until("release"))

    counter.files = [("名单.docx", "b" * 64)]

    assert counter.examine(content).verdict is Verdict.ALTERED


def test_the_set_page_carries_the_mark_and_its_seal_what_it_vouches_for(typefaces: Typefaces) -> None:
    import io

    import pdfplumber

    claim = Claim("d1", hashlib.sha256(b"text").hexdigest(), Standing.ISSUED)
    vouches = f"青岚区教育局办公室 用印登记2026—3 SHA-256:{claim.digest}"
    signature: Any = sheets.Signature("青岚区教育局办公室", sheets.seal(), vouches)

    content = render(sheets.general(claim=str(claim), signatures=(signature,)), typefaces)

    assert read_claim(content) == claim
    with pdfplumber.open(io.BytesIO(content)) as file:
        shown = [page for page in file.pages if claim.digest in page.extract_text(x_tolerance=0.01).replace(" ", "")]
        seal = shown[0].images[-1]
        letters = [each for each in shown[0].chars if each["size"] < 1]
    assert len(shown) == 1
    assert all(seal["x0"] < each["x0"] and each["x1"] < seal["x1"] for each in letters)
    assert all(seal["top"] < each["top"] and each["bottom"] < seal["bottom"] for each in letters)
