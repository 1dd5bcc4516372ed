"""What every line of the documents service works with."""

from services.documents.archive.store import DestructionCollection, VolumeCollection
from services.documents.attachments.store import AttachmentCollection
from services.documents.classified.store import StubCollection
from services.documents.countersigning.store import CountersignCollection
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.store import DocumentCollection
from services.documents.reading.store import ReadingCollection
from services.documents.seals.store import SealCollection, SealUseCollection
from shared.runtime.service import CopiesOf, Kept, Service


class Desk(Service):
    """The collections of the service, and its copies of organs and people."""

    documents = Kept(DocumentCollection)
    incomings = Kept(IncomingCollection)
    countersigns = Kept(CountersignCollection)
    attachments = Kept(AttachmentCollection)
    seals = Kept(SealCollection)
    seal_uses = Kept(SealUseCollection)
    volumes = Kept(VolumeCollection)
    destructions = Kept(DestructionCollection)
    stubs = Kept(StubCollection)
    reading_log = Kept(ReadingCollection)
    copies = CopiesOf()
