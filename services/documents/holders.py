"""Holders of files: a document drafted here, or the entry of one from outside with its scan."""

from typing import Any

from services.documents.attachments.domain import INCOMING, OUTGOING, Holder
from services.documents.attachments.steps import refuse_fixed
from services.documents.classified.app import Stubs, refuse_stub
from services.documents.countersigning.domain import Countersign, Purpose, countersign_id, reads
from services.documents.incoming import domain as incoming
from services.documents.incoming.domain import Incoming
from services.documents.outgoing import domain as outgoing
from services.documents.outgoing.domain import STATUS_NAMES, Document, DocumentStatus
from services.documents.outgoing.rules import FILES
from services.documents.outgoing.steps import OUTGOING as STEPS
from shared.actor import Actor
from shared.errors import NotFound, VersionConflict
from shared.usecase import Lookup, Repository, again, take
from shared.workflow import because

Documents = Repository[Document]
"""The repository of documents."""

Incomings = Lookup[Incoming]
"""The entries at recipients."""

Requests = Lookup[Countersign]
"""The requests to countersign."""


class Holders:
    """Finds the holders that an actor may read; for anybody else they do not exist."""

    def __init__(self, documents: Documents, incomings: Incomings, stubs: Stubs, requests: Requests) -> None:
        self._documents, self._incomings, self._stubs, self._requests = documents, incomings, stubs, requests

    def to_read(self, line: str, thing_id: str, actor: Actor) -> Holder:
        """Return a holder for reading; raise NotFound, or ClassifiedContent for a classified paper's stub."""
        try:
            return self._entry(thing_id, actor) if line == INCOMING else self._document(thing_id, actor)
        except NotFound:
            refuse_stub(self._stubs, thing_id, actor)
            raise

    def to_change(self, line: str, thing_id: str, actor: Actor) -> Holder:
        """Return a holder for adding or removing files; raise NotFound, or Refused if the actor may not, or not any more."""
        found = self.to_read(line, thing_id, actor)
        refuse_fixed(found, actor, self._documents.occasion.at)
        return found

    def note_files(self, holder: Holder, actor: Actor) -> None:
        """Mark a draft as having files, before the first of them: until then no query looks for any."""

        def attempt() -> None:
            document = self._documents.find(holder.id) if holder.line == OUTGOING else None
            if document is not None and not document.attached:
                self.to_change(holder.line, holder.id, actor)
                self._note(document, "open_files", attached=True)

        again(attempt)

    def hold_still(self, holder: Holder, actor: Actor, *, step: str = "attach", changes: bool = True) -> None:
        """Write a new version of a draft whose file is about to be kept or removed: nobody submits the one before.

        If it was submitted before, this refuses; a later submission finds the upload still in progress.
        step: `attach` or `detach`. changes: whether this changes its files: opinions given before are on another text.
        """

        def attempt() -> None:
            document = self._documents.find(holder.id) if holder.line == OUTGOING else None
            if document is not None:
                self.to_change(holder.line, holder.id, actor)
                self._note(document, step, files=document.files + changes)

        again(attempt)

    def _note(self, document: Document, step: str, **changes: Any) -> None:
        """Record a change of a draft's files; raise VersionConflict if it was handed on since it was read."""
        if document.status is not DocumentStatus.DRAFTED:
            raise VersionConflict()
        told: dict[str, Any] = {"changes": changes, "changed": ("attachments",)}
        take(self._documents, STEPS, document, step, because(FILES, document, self._documents.occasion.at, **told))

    def _document(self, document_id: str, actor: Actor) -> Holder:
        document = self._documents.find(document_id)
        if document is None:
            raise NotFound()
        if not outgoing.sees(document, actor) and not outgoing.reads_as_issuer(document, actor):
            copy = self._incomings.find(incoming.incoming_id(document.id, actor.organ))
            received = document.released_at is not None and copy is not None and incoming.reads(copy, actor)
            if not received and not self._countersigns(document, actor):
                raise NotFound()
        own, draft = document.drafter == actor.person_id, document.status is DocumentStatus.DRAFTED
        name = STATUS_NAMES[document.status]
        return Holder(document.id, OUTGOING, document.organ, document.secrecy.value, own, draft, name)

    def _countersigns(self, document: Document, actor: Actor) -> bool:
        """Check whether the draft is with the actor's organ to be countersigned."""
        found = [self._requests.find(countersign_id(document.id, actor.organ, purpose)) for purpose in Purpose]
        return any(each is not None and reads(each, document, actor) for each in found)

    def _entry(self, entry_id: str, actor: Actor) -> Holder:
        entry = self._incomings.find(entry_id)
        if entry is None or not (incoming.opens(entry, actor)):
            raise NotFound()
        own, early = actor.holds("registrar"), entry.status in incoming.BEFORE_ASSESSMENT
        name, secrecy = incoming.INCOMING_NAMES[entry.status], entry.secrecy.value
        return Holder(entry.document_id, INCOMING, entry.organ, secrecy, own, early, name, entry.outside)
