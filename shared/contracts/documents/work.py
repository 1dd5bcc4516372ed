"""The work of documents: types of records, and matters of posts."""

from shared.contracts.work import Matter, RecordType

RECORDS = {
    "document": RecordType("发文办理", "/documents/{}"),
    "incoming": RecordType("收文办理", "/incoming/{}"),
    "countersign": RecordType("会签件办理", "/countersigns/{}"),
    "seal": RecordType("印章", "/seals/{}"),
    "seal_use": RecordType("用印", "/seals/uses/{}"),
    "destruction": RecordType("档案销毁", "/archive/destructions/{}"),
    "classified": RecordType("涉密公文登记", "/registers/classified/{}"),
}

MATTERS = {
    "outgoing.draft": Matter("公文拟稿", "clerk"),
    "outgoing.approve": Matter("发文审核", "director", {"发文办理": ("approve", "hand_over")}),
    "outgoing.sign": Matter("发文签发", "leader", {"发文办理": ("sign", "reject", "return_to_examiner", "send_back")}),
    "outgoing.sign_important": Matter("签发重要公文、上行文", "principal"),
    "outgoing.release": Matter(
        "发文复核、编号、核发", "registrar",
        {"发文办理": ("verify", "register", "release", "recall", "return_to_signer", "send_back")},
    ),
    "incoming.receive": Matter("收文签收、登记", "registrar", {"收文办理": ("receive", "register", "correct")}),
    "incoming.assess": Matter(
        "收文初审、拟办、交办", "director",
        {"收文办理": ("assess", "propose", "assign", "reassign", "circulate", "remove_reader", "conclude", "return")},
    ),
    "incoming.instruct": Matter("收文批示", "leader", {"收文办理": ("instruct",)}),
    "countersign.agree": Matter(
        "会签", "leader", {"会签件办理": ("agree", "agree_with_changes", "object", "take_back")}
    ),
    "classified.keep": Matter(
        "涉密公文登记、移交、清退", "registrar", {"涉密公文登记": ("hand_over", "propose_destruction", "return")}
    ),
    "archive.file": Matter("归档", "registrar", {"归档年度": ("file", "supplement")}),
    "archive.close": Matter("归档年度结束", "director", {"归档年度": ("close",)}),
    "archive.destroy": Matter("档案销毁审批", "leader", {"档案销毁": ("approve", "refuse")}),
    "seals.record": Matter(
        "印章备案、缴销", "district_admin", {"印章": ("record", "refuse", "cancel")}, bureau=True
    ),
    "seals.keep": Matter("印章移交保管", "director", {"印章": ("hand_over",)}),
}  # fmt: skip
