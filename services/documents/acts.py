"""Labels of every act on documents, seals and the archive; the trail, the refusals and the buttons use them."""

from dataclasses import replace
from typing import Any

from services.documents.outgoing.countersign_round import ANSWERS, OPEN
from services.documents.outgoing.domain import LINE, DocumentStatus
from services.documents.outgoing.domain import STATUS_NAMES as OUTGOING_NAMES
from shared.acts import OPINION, Act, Acts, Need, Shape, act, grave, main, reason, told

DAY = Need("due_on", "会签时限", Shape.DATE)
NO_RETURN = "不能恢复。"


def _rounds(*statuses: Any) -> Any:
    """Offer a step only while a task in the round has one of these statuses."""
    return lambda document, actor: any(task.status in statuses for task in document.countersigning.tasks)


def _was_passed_on(document: Any, actor: Any) -> bool:
    return any(task.who == actor.seat and task.origin is not None for task in document.countersigning.waiting)


def _signers(*statuses: Any) -> Need:
    def there(document: Any) -> dict[str, str]:
        return {task.who: task.name for task in document.countersigning.tasks if task.status in statuses}

    return Need("signer", "会签人", Shape.CHOICE, required=True, choices=there)


def _earlier(document: Any) -> dict[str, str]:
    if document.status not in LINE:
        return {}
    passed = [each for each in LINE[: LINE.index(document.status)] if each is not DocumentStatus.REGISTERED]
    if document.status is DocumentStatus.SUBMITTED and document.examined:
        return {"drafted": f"拟稿（{document.drafter_name}）", "submitted": "核稿"}
    who = {DocumentStatus.DRAFTED: document.drafter_name, DocumentStatus.APPROVED: document.signed_by_name}
    named = {each: f"（{who[each]}）" if who.get(each) else "" for each in passed}
    return {each.value: OUTGOING_STAGES[each].removeprefix("待") + named[each] for each in passed}


def _released(document: Any) -> str:
    return f"将送达{len({*document.recipients, *document.copies})}个单位，不能再改。"


def _recalled(document: Any) -> str:
    return f"{len(document.deliveries)}个单位不能再查阅。"


def _has_been_examined(document: Any) -> bool:
    return bool(document.examined)


TO = Need("to", "退回环节", Shape.CHOICE, required=True, choices=_earlier)

OUTGOING_ACTS: Acts = {
    "draft": told("起草"),
    "copy": told("引用起草"),
    "draft_minutes": told("生成纪要"),
    "revise": act("保存"),
    "submit": main("送审", Need("confirm", "提示已核对", Shape.BOOLEAN)),
    "examine": main("核稿", OPINION),
    "add_examiners": act(
        "增加核稿",
        Need("people", "核稿人", Shape.PEOPLE, required=True),
        Need("behind", "排在当前核稿人之后", Shape.BOOLEAN),
    ),
    "approve": main("审核", OPINION, Need("confirm", "提示已核对", Shape.BOOLEAN)),
    "sign": main("签发", OPINION, confirm="成文日期为今日，文稿不能再改。"),
    "reject": act("不予签发", reason("不予签发"), confirm="确认不予签发？"),
    "return": act("退回", reason("退回")),
    "send_back": act("退回", TO, Need("person", "退至核稿人", Shape.PERSON, when=_has_been_examined), reason("退回")),
    "return_to_examiner": act("退回审核", reason("退回审核")),
    "return_to_signer": act("报请复审", reason("报请复审")),
    "verify": main("复核", OPINION),
    "register": main("编号"),
    "release": main("核发", confirm=_released),
    "take_back": act("取回"),
    "withdraw": grave("作废", OPINION, confirm="终止办理，已编文号注明作废。"),
    "hand_over": act("改派起草人", Need("person", "新起草人", Shape.PERSON, required=True), reason("改派")),
    "recall": grave("收回", reason("收回"), confirm=_recalled),
    "deliver": told("送达情况"),
    "recalled": told("收回完毕"),
    "recall_refused": told("未能收回"),
    "replace": told("被更正"),
    "revoke": grave("撤销", reason("撤销"), confirm="自始无效。"),
    "repeal": grave("废止", reason("废止"), confirm="自今日起失效。"),
    "urge": act("催办", OPINION),
    "countersign": act("送会签", Need("people", "会签人", Shape.PEOPLE), Need("organs", "会签单位", Shape.ORGANS), DAY),
    "agree": main("同意", OPINION),
    "agree_with_changes": act("附意见", Need("comment", "修改意见", Shape.LONG_TEXT, required=True)),
    "object": act("提异议", Need("comment", "异议", Shape.LONG_TEXT, required=True)),
    "pass_on": act("转交", Need("person", "转交给", Shape.PERSON, required=True)),
    "hand_back": act("交回", when=_was_passed_on),
    "take_back_opinion": act("取回意见"),
    "remove_signer": act("减签", _signers(OPEN), when=_rounds(OPEN)),
    "ask_again": act("再次会签", _signers(*ANSWERS), DAY, when=_rounds(*ANSWERS)),
    "urge_signer": act("催签", _signers(OPEN), when=_rounds(OPEN)),
    "hear_countersign": told("收到会签意见"),
    "hear_reclaim": told("会签意见取回"),
    "attach": told("添加附件"),
    "remove": told("删除附件"),
}
"""发文 and its countersigning."""

OUTGOING_STAGES = {
    DocumentStatus.DRAFTED: "拟稿",
    DocumentStatus.SUBMITTED: "待审核",
    DocumentStatus.APPROVED: "待签发",
    DocumentStatus.SIGNED: "待复核",
    DocumentStatus.VERIFIED: "待编号",
    DocumentStatus.REGISTERED: "待核发",
}


def outgoing_stage(document: Any) -> str:
    """Return what an outgoing document waits for; 待核稿 if it is with a named examiner."""
    if document.status is DocumentStatus.SUBMITTED and document.examiner is not None:
        return "待核稿"
    return OUTGOING_STAGES.get(document.status, OUTGOING_NAMES[document.status])


HANDLER = Need("handler", "承办人", Shape.PERSON, required=True)
ASSISTING = Need("assisting", "协办人", Shape.PEOPLE)


def _unread(incoming: Any) -> dict[str, str]:
    return {each.person.id: each.person.name for each in incoming.readers if each.read_at is None}


UNREAD = Need("person", "传阅人", Shape.CHOICE, required=True, choices=_unread)


def _returned(incoming: Any) -> str:
    return f"将退回{incoming.sender.name}。"


INCOMING_ACTS: Acts = {
    "record": told("登记来文"),
    "keep": told("未能收回"),
    "deliver": told("送达"),
    "receive": main("签收"),
    "register": main("登记"),
    "assess": main("初审", OPINION),
    "return": grave("退文", reason("退文"), confirm=_returned),
    "propose": main("拟办", HANDLER, ASSISTING, Need("comment", "拟办意见", Shape.LONG_TEXT, required=True)),
    "instruct": main("批示", Need("comment", "批示意见", Shape.LONG_TEXT, required=True)),
    "assign": main(
        "交办",
        HANDLER,
        ASSISTING,
        Need("due_on", "办理时限", Shape.DATE, required=True),
        Need("urger", "催办人", Shape.PERSON),
        OPINION,
    ),
    "reassign": act(
        "改派",
        HANDLER,
        ASSISTING,
        Need("due_on", "办理时限", Shape.DATE, required=True),
        Need("urger", "催办人", Shape.PERSON),
        reason("改派"),
    ),
    "report": act("填写意见", Need("comment", "意见", Shape.LONG_TEXT, required=True)),
    "conclude": act("阅结", OPINION, when=lambda incoming, actor: bool(incoming.readers)),
    "complete": main("办结", Need("reply", "办理结果", Shape.LONG_TEXT, required=True)),
    "answer": told("复文办结"),
    "circulate": act(
        "传阅", Need("readers", "传阅人", Shape.PEOPLE, required=True), Need("in_order", "依次传阅", Shape.BOOLEAN)
    ),
    "remove_reader": act("减传阅人", UNREAD, when=lambda incoming, actor: bool(_unread(incoming))),
    "read": main("已阅", OPINION),
    "urge": act("催办", Need("person", "催办对象", Shape.PERSON)),
    "recall": told("来文收回"),
    "restore": told("重新送达"),
    "void": told("来文失效"),
}
"""收文."""


def _jointly(request: Any) -> bool:
    return bool(request.purpose == "joint")


def _beside(request: Any) -> bool:
    return not _jointly(request)


def _if_joint(words: str) -> Any:
    """Return a function of a request that returns the words for a joint document, and None beside."""
    return lambda request: words if _jointly(request) else None


OBJECTION = Need("comment", "异议", Shape.LONG_TEXT, required=True, when=_beside)
REFUSAL = replace(reason("不予签发"), when=_jointly)

COUNTERSIGN_ACTS: Acts = {
    "ask": told("送会签", named=_if_joint("送联合签发")),
    "agree": main(
        "同意", OPINION, confirm=_if_joint("成文日期以最后签发的为准，文稿不能再改。"), named=_if_joint("签发")
    ),
    "agree_with_changes": act(
        "附意见",
        Need("comment", "修改意见", Shape.LONG_TEXT, required=True),
        when=lambda request, actor: _beside(request),
    ),
    "object": act("提异议", OBJECTION, REFUSAL, confirm=_if_joint("确认不予签发？"), named=_if_joint("不予签发")),
    "take_back": act("取回意见"),
    "close": told("会签结束"),
    "reopen": told("恢复会签"),
    "follow": told("文稿已修改"),
}
"""会签 by another organ, and 签发 by a co-issuer of a joint document."""

SEAL_ACTS: Acts = {
    "request": told("申请制发"),
    "record": main("备案启用", Need("image", "印章图样", Shape.FILE, required=True)),
    "refuse": act("不予制发", reason("不予制发")),
    "hand_over": act("移交保管", Need("keeper", "新保管人", Shape.PERSON, required=True), reason("移交")),
    "cancel": grave("缴销", reason("缴销"), confirm=NO_RETURN),
}


def _applied(use: Any) -> str:
    return f"加盖“{use.seal_name}”并登记，不能撤回。"


USE_ACTS: Acts = {
    "request": told("申请用印"),
    "approve": main("批准", OPINION),
    "refuse": act("不予批准", reason("不予批准")),
    "withdraw": act("撤回"),
    "apply": main("用印", confirm=_applied),
    "hand_over": act("改派用印人", Need("keeper", "用印人", Shape.PERSON, required=True), reason("改派")),
    "register": Act("用印", when=lambda use, actor: False),
}

RETENTION = Need(
    "retention",
    "保管期限",
    Shape.CHOICE,
    choices={"permanent": "永久", "thirty_years": "30年", "ten_years": "10年"},
)

VOLUME_ACTS: Acts = {
    "open": told("建立年度"),
    "file": main(
        "归档",
        Need("piece", "归档文件", Shape.TEXT, required=True),
        RETENTION,
        Need("issue", "机构（问题）", Shape.TEXT, required=True),
    ),
    "supplement": main(
        "补充归档",
        Need("piece", "归档文件", Shape.TEXT, required=True),
        RETENTION,
        Need("issue", "机构（问题）", Shape.TEXT, required=True),
    ),
    "close": grave("归档完毕", confirm="归档完毕后，迟到的文件只能补充归档。"),
    "package": told("移交"),
    "mark_destroyed": told("注明销毁"),
}

DESTRUCTION_ACTS: Acts = {
    "propose": told("编制清册"),
    "approve": main("批准销毁", OPINION, confirm=NO_RETURN),
    "refuse": act("不予批准", reason("不予批准")),
    "witness": main("监销", confirm=NO_RETURN),
}

CLASSIFIED_ACTS: Acts = {
    "enter": told("登记"),
    "hand_over": act("移交", Need("custodian", "保管人", Shape.PERSON, required=True)),
    "return": grave("清退", reason("清退"), confirm="确认清退？"),
    "propose_destruction": act("申请销毁", reason("销毁")),
    "keep": act("不予销毁", reason("不予销毁")),
    "destroy": grave("批准销毁", reason("销毁"), confirm=NO_RETURN),
}
