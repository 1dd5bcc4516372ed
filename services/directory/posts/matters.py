"""The matters of posts: every step of every table that waits for a role, under the name of its matter.

A test compares this with the tables of all services, so that no step waits for a post that is missing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.directory.domain import Organ, OrganKind, RoleName

R = RoleName
TYPES = {
    "发文办理": "document", "收文办理": "incoming", "会签件办理": "countersign", "涉密公文登记": "classified",
    "档案销毁": "destruction", "会议": "meeting", "议题": "topic", "公务接待": "visit", "培训班": "course", "印章": "seal",
}  # fmt: skip
"""The type of record of each table, as in to-do lists."""


@dataclass(frozen=True)
class Matter:
    """A matter. steps: by table, those that wait for the role; also: by type of record, those that wait for it among others;
    everywhere: also of organs that issue no documents.
    """

    label: str
    role: RoleName
    steps: Mapping[str, tuple[str, ...]]
    everywhere: bool = False
    bureau: bool = False
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def waits(self) -> list[tuple[str, str]]:
        """Return the steps that may wait for it, each with its type of record."""
        by_table = [(TYPES[table], step) for table, steps in self.steps.items() if table in TYPES for step in steps]
        return [*by_table, *((type, step) for type, steps in self.also.items() for step in steps)]

    def asked_of(self, organ: Organ) -> bool:
        """Check whether an organ needs somebody responsible for it."""
        if not organ.active or organ.kind is OrganKind.DEPARTMENT:
            return False
        if self.bureau:
            return organ.kind is OrganKind.BUREAU
        return organ.issuer_code is not None or self.everywhere


MATTERS: Mapping[str, Matter] = {
    "outgoing.draft": Matter("公文拟稿", R.CLERK, {}),
    "outgoing.approve": Matter("发文审核", R.DIRECTOR, {"发文办理": ("approve", "hand_over")}),
    "outgoing.sign": Matter("发文签发", R.LEADER, {"发文办理": ("sign", "reject", "return_to_examiner", "send_back")}),
    "outgoing.sign_important": Matter("签发重要公文、上行文", R.PRINCIPAL, {}),
    "outgoing.release": Matter(
        "发文复核、编号、核发", R.REGISTRAR,
        {"发文办理": ("verify", "register", "release", "recall", "return_to_signer", "send_back")},
    ),
    "incoming.receive": Matter("收文签收、登记", R.REGISTRAR, {"收文办理": ("receive", "register")}),
    "incoming.assess": Matter(
        "收文初审、拟办、交办", R.DIRECTOR,
        {"收文办理": ("assess", "propose", "assign", "reassign", "circulate", "remove_reader", "conclude", "return")},
    ),
    "incoming.instruct": Matter("收文批示", R.LEADER, {"收文办理": ("instruct",)}),
    "countersign.agree": Matter(
        "会签", R.LEADER, {"会签件办理": ("agree", "agree_with_changes", "object", "take_back")}
    ),
    "classified.keep": Matter(
        "涉密公文登记、移交、清退", R.REGISTRAR, {"涉密公文登记": ("hand_over", "propose_destruction", "return")}
    ),
    "archive.file": Matter("归档", R.REGISTRAR, {"归档年度": ("file", "supplement")}),
    "archive.close": Matter("归档年度结束", R.DIRECTOR, {"归档年度": ("close",)}),
    "archive.destroy": Matter("档案销毁审批", R.LEADER, {"档案销毁": ("approve", "refuse")}),
    "meetings.run": Matter(
        "会议组织", R.DIRECTOR,
        {"会议": ("invite_topics", "send_papers", "call", "hold", "adjourn", "revise", "move", "postpone", "cancel"),
         "议题": ("accept", "return"), "例会": ("end", "skip"), "党支部": ("dissolve", "revise")},
        also={"meeting": ("name_chair", "settle"), "vote": ("start", "count", "void")},
    ),
    "supervision.check": Matter(
        "督办改派、核查、销号", R.DIRECTOR, {}, also={"task": ("reassign", "extend", "check", "clear")}
    ),
    "meetings.confirm": Matter("代主持人确认会议记录", R.LEADER, {"会议": ("confirm_for_chair",)}),
    "reception.plan": Matter("接待方案", R.CLERK, {"公务接待": ("apply", "revise", "finish", "cancel")}),
    "reception.approve": Matter("接待审批", R.LEADER, {"公务接待": ("approve", "return")}),
    "training.run": Matter("培训组织", R.DIRECTOR, {"培训班": ("publish", "attend", "close")}),
    "seals.record": Matter(
        "印章备案、缴销", R.DISTRICT_ADMIN, {"印章": ("record", "refuse", "cancel")}, bureau=True
    ),
    "seals.keep": Matter("印章移交保管", R.DIRECTOR, {"印章": ("hand_over",)}),
    "district.rule": Matter("本区规定", R.DISTRICT_ADMIN, {"本区规定": ("withdraw",)}, bureau=True),
    "system.run": Matter("系统管理", R.SYSTEM, {}, bureau=True),
    "system.secure": Matter("安全管理", R.SECURITY, {}, bureau=True),
    "system.audit": Matter("审计管理", R.AUDITOR, {}, bureau=True),
}  # fmt: skip


def matters_of(role: RoleName) -> list[str]:
    """Return the labels of the matters of a role."""
    return [matter.label for matter in MATTERS.values() if matter.role is role]
