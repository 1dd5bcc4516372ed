"""What people call every act with an account or a delegation; the trail, the refusals and the buttons read it."""

from shared.acts import Acts, Need, Shape, act, grave, reason, told

PERSON_ACTS: Acts = {
    "import": told("导入"),
    "change_password": act("修改密码", Need("current", "现密码", required=True), Need("new", "新密码", required=True)),
    "disable": grave("停用"),
    "enable": act("启用"),
}

ORGAN_ACTS: Acts = {
    "import": told("导入"),
    "enter": told("登记"),
    "change": told("修改"),
    "move": act(
        "调整隶属",
        Need("parent", "新的上级单位", Shape.ORGAN, required=True),
        reason("调整"),
        confirm="该单位及其下级单位、人员随之调整，原上级单位不再看到其公文。确认调整？",
    ),
    "follow": told("随上级调整"),
    "disable": grave("停用", reason("停用"), confirm="停用后该单位不再收发公文。确认停用？"),
    "enable": act("启用", reason("启用")),
}

GROUP_ACTS: Acts = {
    "enter": told("登记"),
    "change": told("修改"),
    "disable": grave("停用"),
    "enable": act("启用"),
}

SESSION_ACTS: Acts = {"sign_in": told("登录"), "renew": told("续期"), "sign_out": told("退出")}

DELEGATION_ACTS: Acts = {"give": told("委托"), "end": act("终止委托")}
