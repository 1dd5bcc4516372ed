"""What people call every act with an account or a delegation; the trail, the refusals and the buttons read it."""

from shared.acts import Acts, Need, act, grave, told

PERSON_ACTS: Acts = {
    "import": told("导入"),
    "change_password": act("修改密码", Need("current", "现密码", required=True), Need("new", "新密码", required=True)),
    "disable": grave("停用"),
    "enable": act("启用"),
}

SESSION_ACTS: Acts = {"sign_in": told("登录"), "renew": told("续期"), "sign_out": told("退出")}

DELEGATION_ACTS: Acts = {"give": told("委托"), "end": act("终止委托")}
