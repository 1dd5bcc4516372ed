"""Dependencies shared by all parts of the documents service."""

from services.documents.archive.store import DestructionCollection, VolumeCollection
from services.documents.attachments.store import AttachmentCollection
from services.documents.classified.store import StubCollection
from services.documents.countersigning.store import CountersignCollection
from services.documents.holders import Holders
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.store import DocumentCollection
from services.documents.reading.store import ReadingCollection
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
