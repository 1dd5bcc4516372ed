"""RPC methods of outgoing documents."""

import uuid
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from services.documents.app import Recently
from services.documents.attachments.held import kept_of, refuse_uploading
from services.documents.attachments.repositories import Attachments
from services.documents.attachments.views import titled
from services.documents.domain import Printing
from services.documents.fonts.coverage import Coverage
from services.documents.outgoing import app, drafting, minutes, views
from services.documents.outgoing.acts import OUTGOING_ACTS
from services.documents.outgoing.domain import Document
from services.documents.outgoing.hints import warnings
from services.documents.outgoing.repairs import located
from services.documents.reading.app import Reader
from services.documents.text.versions import difference
from shared.acts import in_trail
from shared.aggregate import State
from shared.calendar import office_date
from shared.contracts.meetings import MeetingClosed
from shared.office import Copies
from shared.runtime.config import settings
from shared.runtime.helper import Helper
from shared.runtime.offhub import OffHub, modestly
from shared.runtime.service import Service, reaction, rpc
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.outgoing import api
    from services.documents.text import api as text_api
    from shared.api import shapes

RECENTLY = Recently()
"""Recent queries of this process about organs: a form is checked at every pause in typing."""
COVERAGE = Coverage(partial(Helper("services.documents.rendition", seconds=20.0).ask_within, 2.5), modestly)
"""The font coverage. A helper that starts cold goes on after its caller stopped waiting, for the next one."""
OFF_HUB = OffHub(waiting=6, seconds=4.0)
"""One comparison of versions at a time in a process: it is pure computation."""


CHECKS = OffHub(waiting=20, seconds=4.0)
"""One long text is checked at a time; a short one takes no longer than passing it to a thread."""
LONG = 10_000


def _gone_through(document: Document) -> "list[Shown[api.Finding]]":
    return warnings(document) if document.length < LONG else CHECKS.do(warnings, document)


def _placed(document: Document, found: "list[Shown[api.Finding]]") -> "list[Shown[api.Warning]]":
    return located(document, found) if document.length < LONG else CHECKS.do(located, document, found)


def _beside(before: State, after: State) -> "Shown[text_api.Changes]":
    return OFF_HUB.do(difference, before, after)


def _printing(service: Any) -> Printing:
    def attached(document_id: str) -> list[str]:
        return [each.name for each in kept_of(service.attachments, document_id)]

    return Printing(COVERAGE.asked_once(settings().font_folder), attached)


def _document(service: Any, document: Document) -> "Shown[api.Document]":
    occasion = service.occasion
    known = app.known_of(service.copies, document, occasion, _printing(service), replies=service.documents.replies)
    shown = views.shown_to(document, occasion.person, office_date(occasion.at), known=known)
    return _with_attachments(service, shown)


def _with_attachments(service: Any, shown: "Shown[api.Document]") -> "Shown[api.Document]":
    if "attachments" in shown:
        return shown
    seen = shown["body"] is not None
    return {
        **shown,
        "attachments": [titled(each) for each in kept_of(service.attachments, shown["id"])] if seen else [],
    }


class OutgoingFeature(Service):
    """Outgoing documents (发文)."""

    documents: app.Documents
    incomings: app.Copy
    attachments: Attachments
    copies: Copies
    reader: Reader
    unsealed: Callable[[Document], list[dict[str, Any]]]

    @rpc(shows=_document)
    def draft(self, **wanted: Any) -> Document:
        """Draft a document."""
        return drafting.draft(
            self.documents,
            self.copies,
            occasion=self.occasion,
            new_id=uuid.uuid4().hex,
            wanted=wanted,
            incomings=self.incomings,
        )

    @rpc(shows=_document)
    def copy(self, id: str) -> Document:
        """Copy a document into a new draft. Copying an internal document is logged as a reading."""
        text = partial(self.reader.text, what="复制为新稿")
        return drafting.copy(
            self.documents, self.copies, id, occasion=self.occasion, new_id=uuid.uuid4().hex, text=text
        )

    @rpc(shows=_document)
    def revise(self, id: str, changes: dict[str, Any]) -> Document:
        """Change a draft."""
        return drafting.revise(self.documents, self.copies, id, occasion=self.occasion, wanted=changes)

    @rpc(shows=_document)
    def act(self, id: str, action: str, **said: Any) -> Document:
        """Take a step with a document; refuse to submit one while a file is being uploaded to it."""
        said["ready"] = partial(refuse_uploading, self.attachments)
        said["printing"] = _printing(self)
        said["unsealed"] = self.unsealed
        document = self.documents.find(id) if action == "release" else None
        asked = None if document is None else document.in_reply_to
        with nullcontext() if asked is None else self.runtime.turn(f"reply:{asked}"):  # one of two answers is the first
            return app.act(self.documents, self.copies, id, action, occasion=self.occasion, **said)

    @rpc()
    def check(self, id: str | None = None, **wanted: Any) -> "Shown[api.Verdict]":
        """Check a document without storing it."""
        copies = RECENTLY.of(self.copies, at=self.occasion.at)
        return drafting.check(
            copies,
            occasion=self.occasion,
            wanted=wanted,
            documents=self.documents,
            incomings=self.incomings,
            document_id=id,
            printing=_printing(self),
            read=_gone_through,
            place=_placed,
        )

    @rpc()
    def get(self, id: str) -> "Shown[api.Document]":
        """Return a document; reading an internal one is logged first."""
        shown = app.get(
            self.documents,
            self.incomings,
            id,
            actor=self.occasion.person,
            text=self.reader.text,
            known_by=lambda document: app.known_of(
                self.copies, document, self.occasion, _printing(self), replies=self.documents.replies
            ),
        )
        return _with_attachments(self, shown)

    @rpc()
    def search(self, **wanted: Any) -> "Shown[api.DocumentPage]":
        """List documents."""
        return app.search(self.documents, actor=self.occasion.person, **wanted)

    @rpc()
    def history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a document's history."""
        page = app.history(self.documents, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(OUTGOING_ACTS)).to_wire()

    @rpc()
    def progress(self, id: str) -> "Shown[api.Progress]":
        """Return the progress of a document through its steps."""
        return app.progress(self.documents, self.copies, id, actor=self.occasion.person)

    @rpc()
    def versions(self, id: str) -> "Shown[text_api.TextVersions]":
        """List the versions of a document's text."""
        return {"items": app.versions(self.documents, id, actor=self.occasion.person), "next": None}

    @rpc()
    def versions_between(self, id: str, earlier: int, later: int) -> "Shown[text_api.Difference]":
        """Return the changes between two versions."""
        return app.versions_between(self.documents, id, earlier, later, reader=self.reader, compare=_beside)

    @reaction(MeetingClosed)
    def on_meeting_closed(self, event: MeetingClosed) -> None:
        """Draft the minutes of a meeting with decisions."""
        minutes.draft_minutes(self.documents, self.copies, event)
