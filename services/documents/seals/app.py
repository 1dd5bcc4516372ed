"""Use cases of seals and their use."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from services.documents.app import numbered
from services.documents.domain import OfficeContext, Secrecy
from services.documents.outgoing import domain as outgoing
from services.documents.outgoing.domain import Document
from services.documents.seals import domain, views
from services.documents.seals.domain import Impression, Matter, Seal, SealStatus, SealUse, UseStatus
from services.documents.seals.image import checked_png
from services.documents.seals.steps import DOCUMENTS, SEAL, USE, blank_doubt
from shared import register, usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.errors import ConfirmationNeeded, InvalidInput, Refused
from shared.given import as_given
from shared.listing import Listing
from shared.occasion import Occasion
from shared.office import Copies, called, fault, organ_of, unfound
from shared.pages import Page
from shared.shown import Shown
from shared.spreadsheet import Build, table
from shared.usecase import Lookup, Repository, history_of, made_id, to_show
from shared.vacancy import vacancies
from shared.workflow import Context

if TYPE_CHECKING:
    from services.documents.seals import api


class Seals(Repository[Seal], Protocol):
    """The repository of seals."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Seal]: ...


class SealUses(Repository[SealUse], Protocol):
    """The repository of uses of seals."""

    def last_in_series(self, series: str) -> int: ...
    def under(self, document_id: str) -> list[SealUse]: ...
    def search(self, actor: Actor, wanted: Listing, year: int | None = None) -> Page[SealUse]: ...


class Images(Protocol):
    """The store of seal images, by SHA-256."""

    def keep(self, name: str, content: bytes) -> None: ...
    def find(self, name: str) -> bytes | None: ...


Documents = Lookup[Document]
"""The documents that seals are applied to."""


Attached = Callable[[str], Sequence[tuple[str, str]]]
"""Returns name and SHA-256 of every attachment of a document."""


def request_seal(
    seals: Seals, copies: Copies, *, occasion: Occasion, new_id: str, name: str | None, keeper: str
) -> Seal:
    """Apply for a seal of the actor's organ; its text is the organ's name unless another is given."""
    actor = occasion.person
    SEAL.admit("request", actor)
    organ, person = organ_of(copies, actor.organ), called(copies, keeper)
    if person is None or not person.active or person.organ != actor.organ:
        raise fault("keeper", "unknown_person", unfound(person, actor.district))
    seal = Seal(
        id=made_id(occasion, new_id),
        organ=organ.organ_id,
        path=organ.path,
        name=name or organ.name,
        applicant=actor.person_id,
        keeper=person.person_id,
        keeper_name=person.name,
    )
    return usecase.begin(seals, SEAL, seal, "request", Context(actor, occasion.at))


def act_on_seal(
    seals: Seals,
    copies: Copies,
    images: Images,
    seal_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    image: str | None,
    keeper: str | None = None,
) -> Seal:
    """Record, refuse, hand over or cancel a seal. `image`: a PNG in base64, with `record` only; `keeper`: with
    `hand_over`, by id or username."""

    def gather(seal: Seal) -> OfficeContext:
        said: dict[str, Any] = (
            {} if action != "hand_over" else _handed_to(copies, seal, keeper, occasion.person.district)
        )
        if action == "record":
            content = checked_png(image or "")
            said["image"] = hashlib.sha256(content).hexdigest()
            images.keep(said["image"], content)
        return OfficeContext(occasion.person, occasion.at, comment or "", said)

    return usecase.act(seals, SEAL, seal_id, action, sees=domain.sees_seal, occasion=occasion, gather=gather)


def _handed_to(copies: Copies, thing: Seal | SealUse, keeper: str | None, district: str) -> dict[str, Any]:
    """Return the new keeper of a seal, or the person to affix it: a different person of the same organ."""
    person = None if keeper is None else called(copies, keeper)
    fault = None
    if keeper is None:
        fault = ("missing", "必须填写")
    elif person is None or not person.active or person.organ != thing.organ:
        fault = ("unknown_person", unfound(person, district))
    elif person.person_id == thing.keeper:
        fault = ("same_person", "该人员已是保管人，请另选一人")
    if fault is not None or person is None:
        code, message = fault or ("unknown_person", "")
        raise InvalidInput(errors=[{"field": "keeper", "code": code, "message": message}])
    return {"keeper": person.person_id, "keeper_name": person.name, "former": thing.keeper}


def request_use(
    uses: SealUses,
    seals: Seals,
    documents: Documents,
    copies: Copies,
    *,
    occasion: Occasion,
    new_id: str,
    wanted: Mapping[str, Any],
    attached: Attached,
) -> SealUse:
    """Apply for the use of a seal on a document that the actor's organ issues, alone or jointly, or on a paper.

    wanted: seal, document_id, matter, copies, confirm.
    """
    actor = occasion.person
    seal = seals.find(wanted["seal"])
    errors = []
    if seal is None or seal.organ != actor.organ or seal.status is not SealStatus.RECORDED:
        errors.append({"field": "seal", "code": "unknown_seal", "message": "未找到该印章，请从本单位启用的印章中选择"})
    document = None if wanted["document_id"] is None else documents.find(wanted["document_id"])
    if wanted["document_id"] is not None and (document is None or not _issues(document, actor)):
        document = None
        errors.append(
            {"field": "document_id", "code": "unknown_document", "message": "未找到该件公文，或者不在您的知悉范围内"}
        )
    if wanted["document_id"] is None and wanted["matter"] is None:
        errors.append({"field": "matter", "code": "missing", "message": "请填写用印事项"})
    if errors or seal is None:
        raise InvalidInput(errors=errors)
    use = SealUse(
        id=made_id(occasion, new_id),
        seal=seal.id,
        seal_name=seal.name,
        organ=seal.organ,
        keeper=seal.keeper,
        keeper_name=seal.keeper_name,
        applicant=actor.person_id,
        applicant_name=actor.name,
        matter=wanted["matter"] or (document.title if document is not None else ""),
        document_id=None if document is None else document.id,
        internal=document is not None and document.secrecy is not Secrecy.NONE,
        number=None if document is None else document.number,
        **as_given(SealUse, wanted),
    )
    asked = copies if uses.find(use.id) is None else None  # else the request is repeated
    matter = None if document is None or asked is None else matter_of(document, attached)
    known, confirm = Context(actor, occasion.at, said={"document_says": matter}), bool(wanted.get("confirm"))
    doubt = None if confirm or asked is None else blank_doubt(use)
    if doubt is not None:
        raise ConfirmationNeeded(f"{doubt['message']}。", warnings=[doubt, *vacancies(use, copies)])
    return usecase.begin(uses, USE, use, "request", known, copies=asked, confirm=confirm)


def _issues(document: Document, actor: Actor) -> bool:
    return outgoing.sees(document, actor) or outgoing.co_issues(document, actor)


def act_on_use(
    uses: SealUses,
    seals: Seals,
    documents: Documents,
    copies: Copies,
    use_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    attached: Attached,
    keeper: str | None = None,
) -> SealUse:
    """Approve, refuse, withdraw, hand over or apply: the keeper affixes the seal and the use is numbered in the
    register.
    """

    def gather(use: SealUse) -> OfficeContext:
        document = None if use.document_id is None else documents.find(use.document_id)
        matter = None if document is None else matter_of(document, attached)
        hashed = None if matter is None else matter.digest
        said: dict[str, Any] = {
            "document_says": matter,
            "content_hash": hashed,
            "approved_by": occasion.person.person_id,
        }
        if action == "hand_over":
            said |= _handed_to(copies, use, keeper, occasion.person.district)
        return OfficeContext(occasion.person, occasion.at, comment or "", said)

    def apply(use: SealUse, known: OfficeContext) -> SealUse:
        seal = seals.find(use.seal)
        if seal is None or seal.status is not SealStatus.RECORDED:
            raise Refused("这枚印章已经缴销，不能再用。")
        return numbered(uses, USE, use, "用印", f"{use.organ}:", known, action="apply")

    return usecase.act(
        uses,
        USE,
        use_id,
        action,
        sees=domain.sees_use,
        occasion=occasion,
        gather=gather,
        taking=apply if action == "apply" else None,
    )


def impressions(
    uses: SealUses, seals: Seals, images: Images, document: Document, *, digest: str
) -> dict[str, Impression]:
    """Return the seals on a document by issuer, each applied to its current content (`digest`)."""
    found: dict[str, Impression] = {}
    for use in uses.under(document.id):
        seal = seals.find(use.seal)
        if use.status is UseStatus.APPLIED and use.content_hash == digest and seal is not None and seal.image:
            image = images.find(seal.image)
            if image is not None:
                vouches = f"{use.seal_name} 用印登记{views.register_number(use)} SHA-256:{digest}"
                found.setdefault(use.organ, Impression(image, vouches))
    return found


NO_SEAL = ("order", "minutes")
"""Kinds whose page bears no seal of their issuer (GB/T 9704-2012, 10.2, 10.3)."""


def unsealed(
    seals: Seals, uses: SealUses, document: Document, *, attached: Attached, actor: Actor
) -> list[dict[str, Any]]:
    """Return a warning if a document would go out without its issuer's seal, though one that goes with it is in use here."""
    found = seals.search(actor, Listing(status=SealStatus.RECORDED, limit=100))
    ours = {each.id for each in found.items if each.organ == document.organ and each.name == document.organ_name}
    if document.kind in NO_SEAL or not ours:
        return []
    digest = matter_of(document, attached).digest
    if any(
        each.seal in ours and each.status is UseStatus.APPLIED and each.content_hash == digest
        for each in uses.under(document.id)
    ):
        return []
    message = "该件没有盖章，核发后不能再盖；需要盖章的，请先申请用印，用印后再核发"
    return [
        {
            "field": "",
            "code": "unsealed",
            "message": message,
            "source": f"{DOCUMENTS}第九条（十三）",
            "start": 0,
            "end": 0,
        }
    ]


def matter_of(document: Document, attached: Attached) -> Matter:
    """Return the content of a document that a seal vouches for."""
    return Matter(
        document_id=document.id,
        organ=document.organ,
        organ_name=document.organ_name,
        signed_by=document.signatures,
        kind=document.kind,
        number=document.number,
        title=document.title,
        body=document.body,
        recipients=(*document.recipients, *document.copies),
        signed_on=document.signed_on,
        attachments=tuple(attached(document.id)),
        released=document.released_at is not None,
    )


def get_seal(seals: Seals, seal_id: str, *, actor: Actor, at: datetime | None = None) -> "Shown[api.Seal]":
    """Return a seal's entry; never its image."""
    return views.shown_seal(to_show(seals, seal_id, domain.sees_seal, actor), actor, at)


def seal_history(seals: Seals, seal_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of the history of a seal."""
    return history_of(seals, seal_id, domain.sees_seal, actor=actor, cursor=cursor, limit=limit)


def search_seals(seals: Seals, *, actor: Actor, at: datetime | None = None, **wanted: Any) -> "Shown[api.SealPage]":
    """List the seals that an actor may know of (`Listing`)."""
    page = seals.search(actor, Listing(**wanted))
    return page.map(lambda seal: views.shown_seal(seal, actor, at)).to_wire()


def get_use(uses: SealUses, use_id: str, *, actor: Actor, at: datetime | None = None) -> "Shown[api.SealUse]":
    """Return the use of a seal."""
    return views.shown_use(to_show(uses, use_id, domain.sees_use, actor), actor, at)


def search_uses(
    uses: SealUses, *, actor: Actor, year: int | None, at: datetime | None = None, **wanted: Any
) -> "Shown[api.SealUsePage]":
    """List the uses of seals that an actor may know of (`Listing`): with `status=applied` the register of a year."""
    page = uses.search(actor, Listing(**wanted), year)
    return page.map(lambda use: views.shown_use(use, actor, at)).to_wire()


def uses_file(uses: SealUses, *, actor: Actor, year: int | None, build: Build = table, **wanted: Any) -> dict[str, str]:
    """Export the register of the uses of seals (用印登记簿)."""
    return views.uses_file(register.whole(lambda listing: uses.search(actor, listing, year), **wanted), year, build)


def use_history(uses: SealUses, use_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of the history of a use."""
    return history_of(uses, use_id, domain.sees_use, actor=actor, cursor=cursor, limit=limit)
