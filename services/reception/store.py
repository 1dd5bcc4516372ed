"""MongoDB storage of visits."""

from services.reception.domain import OFFICE, Visit
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.listed import Listed


class VisitCollection(Listed[Visit]):
    """Visits."""

    name, service, kind = "visits", "reception", Visit
    orders = {"starts": "starts_at"}
    worded = ("letter.issuer", "letter.number", "letter.purpose")
    indexes = (([("organ", 1), ("created_at", -1)], {}),)

    def search(self, actor: Actor, wanted: Listing) -> Page[Visit]:
        """Return the requested items that the actor may see (`domain.sees`)."""
        if not any(actor.holds(name) for name in OFFICE):
            return Page([])
        return self.listed(actor, {"organ": actor.organ}, wanted)
