"""Labels of every act on visits; the trail, the refusals and the buttons use them."""

from shared.acts import OPINION, Acts, act, grave, main, reason, told

VISIT_ACTS: Acts = {
    "plan": told("拟定方案"),
    "revise": act("修改", elsewhere=True),
    "apply": main("报批"),
    "return": act("退回", reason("退回")),
    "approve": main("批准", OPINION),
    "confirm": told("会议室已落实"),
    "turn_down": told("会议室未落实"),
    "finish": main("办结"),
    "cancel": grave("取消接待", OPINION),
}
