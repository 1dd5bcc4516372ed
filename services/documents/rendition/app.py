"""What can be done with pages: make the sheet of a document for whoever may read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Protocol

from services.documents.app import Copies
from services.documents.domain import Direction, Urgency, direction
from services.documents.incoming.app import Released
from services.documents.incoming.domain import Incoming, handles, incoming_id
from services.documents.kinds import KINDS
from services.documents.outgoing import domain
from services.documents.outgoing.domain import Document
from services.documents.rendition.sheet import Attachment, Form, Sheet, Signature, clean
from services.documents.text.domain import Paragraph, Text
from shared.actor import Actor
from shared.calendar import office_date
from shared.contracts.directory import OrganRecorded
from shared.errors import NotFound

FORMS = {"letter": Form.LETTER, "order": Form.ORDER, "minutes": Form.MINUTES}
"""Kinds with a form of their own (GB/T 9704-2012, 10); all others are laid out in the general one."""
URGENCIES = {Urgency.NORMAL: "", Urgency.URGENT: "加急", Urgency.EXTRA_URGENT: "特急"}
LONGEST_NAME = 80
"""Characters of a title in a file's name."""
ROLLS = ("出席", "请假", "列席")


class Incomings(Protocol):
    """Where the copies at recipients are looked up."""

    def find(self, aggregate_id: str) -> Incoming | None: ...


@dataclass(frozen=True)
class Rendition:
    """A sheet, and what its file is called without ending."""

    sheet: Sheet
    name: str


def rendition(
    documents: Released,
    incomings: Incomings,
    copies: Copies,
    document_id: str,
    *,
    actor: Actor,
    seal_of: Callable[[Document], bytes | None],
    attached: Callable[[str], Sequence[str]] = lambda document_id: (),
) -> Rendition:
    """Make the sheet of a document, sealed where it is, for whoever may read its text; to anybody else there is none."""
    document = documents.find(document_id)
    if document is None or not reads(document, incomings, actor):
        raise NotFound()
    name = "".join(each for each in clean(f"{document.number or '草稿'} {document.title}") if each not in '/\\:*?"<>|')
    laid_out = sheet(document, lambda organ_id: copies.find(OrganRecorded, organ_id))
    titles = tuple(Attachment(PurePath(each).stem) for each in attached(document.id))
    laid_out = replace(laid_out, attachments=titles)
    if laid_out.signatures and not laid_out.draft:
        laid_out = replace(laid_out, signatures=(Signature(document.organ_name, seal_of(document)),))
    return Rendition(laid_out, name[:LONGEST_NAME].strip())


def reads(document: Document, incomings: Incomings, actor: Actor) -> bool:
    """Tell whether an actor reads a document's text: the issuer's people who see it, and its recipients once released."""
    if domain.sees(document, actor):
        return True
    if document.released_at is None:
        return False
    if domain.oversees(document, actor):
        return actor.organ in (*document.recipients, *document.copies)
    copy = incomings.find(incoming_id(document.id, actor.organ))
    return copy is not None and handles(copy, actor)


def sheet(document: Document, organ_of: Callable[[str], OrganRecorded | None]) -> Sheet:
    """Lay a document out: its issuer's name gives the mark, and who prints it."""
    form = FORMS.get(document.kind, Form.GENERAL)
    upward = form is Form.GENERAL and goes_up(document, organ_of)
    body = document.text
    rolls: dict[str, tuple[str, ...]] = {}
    issuer, suffix, title = document.organ_name, "文件", document.title
    if form is Form.LETTER:
        suffix = ""
    elif form is Form.ORDER:
        suffix = "令"
    elif form is Form.MINUTES:
        suffix, (body, rolls) = "纪要", called(body)
        if title.endswith("纪要") and len(title) <= 20:
            issuer, title = title.removesuffix("纪要"), ""
    released = document.released_at is not None
    return Sheet(
        form=form,
        issuers=(issuer,),
        suffix=suffix,
        urgency=URGENCIES[document.urgency],
        number=document.number or "",
        upward=upward,
        signers=(document.signed_by_name,) if upward and document.signed_by_name else (),
        title=title,
        addressees=tuple(each.name for each in document.addressees),
        body=body,
        signatures=() if form in (Form.MINUTES, Form.ORDER) else (Signature(document.organ_name),),
        signer=document.signed_by_name or "",
        dated=document.signed_on,
        copies=tuple(each.name for each in document.copied),
        printer=document.organ_name,
        printed_on=None if document.released_at is None else office_date(document.released_at),
        present=rolls.get("出席", ()),
        absent=rolls.get("请假", ()),
        observers=rolls.get("列席", ()),
        draft=not released,
    )


def goes_up(document: Document, organ_of: Callable[[str], OrganRecorded | None]) -> bool:
    """Tell whether a document goes to a superior (上行文): its kind says so, or where it goes."""
    directions = KINDS[document.kind].directions
    if Direction.UP not in directions or len(directions) == 1:
        return Direction.UP in directions
    organs = [organ_of(each) for each in document.recipients]
    return any(organ is not None and direction(document.path, organ.path) is Direction.UP for organ in organs)


def called(body: Text) -> tuple[Text, dict[str, tuple[str, ...]]]:
    """Take who was there out of the text of minutes, since it stands under it (GB/T 9704-2012, 10.3)."""
    rest, rolls = [], {}
    for block in body:
        word = block.text[:2] if isinstance(block, Paragraph) and block.text[2:3] == "：" else ""
        if word in ROLLS and word not in rolls and isinstance(block, Paragraph):
            rolls[word] = tuple(name for name in block.text[3:].rstrip("。").split("、") if name)
        else:
            rest.append(block)
    return tuple(rest), rolls
