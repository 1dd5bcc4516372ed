"""Labels of every act on seals and their use (印章、用印)."""

from typing import Any

from shared.acts import OPINION, Act, Acts, Need, Shape, act, grave, main, naming, reason, told

SEAL_ACTS: Acts = {
    "request": told("申请制发", detail=naming("keeper_name", "由{}保管")),
    "record": main("备案启用", Need("image", "印章图样", Shape.FILE, required=True)),
    "refuse": act("不予制发", reason("不予制发")),
    "hand_over": act(
        "移交保管",
        Need("keeper", "新保管人", Shape.PERSON, required=True),
        reason("移交"),
        detail=naming("keeper_name", "交{}"),
    ),
    "cancel": grave("缴销", reason("缴销"), confirm="不能恢复。"),
}


def _applied(use: Any) -> str:
    return f"加盖“{use.seal_name}”并登记，不能撤回。"


USE_ACTS: Acts = {
    "request": told("申请用印"),
    "approve": main("批准", OPINION),
    "refuse": act("不予批准", reason("不予批准")),
    "withdraw": act("撤回"),
    "apply": main("用印", confirm=_applied),
    "hand_over": act(
        "改派用印人",
        Need("keeper", "用印人", Shape.PERSON, required=True),
        reason("改派"),
        detail=naming("keeper_name", "交{}"),
    ),
    "register": Act("用印", when=lambda use, actor: False, elsewhere=True),
}
