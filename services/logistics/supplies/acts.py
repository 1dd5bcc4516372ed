"""Labels of every act on supplies and requests; the trail, the refusals and the buttons use them."""

from shared.acts import OPINION, Acts, Need, Shape, act, grave, main, reason, told

SUPPLY_ACTS: Acts = {
    "enter": told("登记"),
    "receive": main(
        "入库", Need("quantity", "数量", Shape.NUMBER, required=True), Need("comment", "来源", Shape.LONG_TEXT)
    ),
    "count": act(
        "盘点", Need("counted", "实有数量", Shape.NUMBER, required=True), Need("comment", "差异原因", Shape.LONG_TEXT)
    ),
    "correct": act("更正", Need("place", "存放地点"), Need("low", "最低库存", Shape.NUMBER)),
    "retire": grave("停用"),
    "issue": told("出库"),
    "put_back": told("退库"),
    "settle": told("出库完毕"),
}
REQUEST_ACTS: Acts = {
    "request": told("申请领用"),
    "apply": main("重新申请", Need("quantity", "数量", Shape.NUMBER)),
    "approve": main("批准", OPINION),
    "return": act("退回", reason("退回")),
    "issue": main("发放"),
    "issued": told("发放"),
    "cancel": grave("取消领用"),
}
