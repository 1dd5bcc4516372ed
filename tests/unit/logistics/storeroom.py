"""A storeroom in memory."""

from typing import Any

from services.logistics.supplies import app, domain
from services.logistics.supplies.domain import Supply, SupplyRequest
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.testing import MemoryCollection
from tests.support.office import Roster, on

COPIES = Roster()
SUPPLY = {"name": "复印纸", "unit": "包", "place": "一楼库房", "stock": 10, "low": 5}
REQUEST = {"supply": "a1", "quantity": 3, "purpose": "期末试卷印制"}


class Supplies(MemoryCollection[Supply]):
    name, service, kind = "supplies", "logistics", Supply
    unique = (("once",),)

    def search(self, actor: Actor, wanted: Listing) -> Page[Supply]:
        return self.listed(lambda each: domain.sees_supply(each, actor), wanted)


class Requests(MemoryCollection[SupplyRequest]):
    name, service, kind = "supply_requests", "logistics", SupplyRequest

    def search(self, actor: Actor, wanted: Listing) -> Page[SupplyRequest]:
        return self.listed(lambda each: domain.sees_request(each, actor), wanted)


class Storeroom:
    """The collections of supplies, for one occasion after another."""

    def __init__(self, **kept: Any) -> None:
        occasion = on("east.clerk")
        self.supplies: Any = kept.get("supplies") or Supplies(occasion).on
        self.requests: Any = kept.get("supply_requests") or Requests(occasion).on

    def supply(self, supply_id: str = "a1", who: str = "east.clerk", **changes: Any) -> Supply:
        occasion = on(who)
        wanted = {**SUPPLY, **changes}
        return app.enter(self.supplies(occasion), COPIES, occasion=occasion, new_id=supply_id, wanted=wanted)

    def act(self, action: str, supply_id: str = "a1", *, comment: str = "", **said: Any) -> Supply:
        occasion = on("east.clerk")
        fields = dict.fromkeys(("quantity", "counted", "place", "low"))
        return app.act_on_supply(
            self.supplies(occasion), supply_id, action, occasion=occasion, comment=comment, **{**fields, **said}
        )

    def request(self, request_id: str = "r1", who: str = "east.handler", **changes: Any) -> SupplyRequest:
        occasion = on(who)
        return app.request(
            self.requests(occasion), self.supplies(occasion), occasion=occasion, new_id=request_id,
            wanted={**REQUEST, **changes},
        )  # fmt: skip

    def decide(
        self, action: str, who: str, request_id: str = "r1", *, comment: str = "", quantity: int | None = None
    ) -> SupplyRequest:
        occasion = on(who)
        return app.act_on_request(
            self.requests(occasion), request_id, action, occasion=occasion, comment=comment, quantity=quantity
        )

    def approved(self, request_id: str = "r1", **changes: Any) -> SupplyRequest:
        self.request(request_id, **changes)
        return self.decide("approve", "east.director", request_id)

    def issue(self, request_id: str = "r1", who: str = "east.clerk") -> SupplyRequest:
        occasion = on(who)
        return app.issue(self.requests(occasion), self.supplies(occasion), request_id, occasion=occasion)

    def stock(self, supply_id: str = "a1") -> int:
        return int(self.supplies(on("east.clerk")).find(supply_id).stock)

    def kept(self, request_id: str) -> SupplyRequest:
        found: SupplyRequest = self.requests(on("east.clerk")).find(request_id)
        return found
