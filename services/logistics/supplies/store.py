"""MongoDB storage of supplies and requests."""

from typing import Any

from services.logistics.supplies.domain import OFFICE, Supply, SupplyRequest
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.listed import Listed


class SupplyCollection(Listed[Supply]):
    """Supplies; a name is entered once at an organ."""

    name, service, kind = "supplies", "logistics", Supply
    worded = ("name",)
    indexes = (
        ([("organ", 1), ("created_at", -1)], {}),
        ([("once", 1)], {"unique": True, "partialFilterExpression": {"once": {"$gt": ""}}}),
    )

    def search(self, actor: Actor, wanted: Listing) -> Page[Supply]:
        """Return the supplies that the actor may see (`domain.sees_supply`)."""
        return self.listed(actor, {"organ": actor.organ}, wanted)


class SupplyRequestCollection(Listed[SupplyRequest]):
    """Requests for supplies."""

    name, service, kind = "supply_requests", "logistics", SupplyRequest
    worded = ("supply_name", "purpose", "applicant_name")
    indexes = (
        ([("organ", 1), ("created_at", -1)], {}),
        ([("applicant", 1), ("created_at", -1)], {}),
    )

    def search(self, actor: Actor, wanted: Listing) -> Page[SupplyRequest]:
        """Return the requests that the actor may see (`domain.sees_request`)."""
        seen: list[dict[str, Any]] = [{"applicant": actor.person_id}]
        if any(actor.holds(each) for each in OFFICE):
            seen.append({"organ": actor.organ})
        return self.listed(actor, {"$or": seen}, wanted)
