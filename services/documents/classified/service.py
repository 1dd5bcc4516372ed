"""RPC methods of the register of classified papers."""

import uuid
from typing import TYPE_CHECKING, Any

from services.documents.classified import app, views
from services.documents.classified.acts import CLASSIFIED_ACTS
from services.documents.classified.domain import Stub
from shared.acts import in_trail
from shared.office import Copies
from shared.runtime.service import Service, rpc
from shared.runtime.workbooks import built
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.classified import api
    from shared.api import shapes


def _stub(service: Any, stub: Stub) -> "Shown[api.Stub]":
    return views.shown(stub, service.occasion.actor)


class ClassifiedFeature(Service):
    """The register of classified papers (涉密公文登记)."""

    stubs: app.Stubs
    copies: Copies

    @rpc(shows=_stub)
    def classified_enter(self, **wanted: Any) -> Stub:
        """Enter a paper."""
        return app.enter(self.stubs, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_stub)
    def classified_act(self, id: str, action: str, comment: str | None, custodian: str | None) -> Stub:
        """Take a step with a paper."""
        return app.act(
            self.stubs, self.copies, id, action, occasion=self.occasion, comment=comment, custodian=custodian
        )

    @rpc()
    def classified_get(self, id: str) -> "Shown[api.Stub]":
        """Return a paper's stub."""
        return app.get(self.stubs, id, actor=self.occasion.person)

    @rpc()
    def classified_search(self, **wanted: Any) -> "Shown[api.StubPage]":
        """List the register."""
        return app.search(self.stubs, actor=self.occasion.person, **wanted)

    @rpc()
    def classified_file(self, **wanted: Any) -> dict[str, str]:
        """Export the register."""
        return app.file(self.stubs, actor=self.occasion.person, build=built, **wanted)

    @rpc()
    def classified_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a paper's history."""
        page = app.history(self.stubs, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(CLASSIFIED_ACTS)).to_wire()
