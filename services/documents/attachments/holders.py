"""Holders of files: a document drafted here, or the entry of one from outside with its scan."""

from dataclasses import dataclass, replace

from services.documents.classified.app import Stubs, refuse_stub
from services.documents.countersigning.domain import Countersign, Purpose, countersign_id, reads
from services.documents.incoming import domain as incoming
from services.documents.incoming.domain import Incoming, IncomingStatus
from services.documents.outgoing import domain as outgoing
from services.documents.outgoing.domain import Document, DocumentStatus
from shared.actor import Actor
from shared.contracts.documents import DocumentRevised
from shared.errors import NotFound, Refused, VersionConflict
from shared.usecase import Lookup, Repository, again

OUTGOING, INCOMING = "outgoing", "incoming"


Documents = Repository[Document]
"""The repository of documents."""


Incomings = Lookup[Incoming]
"""The entries at recipients."""


Requests = Lookup[Countersign]
"""The requests to countersign."""


@dataclass(frozen=True)
class Holder:
    """A holder of files, and the refusal if the actor may not change them."""

    id: str
    line: str
    organ: str
    secrecy: str
    refusal: Refused | None


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
        if found.refusal is not None:
            raise found.refusal
        return found

    def note_files(self, holder: Holder) -> None:
        """Mark a draft as having files, before the first of them: until then no query looks for any."""

        def attempt() -> None:
            document = self._documents.find(holder.id) if holder.line == OUTGOING else None
            if document is not None and not document.attached:
                if document.status is not DocumentStatus.DRAFTED:
                    raise _too_late()
                event = DocumentRevised.of(document, changed=("attachments",))
                self._documents.save(replace(document, attached=True), announcing=event, action="attach")

        again(attempt)

    def hold_still(self, holder: Holder, actor: Actor, *, changes: bool = True) -> None:
        """Write a new version of a draft whose file is about to be kept, so that nobody submits the one without it.

        If it was submitted before, this refuses; a later submission finds the upload still in progress.
        changes: whether this changes its files, so that opinions given before are on another text.
        """

        def attempt() -> None:
            document = self._documents.find(holder.id) if holder.line == OUTGOING else None
            if document is not None:
                self.to_change(holder.line, holder.id, actor)
                if document.status is not DocumentStatus.DRAFTED:
                    raise VersionConflict()  # handed on between both looks
                event = DocumentRevised.of(document, changed=("attachments",))
                held = replace(document, files=document.files + changes)
                self._documents.save(held, announcing=event, action="attach")

        again(attempt)

    def _document(self, document_id: str, actor: Actor) -> Holder:
        document = self._documents.find(document_id)
        if document is None:
            raise NotFound()
        if not outgoing.sees(document, actor) and not outgoing.reads_as_issuer(document, actor):
            copy = self._incomings.find(incoming.incoming_id(document.id, actor.organ))
            received = document.released_at is not None and copy is not None and incoming.reads(copy, actor)
            if not received and not self._countersigns(document, actor):
                raise NotFound()
        own = document.status is DocumentStatus.DRAFTED and document.drafter == actor.person_id
        refusal = None if own else _too_late()
        return Holder(document.id, OUTGOING, document.organ, document.secrecy.value, refusal)

    def _countersigns(self, document: Document, actor: Actor) -> bool:
        """Check whether the draft is with the actor's organ to be countersigned."""
        found = [self._requests.find(countersign_id(document.id, actor.organ, purpose)) for purpose in Purpose]
        return any(each is not None and reads(each, document, actor) for each in found)

    def _entry(self, entry_id: str, actor: Actor) -> Holder:
        entry = self._incomings.find(entry_id)
        if entry is None or not (incoming.reads(entry, actor) or _scans(entry, actor)):
            raise NotFound()
        refusal = None
        if not entry.outside:
            refusal = Refused("这件公文由发文机关发来，附件不能增减。", source="条例第二十四条（一）")
        elif not actor.holds("registrar"):
            refusal = Refused("扫描件由机要文书上传。", source="条例第二十四条（二）")
        elif entry.status not in BEFORE_ASSESSMENT:
            words = f"这件收文{incoming.INCOMING_NAMES[entry.status]}，不能再增减扫描件。"
            refusal = Refused(words, source="条例第二十四条（二）")
        return Holder(entry.document_id, INCOMING, entry.organ, entry.secrecy.value, refusal)


BEFORE_ASSESSMENT = frozenset((IncomingStatus.RECEIVED, IncomingStatus.REGISTERED))
"""Statuses in which a scan of a document from outside may still be added: assessment is based on the scan."""


def _too_late() -> Refused:
    return Refused("附件由起草人在草稿阶段增减。", source="条例第九条（十五）")


def _scans(entry: Incoming, actor: Actor) -> bool:
    """Check whether the actor is entering the document: a person who scans an internal one holds the paper."""
    entering = entry.outside and entry.status in BEFORE_ASSESSMENT
    return entering and incoming.handles(entry, actor) and actor.holds("registrar")
