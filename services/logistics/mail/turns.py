"""Turns of mail and subscriptions: for which step each status waits, and who may know of it."""

from services.logistics.mail.domain import DESK, SUBSCRIBERS, MailItem, Subscription
from services.logistics.mail.domain import MailStatus as M
from services.logistics.mail.domain import SubscriptionStatus as S
from services.logistics.mail.steps import MAIL, SUBSCRIPTION
from shared.turn import Left, Party, Wait, people, post, tell

registrar, leader = post(DESK), post("leader")


def _recipients(item: MailItem) -> list[Party]:
    return people(item.addressee, item.stand_in)


SIGNING = (
    Wait("sign", _recipients, left=Left("readdress", registrar)),
    Wait("urge", registrar, opens=lambda item: item.urged_from),
)

tell(
    MailItem,
    MAIL,
    type="mail_item",
    knows=lambda item: [*registrar(item), *_recipients(item)],
    mine=lambda item: people(item.addressee),
    waits={M.LYING: SIGNING, M.HANDED_ON: SIGNING},
)
tell(
    Subscription,
    SUBSCRIPTION,
    type="subscription",
    knows=lambda subscription: [*post(*SUBSCRIBERS)(subscription), *people(subscription.reader)],
    mine=lambda subscription: people(subscription.applicant),
    waits={
        S.REQUESTED: (Wait("approve", leader, besides=lambda subscription: (subscription.applicant,)),),
        S.APPROVED: (Wait("order", registrar),),
        S.RETURNED: (Wait("apply", post("clerk", DESK)),),
    },
)
