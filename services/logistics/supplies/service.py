"""RPC methods and reactions of supplies and requests."""

import uuid
from typing import TYPE_CHECKING, Any

import services.logistics.supplies.turns  # noqa: F401  (says whose turn it is)
from services.logistics.supplies import app, domain, views
from services.logistics.supplies.acts import REQUEST_ACTS, SUPPLY_ACTS
from services.logistics.supplies.domain import Supply, SupplyRequest
from services.logistics.supplies.store import SupplyCollection, SupplyRequestCollection
from shared import register
from shared.acts import in_trail
from shared.contracts.logistics import SuppliesIssued, SupplyTaken
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.service import Collected, CopiesOf, Service, reaction, rpc
from shared.runtime.workbooks import built
from shared.shown import Shown
from shared.usecase import history_of, to_show

if TYPE_CHECKING:
    from services.logistics.supplies import api
    from shared.api import shapes


def _supply(service: Any, supply: Supply) -> "Shown[api.Supply]":
    return views.shown_supply(supply, service.occasion.actor, service.occasion.at)


def _request(service: Any, request: SupplyRequest) -> "Shown[api.SupplyRequest]":
    return views.shown_request(request, service.occasion.actor, service.occasion.at)


class SupplyFeature(Service):
    """Office supplies (办公用品)."""

    supplies = Collected(SupplyCollection)
    supply_requests = Collected(SupplyRequestCollection)
    copies = CopiesOf()

    @rpc(shows=_supply)
    def supply_enter(self, **wanted: Any) -> Supply:
        """Enter a supply."""
        return app.enter(self.supplies, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted)

    @rpc(shows=_supply)
    def supply_act(self, id: str, action: str, comment: str | None, **said: Any) -> Supply:
        """Take a step with a supply."""
        return app.act_on_supply(self.supplies, id, action, occasion=self.occasion, comment=comment, **said)

    @rpc()
    def supply_get(self, id: str) -> "Shown[api.Supply]":
        """Return a supply."""
        return _supply(self, to_show(self.supplies, id, domain.sees_supply, self.occasion.person))

    @rpc()
    def supply_search(self, **wanted: Any) -> "Shown[api.SupplyPage]":
        """List supplies."""
        page: Page[Supply] = self.supplies.search(self.occasion.person, Listing(**wanted))
        return page.map(lambda each: _supply(self, each)).to_wire()

    @rpc()
    def supply_file(self, **wanted: Any) -> dict[str, str]:
        """Export the stock."""
        found = register.whole(lambda listing: self.supplies.search(self.occasion.person, listing), **wanted)
        return views.stock_file(found, built)

    @rpc()
    def supply_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a supply's history."""
        page = history_of(self.supplies, id, domain.sees_supply, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(SUPPLY_ACTS)).to_wire()

    @rpc(shows=_request)
    def supplies_request(self, **wanted: Any) -> SupplyRequest:
        """Ask for a supply."""
        return app.request(
            self.supply_requests, self.supplies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted
        )

    @rpc(shows=_request)
    def supply_request_act(self, id: str, action: str, comment: str | None, quantity: int | None) -> SupplyRequest:
        """Take a step with a request."""
        if action == "issue":
            return app.issue(self.supply_requests, self.supplies, id, occasion=self.occasion)
        return app.act_on_request(
            self.supply_requests, id, action, occasion=self.occasion, comment=comment, quantity=quantity
        )

    @rpc()
    def supply_request_get(self, id: str) -> "Shown[api.SupplyRequest]":
        """Return a request."""
        return _request(self, to_show(self.supply_requests, id, domain.sees_request, self.occasion.person))

    @rpc()
    def supply_request_search(self, **wanted: Any) -> "Shown[api.SupplyRequestPage]":
        """List requests."""
        page: Page[SupplyRequest] = self.supply_requests.search(self.occasion.person, Listing(**wanted))
        return page.map(lambda each: _request(self, each)).to_wire()

    @rpc()
    def supply_request_file(self, **wanted: Any) -> dict[str, str]:
        """Export the register of requests."""
        found = register.whole(lambda listing: self.supply_requests.search(self.occasion.person, listing), **wanted)
        return views.requests_file(found, built)

    @rpc()
    def supply_request_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a request's history."""
        page = history_of(
            self.supply_requests, id, domain.sees_request, actor=self.occasion.person, cursor=cursor, limit=limit
        )
        return page.map(in_trail(REQUEST_ACTS)).to_wire()

    @reaction(SupplyTaken)
    def on_supply_taken(self, event: SupplyTaken) -> None:
        """Mark the request as issued, or put back what was taken."""
        app.taken(self.supply_requests, self.supplies, event, at=self.occasion.at)

    @reaction(SuppliesIssued)
    def on_supplies_issued(self, event: SuppliesIssued) -> None:
        """Forget what was taken for a request that was issued."""
        app.settle(self.supplies, event, at=self.occasion.at)
