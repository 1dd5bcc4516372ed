"""A mail desk in memory."""

from typing import Any

from services.logistics.mail import app, domain
from services.logistics.mail.domain import MailItem, Subscription
from shared.actor import Actor
from shared.listing import Listing
from shared.pages import Page
from shared.testing import MemoryCollection
from tests.support.office import Roster, on

COPIES = Roster()
LETTER = {
    "kind": "express", "code": "EA123456789CN", "sender": "区教育局", "addressee": "east.handler", "personal": False,
    "subscription": None, "issue": None,
}  # fmt: skip
PAPER = {
    "year": 2027, "kind": "newspaper", "name": "中国教育报", "postal_code": "1-10", "copies": 2, "price_fen": 39_600,
    "reader": "east.handler",
}  # fmt: skip


class Mail(MemoryCollection[MailItem]):
    name, service, kind = "mail", "logistics", MailItem
    unique = (("once",),)

    def search(self, actor: Actor, wanted: Listing, code: str | None = None) -> Page[MailItem]:
        return self.listed(lambda item: domain.sees_item(item, actor) and code in (None, item.code), wanted)


class Subscriptions(MemoryCollection[Subscription]):
    name, service, kind = "subscriptions", "logistics", Subscription
    unique = (("once",),)

    def search(self, actor: Actor, wanted: Listing, year: int | None = None) -> Page[Subscription]:
        return self.listed(lambda each: domain.sees_subscription(each, actor) and year in (None, each.year), wanted)


class Desk:
    """The collections of the desk, for one occasion after another."""

    def __init__(self, **kept: Any) -> None:
        occasion = on("east.registrar")
        self.mail: Any = kept.get("mail") or Mail(occasion).on
        self.subscriptions: Any = kept.get("subscriptions") or Subscriptions(occasion).on

    def arrives(self, item_id: str = "m1", who: str = "east.registrar", **changes: Any) -> MailItem:
        occasion = on(who)
        return app.register(
            self.mail(occasion), self.subscriptions(occasion), COPIES, occasion=occasion, new_id=item_id,
            wanted={**LETTER, **changes},
        )  # fmt: skip

    def act(
        self,
        action: str,
        who: str,
        item_id: str = "m1",
        *,
        hours: float = 0,
        comment: str = "",
        person: str | None = None,
    ) -> MailItem:
        occasion = on(who, hours=hours)
        return app.act_on_item(
            self.mail(occasion), COPIES, item_id, action, occasion=occasion, comment=comment, person=person
        )

    def request(self, subscription_id: str = "s1", who: str = "east.registrar", **changes: Any) -> Subscription:
        occasion = on(who)
        return app.request(
            self.subscriptions(occasion), COPIES, occasion=occasion, new_id=subscription_id, wanted={**PAPER, **changes}
        )

    def decide(
        self, action: str, who: str, subscription_id: str = "s1", *, comment: str = "", reader: str | None = None,
        copies: int | None = None,
    ) -> Subscription:  # fmt: skip
        occasion = on(who)
        return app.act_on_subscription(
            self.subscriptions(occasion), COPIES, subscription_id, action, occasion=occasion, comment=comment,
            wanted={"copies": copies, "reader": reader},
        )  # fmt: skip

    def ordered(self, **changes: Any) -> Subscription:
        self.request(**changes)
        self.decide("approve", "east.leader")
        return self.decide("order", "east.registrar")
