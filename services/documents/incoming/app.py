"""Use cases of incoming documents."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Protocol

from services.documents.app import numbered, with_kind_code
from services.documents.classified.domain import refuse_classified
from services.documents.domain import OfficeContext, Secrecy, Urgency
from services.documents.incoming import domain, people, views
from services.documents.incoming.acts import INCOMING_ACTS
from services.documents.incoming.domain import Incoming, Related
from services.documents.incoming.steps import INCOMING, REPLY, SENDER
from services.documents.reading.app import ReadText, Worded, open_text
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.calendar import OFFICE_ZONE, office_date
from shared.contracts import documents as events
from shared.errors import Refused, VersionConflict, ask_first
from shared.given import as_given
from shared.listing import Listing
from shared.occasion import Occasion
from shared.office import Copies, Named
from shared.pages import Page
from shared.secrecy_marks import marks_of
from shared.shown import Shown
from shared.usecase import Repository, history_of, made_id, to_show
from shared.workflow import Context, because

if TYPE_CHECKING:
    from services.documents.incoming import api


class Incomings(Repository[Incoming], Protocol):
    """The repository of copies at recipients."""

    def alike(self, organ: str, sender: str, number: str) -> list[Incoming]: ...
    def last_in_series(self, series: str) -> int: ...
    def search(self, actor: Actor, wanted: Listing) -> Page[Incoming]: ...


class PossibleDuplicate(Refused):
    """来文单位和文号相同的公文可能已经登记。"""

    code = "possible_duplicate"


class Originals(Protocol):
    """The released documents behind the copies."""

    def find(self, document_id: str, /) -> Worded | None: ...


SAID_TOGETHER = frozenset(code for code, each in INCOMING_ACTS.items() if each.together)
"""Steps that several people may take at once: none of them undoes another."""


def deliver(incomings: Incomings, released: events.DocumentReleased, *, at: datetime) -> None:
    """Enter a released document into the register of every recipient (送达)."""
    sender = Named(released.organ, released.organ_name)
    entries, main = [], {released.received_for.get(each, each) for each in released.recipients}
    for organ in domain.offices(released):
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
            copy=organ not in main,
            secrecy=Secrecy(released.secrecy),
            answers=_asked_by(incomings, released, organ),
            corrects=_corrected_at(incomings, released, organ),
        )
        entries.append((incoming, because(SENDER, incoming, at)))
    usecase.begin_all(incomings, INCOMING, "deliver", entries)


def _asked_by(incomings: Incomings, released: events.DocumentReleased, organ: str) -> Related | None:
    """Return the document of an organ that a released one answers, or None."""
    asked = None if released.in_reply_to is None else incomings.find(released.in_reply_to)
    if asked is None or asked.sender.id != organ:
        return None
    return Related(asked.document_id, asked.number)


def _corrected_at(incomings: Incomings, released: events.DocumentReleased, organ: str) -> Related | None:
    """Return an organ's entry of the document that a released one corrects, or None."""
    wrong = released.replaces_document
    entry = None if wrong is None else incomings.find(domain.incoming_id(wrong, organ))
    return None if entry is None else Related(entry.id, entry.number)


def answer(incomings: Incomings, released: events.DocumentReleased) -> None:
    """Complete the entry that a released document answers (复文办结); an answered or returned entry stays as it is.

    An entry completed earlier keeps its reply, to which the document's number is added.
    """
    incoming = None if released.in_reply_to is None else incomings.find(released.in_reply_to)
    if incoming is None or incoming.organ != released.organ or not incoming.answerable:
        return
    answered = f"已以{released.number}《{released.title}》答复"
    reply = f"{incoming.reply}；{answered}" if incoming.reply else answered
    said = {"reply": reply, "reply_document": released.document_id}
    usecase.take(incomings, INCOMING, incoming, "answer", because(REPLY, incoming, incomings.occasion.at, **said))


def record(incomings: Incomings, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]) -> Incoming:
    """Enter a document from outside by hand (外来文登记); point out an entry with the same issuer and number."""
    wanted = with_kind_code(wanted)
    actor, sender, number = occasion.person, wanted["sender"], wanted["number"]
    INCOMING.admit("record", actor)
    secrecy = Secrecy(wanted.get("secrecy", Secrecy.NONE))
    refuse_classified(secrecy)
    received_on = None if wanted.get("received_on") is None else date.fromisoformat(wanted["received_on"])
    received_at = _arrived(received_on, occasion.at)
    confirmed = wanted["confirm_duplicate"]
    entry_id = domain.incoming_id(f"outside:{sender}:{number}", actor.organ)
    taken = incomings.find(entry_id)
    if confirmed or (taken is not None and (taken.sender.name, taken.number) != (sender, number)):
        entry_id = made_id(occasion, new_id)  # the entry of that name was corrected since
    incoming = Incoming(
        id=entry_id,
        document_id=entry_id,
        organ=actor.organ,
        sender=Named("", sender),
        number=number,
        delivered_at=received_at,
        received_at=received_at,
        copy=False,
        secrecy=secrecy,
        outside=True,
        **as_given(Incoming, wanted),
    )
    known = Context(actor, occasion.at, said={"received_on": received_on})
    recorded = INCOMING.begin(incoming, "record", known)
    if not confirmed:
        _refuse_duplicate(incomings, actor.organ, sender, number)
    if incomings.find(entry_id) is None and not wanted.get("confirm"):
        ask_first(marks_of(recorded.after, WORDS))
    try:
        return usecase.add(incomings, "record", known, recorded)
    except VersionConflict:
        _refuse_duplicate(incomings, actor.organ, sender, number)
        raise


WORDS = ("title", "number", "body")
"""The text of a paper from outside, in which a secrecy mark must be confirmed."""


def _arrived(on: date | None, at: datetime) -> datetime:
    """Return when a paper came in: now, or on an earlier day."""
    return at if on in (None, office_date(at)) else datetime.combine(on, time(), OFFICE_ZONE)


def _corrected(incomings: Incomings, incoming: Incoming, at: datetime, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry's fields as they are corrected; refuse the issuer and number of another entry."""
    said = with_kind_code(said)
    sender, number, received_on = said["sender"], said["number"], date.fromisoformat(said["received_on"])
    given = {name: said.get(name) for name in ("title", "kind", "urgency", "signed_on", "copies", "body")}
    if incoming.outside and (sender, number) != (incoming.sender.name, incoming.number):
        for other in incomings.alike(incoming.organ, sender, number):
            raise PossibleDuplicate(f"{sender}的{number}已经登记，请核对来文单位和文号。", earlier=_named(other))
    anew = {
        "sender": Named("", sender),
        "number": number,
        "received_at": _arrived(received_on, at),
        **as_given(Incoming, given),
    }
    if said.get("body") == "":
        anew["body"] = None
    if said.get("secrecy") is not None:
        anew["secrecy"] = Secrecy(said["secrecy"])
        refuse_classified(anew["secrecy"])
    return {"anew": anew, "received_on": received_on}


def _refuse_duplicate(incomings: Incomings, organ: str, sender: str, number: str) -> None:
    for earlier in incomings.alike(organ, sender, number):
        incomings.get(earlier.id)  # raises Repeated where this very request entered it
        raise PossibleDuplicate(
            f"{sender}的{number}可能已经登记，请核对；确为另一件的，请确认后继续登记。", earlier=_named(earlier)
        )


def _named(entry: Incoming) -> dict[str, str | None]:
    return {"id": entry.id, "title": entry.title, "register_number": entry.register_number}


def get(
    documents: Originals,
    incomings: Incomings,
    incoming_id: str,
    *,
    actor: Actor,
    text: ReadText = open_text,
    at: datetime | None = None,
) -> "Shown[api.Incoming]":
    """Return a copy with its text, to the recipient's office and those handling it. `text`: reads it."""
    incoming = to_show(incomings, incoming_id, domain.handles, actor)
    given = text if domain.opens(incoming, actor) else open_text
    return views.shown_incoming(incoming, actor, documents.find(incoming.document_id), text=given, at=at)


def search(
    incomings: Incomings, *, actor: Actor, at: datetime | None = None, **wanted: Any
) -> "Shown[api.IncomingPage]":
    """List the copies that an actor may see; `wanted`: the fields of a `Listing`."""
    page = incomings.search(actor, Listing(**wanted))
    return page.map(lambda incoming: views.shown_in_list(incoming, actor, at)).to_wire()


def act(
    incomings: Incomings,
    copies: Copies,
    incoming_id: str,
    action: str,
    /,
    *,
    occasion: Occasion,
    comment: str | None,
    ready: Callable[[str], None] = lambda document_id: None,
    confirm: bool = False,
    **said: Any,
) -> Incoming:
    """Take one step with a copy and announce it, in one write; concurrent opinions are all kept.

    ready: raises while the scan of a document from outside is being uploaded; it cannot be assessed then.
    """

    def gather(incoming: Incoming) -> OfficeContext:
        if action == "assess" and incoming.outside:
            ready(incoming.document_id)
        told = {"reply": said.get("reply")} if action == "complete" else {}
        if action == "correct":
            told = _corrected(incomings, incoming, occasion.at, said)
        more = people.said_with(action, copies, incoming, occasion.person, said)
        return OfficeContext(occasion.person, occasion.at, comment or "", {**told, **more})

    def register(incoming: Incoming, known: OfficeContext) -> Incoming:
        return numbered(incomings, INCOMING, incoming, "收文", f"{incoming.organ}:", known)

    return usecase.act(
        incomings,
        INCOMING,
        incoming_id,
        action,
        sees=domain.handles,
        occasion=occasion,
        gather=gather,
        taking=register if action == "register" else None,
        together=action in SAID_TOGETHER,
        copies=copies,
        confirm=confirm,
        words=WORDS,
    )


def history(incomings: Incomings, incoming_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a copy's history."""
    return history_of(incomings, incoming_id, domain.handles, actor=actor, cursor=cursor, limit=limit)
