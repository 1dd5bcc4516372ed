"""Dependencies shared by all parts of the documents service."""

from typing import Any

from services.documents.archive.store import DestructionCollection, VolumeCollection
from services.documents.attachments.held import attached_to
from services.documents.attachments.store import AttachmentCollection
from services.documents.classified.store import StubCollection
from services.documents.countersigning.store import CountersignCollection
from services.documents.holders import Holders
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.domain import Document
from services.documents.outgoing.store import DocumentCollection
from services.documents.reading.store import ReadingCollection
from services.documents.seals import app as sealing
from services.documents.seals.store import SealCollection, SealUseCollection
from shared.runtime.service import Collected, CopiesOf, Service


class Collections(Service):
    """The collections of the service, and its copies of organs and people."""

    documents = Collected(DocumentCollection)
    incomings = Collected(IncomingCollection)
    countersigns = Collected(CountersignCollection)
    attachments = Collected(AttachmentCollection)
    seals = Collected(SealCollection)
    seal_uses = Collected(SealUseCollection)
    volumes = Collected(VolumeCollection)
    destructions = Collected(DestructionCollection)
    stubs = Collected(StubCollection)
    reading_log = Collected(ReadingCollection)
    copies = CopiesOf()

    @property
    def holders(self) -> Holders:
        """Return what finds the holders of files."""
        return Holders(self.documents, self.incomings, self.stubs, self.countersigns)

    def unsealed(self, document: Document) -> list[dict[str, Any]]:
        """Return a warning if a document would be released without its seal."""
        attached = attached_to(self.attachments)
        return sealing.unsealed(self.seals, self.seal_uses, document, attached=attached, actor=self.occasion.person)
