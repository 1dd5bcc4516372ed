"""The documents service's RPC class, made of the classes of its parts."""

import services.documents.turns  # noqa: F401  (says whose turn it is)
from services.documents.aids.service import AidFeature
from services.documents.archive.service import ArchiveFeature
from services.documents.attachments.service import AttachmentFeature
from services.documents.classified.service import ClassifiedFeature
from services.documents.countersigning.service import CountersignFeature
from services.documents.delivery.service import DeliveryFeature
from services.documents.incoming.service import IncomingFeature
from services.documents.outgoing.service import OutgoingFeature
from services.documents.readers.service import ReadersFeature
from services.documents.registers.service import Registers
from services.documents.rendition.service import RenditionFeature
from services.documents.seals.service import SealFeature
from services.documents.search.service import Search
from services.documents.showing.service import ShowingFeature
from services.documents.text.service import TextFeature
from shared.contracts.directory import GroupRecorded, OrganRecorded, PersonRecorded, RulingRecorded
from shared.runtime import last_backup
from shared.runtime.service import EachRound, Needs, keeps_copies


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

    backup_shown = EachRound(last_backup.show_recorded)

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded, GroupRecorded, RulingRecorded)
