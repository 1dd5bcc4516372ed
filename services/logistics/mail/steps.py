"""Workflow tables of mail and subscriptions, with their rules.

Sources: 中华人民共和国邮政法（2015年修正）; 快递暂行条例（2019年修正）.
"""

from collections.abc import Mapping
from typing import Any

from services.logistics.mail.acts import MAIL_ACTS, SUBSCRIPTION_ACTS
from services.logistics.mail.domain import DESK, MAIL_NAMES, SUBSCRIPTION_NAMES, MailItem, Subscription
from services.logistics.mail.domain import MailStatus as M
from services.logistics.mail.domain import SubscriptionStatus as S
from services.logistics.requests import another_approves, approval, sent_back
from shared.actor import Actor
from shared.calendar import office_date
from shared.contracts import logistics as events
from shared.workflow import By, Context, Step, Workflow, reason_rule, role, rule

POST = "中华人民共和国邮政法（2015年修正）"
EXPRESS = "快递暂行条例（2019年修正）"
LOCAL = "本单位收发、订阅管理制度"

REGISTRAR, LEADER = role(DESK), role("leader")


def _is_addressee(item: MailItem, actor: Actor) -> bool:
    return actor.person_id == item.addressee


RECIPIENT = By(
    "recipient", lambda item, actor: actor.person_id in (item.addressee, item.stand_in), "收件人或者其代收人"
)
ADDRESSEE_OR_DESK = By(
    "addressee or registrar",
    lambda item, actor: _is_addressee(item, actor) or REGISTRAR.admits(item, actor),
    "收件人或者机要文书",
)
REQUESTER = By(
    "clerk or registrar",
    lambda subscription, actor: actor.organ == subscription.organ and (actor.holds("clerk") or actor.holds(DESK)),
    "文秘或者机要文书",
)


@rule("personal_mail", f"{POST}第三十五条", field="person", states="亲启件由收件人本人签收，不得私自开拆、代收。")
def it_is_not_for_own_hands(item: MailItem, context: Context) -> str | None:
    """Forbid handing on what is for the addressee's own hands."""
    return f"该件为亲启件，由{item.addressee_name}本人签收，不能转交代收" if item.personal else None


@rule(
    "same_recipient", f"{EXPRESS}第二十五条", field="person", states="代收人由收件人或者收发岗位指定，不是收件人本人。"
)
def it_goes_to_another(item: MailItem, context: Context) -> str | None:
    """Require that the stand-in is neither the addressee nor the stand-in that it has."""
    same = context.said["person"].person_id in (item.addressee, item.stand_in)
    return f"{context.said['person'].name}已可签收该件，请选择其他人员" if same else None


@rule("same_addressee", LOCAL, field="person", local=True, states="改收件人的，收件人与原登记不同。")
def it_has_another_addressee(item: MailItem, context: Context) -> str | None:
    """Require another addressee than before."""
    same = context.said["person"].person_id == item.addressee
    return f"该件的收件人已是{item.addressee_name}，请选择其他人员" if same else None


@rule("urged_today", LOCAL, local=True, states="同一件一日催领一次。")
def it_was_not_urged_today(item: MailItem, context: Context) -> str | None:
    """Limit urging to once a day."""
    today = any(office_date(each) == context.today for each in item.urged_at)
    return "今天已经催领，请改日再催，或者转交代收" if today else None


@rule("year_over", LOCAL, field="year", local=True, states="报刊按年度订阅，不补订以往年度。")
def the_year_is_not_over(subscription: Subscription, context: Context) -> str | None:
    """Forbid subscriptions for a year that is over."""
    year = context.today.year
    return None if subscription.year >= year else f"{subscription.year}年已过，请申请{year}年或者以后年度的订阅"


mail_reason = reason_rule(f"{POST}第三十三条", "退件的，说明理由。")
subscription_reason = reason_rule(LOCAL, "退回、取消订阅的，说明理由。")


def stand_in(item: MailItem, context: Context) -> Mapping[str, Any]:
    """Record who may sign for it in the addressee's place."""
    person = context.said["person"]
    return {"stand_in": person.person_id, "stand_in_name": person.name}


def new_addressee(item: MailItem, context: Context) -> Mapping[str, Any]:
    """Correct for whom it is; a stand-in of the former addressee signs no more."""
    person = context.said["person"]
    return {
        "addressee": person.person_id, "addressee_name": person.name, "stand_in": None, "stand_in_name": None,
    }  # fmt: skip


def urging(item: MailItem, context: Context) -> Mapping[str, Any]:
    """Record when it was urged."""
    return {"urged_at": (*item.urged_at, context.at)}


def signature(item: MailItem, context: Context) -> Mapping[str, Any]:
    """Record who signed for it."""
    actor = context.actor
    return {"signed_at": context.at, "signed_by": actor.person_id, "signed_by_name": actor.name}


def asked_again(subscription: Subscription, context: Context) -> Mapping[str, Any]:
    """Set the changes of a returned request; it is now the request of the person who makes it again."""
    actor = context.actor
    return {
        **context.said["changes"], "applicant": actor.person_id, "applicant_name": actor.name, "return_reason": None,
    }  # fmt: skip


def given_up(subscription: Subscription, context: Context) -> Mapping[str, Any]:
    """Record why it was cancelled; its title may be requested again."""
    return {"return_reason": context.comment, "once": None}


HERE = (M.LYING, M.HANDED_ON)
"""Statuses of an item that nobody has signed for."""

MAIL = Workflow(
    "信件报刊",
    MAIL_NAMES,
    Step("register", set(), M.LYING, REGISTRAR, events.MailRegistered),
    Step("sign", set(HERE), M.SIGNED, RECIPIENT, events.MailSigned, sets=signature),
    Step(
        "hand_on",
        set(HERE),
        M.HANDED_ON,
        ADDRESSEE_OR_DESK,
        events.MailHandedOn,
        (it_is_not_for_own_hands, it_goes_to_another),
        stand_in,
    ),
    Step(
        "readdress", set(HERE), M.LYING, REGISTRAR, events.MailReaddressed, (it_has_another_addressee,), new_addressee
    ),
    *(Step("urge", {each}, each, REGISTRAR, events.MailUrged, (it_was_not_urged_today,), urging) for each in HERE),
    Step("return", set(HERE), M.RETURNED, REGISTRAR, events.MailReturned, (mail_reason,), sent_back),
    acts=MAIL_ACTS,
    noun="该件",
)
SUBSCRIPTION = Workflow(
    "报刊订阅",
    SUBSCRIPTION_NAMES,
    Step("request", set(), S.REQUESTED, REQUESTER, events.SubscriptionRequested, (the_year_is_not_over,)),
    Step(
        "apply", {S.RETURNED}, S.REQUESTED, REQUESTER, events.SubscriptionRequested, (the_year_is_not_over,), asked_again
    ),
    Step(
        "approve", {S.REQUESTED}, S.APPROVED, LEADER, events.SubscriptionApproved, (another_approves("订阅申请"),), approval
    ),
    Step("return", {S.REQUESTED}, S.RETURNED, LEADER, events.SubscriptionSentBack, (subscription_reason,), sent_back),
    Step("order", {S.APPROVED}, S.ORDERED, REGISTRAR, events.SubscriptionOrdered, (the_year_is_not_over,)),
    Step(
        "cancel", {S.REQUESTED, S.APPROVED, S.RETURNED}, S.CANCELLED, REQUESTER, events.SubscriptionCancelled,
        (subscription_reason,), given_up,
    ),
    acts=SUBSCRIPTION_ACTS,
    noun="该订阅",
    stages={S.REQUESTED: "待批准", S.APPROVED: "待订阅"},
)  # fmt: skip

WORKFLOWS = (MAIL, SUBSCRIPTION)
