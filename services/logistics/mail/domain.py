"""Mail that arrives at an organ's desk, and the organ's subscriptions; immutable, no clock, no broker, no store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.actor import Actor
from shared.aggregate import Aggregate
from shared.calendar import office_date
from shared.given import Given

COLLECTED_WITHIN = timedelta(days=3)
"""How long an item may lie, from its arrival and from each time it was urged, before it is urged (again)."""
DESK = "registrar"
"""The role that keeps the mail desk (收发)."""
SUBSCRIBERS = ("registrar", "clerk", "director", "leader")
"""Roles that see the subscriptions of their organ."""


class MailKind(StrEnum):
    """The kind of an item."""

    LETTER = "letter"
    REGISTERED = "registered"
    EXPRESS = "express"
    PARCEL = "parcel"
    NEWSPAPER = "newspaper"
    JOURNAL = "journal"


KIND_NAMES: Mapping[MailKind, str] = {
    MailKind.LETTER: "平信", MailKind.REGISTERED: "挂号信", MailKind.EXPRESS: "快件", MailKind.PARCEL: "包裹",
    MailKind.NEWSPAPER: "报纸", MailKind.JOURNAL: "刊物",
}  # fmt: skip


class MailStatus(StrEnum):
    """The status of an item."""

    LYING = "lying"
    HANDED_ON = "handed_on"
    SIGNED = "signed"
    RETURNED = "returned"


MAIL_NAMES: Mapping[MailStatus, str] = {
    MailStatus.LYING: "待签收", MailStatus.HANDED_ON: "已转交", MailStatus.SIGNED: "已签收", MailStatus.RETURNED: "已退件",
}  # fmt: skip


class SubscriptionStatus(StrEnum):
    """The status of a subscription."""

    REQUESTED = "requested"
    APPROVED = "approved"
    ORDERED = "ordered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


SUBSCRIPTION_NAMES: Mapping[SubscriptionStatus, str] = {
    SubscriptionStatus.REQUESTED: "已申请", SubscriptionStatus.APPROVED: "已批准", SubscriptionStatus.ORDERED: "已订阅",
    SubscriptionStatus.RETURNED: "已退回", SubscriptionStatus.CANCELLED: "已取消",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MailItem(Aggregate):
    """An item for a person of an organ. `code`: the number on it, which a scanner reads; empty on a plain letter.

    personal: for the addressee's own hands (亲启). subscription, issue: of a newspaper or journal.
    once: what may be registered only once, the number at one desk or the issue of a subscription; None if it has neither.
    stand_in: who may sign for it besides the addressee.
    """

    organ: str
    organ_name: str
    kind: Given[MailKind]
    code: Given[str] = ""
    sender: Given[str]
    addressee: str
    addressee_name: str
    arrived_at: datetime
    personal: Given[bool] = False
    subscription: str | None = None
    issue: str = ""
    once: str | None = None
    status: MailStatus = MailStatus.LYING
    stand_in: str | None = None
    stand_in_name: str | None = None
    urged_at: tuple[datetime, ...] = ()
    signed_at: datetime | None = None
    signed_by: str | None = None
    signed_by_name: str | None = None
    return_reason: str | None = None

    @property
    def title(self) -> str:
        """Return its name in lists."""
        return f"{KIND_NAMES[self.kind]}：{self.sender}{self.issue}"

    @property
    def due_on(self) -> date:
        """Return until when it should be signed for."""
        return office_date(self.arrived_at + COLLECTED_WITHIN)

    @property
    def urged_from(self) -> datetime:
        """Return from when it is urged."""
        return max((self.arrived_at, *self.urged_at)) + COLLECTED_WITHIN


@dataclass(frozen=True, kw_only=True)
class Subscription(Aggregate):
    """A newspaper or journal that an organ subscribes to for a year. `price_fen`: of one copy for the year.

    postal_code: its number in the catalogue of the post (邮发代号). reader: who receives its issues.
    once: title and year at one organ; None once it is cancelled, so that it may be requested again.
    """

    organ: str
    organ_name: str
    year: Given[int]
    kind: Given[MailKind]
    name: Given[str]
    copies: Given[int]
    price_fen: Given[int]
    reader: str
    reader_name: str
    applicant: str
    applicant_name: str
    postal_code: Given[str] = ""
    once: str | None = None
    status: SubscriptionStatus = SubscriptionStatus.REQUESTED
    approved_by_name: str | None = None
    return_reason: str | None = None

    @property
    def title(self) -> str:
        """Return its name in lists."""
        return f"{self.year}年《{self.name}》"

    @property
    def total_fen(self) -> int:
        """Return the price of all copies."""
        return self.copies * self.price_fen


def sees_item(item: MailItem, actor: Actor) -> bool:
    """Check whether an actor may see an item: those whom it is for, and the desk of its organ."""
    if actor.person_id in (item.addressee, item.stand_in):
        return True
    return actor.organ == item.organ and actor.holds(DESK)


def sees_subscription(subscription: Subscription, actor: Actor) -> bool:
    """Check whether an actor may see a subscription: its reader, and the office of its organ."""
    if actor.person_id == subscription.reader:
        return True
    return actor.organ == subscription.organ and any(actor.holds(each) for each in SUBSCRIBERS)
