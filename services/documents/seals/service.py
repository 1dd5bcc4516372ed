"""RPC methods of seals and their use."""

import uuid
from typing import TYPE_CHECKING, Any

from services.documents.attachments.held import attached_to
from services.documents.attachments.repositories import Attachments
from services.documents.seals import app, views
from services.documents.seals.acts import SEAL_ACTS, USE_ACTS
from services.documents.seals.domain import Seal, SealUse
from services.documents.seals.store import SealImages
from shared.acts import in_trail
from shared.office import Copies
from shared.runtime.service import Service, rpc
from shared.runtime.workbooks import built
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.seals import api
    from shared.api import shapes


def _seal(service: Any, seal: Seal) -> "Shown[api.Seal]":
    return views.shown_seal(seal, service.occasion.actor, service.occasion.at)


def _use(service: Any, use: SealUse) -> "Shown[api.SealUse]":
    return views.shown_use(use, service.occasion.actor, service.occasion.at)


class SealFeature(Service):
    """Seals (印章) and their use (用印)."""

    seals: app.Seals
    seal_uses: app.SealUses
    documents: app.Documents
    attachments: Attachments
    copies: Copies

    @rpc(shows=_seal)
    def seal_request(self, name: str | None, keeper: str) -> Seal:
        """Apply for a seal."""
        return app.request_seal(
            self.seals, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, name=name, keeper=keeper
        )

    @rpc(shows=_seal)
    def seal_act(self, id: str, action: str, comment: str | None, image: str | None, keeper: str | None = None) -> Seal:
        """Take a step with a seal."""
        return app.act_on_seal(
            self.seals,
            self.copies,
            SealImages(self.runtime.db),
            id,
            action,
            occasion=self.occasion,
            comment=comment,
            image=image,
            keeper=keeper,
        )

    @rpc()
    def seal_get(self, id: str) -> "Shown[api.Seal]":
        """Return a seal."""
        return app.get_seal(self.seals, id, actor=self.occasion.person, at=self.occasion.at)

    @rpc()
    def seal_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of the history of a seal."""
        page = app.seal_history(self.seals, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(SEAL_ACTS)).to_wire()

    @rpc()
    def seal_search(self, **wanted: Any) -> "Shown[api.SealPage]":
        """List seals."""
        return app.search_seals(self.seals, actor=self.occasion.person, at=self.occasion.at, **wanted)

    @rpc(shows=_use)
    def seal_use_request(self, **wanted: Any) -> SealUse:
        """Apply for the use of a seal."""
        return app.request_use(
            self.seal_uses, self.seals, self.documents, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex,
            wanted=wanted, attached=attached_to(self.attachments),
        )  # fmt: skip

    @rpc(shows=_use)
    def seal_use_act(self, id: str, action: str, comment: str | None, keeper: str | None = None) -> SealUse:
        """Take a step with the use of a seal."""
        return app.act_on_use(
            self.seal_uses,
            self.seals,
            self.documents,
            self.copies,
            id,
            action,
            occasion=self.occasion,
            comment=comment,
            attached=attached_to(self.attachments),
            keeper=keeper,
        )

    @rpc()
    def seal_use_get(self, id: str) -> "Shown[api.SealUse]":
        """Return the use of a seal."""
        return app.get_use(self.seal_uses, id, actor=self.occasion.person, at=self.occasion.at)

    @rpc()
    def seal_use_search(self, **wanted: Any) -> "Shown[api.SealUsePage]":
        """List the uses of seals."""
        return app.search_uses(self.seal_uses, actor=self.occasion.person, at=self.occasion.at, **wanted)

    @rpc()
    def seal_use_file(self, **wanted: Any) -> dict[str, str]:
        """Export the register of the uses of seals."""
        return app.uses_file(self.seal_uses, actor=self.occasion.person, build=built, **wanted)

    @rpc()
    def seal_use_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of the history of a use."""
        page = app.use_history(self.seal_uses, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(USE_ACTS)).to_wire()
