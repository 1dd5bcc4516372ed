"""What can be done with official documents: one function a use case."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from services.documents import domain, views
from services.documents.domain import Delivery, Document, Incoming, Named, Number, OfficeFacts, Urgency
from services.documents.kinds import INCOMING, KINDS
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import office_date
from shared.contracts import documents as facts
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.contracts.event import Event
from shared.contracts.meetings import MeetingClosed
from shared.errors import Forbidden, InvalidInput, NotFound, Refused
from shared.occasion import Occasion, Taken
from shared.pages import Page
from shared.usecase import history_of, made_id, to_change, to_show

T = TypeVar("T")
E = TypeVar("E", bound=Event)

NUMBERING_ATTEMPTS = 500


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


class Incomings(Protocol):
    """Where the copies at recipients are kept."""

    def get(self, aggregate_id: str) -> Incoming: ...
    def find(self, aggregate_id: str) -> Incoming | None: ...
    def add_all(self, new: Sequence[tuple[Incoming, Event]], *, action: str, comment: str = "") -> list[Incoming]: ...
    def save(self, after: Incoming, *, announcing: Event, action: str, comment: str = "") -> Incoming: ...
    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]: ...
    def last_in_series(self, series: str) -> int: ...
    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Incoming]: ...


class Copies(Protocol):
    """The last known state of organs and people."""

    def find(self, kind: type[E], thing_id: str) -> E | None: ...
    def one(self, kind: type[E], value: str, *, by: Sequence[str]) -> E | None: ...
    def where(self, kind: type[E], query: Mapping[str, Any]) -> list[E]: ...


def draft(
    documents: Documents, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]
) -> Document:
    """Draft a document (起草). `wanted`: kind, title, body, recipients, copies, urgency."""
    actor = occasion.person
    if not actor.holds("clerk"):
        raise Forbidden("只有文秘岗位可以起草公文。")
    organ = copies.find(OrganRecorded, actor.organ)
    if organ is None:
        raise Refused("本单位的组织信息尚未同步，请稍后重试。")
    document = Document(
        id=made_id(occasion, new_id),
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
    document = replace(document, **_fields(copies, document, wanted))
    return documents.add(document, announcing=facts.DocumentDrafted.of(document), action="draft")


def draft_minutes(documents: Documents, copies: Copies, closed: MeetingClosed) -> None:
    """Draft the minutes (纪要) of a meeting with decisions in the organ's name; its clerk takes them from there.

    Where the organ has no clerk, the draft is left to whoever chaired.
    """
    if not closed.decisions:
        return
    organ = copies.find(OrganRecorded, closed.organ)
    if organ is None:
        raise Refused("本单位的组织信息尚未同步，请稍后重试。")
    clerks = copies.where(PersonRecorded, {"organ": closed.organ, "roles": "clerk", "active": True})
    there = copies.where(PersonRecorded, {"person_id": {"$in": list(closed.attended)}})
    names = {person.person_id: person.name for person in there}
    document = Document(
        id=hashlib.sha256(f"minutes of {closed.meeting_id}".encode()).hexdigest()[:32],
        kind="minutes",
        title=f"{organ.name}{closed.title}纪要",
        body=domain.minutes(closed, [names[person] for person in closed.attended if person in names]),
        organ=organ.organ_id,
        organ_name=organ.name,
        path=organ.path,
        drafter=clerks[0].person_id if clerks else closed.chair,
        drafter_name=clerks[0].name if clerks else closed.chair_name,
        addressees=(),
    )
    documents.add(document, announcing=facts.DocumentDrafted.of(document), action="draft_minutes")


def revise(
    documents: Documents, copies: Copies, document_id: str, *, occasion: Occasion, wanted: Mapping[str, Any]
) -> Document:
    """Change a draft."""
    document = to_change(documents, document_id, domain.sees, occasion)
    changes = _fields(copies, document, wanted)
    said = {"changes": changes, "changed": tuple(sorted(wanted))}
    known = OfficeFacts(occasion.person, occasion.at, said=said)
    return _step(documents, KINDS[document.kind].outgoing, document, "revise", known)


def act(
    documents: Documents, copies: Copies, document_id: str, action: str, *, occasion: Occasion, comment: str | None
) -> Document:
    """Take one step of a document's life and announce it, in one write."""
    document = to_change(documents, document_id, domain.sees, occasion)
    workflow = KINDS[document.kind].outgoing
    known = OfficeFacts(
        occasion.person, occasion.at, comment or "", organ_of=lambda organ_id: copies.find(OrganRecorded, organ_id)
    )
    if action != "register":
        return _step(documents, workflow, document, action, known)
    workflow.step(document, action, known.actor)
    organ = copies.find(OrganRecorded, document.organ)
    code = organ.issuer_code if organ is not None else None
    if code is None:
        raise Refused(f"{document.organ_name}没有发文立户，不能编号。", source="条例第三十七条")
    return _numbered(documents, workflow, document, code, f"{code}:", known)


def get(documents: Documents, incomings: Incomings, document_id: str, *, actor: Actor) -> dict[str, Any]:
    """Show a document to whoever may see it: whole to the issuer, its text to recipients, its entry to the district."""
    document = documents.find(document_id)
    if document is None:
        raise NotFound()
    if domain.sees(document, actor):
        return views.shown_document(document, actor)
    if domain.oversees(document, actor):
        return views.shown_register_entry(document, actor)
    incoming = incomings.find(domain.incoming_id(document.id, actor.organ))
    if incoming is None or not domain.handles(incoming, actor):
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
    page = documents.search(actor, status=status, kind=kind, q=q, cursor=cursor, limit=limit)
    return page.map(
        lambda document: (views.shown_document if domain.sees(document, actor) else views.shown_register_entry)(
            document, actor
        )
    ).to_wire()


def history(documents: Documents, document_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Give who did what with a document, to those who see it whole."""
    return history_of(documents, document_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def deliver(incomings: Incomings, released: facts.DocumentReleased, *, at: datetime) -> None:
    """Enter a released document into the register of every recipient (送达)."""
    sender = Named(released.organ, released.organ_name)
    entries = []
    for organ in (*released.recipients, *released.copies):
        incoming = Incoming(
            id=domain.incoming_id(released.document_id, organ),
            document_id=released.document_id,
            organ=organ,
            sender=sender,
            number=released.number,
            kind=released.kind,
            title=released.title,
            urgency=Urgency(released.urgency),
            signed_on=released.signed_on,
            delivered_at=at,
            copy=organ in released.copies,
        )
        entries.append((incoming, facts.IncomingDelivered.of(incoming)))
    incomings.add_all(entries, action="deliver")


def note_delivery(documents: Documents, moved: domain.IncomingMoved, *, at: datetime) -> None:
    """Show the sender how a copy stands at its recipient; a reply, or the reason of a return, comes with it."""
    document, status = documents.get(moved.document_id), domain.PROGRESS[type(moved)]
    said = getattr(moved, "reply", None) or getattr(moved, "return_reason", None)
    delivery = Delivery(moved.organ, document.deliveries[moved.organ].organ_name, status, at, said)
    after = replace(document, deliveries={**document.deliveries, moved.organ: delivery})
    event = facts.DeliveryProgressed(document_id=document.id, organ=moved.organ, status=status)
    documents.save(after, announcing=event, action="deliver")


def incoming_get(documents: Documents, incomings: Incomings, incoming_id: str, *, actor: Actor) -> dict[str, Any]:
    """Show a copy with its text to the recipient's office and to whoever handles it."""
    incoming = to_show(incomings, incoming_id, domain.handles, actor)
    return views.shown_incoming(incoming, actor, documents.find(incoming.document_id))


def incoming_search(
    incomings: Incomings, *, actor: Actor, status: str | None, cursor: str | None, limit: int
) -> dict[str, Any]:
    """List the copies in the register that an actor may see, the newest first."""
    page = incomings.search(actor, status=status, cursor=cursor, limit=limit)
    return page.map(lambda incoming: views.shown_incoming(incoming, actor)).to_wire()


def incoming_act(
    incomings: Incomings,
    copies: Copies,
    incoming_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    handler: str | None,
    due_on: str | None,
    reply: str | None,
) -> Incoming:
    """Take one step with a copy and announce it, in one write."""
    actor, incoming = occasion.person, to_change(incomings, incoming_id, domain.handles, occasion)
    known = OfficeFacts(actor, occasion.at, comment or "", {"reply": reply})
    if action == "register":
        INCOMING.step(incoming, action, actor)
        return _numbered(incomings, INCOMING, incoming, "收文", f"{incoming.organ}:", known)
    if action == "assign":
        INCOMING.step(incoming, action, actor)
        known = replace(known, said=_assignee(copies, handler or "", due_on or ""))
    return _step(incomings, INCOMING, incoming, action, known)


def incoming_history(
    incomings: Incomings, incoming_id: str, *, actor: Actor, cursor: str | None, limit: int
) -> Page[Entry]:
    """Give who did what with a copy."""
    return history_of(incomings, incoming_id, domain.handles, actor=actor, cursor=cursor, limit=limit)


def _step(kept: Any, workflow: Any, subject: T, action: str, known: OfficeFacts) -> T:
    after, event = workflow.take(subject, action, known)
    saved: T = kept.save(after, announcing=event, action=action, comment=known.comment)
    return saved


def _numbered(kept: Any, workflow: Any, subject: T, code: str, series: str, known: OfficeFacts) -> T:
    """Take the next number of a series with the step itself: a number exists exactly when a document bears it.

    Whoever takes the same number at the same time loses against the unique index and takes the next one.
    """
    year = office_date(known.at).year
    for _ in range(NUMBERING_ATTEMPTS):
        number = Number(code, year, kept.last_in_series(f"{series}{year}") + 1)
        try:
            return _step(kept, workflow, subject, "register", replace(known, said={"assigned": number}))
        except Taken:
            continue
    raise Refused("同时编号的公文过多，请稍后重试。")


def _assignee(copies: Copies, handler: str, due_on: str) -> dict[str, Any]:
    person = copies.one(PersonRecorded, handler, by=("person_id", "username"))
    if person is None or not person.active:
        raise InvalidInput(errors=[{"field": "handler", "code": "unknown_person", "message": "没有这位承办人"}])
    return {
        "handler": person.person_id,
        "handler_name": person.name,
        "handler_organ": person.organ,
        "due_on": date.fromisoformat(due_on),
    }


def _fields(copies: Copies, document: Document, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what the drafter wants into fields, naming every organ and kind that cannot be."""
    errors: list[dict[str, str]] = []
    fields: dict[str, Any] = {name: wanted[name] for name in ("title", "body", "kind") if name in wanted}
    if "urgency" in wanted:
        fields["urgency"] = Urgency(wanted["urgency"])
    kind = KINDS[fields.get("kind", document.kind)]
    if not kind.for_schools:
        errors.append({"field": "kind", "code": "kind_not_used", "message": f"本地区学校不使用“{kind.name}”这一文种"})
    taken: set[str] = {document.organ}
    named = {"recipients": document.recipients, "copies": document.copies}
    for field, attribute in (("recipients", "addressees"), ("copies", "copied")):
        if field in wanted or any(name in wanted for name in named):
            found = []
            for place, organ_id in enumerate(wanted.get(field, named[field])):
                organ = copies.find(OrganRecorded, organ_id)
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
    if errors:
        raise InvalidInput(errors=errors)
    return fields
