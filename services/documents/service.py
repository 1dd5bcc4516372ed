"""The documents service on the bus: one class of each line's."""

from services.documents.incoming.service import IncomingLine
from services.documents.outgoing.service import OutgoingLine
from services.documents.registers.service import Registers
from services.documents.seals.service import SealLine
from services.documents.search.service import Search
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.runtime.service import reaction


class DocumentsService(OutgoingLine, IncomingLine, SealLine, Registers, Search):
    """Outgoing documents, their copies at the recipients, and the seals under them."""

    name = "documents"

    @reaction(OrganRecorded, PersonRecorded)
    def on_directory_recorded(self, event: OrganRecorded | PersonRecorded) -> None:
        """Keep who and what there is."""
        self.copies.keep(event)
