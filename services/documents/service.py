"""The documents service's RPC class, made of the classes of its parts."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import services.documents.turns  # noqa: F401  (says whose turn it is)
from services.documents.aids.service import AidFeature
from services.documents.archive.service import ArchiveFeature
from services.documents.archive.store import DestructionCollection, VolumeCollection
from services.documents.attachments.held import attached_to
from services.documents.attachments.service import AttachmentFeature
from services.documents.attachments.store import AttachmentCollection
from services.documents.classified.service import ClassifiedFeature
from services.documents.classified.store import StubCollection
from services.documents.countersigning.service import CountersignFeature
from services.documents.countersigning.store import CountersignCollection
from services.documents.delivery.service import DeliveryFeature
from services.documents.holders import Holders
from services.documents.incoming.service import IncomingFeature
from services.documents.incoming.store import IncomingCollection
from services.documents.outgoing.domain import Document
from services.documents.outgoing.service import OutgoingFeature
from services.documents.outgoing.store import DocumentCollection
from services.documents.readers.service import ReadersFeature
from services.documents.reading.app import Reader
from services.documents.reading.store import ReadingCollection
from services.documents.registers.service import Registers
from services.documents.rendition.service import RenditionFeature
from services.documents.seals import app as sealing
from services.documents.seals.service import SealFeature
from services.documents.seals.store import SealCollection, SealUseCollection
from services.documents.search.service import Search
from services.documents.showing.service import ShowingFeature
from services.documents.text.service import TextFeature
from shared.contracts.directory import GroupRecorded, OrganRecorded, PersonRecorded, RulingRecorded
from shared.runtime import last_backup
from shared.runtime.service import Collected, CopiesOf, EachRound, Needs, keeps_copies


def _reader(service: Any) -> Reader:
    return Reader(service.reading_log, service.occasion)


def _holders(service: Any) -> Holders:
    return Holders(service.documents, service.incomings, service.stubs, service.countersigns)


def _unsealed(service: Any) -> Callable[[Document], list[dict[str, Any]]]:
    """Return what warns of a document that would be released without its seal."""
    attached, actor = attached_to(service.attachments), service.occasion.person
    return partial(sealing.unsealed, service.seals, service.seal_uses, attached=attached, actor=actor)


class DocumentsService(
    AidFeature,
    OutgoingFeature,
    CountersignFeature,
    IncomingFeature,
    DeliveryFeature,
    TextFeature,
    AttachmentFeature,
    RenditionFeature,
    ShowingFeature,
    ReadersFeature,
    Registers,
    Search,
    SealFeature,
    ArchiveFeature,
    ClassifiedFeature,
):
    """Outgoing documents with text, attachments and pages, their copies at the recipients, registers, search, seals, the
    archive, the log of readings, and the register of classified papers.
    """

    name = "documents"
    needs = Needs(
        cpu="250m",
        memory="256Mi",
        memory_limit="768Mi",
        measured="15m at rest, 258m at 39 commands/s",
        reads=(last_backup.DATABASE,),
    )

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
    reader: Any = cached_property(_reader)
    holders: Any = cached_property(_holders)
    unsealed: Any = cached_property(_unsealed)

    backup_shown = EachRound(last_backup.show_recorded)

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded, GroupRecorded, RulingRecorded)
