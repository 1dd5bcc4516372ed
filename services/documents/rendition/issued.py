"""Authentication of files (验真): by the fingerprint recorded when a file was issued, never by its appearance.

The claim in a file only serves to explain why it is not the issued one.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from services.documents.domain import VerdictCode
from services.documents.outgoing.domain import IN_FORCE, STATUS_NAMES, Document, DocumentStatus
from services.documents.seals.app import Attached, matter_of
from shared.calendar import in_full
from shared.claim import Claim, Standing, read_claim
from shared.shown import Shown
from shared.usecase import Lookup

if TYPE_CHECKING:
    from services.documents.rendition import api


@dataclass(frozen=True)
class Fingerprint:
    """An issued file: its SHA-256, its document, wording and copy number."""

    sha256: str
    document_id: str
    digest: str
    copy_number: int | None = None


class Verdict(IntEnum):
    """The result for a file; the numbers are the exit codes of `python -m services verify FILE`."""

    ISSUED = 0
    ALTERED = 3
    OTHER_VERSION = 4
    FOREIGN = 5
    VOID = 6
    WITHDRAWN = 7


CODES: Mapping[Verdict, VerdictCode] = {each: VerdictCode[each.name] for each in Verdict}
VERDICT_NAMES: Mapping[Verdict, str] = {
    Verdict.ISSUED: "与印发文本一致",
    Verdict.ALTERED: "已被改动",
    Verdict.OTHER_VERSION: "不是印发的文本",
    Verdict.FOREIGN: "不能证明由本系统出具",
    Verdict.VOID: "是原件，但公文已经失效",
    Verdict.WITHDRAWN: "印发前已撤回",
}
SEAL_NOTE = "所盖为印章图样，不是电子印章（《电子印章管理办法》，国办发〔2025〕33号）；结论只依据文件的校验值。"
UNSEALED_NOTE = "印发的版面没有盖印章图样；结论只依据文件的校验值。"


@dataclass(frozen=True)
class Finding:
    """A verdict and its message."""

    verdict: Verdict
    words: str


class Fingerprints(Protocol):
    """The store of fingerprints of issued files."""

    def keep(self, fingerprint: Fingerprint) -> None: ...
    def find(self, sha256: str) -> Fingerprint | None: ...


class Documents(Lookup[Document], Protocol):
    """The documents behind the files."""

    def versions(self, aggregate_id: str) -> Iterator[Document]: ...


def handed_out(fingerprints: Fingerprints, content: bytes, claim: Claim, copy_number: int | None = None) -> None:
    """Record the fingerprint of a file of a released document, before anybody gets it."""
    if claim.standing is not Standing.DRAFT:
        sha256 = hashlib.sha256(content).hexdigest()
        fingerprints.keep(Fingerprint(sha256, claim.document_id, claim.digest, copy_number))


Sealed = Callable[[Document, str], object]
"""Returns the seals on a document with a digest, or something true if there are any."""


def examine(
    content: bytes,
    fingerprints: Fingerprints,
    documents: Documents,
    attached: Attached,
    sealed: Sealed = lambda document, digest: (),
) -> Finding:
    """Check whether a file is the issued one, and if not, how it differs."""
    sha256, claim = hashlib.sha256(content).hexdigest(), read_claim(content)
    known = fingerprints.find(sha256)
    document = None if claim is None else documents.find(claim.document_id)
    if known is not None:
        document = documents.find(known.document_id)
        if document is None or matter_of(document, attached).digest != known.digest:
            words = "公文记录缺失或者有改动，请告知系统管理员。"
            return Finding(Verdict.ALTERED, words)
        return _genuine(document, known, sealed=bool(sealed(document, known.digest)))
    if claim is None:
        return Finding(Verdict.FOREIGN, "不是本系统出具的版式文件：文件中没有本系统的标识。")
    if document is None:
        return Finding(Verdict.FOREIGN, "有本系统标识，但无该公文记录，请向发文机关核实。")
    return _not_issued(document, claim, documents, attached)


@dataclass(frozen=True)
class Answer:
    """The public answer about a file; the document is named only to those who have the issued file itself."""

    verdict: Verdict
    words: str
    document: Document | None = None
    copy_number: int | None = None


def answer_anybody(
    sha256: str, claim: Claim | None, fingerprints: Fingerprints, documents: Documents, attached: Attached
) -> Answer:
    """Authenticate a file by its SHA-256 and its claim alone.

    A claim can be forged: to anyone without a document's text nothing is revealed, not even that it exists, and no
    former wording is searched.
    """
    known = fingerprints.find(sha256)
    if known is not None:
        document = documents.find(known.document_id)
        if document is None or matter_of(document, attached).digest != known.digest:
            return Answer(Verdict.ALTERED, "文件是本系统出具的，但公文记录缺失或者有改动，请向发文机关核实。")
        if document.status not in IN_FORCE:
            words = f"与印发文本一致，但公文{_void(document)}，不得再作为依据。"
            return Answer(Verdict.VOID, words, document, known.copy_number)
        return Answer(Verdict.ISSUED, "与印发文本一致，内容未经改动。", document, known.copy_number)
    if claim is None:
        return Answer(Verdict.FOREIGN, "不是本系统出具的版式文件：文件中没有本系统的标识。")
    if claim.standing is Standing.DRAFT:
        return Answer(Verdict.OTHER_VERSION, "文件标明是尚在办理的草稿，不是印发的文本。")
    document = documents.find(claim.document_id)
    if document is None or matter_of(document, attached).digest != claim.digest:
        return Answer(Verdict.FOREIGN, "有本系统标识，但与本系统印发的文件都不一致，不能证明其真实，请向发文机关核实。")
    if document.status is DocumentStatus.WITHDRAWN:
        return Answer(Verdict.WITHDRAWN, "公文在印发前已作废，这一文件从未印发。")
    return Answer(Verdict.ALTERED, "文件出具之后有改动，不是印发的文本。")


def _void(document: Document) -> str:
    """Return why a document is no longer in force; a corrected one names the number of its correction."""
    by = document.replaced_by
    return STATUS_NAMES[document.status] if by is None else f"已由{by.number}更正"


def shown_answer(answer: Answer, sha256: str, *, sealed: bool) -> "Shown[api.Verification]":
    """Return an answer as the API shows it. sealed: whether a seal is on the pages of the document."""
    document = answer.document
    return {
        "verdict": CODES[answer.verdict].value,
        "verdict_name": VERDICT_NAMES[answer.verdict],
        "words": answer.words,
        "sha256": sha256,
        "document": None
        if document is None
        else {
            "title": document.title,
            "number": document.number,
            "organ_name": document.organ_name,
            "signed_on": None if document.signed_on is None else document.signed_on.isoformat(),
            "status_name": STATUS_NAMES[document.status],
        },
        "copy_number": answer.copy_number,
        "seal_note": "" if document is None else SEAL_NOTE if sealed else UNSEALED_NOTE,
    }


def _genuine(document: Document, known: Fingerprint, *, sealed: bool) -> Finding:
    copy = "" if known.copy_number is None else f"（第{known.copy_number:06d}份）"
    what = f"{named(document)}{copy}"
    if document.status not in IN_FORCE:
        words = f"与印发文本一致，但公文{_void(document)}，不得再作为依据：{what}。"
        return Finding(Verdict.VOID, words)
    note = SEAL_NOTE if sealed else UNSEALED_NOTE
    return Finding(Verdict.ISSUED, f"与印发文本一致，内容未经改动：{what}。{note}文件 SHA-256 {known.sha256}。")


def _not_issued(document: Document, claim: Claim, documents: Documents, attached: Attached) -> Finding:
    what, void = named(document), ""
    if document.status is DocumentStatus.WITHDRAWN:
        return Finding(Verdict.WITHDRAWN, f"公文在印发前已作废，这一文件从未印发：{what}。")
    if document.released_at is not None and document.status not in IN_FORCE:
        void = f"另外，该公文{_void(document)}。"
    if claim.standing is Standing.DRAFT:
        return Finding(Verdict.OTHER_VERSION, f"是尚在办理的草稿，不是印发的文本：{what}。{void}")
    if claim.digest == matter_of(document, attached).digest:
        return Finding(Verdict.ALTERED, f"文件出具之后被改动过，不是印发的原件：{what}。{void}")
    if any(claim.digest == matter_of(each, attached).digest for each in documents.versions(document.id)):
        return Finding(Verdict.OTHER_VERSION, f"是这份公文的另一稿，不是印发的文本：{what}。{void}")
    return Finding(Verdict.ALTERED, f"文件及其中的标识都被改动过，不是印发的原件：{what}。{void}")


def named(document: Document) -> str:
    """Return the usual citation of a document."""
    parts: Sequence[str | None] = (document.organ_name, document.number, f"《{document.title}》")
    dated = "" if document.signed_on is None else f"，成文日期{in_full(document.signed_on)}"
    return f"{''.join(each for each in parts if each)}{dated}"
