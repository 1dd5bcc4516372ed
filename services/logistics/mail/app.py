"""Use cases of the mail desk: items and subscriptions."""

from collections.abc import Mapping
from typing import Any, Protocol

from services.logistics.mail import domain
from services.logistics.mail.domain import MailItem, Subscription, SubscriptionStatus
from services.logistics.mail.steps import LOCAL, MAIL, SUBSCRIPTION
from shared import usecase
from shared.actor import Actor
from shared.contracts.directory import PersonRecorded
from shared.given import as_given
from shared.listing import Listing
from shared.occasion import Occasion, Taken
from shared.office import Copies, Faults, called, fault, organ_of, unfound
from shared.pages import Page
from shared.usecase import Repository, made_id
from shared.workflow import Context


class Mail(Repository[MailItem], Protocol):
    """The repository of items."""

    def search(self, actor: Actor, wanted: Listing, code: str | None = None) -> Page[MailItem]: ...


class Subscriptions(Repository[Subscription], Protocol):
    """The repository of subscriptions."""

    def search(self, actor: Actor, wanted: Listing, year: int | None = None) -> Page[Subscription]: ...


def register(
    mail: Mail, subscriptions: Subscriptions, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]
) -> MailItem:  # fmt: skip
    """Register an item that arrived; an issue of a subscription is for its reader unless another person is named."""
    actor = occasion.person
    MAIL.admit("register", actor)
    source = _letter(wanted, actor) if wanted["subscription"] is None else _issue(subscriptions, wanted, actor)
    reader = source.pop("reader", None)
    person = _colleague(copies, wanted["addressee"] or reader, actor, "addressee")
    item = MailItem(
        id=made_id(occasion, new_id),
        organ=actor.organ,
        organ_name=organ_of(copies, actor.organ).name,
        addressee=person.person_id,
        addressee_name=person.name,
        arrived_at=occasion.at,
        **{**as_given(MailItem, wanted), **source},
    )
    try:
        return usecase.begin(mail, MAIL, item, "register", Context(actor, occasion.at))
    except Taken:
        field, what = ("code", "该邮件号") if item.subscription is None else ("issue", "这一期")
        raise fault(field, "registered_twice", f"{what}已经登记，请查找后办理，不重复登记", source=LOCAL) from None


def _letter(wanted: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    faults = Faults()
    for name, message in MISSING.items():
        if wanted[name] is None:
            faults.add(name, "missing", message)
    faults.refuse()
    once = f"{actor.organ}#{wanted['code']}" if wanted["code"] else None
    return {"once": once}


MISSING = {"kind": "请选择类别", "sender": "请填写寄件人，没有写明的填“未写明”", "addressee": "请填写收件人"}


def _issue(subscriptions: Subscriptions, wanted: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    found, issue = subscriptions.find(wanted["subscription"]), wanted["issue"]
    if found is None or found.organ != actor.organ or found.status is not SubscriptionStatus.ORDERED:
        raise fault("subscription", "unknown_subscription", "未找到该订阅，请从本单位已订的报刊中选择")
    if issue is None:
        raise fault("issue", "missing", "请填写期号或者日期，如第12期")
    return {
        "kind": found.kind, "sender": f"《{found.name}》", "issue": issue, "subscription": found.id,
        "reader": found.reader, "once": f"{found.id}#{issue}",
    }  # fmt: skip


def _colleague(copies: Copies, name: str, actor: Actor, field: str) -> PersonRecorded:
    """Return a colleague of the actor's organ; raise a refusal of the field that names them."""
    person = called(copies, name)
    if person is None or not person.active or person.organ != actor.organ:
        raise fault(field, "unknown_person", unfound(person, actor.district))
    return person


def act_on_item(
    mail: Mail,
    copies: Copies,
    item_id: str,
    action: str,
    *,
    occasion: Occasion,
    comment: str | None,
    person: str | None,
) -> MailItem:
    """Take a step with an item; of two who sign for it at once, one does."""

    def gather(item: MailItem) -> Context:
        said = {} if person is None else {"person": _colleague(copies, person, occasion.person, "person")}
        return Context(occasion.person, occasion.at, comment or "", said)

    return usecase.act(mail, MAIL, item_id, action, sees=domain.sees_item, occasion=occasion, gather=gather)


def request(
    subscriptions: Subscriptions, copies: Copies, *, occasion: Occasion, new_id: str, wanted: Mapping[str, Any]
) -> Subscription:
    """Ask for a subscription for a year."""
    actor = occasion.person
    SUBSCRIPTION.admit("request", actor)
    reader = _colleague(copies, wanted["reader"], actor, "reader")
    subscription = Subscription(
        id=made_id(occasion, new_id),
        organ=actor.organ,
        organ_name=organ_of(copies, actor.organ).name,
        reader=reader.person_id,
        reader_name=reader.name,
        applicant=actor.person_id,
        applicant_name=actor.name,
        once=f"{actor.organ}#{wanted['year']}#{wanted['name']}",
        **as_given(Subscription, wanted),
    )
    try:
        return usecase.begin(subscriptions, SUBSCRIPTION, subscription, "request", Context(actor, occasion.at))
    except Taken:
        message = f"{subscription.title}已有订阅，需要增加份数的，请退回或者取消后重新申请"
        raise fault("name", "subscribed_twice", message, source=LOCAL) from None


def act_on_subscription(
    subscriptions: Subscriptions, copies: Copies, subscription_id: str, action: str, *, occasion: Occasion,
    comment: str | None, wanted: Mapping[str, Any],
) -> Subscription:  # fmt: skip
    """Take a step with a subscription. `wanted`: copies and reader, of a request that is made again."""

    def gather(subscription: Subscription) -> Context:
        changes = as_given(Subscription, wanted)
        if wanted["reader"] is not None:
            person = _colleague(copies, wanted["reader"], occasion.person, "reader")
            changes |= {"reader": person.person_id, "reader_name": person.name}
        return Context(occasion.person, occasion.at, comment or "", {"changes": changes})

    return usecase.act(
        subscriptions, SUBSCRIPTION, subscription_id, action, sees=domain.sees_subscription, occasion=occasion,
        gather=gather,
    )  # fmt: skip
