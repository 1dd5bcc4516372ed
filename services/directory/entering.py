"""Rights to enter organs and people (三员分立: those who enter people issue no passwords)."""

import hashlib
from collections.abc import Iterable, Sequence

from services.directory.domain import EXCLUSIVE, PARENTS, Organ, OrganKind, RoleName
from shared.actor import Actor
from shared.errors import Forbidden, OfficeError

APPOINTED = EXCLUSIVE | {RoleName.DISTRICT_ADMIN}
"""Administrative roles: assigned by the system administrator, or one district administrator could create all three."""
ENTERED_BY = "单位和人员由区管理员或者系统管理员登记。"
APPOINTED_BY = "系统、安全、审计管理员和区管理员由系统管理员登记。"


class OwnEntryRefused(OfficeError):
    """不能修改自己的岗位、角色和单位，请由其他管理员办理。"""

    code = "oneself_refused"
    status = 403


def enters(actor: Actor, roles: Iterable[RoleName] = ()) -> bool:
    """Check whether an administrator may enter a person with these roles."""
    if actor.holds(RoleName.SYSTEM):
        return True
    return actor.holds(RoleName.DISTRICT_ADMIN) and not APPOINTED & set(roles)


def refuse_others(actor: Actor, *roles: Iterable[RoleName]) -> None:
    """Raise Forbidden if the actor may not enter people with these roles, before or after."""
    if not enters(actor):
        raise Forbidden(ENTERED_BY)
    if not all(enters(actor, each) for each in roles):
        raise Forbidden(APPOINTED_BY)


def person_id(username: str) -> str:
    """Derive a person's id from the username, so that an interrupted import can be run again."""
    return "p-" + hashlib.sha256(username.encode()).hexdigest()[:12]


def faults_of_roles(roles: Sequence[RoleName], organ: Organ | None) -> list[str]:
    """Return the faults of a person's roles in an organ."""
    faults = []
    if EXCLUSIVE & set(roles) and len(set(roles)) > 1:
        faults.append("系统、安全、审计管理员应由三人分任，不得兼任其他角色（GB/T 22239-2019）")
    if RoleName.DISTRICT_ADMIN in roles and organ is not None and not of_bureau(organ.kind, len(organ.path)):
        faults.append("区管理员应是区教育局的人员")
    if len(set(roles)) < len(roles):
        faults.append("角色重复")
    return faults


def of_bureau(kind: OrganKind, depth: int) -> bool:
    """Check whether an organ is a bureau or one of its departments."""
    return kind is OrganKind.BUREAU or (kind is OrganKind.DEPARTMENT and depth == 2)


def fault_of_place(kind: OrganKind, parent: Organ) -> str | None:
    """Return why an organ of a kind may not be placed under another, or None."""
    if not parent.active:
        return f"{parent.name}已停用，请另选上级单位"
    if parent.kind not in PARENTS[kind]:
        return f"{NAMES[kind]}不能设在{NAMES[parent.kind]}下"
    return None


NAMES = {
    OrganKind.BUREAU: "区教育局",
    OrganKind.SCHOOL: "学校",
    OrganKind.CAMPUS: "校区",
    OrganKind.DEPARTMENT: "处室",
}
