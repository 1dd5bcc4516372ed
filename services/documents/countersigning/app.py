"""Use cases of requests to countersign."""

from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from services.documents.app import people_of, standing_in
from services.documents.countersigning import domain, views
from services.documents.countersigning.domain import Countersign, CountersignStatus, Purpose
from services.documents.countersigning.steps import COUNTERSIGN, ISSUER
from services.documents.domain import Direction, OfficeContext
from services.documents.kinds import KINDS
from services.documents.outgoing.countersign_round import ANSWERS, OPEN, Task, TaskStatus, Voice
from services.documents.outgoing.countersign_steps import BESIDE, ORGANS
from services.documents.outgoing.domain import Document
from services.documents.outgoing.joint import SIGNING, signatures
from services.documents.outgoing.steps import OUTGOING
from services.documents.reading.app import ReadText, open_text
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry
from shared.contracts import documents as events
from shared.errors import VersionConflict
from shared.listing import Listing
from shared.occasion import AlreadyHandled, Occasion
from shared.office import Copies, Named
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Repository, history_of, to_show
from shared.workflow import StepTaken, because

if TYPE_CHECKING:
    from services.documents.countersigning import api


class Requests(Repository[Countersign], Protocol):
    """The repository of requests to countersign."""

    def search(self, actor: Actor, wanted: Listing) -> Page[Countersign]: ...


Drafts = Repository[Document]
"""The drafts behind the requests, which record the answers."""


GOES_UP = frozenset(kind.code for kind in KINDS.values() if kind.directions == {Direction.UP})
"""Kinds addressed to superiors only."""

TOLD = ("title", "kind", "due_on", "text", "by_principal", "secrecy")
"""The fields of the draft shown in a request."""


OWN = ("version", "created_at", "updated_at", "kept", "status")
"""The fields that are not of the draft: they stay when a request is made anew, and the row sets the status."""


def act(
    requests: Requests,
    drafts: Drafts,
    copies: Copies,
    request_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
) -> Countersign:
    """Take one step with a request and announce it, in one write; refuse an opinion on a text that is being changed."""

    def gather(request: Countersign) -> OfficeContext:
        return known_of(copies, occasion.person, occasion.at, comment or "")

    def weigh(request: Countersign, known: OfficeContext, taken: StepTaken[Countersign]) -> None:
        document = drafts.find(request.document_id)
        if document is None or document.text_mark != request.text:
            raise VersionConflict("主办单位正在修改文稿，请稍后会签。")

    return usecase.act(
        requests, COUNTERSIGN, request_id, action, sees=domain.sees, occasion=occasion, gather=gather, weigh=weigh
    )


def known_of(copies: Copies, actor: Actor, at: datetime, comment: str = "") -> OfficeContext:
    """Build the context by which steps with a request are judged."""
    return OfficeContext(actor, at, comment, people_of=people_of(copies), standing_in=standing_in(copies))


def get(
    requests: Requests,
    drafts: Drafts,
    request_id: str,
    *,
    actor: Actor,
    text: ReadText = open_text,
    known: OfficeContext | None = None,
) -> "Shown[api.Countersign]":
    """Return a request with the draft's text to the office of the organ asked; the text of an internal draft only to those
    who decide about it (条例 art. 31). `text`: reads it.
    """
    request = to_show(requests, request_id, domain.sees, actor)
    return views.shown(request, actor, drafts.find(request.document_id), text=text, known=known)


def search(
    requests: Requests, *, actor: Actor, known: OfficeContext | None = None, **wanted: Any
) -> "Shown[api.CountersignPage]":
    """List the requests to the actor's organ, the newest first (`Listing`)."""
    page = requests.search(actor, Listing(**wanted))
    return page.map(lambda request: views.shown(request, actor, known=known)).to_wire()


def history(requests: Requests, request_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a request's history."""
    return history_of(requests, request_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def follow(requests: Requests, drafts: Drafts, document_id: str) -> None:
    """Bring the requests of a document in line with the document.

    This reads the document and not the event, so that a late or repeated event does no harm. The request is
    read before the document: a concurrent write of the request makes this write fail and start again.
    """
    document = drafts.find(document_id)
    for organ, purpose in sorted(domain.organs_of(document)) if document is not None else ():
        request = requests.find(domain.countersign_id(document_id, organ, purpose))
        current = drafts.get(document_id)
        task = domain.asked_of(current, organ, purpose)
        if request is None:
            if task is not None:
                new = _new(current, organ, purpose, task.asked)
                usecase.begin(requests, COUNTERSIGN, new, "ask", because(ISSUER, new, requests.occasion.at))
                if drafts.get(document_id).version != current.version:
                    raise VersionConflict  # else a request that was dropped meanwhile would stay
            continue
        action, shown = _moved(request, current, task)
        changes = {name: value for name, value in shown.items() if value != getattr(request, name)}
        if action == "follow" and not changes:
            continue
        moved = because(ISSUER, request, requests.occasion.at, changes=changes)
        with suppress(AlreadyHandled):  # a later event of the document has moved it
            usecase.take(requests, COUNTERSIGN, request, action, moved)


def _moved(request: Countersign, document: Document, task: Task | None) -> tuple[str, dict[str, Any]]:
    """Return the step by which a request follows its draft, and what it shows of the draft from then on.

    task: the issuer's current task for the organ, if there is one.
    """
    closed = request.status is CountersignStatus.CLOSED
    if task is None:
        return "follow" if closed else "close", _counted(document, request.organ, request.purpose)
    new = _new(document, request.organ, request.purpose, task.asked)
    if task.asked > request.asked and task.status is OPEN:
        names = [each.name for each in fields(Countersign) if each.name not in OWN]
        asked = request.status is CountersignStatus.ASKED
        return "follow" if asked else "reopen", {name: getattr(new, name) for name in names}
    return "reopen" if closed else "follow", {name: getattr(new, name) for name in TOLD}


def _counted(document: Document, organ: str, purpose: Purpose) -> dict[str, Any]:
    """Return the answer that counted, which is not the last one if the organ took it back too late."""
    going = domain.round_of(document, purpose)
    place = going.place_of(organ, *ANSWERS)
    if place is None:
        return {}
    task = going.tasks[place]
    by = {"answered_by": None if task.by is None else task.by.id, "answered_by_name": task.by and task.by.name}
    return {"answer": CountersignStatus(task.status), "opinion": task.opinion, "answered_at": task.at, **by}


def _new(document: Document, organ: str, purpose: Purpose, asked: int) -> Countersign:
    return Countersign(
        id=domain.countersign_id(document.id, organ, purpose),
        document_id=document.id,
        organ=organ,
        purpose=purpose,
        sender=Named(document.organ, document.organ_name),
        kind=document.kind,
        title=document.title,
        due_on=domain.round_of(document, purpose).due_on,
        by_principal=purpose is Purpose.JOINT and (document.important or document.kind in GOES_UP),
        text=document.text_mark,
        secrecy=document.secrecy,
        asked=asked,
    )


def hear(drafts: Drafts, said: events.CountersignAnswered | events.CountersignReclaimed) -> None:
    """Record in the document's round an organ's answer or its withdrawal; one that comes too late is recorded without
    effect.
    """
    document = drafts.get(said.document_id)
    purpose = Purpose(said.purpose)
    going = domain.round_of(document, purpose)
    late = document.status not in (SIGNING if purpose is Purpose.JOINT else BESIDE)
    told: dict[str, Any] = {"signer": said.organ}
    if isinstance(said, events.CountersignReclaimed):
        step, after = "hear_reclaim", going if late else going.reclaimed(said.organ, said.asked)
    else:
        voice = Voice(Named(said.answered_by, said.answered_by_name), said.answered_at, said.text, said.opinion)
        step = "hear_countersign"
        after = going.hear(said.organ, TaskStatus(said.answer), voice, late=late, asked=said.asked)
        told["answer"] = said.answer
    told["changes"] = signatures(document, after) if purpose is Purpose.JOINT else {"countersigning": after}
    usecase.take(drafts, OUTGOING, document, step, because(ORGANS, document, drafts.occasion.at, **told))
