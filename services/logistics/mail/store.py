"""MongoDB storage of mail and subscriptions."""

from typing import Any

from services.logistics.mail.domain import DESK, SUBSCRIBERS, MailItem, Subscription
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.listed import Listed
from shared.runtime.store import Index

ONCE: Index = ([("once", 1)], {"unique": True, "partialFilterExpression": {"once": {"$gt": ""}}})


class MailCollection(Listed[MailItem]):
    """Mail; a number at one desk and an issue of a subscription are registered once."""

    name, service, kind = "mail", "logistics", MailItem
    worded, dated = ("sender", "addressee_name", "code"), "arrived_at"
    indexes = (
        ([("organ", 1), ("created_at", -1)], {}),
        ([("addressee", 1), ("created_at", -1)], {}),
        ([("stand_in", 1), ("created_at", -1)], {}),
        ([("code", 1)], {}),
        ONCE,
    )

    def search(self, actor: Actor, wanted: Listing, code: str | None = None) -> Page[MailItem]:
        """Return the items that the actor may see (`domain.sees_item`)."""
        seen: list[dict[str, Any]] = [{"addressee": actor.person_id}, {"stand_in": actor.person_id}]
        if actor.holds(DESK):
            seen.append({"organ": actor.organ})
        return self.listed(actor, {"$or": seen} | ({} if code is None else {"code": code}), wanted)


class SubscriptionCollection(Listed[Subscription]):
    """Subscriptions; a title is subscribed to once in a year."""

    name, service, kind = "subscriptions", "logistics", Subscription
    indexes = (
        ([("organ", 1), ("year", 1), ("created_at", -1)], {}),
        ([("reader", 1), ("created_at", -1)], {}),
        ONCE,
    )

    def search(self, actor: Actor, wanted: Listing, year: int | None = None) -> Page[Subscription]:
        """Return the subscriptions that the actor may see (`domain.sees_subscription`)."""
        seen: list[dict[str, Any]] = [{"reader": actor.person_id}]
        if any(actor.holds(each) for each in SUBSCRIBERS):
            seen.append({"organ": actor.organ})
        return self.listed(actor, {"$or": seen} | ({} if year is None else {"year": year}), wanted)
