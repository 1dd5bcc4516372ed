"""Labels of every act on accounts and delegations; the trail, the refusals and the buttons use them."""

from typing import Any

from services.directory.entering import enters
from shared.actor import Actor
from shared.acts import Acts, Need, Shape, act, grave, main, reason, told


def _entered_by(person: Any, actor: Actor) -> bool:
    return enters(actor, person.roles)


def _has_a_superior(organ: Any, actor: Actor) -> bool:
    return organ.parent is not None


PERSON_ACTS: Acts = {
    "import": told("导入"),
    "enter": told("登记"),
    "change": told("修改"),
    "change_password": act(
        "修改密码", Need("current", "现密码", required=True), Need("new", "新密码", required=True), elsewhere=True
    ),
    "move": act(
        "调动",
        Need("organ", "调入单位", Shape.ORGAN, required=True),
        Need("post", "岗位", required=True),
        Need("roles", "角色", Shape.LIST),
        reason("调动"),
        confirm="原单位的办理权限即刻停止，学时随本人转移。确认调动？",
        when=_entered_by,
    ),
    "follow": told("随单位调整"),
    "leave": grave(
        "离岗",
        reason("离岗"),
        confirm="账号即刻停用，各项角色终止；本人待办由同岗位人员办理。确认离岗？",
        when=_entered_by,
    ),
    "disable": grave("停用", reason("停用")),
    "enable": act("启用", reason("启用")),
    "reset_password": act(
        "重置密码", reason("重置"), confirm="原密码即刻失效，新密码只显示一次。确认重置？", elsewhere=True
    ),
    "unlock": act("解除锁定", reason("解除")),
    "remove_factor": grave("取消动态口令", reason("取消"), when=lambda person, actor: person.factor is not None),
    "drop_factor": told("取消动态口令"),
    "set_factor": told("设置动态口令"),
    "sign_out_everywhere": told("退出所有设备"),
    "renew_codes": told("更换备用码"),
    "use_code": told("使用备用码登录"),
    "export": told("导出单位人员"),
    "export_log": told("导出日志"),
    "stand_in": told("代岗"),
    "stand_down": told("结束代岗"),
}

RULES_ACTS: Acts = {"change": told("修改安全策略")}

REMINDER_ACTS: Acts = {"change": told("修改提醒规则")}

ORGAN_ACTS: Acts = {
    "import": told("导入"),
    "enter": told("登记"),
    "change": told("修改"),
    "move": act(
        "调整隶属",
        Need("parent", "新的上级单位", Shape.ORGAN, required=True),
        reason("调整"),
        confirm="该单位及其下级单位、人员随之调整，原上级单位不再看到其公文。确认调整？",
        when=_has_a_superior,
    ),
    "follow": told("随上级调整"),
    "disable": grave("停用", reason("停用"), confirm="停用后该单位不再收发公文。确认停用？", when=_has_a_superior),
    "enable": act("启用", reason("启用"), when=_has_a_superior),
}

POST_ACTS: Acts = {
    "import": told("导入"),
    "enter": told("登记"),
    "change": told("修改"),
    "disable": grave("撤销岗位"),
    "enable": act("恢复岗位"),
    "stand_in": act(
        "启用代岗",
        confirm="本岗人员不在岗期间，由代岗人员办理本岗事项。确认启用代岗？",
        when=lambda post, actor: post.stand_in is not None,
    ),
    "stand_down": act("结束代岗"),
}

GROUP_ACTS: Acts = {
    "import": told("导入"),
    "enter": told("登记"),
    "change": told("修改"),
    "disable": grave("停用"),
    "enable": act("启用"),
}

SESSION_ACTS: Acts = {"sign_in": told("登录"), "renew": told("续期"), "sign_out": told("退出")}

RULING_ACTS: Acts = {"make": told("登记"), "withdraw": grave("撤回", confirm="撤回后该规定不再施行。确认撤回？")}

DELEGATION_ACTS: Acts = {
    "give": told("委托"),
    "end": act("终止委托"),
    "lapse": told("失效", by="系统（人员变动）"),
    "read": main("已阅", together=True),
}
