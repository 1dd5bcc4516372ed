"""Labels of every act on mail and subscriptions; the trail, the refusals and the buttons use them."""

from shared.acts import OPINION, Acts, Need, Shape, act, grave, main, naming, reason, told

PERSON = Shape.PERSON
MAIL_ACTS: Acts = {
    "register": told("登记"),
    "sign": main("签收"),
    "hand_on": act("转交代收", Need("person", "代收人", PERSON, required=True), detail=naming("stand_in_name", "交{}")),
    "readdress": act(
        "改收件人", Need("person", "收件人", PERSON, required=True), detail=naming("addressee_name", "改为{}")
    ),
    "urge": act("催领", OPINION),
    "return": grave("退件", reason("退件")),
}
SUBSCRIPTION_ACTS: Acts = {
    "request": told("申请订阅"),
    "apply": main(
        "重新申请",
        Need("copies", "份数", Shape.NUMBER),
        Need("reader", "收件人", PERSON),
    ),
    "approve": main("批准", OPINION),
    "return": act("退回", reason("退回")),
    "order": main("登记已订"),
    "cancel": grave("取消订阅", reason("取消订阅")),
}
