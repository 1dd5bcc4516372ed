"""Events of mail and of subscriptions to newspapers and journals (信件报刊)."""

from shared.contracts.event import Event


class MailRegistered(Event):
    """An item of mail arrived for a person and was registered (登记)."""

    item_id: str
    organ: str
    addressee: str
    kind: str


class MailHandedOn(Event):
    """A colleague was named who may sign for an item of mail besides its addressee (转交代收)."""

    item_id: str
    organ: str
    addressee: str
    stand_in: str


class MailReaddressed(Event):
    """An item of mail is for another person than it was registered for (改收件人)."""

    item_id: str
    organ: str
    addressee: str


class MailUrged(Event):
    """The recipients of an item of mail were urged to collect it (催领)."""

    item_id: str
    organ: str
    addressee: str


class MailSigned(Event):
    """An item of mail was signed for by its addressee or a stand-in (签收)."""

    item_id: str
    organ: str
    addressee: str
    signed_by: str


class MailReturned(Event):
    """An item of mail went back to its sender, with the reason (退件)."""

    item_id: str
    organ: str
    reason: str


class SubscriptionRequested(Event):
    """A newspaper or journal was requested for a year; the price is that of one copy, in fen (申请订阅)."""

    subscription_id: str
    organ: str
    year: int
    name: str
    copies: int
    price_fen: int


class SubscriptionApproved(Event):
    """A leader approved a subscription (批准)."""

    subscription_id: str
    organ: str


class SubscriptionSentBack(Event):
    """A request for a subscription was returned, with the reason (退回)."""

    subscription_id: str
    organ: str
    reason: str


class SubscriptionOrdered(Event):
    """An approved subscription was ordered (订阅)."""

    subscription_id: str
    organ: str
    year: int


class SubscriptionCancelled(Event):
    """A subscription was cancelled before it was ordered, with the reason (取消)."""

    subscription_id: str
    organ: str
    reason: str
