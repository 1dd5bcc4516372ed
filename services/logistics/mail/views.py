"""API views of mail and subscriptions."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from services.logistics.mail.domain import KIND_NAMES, MAIL_NAMES, SUBSCRIPTION_NAMES, MailItem, Subscription
from services.logistics.mail.steps import MAIL, SUBSCRIPTION
from shared.actor import Actor
from shared.calendar import instant_text
from shared.office import named, named_if
from shared.shown import Shown
from shared.spreadsheet import Build, workbook

if TYPE_CHECKING:
    from services.logistics.mail import api

REGISTER = (
    ("序号", 8), ("到达时间", 18), ("类别", 10), ("邮件号", 20), ("寄件人", 30), ("期号或者日期", 16), ("收件人", 12),
    ("亲启", 8), ("领取时限", 12), ("代收人", 12), ("签收人", 12), ("签收时间", 18), ("退回原因", 30), ("状态", 10),
)  # fmt: skip


def shown_item(item: MailItem, actor: Actor | None, at: datetime) -> "Shown[api.MailItem]":
    """Return an item with the steps that the actor may take now."""
    return {
        **item.described(),
        "organ": named(item.organ, item.organ_name),
        "kind": item.kind.value,
        "kind_name": KIND_NAMES[item.kind],
        "code": item.code,
        "sender": item.sender,
        "addressee": named(item.addressee, item.addressee_name),
        "personal": item.personal,
        "subscription": item.subscription,
        "issue": item.issue,
        "arrived_at": instant_text(item.arrived_at),
        "due_on": item.due_on.isoformat(),
        "stand_in": named_if(item.stand_in, item.stand_in_name),
        "urged_at": [instant_text(each) for each in item.urged_at],
        "signed_at": None if item.signed_at is None else instant_text(item.signed_at),
        "signed_by": named_if(item.signed_by, item.signed_by_name),
        "return_reason": item.return_reason,
        "status": item.status.value,
        "status_name": MAIL_NAMES[item.status],
        "actions": MAIL.offers(item, actor, at=at),
    }


def shown_subscription(subscription: Subscription, actor: Actor | None, at: datetime) -> "Shown[api.Subscription]":
    """Return a subscription with the steps that the actor may take now."""
    return {
        **subscription.described(),
        "organ": named(subscription.organ, subscription.organ_name),
        "year": subscription.year,
        "kind": subscription.kind.value,
        "kind_name": KIND_NAMES[subscription.kind],
        "name": subscription.name,
        "postal_code": subscription.postal_code,
        "copies": subscription.copies,
        "price_fen": subscription.price_fen,
        "total_fen": subscription.total_fen,
        "reader": named(subscription.reader, subscription.reader_name),
        "applicant": named(subscription.applicant, subscription.applicant_name),
        "approved_by": subscription.approved_by_name,
        "return_reason": subscription.return_reason,
        "status": subscription.status.value,
        "status_name": SUBSCRIPTION_NAMES[subscription.status],
        "stage_name": SUBSCRIPTION.stage(subscription.status),
        "actions": SUBSCRIPTION.offers(subscription, actor, at=at),
    }


def register_file(items: Iterable[MailItem], build: Build) -> dict[str, str]:
    """Build the register of mail (收发登记簿) as .xlsx."""
    rows = (
        (
            place, item.arrived_at, KIND_NAMES[item.kind], item.code, item.sender, item.issue, item.addressee_name,
            "亲启" if item.personal else "", item.due_on, item.stand_in_name, item.signed_by_name, item.signed_at,
            item.return_reason, MAIL_NAMES[item.status],
        )
        for place, item in enumerate(items, start=1)
    )  # fmt: skip
    return workbook("收发登记簿", REGISTER, rows, build)
