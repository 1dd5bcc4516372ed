"""What can be done with incoming documents: one function a use case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from services.documents.app import Copies, numbered, step
from services.documents.domain import Named, OfficeFacts, Urgency
from services.documents.incoming import domain, views
from services.documents.incoming.domain import Incoming
from services.documents.incoming.steps import INCOMING
from services.documents.outgoing.domain import Document
from shared.actor import Actor
from shared.aggregate import Entry
from shared.contracts import documents as facts
from shared.contracts.directory import PersonRecorded
from shared.contracts.event import Event
from shared.errors import InvalidInput
from shared.occasion import Occasion
from shared.pages import Page
from shared.usecase import history_of, to_change, to_show


class Incomings(Protocol):
    """Where the copies at recipients are kept."""

    def get(self, aggregate_id: str) -> Incoming: ...
    def find(self, aggregate_id: str) -> Incoming | None: ...
    def add_all(self, new: Sequence[tuple[Incoming, Event]], *, action: str, comment: str = "") -> list[Incoming]: ...
    def save(self, after: Incoming, *, announcing: Event, action: str, comment: str = "") -> Incoming: ...
    def history(self, aggregate_id: str, *, cursor: str | None, limit: int) -> Page[Entry]: ...
    def last_in_series(self, series: str) -> int: ...
    def search(self, actor: Actor, *, status: str | None, cursor: str | None, limit: int) -> Page[Incoming]: ...


class Released(Protocol):
    """Where the released documents behind the copies are looked up."""

    def find(self, aggregate_id: str) -> Document | None: ...


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


def get(documents: Released, incomings: Incomings, incoming_id: str, *, actor: Actor) -> dict[str, Any]:
    """Show a copy with its text to the recipient's office and to whoever handles it."""
    incoming = to_show(incomings, incoming_id, domain.handles, actor)
    return views.shown_incoming(incoming, actor, documents.find(incoming.document_id))


def search(incomings: Incomings, *, actor: Actor, status: str | None, cursor: str | None, limit: int) -> dict[str, Any]:
    """List the copies in the register that an actor may see, the newest first."""
    page = incomings.search(actor, status=status, cursor=cursor, limit=limit)
    return page.map(lambda incoming: views.shown_incoming(incoming, actor)).to_wire()


def act(
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
        return numbered(incomings, INCOMING, incoming, "收文", f"{incoming.organ}:", known)
    if action == "assign":
        INCOMING.step(incoming, action, actor)
        known = replace(known, said=_assignee(copies, handler or "", due_on or ""))
    return step(incomings, INCOMING, incoming, action, known)


def history(incomings: Incomings, incoming_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Give who did what with a copy."""
    return history_of(incomings, incoming_id, domain.handles, actor=actor, cursor=cursor, limit=limit)


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
