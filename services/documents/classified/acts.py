"""Labels of every act on a classified paper (涉密)."""

from shared.acts import OPINION, Acts, Need, Shape, act, grave, naming, reason, told

CLASSIFIED_ACTS: Acts = {
    "enter": told("登记", detail=naming("custodian_name", "由{}保管")),
    "hand_over": act(
        "移交", Need("custodian", "保管人", Shape.PERSON, required=True), detail=naming("custodian_name", "交{}")
    ),
    "return": grave("清退", reason("清退"), confirm="确认清退？"),
    "propose_destruction": act("申请销毁", reason("销毁")),
    "keep": act("不予销毁", reason("不予销毁")),
    "destroy": grave("批准销毁", OPINION, confirm="不能恢复。"),
}
