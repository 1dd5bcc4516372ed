"""Use cases of pages: build the sheet of a document for those who may read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from services.documents.classified.app import Stubs, refuse_stub
from services.documents.domain import SECRECY_NAMES, Direction, Secrecy, Urgency, direction
from services.documents.incoming import domain as incoming
from services.documents.incoming.domain import Incoming, incoming_id
from services.documents.kinds import KINDS
from services.documents.outgoing import domain
from services.documents.outgoing.domain import IN_FORCE, STATUS_NAMES, Document, DocumentStatus
from services.documents.outgoing.drafting import imagined
from services.documents.outgoing.numbers import body_of, mark_of, without_organ
from services.documents.outgoing.references import answer_meant
from services.documents.reading.app import Read, ReadText, just_written, open_text
from services.documents.rendition.sheet import Attachment, Form, Sheet, Signature, clean
from services.documents.seals.app import Attached, matter_of
from services.documents.seals.domain import Impression
from services.documents.text.domain import Paragraph, Text
from shared.actor import Actor
from shared.calendar import office_date
from shared.claim import Claim, Standing
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.errors import NotFound
from shared.office import Copies, Named
from shared.rulings import Ruled
from shared.usecase import Lookup

FORMS = {"letter": Form.LETTER, "order": Form.ORDER, "minutes": Form.MINUTES}
"""Kinds with a layout of their own (GB/T 9704-2012, 10); all others use the general one."""
URGENCIES = {Urgency.NORMAL: "", Urgency.URGENT: "加急", Urgency.EXTRA_URGENT: "特急"}
LONGEST_NAME = 80
"""The maximum length of a title in a file's name."""
STANDARD = Ruled()
"""The rules of a district that has set none."""
ROLLS = ("出席", "请假", "列席")


ReadDocument = Callable[[str, Document], Read]
"""Reads the text of a document in the form wanted, by its id."""

Incomings = Lookup[Incoming]
"""The copies at recipients."""


@dataclass(frozen=True)
class Rendition:
    """A sheet, its file name without extension, and the claim in its file."""

    sheet: Sheet
    name: str
    claim: Claim


def rendition(
    documents: Lookup[Document],
    incomings: Incomings,
    stubs: Stubs,
    copies: Copies,
    document_id: str,
    *,
    actor: Actor,
    seals_of: Callable[[Document, str], Mapping[str, Impression]],
    attached: Attached = lambda document_id: (),
    text_of: Callable[[str, str], Text] = lambda sha256, name: (),
    text: ReadDocument = open_text,
) -> Rendition:
    """Build the sheet of a document, with its seals, for those who may read its text; for others it does not exist.

    text_of: returns the text of an attachment by SHA-256 and name, to be bound with the document, or an empty one.
    text: reads the text of the document, last, and numbers the copy (份号).
    """
    document = documents.find(document_id)
    if document is None:
        refuse_stub(stubs, document_id, actor)
    if document is None or not reads(document, incomings, actor):
        raise NotFound()
    return laid_out(document, copies, seals_of=seals_of, attached=attached, text_of=text_of, text=text)


def laid_out(
    document: Document,
    copies: Copies,
    *,
    seals_of: Callable[[Document, str], Mapping[str, Impression]],
    attached: Attached,
    text_of: Callable[[str, str], Text],
    text: ReadDocument,
) -> Rendition:
    """Build the sheet of a document, without checking the reader."""
    name = "".join(each for each in clean(f"{document.number or '草稿'} {document.title}") if each not in '/\\:*?"<>|')
    claim = Claim(document.id, matter_of(document, attached).digest, standing(document))
    bound = tuple(Attachment(PurePath(each).stem, text_of(sha256, each)) for each, sha256 in attached(document.id))
    signer = None if document.signed_by is None else copies.find(PersonRecorded, document.signed_by)
    seals = {} if claim.standing is Standing.DRAFT else seals_of(document, claim.digest)
    read = text(document.id, document)
    page = sheet(document, lambda organ_id: copies.find(OrganRecorded, organ_id), read.text)
    page = replace(page, attachments=bound, claim=str(claim), post="" if signer is None else signer.post)
    if page.signatures and seals:
        page = replace(page, signatures=tuple(_sealed(each, seals) for each in document.signatures))
    return Rendition(replace(page, copy_number=read.copy_number), name[:LONGEST_NAME].strip(), claim)


Documents = Lookup[Document]
"""The document being edited."""


def preview(
    documents: Documents,
    copies: Copies,
    *,
    actor: Actor,
    wanted: Mapping[str, Any],
    ruled: Ruled = STANDARD,
    document_id: str | None = None,
    attached: Attached = lambda document_id: (),
    entries: Lookup[Incoming] | None = None,
    text: ReadText = open_text,
) -> Sheet:
    """Typeset a form before it is saved, marked as a draft; nothing is stored.

    entries: those that a new document may answer.
    document_id: the document being edited, whose attachments are named; raise NotFound if the actor may not see it.
    text: reads the text of that one, if the form has none.
    """
    base = None if document_id is None else documents.find(document_id)
    if document_id is not None and (base is None or not domain.sees(base, actor)):
        raise NotFound()
    document = imagined(copies, actor, wanted, ruled, base=base)
    if base is None:
        document = replace(document, answers=answer_meant(documents, entries, wanted, actor))
    written = base is None or "content" in wanted or "body" in wanted
    read = just_written(document) if written else text(document.id, document)
    page = sheet(document, lambda organ_id: copies.find(OrganRecorded, organ_id), read.text)
    named = () if document_id is None else tuple(Attachment(PurePath(name).stem) for name, _ in attached(document_id))
    return replace(page, attachments=named, state=STATUS_NAMES[DocumentStatus.DRAFTED])


def _sealed(issuer: Named, seals: Mapping[str, Impression]) -> Signature:
    """Return an issuer's signature with its seal, if applied (GB/T 9704-2012, 7.3.5.1)."""
    seal = seals.get(issuer.id)
    return Signature(issuer.name) if seal is None else Signature(issuer.name, seal.image, seal.vouches)


def standing(document: Document) -> Standing:
    """Return the validity of a document: not released, released, or no longer in force."""
    if document.released_at is None:
        return Standing.DRAFT
    return Standing.ISSUED if document.status in IN_FORCE else Standing.VOID


def state(document: Document) -> str:
    """Return the mark printed on every page of a document that is not in force, else an empty string."""
    if document.status is DocumentStatus.WITHDRAWN or document.released_at is not None:
        return "" if document.status in IN_FORCE else STATUS_NAMES[document.status]
    return STATUS_NAMES[DocumentStatus.DRAFTED]


def reads(document: Document, incomings: Incomings, actor: Actor) -> bool:
    """Check whether an actor may read a document's text: the issuers' people who see it, and its recipients once released."""
    if domain.sees(document, actor) or domain.reads_as_issuer(document, actor):
        return True
    if document.released_at is None:
        return False
    if domain.oversees(document, actor) and document.secrecy is Secrecy.NONE:
        return actor.organ in (*document.recipients, *document.copies)
    copy = incomings.find(incoming_id(document.id, actor.organ))
    return copy is not None and incoming.reads(copy, actor)


def sheet(document: Document, organ_of: Callable[[str], OrganRecorded | None], body: Text = ()) -> Sheet:
    """Build the sheet of a document with its text; its issuer's name gives the mark and the printer."""
    form = FORMS.get(document.kind, Form.GENERAL)
    upward = form is Form.GENERAL and goes_up(document, organ_of)
    rolls: dict[str, tuple[str, ...]] = {}
    issuer, suffix, title = document.organ_name, "文件", document.title
    together = tuple(task.name for _, task in document.joint.counting)  # the lead stands first (GB/T 9704-2012, 7.2.4)
    if form is Form.LETTER:
        suffix = ""
    elif form is Form.ORDER:
        suffix = "令"
    elif form is Form.MINUTES:
        suffix, (body, rolls) = "纪要", called(body)
        met = body_of(document)
        if met:
            issuer, title = mark_of(document), without_organ(title, issuer)
            title = "" if title in (f"{met}纪要", f"{issuer}纪要") else title
    return Sheet(
        form=form,
        issuers=(issuer, *together),
        suffix=suffix,
        secrecy=SECRECY_NAMES[document.secrecy],
        urgency=URGENCIES[document.urgency],
        number=(document.number or "").removeprefix(issuer if form is Form.MINUTES else "\n"),
        upward=upward,
        signers=signers(document) if upward else (),
        title=title,
        addressees=() if form is Form.MINUTES else document.addressed_words,
        body=body,
        signatures=()
        if form in (Form.MINUTES, Form.ORDER)
        else tuple(map(Signature, (document.organ_name, *together))),
        signer=document.signed_by_name or "",
        dated=document.signed_on,
        copies=(*(document.addressed_words if form is Form.MINUTES else ()), *document.copied_words),
        note=note(document),
        printer=document.organ_name,
        printed_on=None if document.released_at is None else office_date(document.released_at),
        present=rolls.get("出席", ()),
        absent=rolls.get("请假", ()),
        observers=rolls.get("列席", ()),
        state=state(document),
    )


def note(document: Document) -> str:
    """Return the note (附注) with the contact, if the document names one (条例 art. 9(14))."""
    named = (("联系人", document.contact), ("联系电话", document.telephone))
    return "，".join(f"{what}：{said}" for what, said in named if said)


def signers(document: Document) -> tuple[str, ...]:
    """Return the signers (签发人): the lead's first, then the other issuers' of a joint document (GB/T 9704-2012, 7.2.6)."""
    names = (document.signed_by_name, *(task.by.name for _, task in document.joint.counting if task.by is not None))
    return tuple(name for name in names if name)


def goes_up(document: Document, organ_of: Callable[[str], OrganRecorded | None]) -> bool:
    """Check whether a document goes to a superior (上行文), by its kind or its recipients."""
    directions = KINDS[document.kind].directions
    if Direction.UP not in directions or len(directions) == 1:
        return Direction.UP in directions
    organs = [organ_of(each) for each in document.recipients]
    return any(organ is not None and direction(document.path, organ.path) is Direction.UP for organ in organs)


def called(body: Text) -> tuple[Text, dict[str, tuple[str, ...]]]:
    """Split the attendance out of the text of minutes, because it is printed below (GB/T 9704-2012, 10.3)."""
    rest, rolls = [], {}
    for block in body:
        word = block.text[:2] if isinstance(block, Paragraph) and block.text[2:3] == "：" else ""
        if word in ROLLS and word not in rolls and isinstance(block, Paragraph):
            rolls[word] = tuple(name for name in block.text[3:].rstrip("。").split("、") if name)
        else:
            rest.append(block)
    return tuple(rest), rolls
