"""Use cases of outgoing documents."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from services.documents.app import numbered, people_of, receiving, ruled_in, standing_in, with_kind_code
from services.documents.domain import OfficeContext, Printing
from services.documents.incoming import domain as incoming
from services.documents.incoming.domain import Incoming
from services.documents.outgoing import domain, hints, parties, receipts, views
from services.documents.outgoing.asked import vacancies_there
from services.documents.outgoing.countersign_steps import round_steps
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.outgoing.numbers import numbering_of
from services.documents.outgoing.progress import progress as line_of
from services.documents.outgoing.steps import OUTGOING
from services.documents.reading.app import Reader, ReadText, open_text
from services.documents.text.versions import difference, versions_of
from shared import usecase
from shared.actor import Actor
from shared.aggregate import Entry, State
from shared.calendar import OFFICE_ZONE, office_date
from shared.contracts.directory import OrganRecorded
from shared.errors import NotFound, ask_first
from shared.listing import Listing
from shared.occasion import Occasion, Taken
from shared.office import Copies
from shared.pages import Page
from shared.shown import Shown
from shared.usecase import Lookup, Repository, history_of, to_show
from shared.vacancy import vacancies
from shared.workflow import StepTaken

if TYPE_CHECKING:
    from services.documents.outgoing import api
    from services.documents.text import api as text_api

Compare = Callable[[State, State], "Shown[text_api.Changes]"]

UNKNOWN = Printing()
"""Unknown fonts and attachments."""


class Documents(Repository[Document], Protocol):
    """The repository of outgoing documents."""

    def whole_history(self, aggregate_id: str) -> Iterator[Entry]: ...
    def last_in_series(self, series: str) -> int: ...
    def replies(self, incoming_id: str) -> Sequence[Document]: ...
    def titled(self, organ: str, title: str, since: datetime) -> Sequence[Document]: ...
    def search(self, actor: Actor, wanted: Listing) -> Page[Document]: ...


Copy = Lookup[Incoming]
"""The copies at recipients."""


SAID_TOGETHER = frozenset(each.action for each in round_steps())
"""Steps that several people may take at once: none of them undoes another's."""


LEADING_ON = frozenset(
    {
        "submit",
        "examine",
        "approve",
        "sign",
        "verify",
        "return_to_examiner",
        "return_to_signer",
        "countersign",
        "ask_again",
    }
)
"""Steps after which another person has to act."""


def act(
    documents: Documents,
    copies: Copies,
    document_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    confirm: bool = False,
    ready: Callable[[str], None] = lambda document_id: None,
    printing: Printing = UNKNOWN,
    unsealed: Callable[[Document], Sequence[Mapping[str, Any]]] = lambda document: (),
    **said: Any,
) -> Document:
    """Take one step of a document's life and announce it, in one write; concurrent opinions are all kept.

    ready: raises if a draft cannot be submitted yet; called after the draft was read, so that later changes conflict.
    unsealed: warns of a document that would be released without a seal.
    confirm: whether the actor has seen the points that only a person can judge (`hints`) and goes on all the same.
    """

    def gather(document: Document) -> OfficeContext:
        if action == "submit" and document.attached:
            ready(document.id)
        told = parties.said_with(action, copies, document, occasion.person, said)
        if action == "urge_receipt":
            told = receipts.said(document, said.get("recipient"), at=occasion.at, by=occasion.person.seat)
        known = known_of(copies, document, occasion, printing, replies=documents.replies)
        return replace(known, comment=comment or "", said=told)

    def weigh(document: Document, known: OfficeContext, taken: StepTaken[Document]) -> None:
        found: list[Mapping[str, Any]] = [*hints.before(action, document, known)]
        found += unsealed(document) if action == "release" else ()
        if action in LEADING_ON:
            found = [*found, *vacancies(taken.after, copies, document)]
            found += vacancies_there(action, document, taken.after, copies)
        ask_first(found)

    def register(document: Document, known: OfficeContext) -> Document:
        if document.number is not None:
            return usecase.take(documents, OUTGOING, document, action, known)
        organ = copies.find(OrganRecorded, document.organ)
        code = organ.issuer_code if organ is not None else None
        how = numbering_of(document, code or "", known.ruled)
        series, session = f"{how.series}:", how.session
        try:
            return numbered(
                documents, OUTGOING, document, how.code, series, known, by_session=how.by_session, session=session
            )
        except Taken:
            said = {**known.said, "recorded_session": f"{how.code}{known.today.year}年第{session}次"}
            return usecase.take(documents, OUTGOING, document, action, replace(known, said=said))

    return usecase.act(
        documents,
        OUTGOING,
        document_id,
        action,
        sees=_may_act,
        occasion=occasion,
        gather=gather,
        weigh=None if confirm else weigh,
        taking=register if action == "register" else None,
        together=action in SAID_TOGETHER,
    )


def same_day(documents: Documents, document: Document, occasion: Occasion) -> list[Document]:
    """Return documents of the same organ, day and title that were not withdrawn and that it does not correct, as far as the
    actor may see them.
    """
    day = document.created_at or occasion.at
    begins = datetime.combine(office_date(day), time(), OFFICE_ZONE)
    found = documents.titled(document.organ, document.title, begins) if document.title else ()
    own = (document.id, document.replaces_document)
    kept = [each for each in found if each.id not in own and each.status is not DocumentStatus.WITHDRAWN]
    return [
        each
        for each in kept
        if office_date(each.created_at or day) == office_date(day) and domain.sees(each, occasion.person)
    ]


def _may_act(document: Document, actor: Actor) -> bool:
    return domain.sees(document, actor) or domain.supervises(document, actor)


def known_of(
    copies: Copies,
    document: Document,
    occasion: Occasion,
    printing: Printing = UNKNOWN,
    *,
    replies: Callable[[str], Sequence[Document]] = lambda incoming_id: (),
) -> OfficeContext:
    """Build the context for the rules of a document's steps, before any input."""
    return OfficeContext(
        occasion.person,
        occasion.at,
        organ_of=_organs(copies, document),
        people_of=people_of(copies),
        standing_in=standing_in(copies),
        receiving=receiving(copies),
        ruled=ruled_in(copies, document.path[0], occasion.at),
        printing=printing,
        replies=replies,
    )


def get(
    documents: Documents,
    incomings: Copy,
    document_id: str,
    *,
    actor: Actor,
    text: ReadText = open_text,
    known_by: Callable[[Document], OfficeContext] | None = None,
) -> "Shown[api.Document]":
    """Return a document to those who may see it: whole to the issuer, its text to recipients, its entry to the district.

    text: reads the text.
    """
    document = documents.find(document_id)
    if document is None:
        raise NotFound()
    if domain.sees(document, actor) or domain.co_issues(document, actor) or domain.oversees(document, actor):
        known = None if known_by is None else known_by(document)
        return views.shown_to(document, actor, None if known is None else known.today, text=text, known=known)
    copy = incomings.find(incoming.incoming_id(document.id, actor.organ))
    if copy is None or not incoming.reads(copy, actor) or not actor.deals_with(document.kind):
        raise NotFound()
    return views.shown_to_recipient(document, text=text)


def search(documents: Documents, *, actor: Actor, **wanted: Any) -> "Shown[api.DocumentPage]":
    """List the documents that an actor may see; `wanted`: the fields of a `Listing`, `kind` by code or name."""
    page = documents.search(actor, Listing(**with_kind_code(wanted)))
    return page.map(lambda document: views.shown_in_list(document, actor)).to_wire()


def history(documents: Documents, document_id: str, *, actor: Actor, cursor: str | None, limit: int) -> Page[Entry]:
    """Return a page of a document's history, to those who see it whole."""
    return history_of(documents, document_id, domain.sees, actor=actor, cursor=cursor, limit=limit)


def progress(documents: Documents, copies: Copies, document_id: str, *, actor: Actor) -> "Shown[api.Progress]":
    """Return the progress of a document through its steps, to those who see it whole."""
    document = to_show(documents, document_id, domain.sees, actor)
    entries = [_without_texts(each) for each in documents.whole_history(document_id)]
    return line_of(document, entries[: document.version], people_of(copies))


def _without_texts(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name not in ("changes", "data")}


def versions(documents: Documents, document_id: str, *, actor: Actor) -> "list[Shown[text_api.TextVersion]]":
    """List the versions of a document's text, to those who see it whole."""
    to_show(documents, document_id, domain.sees, actor)
    return versions_of(documents.whole_history(document_id))


def versions_between(
    documents: Documents, document_id: str, earlier: int, later: int, *, reader: Reader, compare: Compare = difference
) -> "Shown[text_api.Difference]":
    """Compare two versions, for those who see the document whole; `compare` may run concurrently with other work."""
    document = to_show(documents, document_id, domain.sees, reader.occasion.person)
    history = documents.whole_history(document_id)
    return {"from": earlier, "to": later, **reader.versions(document_id, document, history, earlier, later, compare)}


def _organs(copies: Copies, document: Document) -> Callable[[str], OrganRecorded | None]:
    """Return a lookup that fetches all organs of a document on first use."""

    asked = (*document.path, *document.recipients, *document.copies, *document.issuers)

    @cache
    def known() -> Mapping[str, OrganRecorded]:
        return copies.several(OrganRecorded, asked)

    @cache
    def organ_of(organ_id: str) -> OrganRecorded | None:
        found = known().get(organ_id)
        return found if organ_id in asked else copies.find(OrganRecorded, organ_id)

    return organ_of
