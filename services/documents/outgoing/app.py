"""What can be done with outgoing documents: one function a use case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from services.documents.app import Copies, numbered, step, with_kind_code
from services.documents.classified.domain import refuse_classified
from services.documents.domain import Named, OfficeFacts, Secrecy, Urgency
from services.documents.incoming import domain as incoming
from services.documents.incoming.domain import PROGRESS, Incoming, IncomingMoved
from services.documents.kinds import KINDS, kind_of
from services.documents.outgoing import domain, hints, views
from services.documents.outgoing.between import BETWEEN_ORGANS
from services.documents.outgoing.domain import Answered, Delivery, Document
from services.documents.outgoing.steps import OUTGOING
from services.documents.text.domain import plain, read_blocks
from services.documents.text.versions import difference, versions_of
from shared.actor import Actor
from shared.aggregate import Entry
from shared.contracts import documents as facts
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.event import Event
from shared.errors import ConfirmationNeeded, Forbidden, InvalidInput, NotFound, Refused
from shared.occasion import Occasion
from shared.pages import Page
from shared.usecase import history_of, made_id, to_change
from shared.workflow import broken

PLAIN = ("title", "body", "important", "contact", "telephone")
"""Fields that are taken as the drafter wrote them."""

MOST_ENTRIES = 100_000
"""More than a history has: the versions are folded from all of it."""


class Documents(Protocol):
    """Where outgoing documents are kept."""

    def get(self, aggregate_id: str) -> Document: ...
    def find(self, aggregate_id: str) -> Document | None: ...
    def add(self, new: Document, *, announcing: Event, action: str, comment: str = "") -> Document: ...
    def save(self, after: Document, *, announcing: Event, action: str, comment: str = "") -> Document: ...
    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]: ...
    def last_in_series(self, series: str) -> int: ...
    def search(
        self, actor: Actor, *, status: str | None, kind: str | None, q: str | None, cursor: str | None, limit: int
    ) -> Page[Document]: ...


class Copy(Protocol):
    """Where the copies at recipients are looked up."""

    def find(self, aggregate_id: str) -> Incoming | None: ...


def draft(
    documents: Documents,
    copies: Copies,
    *,
    occasion: Occasion,
    new_id: str,
    wanted: Mapping[str, Any],
    incomings: Copy | None = None,
) -> Document:
    """Draft a document (起草). `wanted`: kind, title, body or content, recipients, copies, urgency, in_reply_to."""
    actor, document_id = occasion.person, made_id(occasion, new_id)
    if not actor.holds("clerk"):
        raise Forbidden("只有文秘岗位可以起草公文。")
    document = _blank(copies, actor, document_id)
    document = replace(document, **_fields(copies, document, wanted))
    if incomings is not None and wanted.get("in_reply_to") is not None:
        if occasion.key is not None and documents.find(document_id) is not None:
            documents.get(document_id)  # raises Repeated: what was answered since does not change the first answer
        document = replace(document, answers=_answered(incomings, wanted["in_reply_to"], actor))
    return documents.add(document, announcing=facts.DocumentDrafted.of(document), action="draft")


def _answered(incomings: Copy, incoming_id: str, actor: Actor) -> Answered:
    copy = incomings.find(incoming_id)
    if copy is None or not incoming.handles(copy, actor):
        message = "没有这件收文，或者它不在您的知悉范围内"
        raise InvalidInput(errors=[{"field": "in_reply_to", "code": "unknown_incoming", "message": message}])
    if copy.status not in incoming.ANSWERABLE:
        raise Refused(f"这件收文{incoming.INCOMING_NAMES[copy.status]}，不能再行文答复。", source="条例第二十四条")
    return Answered(copy.id, copy.sender, copy.number, copy.kind)


def revise(
    documents: Documents, copies: Copies, document_id: str, *, occasion: Occasion, wanted: Mapping[str, Any]
) -> Document:
    """Change a draft."""
    document = to_change(documents, document_id, domain.sees, occasion)
    changes = _fields(copies, document, wanted)
    said = {"changes": changes, "changed": tuple(sorted(wanted))}
    known = OfficeFacts(occasion.person, occasion.at, said=said)
    return step(documents, OUTGOING, document, "revise", known)


def act(
    documents: Documents,
    copies: Copies,
    document_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    confirm: bool = False,
) -> Document:
    """Take one step of a document's life and announce it, in one write.

    confirm: whether the drafter has seen what only a person can judge (`hints`) and hands it in all the same.
    """
    document = to_change(documents, document_id, domain.sees, occasion)
    workflow = OUTGOING
    known = OfficeFacts(occasion.person, occasion.at, comment or "", organ_of=_organs(copies, document))
    if action == "submit" and not confirm:
        workflow.take(document, action, known)
        found = hints.to_confirm(document)
        if found:
            raise ConfirmationNeeded("；".join(each["message"] for each in found), warnings=found)
    if action != "register":
        return step(documents, workflow, document, action, known)
    workflow.step(document, action, known.actor)
    organ = copies.find(OrganRecorded, document.organ)
    code = organ.issuer_code if organ is not None else None
    if code is None:
        raise Refused(f"{document.organ_name}没有发文立户，不能编号。", source="条例第三十七条")
    return numbered(documents, workflow, document, code, f"{code}:", known)


def check(copies: Copies, *, occasion: Occasion, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Judge a document without keeping it, as a form does while somebody types: what is broken, what to confirm."""
    named = (*wanted.get("recipients", ()), *wanted.get("copies", ()))
    copies.several(OrganRecorded, (*occasion.person.path, occasion.person.organ, *named))
    document = _blank(copies, occasion.person, "")
    document = replace(document, **_fields(copies, document, wanted))
    known = OfficeFacts(occasion.person, occasion.at, organ_of=lambda organ_id: copies.find(OrganRecorded, organ_id))
    judging = [each for each in BETWEEN_ORGANS if each.in_force(known.today)]
    return {"violations": broken(judging, document, known), "warnings": hints.warnings(document)}


def rules() -> dict[str, Any]:
    """List every rule that judges an outgoing document, with its source, version and days in force."""
    listed = {(each.code, each.version): each for each in (*BETWEEN_ORGANS, *OUTGOING.rules)}
    return {"items": [views.shown_rule(each) for each in listed.values()], "next": None}


def get(documents: Documents, incomings: Copy, document_id: str, *, actor: Actor) -> dict[str, Any]:
    """Show a document to whoever may see it: whole to the issuer, its text to recipients, its entry to the district."""
    document = documents.find(document_id)
    if document is None:
        raise NotFound()
    if domain.sees(document, actor):
        return views.shown_document(document, actor, text=True)
    if domain.oversees(document, actor):
        return views.shown_register_entry(document, actor)
    copy = incomings.find(incoming.incoming_id(document.id, actor.organ))
    if copy is None or not incoming.reads(copy, actor):
        raise NotFound()
    return views.shown_to_recipient(document)


def search(
    documents: Documents,
    *,
    actor: Actor,
    status: str | None,
    kind: str | None,
    q: str | None,
    cursor: str | None,
    limit: int,
) -> dict[str, Any]:
    """List the documents that an actor may see, the newest first."""
    code = with_kind_code({"kind": kind})["kind"]
    page = documents.search(actor, status=status, kind=code, q=q, cursor=cursor, limit=limit)
    return page.map(
        lambda document: (views.shown_document if domain.sees(document, actor) else views.shown_register_entry)(
            document, actor
        )
    ).to_wire()


def history(documents: Documents, document_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Give who did what with a document, to those who see it whole."""
    return history_of(documents, document_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def versions(documents: Documents, document_id: str, *, actor: Actor) -> list[dict[str, Any]]:
    """List the versions of a document's text, to those who see it whole."""
    return versions_of(_entries(documents, document_id, actor))


def versions_between(
    documents: Documents, document_id: str, earlier: int, later: int, *, actor: Actor
) -> dict[str, Any]:
    """Give what changed between two versions, to those who see the document whole."""
    return difference(_entries(documents, document_id, actor), earlier, later)


def _entries(documents: Documents, document_id: str, actor: Actor) -> Sequence[Entry]:
    return history(documents, document_id, actor=actor, cursor=None, limit=MOST_ENTRIES).items


def note_delivery(documents: Documents, moved: IncomingMoved, *, at: datetime) -> None:
    """Show the sender how a copy stands at its recipient; a reply, or the reason of a return, comes with it."""
    if moved.document_id == moved.incoming_id:
        return  # it came from outside: its sender is not here
    document, status = documents.get(moved.document_id), PROGRESS[type(moved)]
    said = getattr(moved, "reply", None) or getattr(moved, "return_reason", None)
    delivery = Delivery(moved.organ, document.deliveries[moved.organ].organ_name, status, at, said)
    after = replace(document, deliveries={**document.deliveries, moved.organ: delivery})
    event = facts.DeliveryProgressed(document_id=document.id, organ=moved.organ, status=status)
    documents.save(after, announcing=event, action="deliver")


def _organs(copies: Copies, document: Document) -> Callable[[str], OrganRecorded | None]:
    """Look up the organs of a document together, when a rule first asks for one."""

    @cache
    def known() -> Mapping[str, OrganRecorded]:
        return copies.several(OrganRecorded, (*document.path, *document.recipients, *document.copies))

    return lambda organ_id: known().get(organ_id)


def _blank(copies: Copies, actor: Actor, document_id: str) -> Document:
    """Begin a document in the name of somebody's organ."""
    organ = copies.find(OrganRecorded, actor.organ)
    if organ is None:
        raise Refused("本单位的组织信息尚未同步，请稍后重试。")
    return Document(
        id=document_id,
        kind="notice",
        title="",
        body="",
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        drafter=actor.person_id,
        drafter_name=actor.name,
        addressees=(),
    )


def _fields(copies: Copies, document: Document, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what the drafter wants into fields, naming every organ and kind that cannot be."""
    errors: list[dict[str, str]] = []
    fields: dict[str, Any] = {name: wanted[name] for name in PLAIN if name in wanted}
    if "content" in wanted:
        content = read_blocks(wanted["content"])
        fields |= {"content": content, "body": plain(content)}
    elif "body" in wanted:
        fields["content"] = ()
    if "urgency" in wanted:
        fields["urgency"] = Urgency(wanted["urgency"])
    if "secrecy" in wanted:
        fields["secrecy"] = Secrecy(wanted["secrecy"])
        refuse_classified(fields["secrecy"])
    if "readers" in wanted:
        fields["readers"] = _readers(copies, document, wanted["readers"], errors)
    if fields.get("readers", document.readers) and fields.get("secrecy", document.secrecy) is not Secrecy.INTERNAL:
        message = "只有内部公文指定知悉人员"
        errors.append({"field": "readers", "code": "not_internal", "message": message})
    kind = kind_of(wanted.get("kind", document.kind))
    if kind is None:
        message = f"没有这一文种；可用的有：{'、'.join(each.name for each in KINDS.values() if each.for_schools)}"
        errors.append({"field": "kind", "code": "unknown_kind", "message": message})
    elif kind.for_schools:
        fields["kind"] = kind.code
    else:
        errors.append({"field": "kind", "code": "kind_not_used", "message": f"本地区学校不使用“{kind.name}”这一文种"})
    taken: set[str] = {document.organ}
    named = {"recipients": document.recipients, "copies": document.copies}
    for field, attribute in (("recipients", "addressees"), ("copies", "copied")):
        if field in wanted or any(name in wanted for name in named):
            found = []
            asked = wanted.get(field, named[field])
            known = copies.several(OrganRecorded, asked)
            for place, organ_id in enumerate(asked):
                organ = known.get(organ_id)
                where = f"{field}[{place}]"
                if organ is None or organ.path[0] != document.path[0]:
                    errors.append({"field": where, "code": "unknown_organ", "message": "没有这个单位"})
                elif organ_id in taken:
                    message = "不能发给本单位" if organ_id == document.organ else "同一单位不能重复主送或抄送"
                    errors.append({"field": where, "code": "organ_repeated", "message": message})
                else:
                    taken.add(organ_id)
                    found.append(Named(organ.organ_id, organ.name))
            fields[attribute] = tuple(found)
    if "examiners" in wanted:
        fields["examiners"] = _examiners(copies, document, wanted["examiners"], errors)
    if errors:
        raise InvalidInput(errors=errors)
    return fields


def _readers(
    copies: Copies, document: Document, named: Sequence[str], errors: list[dict[str, str]]
) -> tuple[Named, ...]:
    """Find the issuer's own people who may read an internal document; each is named once."""
    found: dict[str, Named] = {}
    for place, value in enumerate(named):
        person = copies.one(PersonRecorded, value, by=("person_id", "username"))
        if person is None or not person.active or person.organ != document.organ:
            message = "本单位没有这位人员"
            errors.append({"field": f"readers[{place}]", "code": "unknown_person", "message": message})
        else:
            found[person.person_id] = Named(person.person_id, person.name)
    return tuple(found.values())


def _examiners(
    copies: Copies, document: Document, named: Sequence[str], errors: list[dict[str, str]]
) -> tuple[Named, ...]:
    """Find the people who examine in turn; each is of the issuer, named once, and not the drafter."""
    found: list[Named] = []
    for place, value in enumerate(named):
        person = copies.one(PersonRecorded, value, by=("person_id", "username"))
        message = None
        if person is None or not person.active or person.organ != document.organ:
            message = "本单位没有这位审核人"
        elif person.person_id == document.drafter:
            message = "起草人不得审核本人起草的公文"
        elif person.person_id in [each.id for each in found]:
            message = "同一审核人不能重复"
        else:
            found.append(Named(person.person_id, person.name))
        if message is not None:
            errors.append({"field": f"examiners[{place}]", "code": "unfit_examiner", "message": message})
    return tuple(found)
