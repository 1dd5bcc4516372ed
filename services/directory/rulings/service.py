"""RPC methods of a district's rulings."""

import uuid
from typing import TYPE_CHECKING, Any

from services.directory.acts import RULING_ACTS
from services.directory.rulings import app
from services.directory.rulings.domain import Ruling
from services.directory.rulings.store import RulingCollection
from services.directory.store import OrganCollection
from shared.acts import in_trail
from shared.runtime.service import Collected, Service, rpc
from shared.shown import Shown
from shared.workflow import Context

if TYPE_CHECKING:
    from services.directory.rulings import api
    from shared.api import shapes


def _ruling(service: Any, ruling: Ruling) -> "Shown[api.Ruling]":
    occasion = service.occasion
    known = None if occasion.actor is None else Context(occasion.actor, occasion.at)
    return app.shown(ruling, occasion.actor, known)


class RulingFeature(Service):
    """Rulings of districts (本区规定)."""

    rulings_kept = Collected(RulingCollection)
    organs_kept = Collected(OrganCollection)

    @rpc(shows=_ruling)
    def ruling_make(self, **wanted: Any) -> Ruling:
        """Enter a ruling."""
        new_id = uuid.uuid4().hex
        return app.make(self.rulings_kept, self.organs_kept, occasion=self.occasion, new_id=new_id, wanted=wanted)

    @rpc(shows=_ruling)
    def ruling_act(self, id: str, action: str, comment: str | None) -> Ruling:
        """Withdraw a ruling."""
        return app.act(self.rulings_kept, id, action, occasion=self.occasion, comment=comment)

    @rpc(shows=_ruling)
    def ruling_get(self, id: str) -> Ruling:
        """Return a ruling as the API shows it."""
        return app.get(self.rulings_kept, id, actor=self.occasion.person)

    @rpc()
    def ruling_search(self, cursor: str | None, limit: int) -> "Shown[api.RulingPage]":
        """List rulings."""
        actor, known = self.occasion.person, Context(self.occasion.person, self.occasion.at)
        page = app.listed(self.rulings_kept, actor=actor, cursor=cursor, limit=limit)
        return page.map(lambda each: app.shown(each, actor, known)).to_wire()

    @rpc()
    def ruling_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a ruling's history."""
        page = app.history(self.rulings_kept, id, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(RULING_ACTS)).to_wire()
