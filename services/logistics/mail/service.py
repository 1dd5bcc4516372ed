"""RPC methods of mail and subscriptions."""

import uuid
from typing import TYPE_CHECKING, Any

import services.logistics.mail.turns  # noqa: F401  (says whose turn it is)
from services.logistics.mail import app, domain, views
from services.logistics.mail.acts import MAIL_ACTS, SUBSCRIPTION_ACTS
from services.logistics.mail.domain import MailItem, Subscription
from services.logistics.mail.store import MailCollection, SubscriptionCollection
from shared import register
from shared.acts import in_trail
from shared.listing import Listing
from shared.pages import Page
from shared.runtime.service import Collected, CopiesOf, Service, rpc
from shared.runtime.workbooks import built
from shared.shown import Shown
from shared.usecase import history_of, to_show

if TYPE_CHECKING:
    from services.logistics.mail import api
    from shared.api import shapes


def _item(service: Any, item: MailItem) -> "Shown[api.MailItem]":
    return views.shown_item(item, service.occasion.actor, service.occasion.at)


def _subscription(service: Any, subscription: Subscription) -> "Shown[api.Subscription]":
    return views.shown_subscription(subscription, service.occasion.actor, service.occasion.at)


class MailFeature(Service):
    """Letters, newspapers and journals (信件报刊)."""

    mail = Collected(MailCollection)
    subscriptions = Collected(SubscriptionCollection)
    copies = CopiesOf()

    @rpc(shows=_item)
    def mail_register(self, **wanted: Any) -> MailItem:
        """Register an item."""
        return app.register(
            self.mail, self.subscriptions, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted
        )

    @rpc(shows=_item)
    def mail_act(self, id: str, action: str, comment: str | None, person: str | None) -> MailItem:
        """Take a step with an item."""
        return app.act_on_item(
            self.mail, self.copies, id, action, occasion=self.occasion, comment=comment, person=person
        )

    @rpc()
    def mail_get(self, id: str) -> "Shown[api.MailItem]":
        """Return an item."""
        return _item(self, to_show(self.mail, id, domain.sees_item, self.occasion.person))

    @rpc()
    def mail_search(self, code: str | None, **wanted: Any) -> "Shown[api.MailPage]":
        """List items."""
        page: Page[MailItem] = self.mail.search(self.occasion.person, Listing(**wanted), code)
        return page.map(lambda each: _item(self, each)).to_wire()

    @rpc()
    def mail_file(self, code: str | None, **wanted: Any) -> dict[str, str]:
        """Export the register of mail."""
        found = register.whole(lambda listing: self.mail.search(self.occasion.person, listing, code), **wanted)
        return views.register_file(found, built)

    @rpc()
    def mail_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of an item's history."""
        page = history_of(self.mail, id, domain.sees_item, actor=self.occasion.person, cursor=cursor, limit=limit)
        return page.map(in_trail(MAIL_ACTS)).to_wire()

    @rpc(shows=_subscription)
    def subscription_request(self, **wanted: Any) -> Subscription:
        """Ask for a subscription."""
        return app.request(
            self.subscriptions, self.copies, occasion=self.occasion, new_id=uuid.uuid4().hex, wanted=wanted
        )

    @rpc(shows=_subscription)
    def subscription_act(self, id: str, action: str, comment: str | None, **wanted: Any) -> Subscription:
        """Take a step with a subscription."""
        return app.act_on_subscription(
            self.subscriptions, self.copies, id, action, occasion=self.occasion, comment=comment, wanted=wanted
        )

    @rpc()
    def subscription_get(self, id: str) -> "Shown[api.Subscription]":
        """Return a subscription."""
        return _subscription(self, to_show(self.subscriptions, id, domain.sees_subscription, self.occasion.person))

    @rpc()
    def subscription_search(self, year: int | None, **wanted: Any) -> "Shown[api.SubscriptionPage]":
        """List subscriptions."""
        page: Page[Subscription] = self.subscriptions.search(self.occasion.person, Listing(**wanted), year)
        return page.map(lambda each: _subscription(self, each)).to_wire()

    @rpc()
    def subscription_history(self, id: str, cursor: str | None, limit: int) -> "Shown[shapes.HistoryPage]":
        """Return a page of a subscription's history."""
        page = history_of(
            self.subscriptions, id, domain.sees_subscription, actor=self.occasion.person, cursor=cursor, limit=limit
        )
        return page.map(in_trail(SUBSCRIPTION_ACTS)).to_wire()
