"""RPC methods of the registers."""

from typing import TYPE_CHECKING, Any

from services.documents.registers import app, custody
from shared.runtime.service import Service, rpc
from shared.runtime.workbooks import built
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.registers import api


class Registers(Service):
    """Registers of outgoing and incoming documents."""

    documents: app.Register
    incomings: app.Register
    seals: custody.Seals
    stubs: custody.Stubs

    @rpc()
    def register_outgoing(self, **wanted: Any) -> "Shown[api.OutgoingRegister]":
        """List the register of outgoing documents."""
        return app.outgoing(self.documents, actor=self.occasion.person, **wanted)

    @rpc()
    def register_incoming(self, **wanted: Any) -> "Shown[api.IncomingRegister]":
        """List the register of incoming documents."""
        return app.incoming(self.incomings, actor=self.occasion.person, **wanted)

    @rpc()
    def register_outgoing_file(self, **wanted: Any) -> dict[str, Any]:
        """Export the register of outgoing documents."""
        return app.outgoing_file(self.documents, actor=self.occasion.person, build=built, **wanted)

    @rpc()
    def register_incoming_file(self, **wanted: Any) -> dict[str, Any]:
        """Export the register of incoming documents."""
        return app.incoming_file(self.incomings, actor=self.occasion.person, build=built, **wanted)

    @rpc()
    def in_custody(self, person: str) -> list[dict[str, Any]]:
        """Count the seals and classified papers that a person keeps."""
        return custody.held_by(self.seals, self.stubs, actor=self.occasion.person, person=person)
