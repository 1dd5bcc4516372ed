"""Labels of every act on an outgoing document (发文), and of its countersigning."""

from typing import Any

from services.documents.outgoing.countersign_round import ANSWERS, OPEN
from services.documents.outgoing.domain import LINE, DocumentStatus
from services.documents.outgoing.domain import STATUS_NAMES as OUTGOING_NAMES
from shared.acts import OPINION, Acts, Need, Shape, act, grave, main, naming, reason, told
from shared.aggregate import Entry

DAY = Need("due_on", "会签时限", Shape.DATE)


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
    sent = len({*document.recipients, *document.copies})
    on_paper = f"{document.outside}不在本区，请寄送纸质件。" if document.outside else ""
    return f"将送达{sent}个单位，不能再改。{on_paper}" if sent or not on_paper else f"核发后不能再改。{on_paper}"


def _recalled(document: Any) -> str:
    return f"{len(document.deliveries)}个单位不能再查阅。"


def _sent_to(entry: Entry) -> str:
    """Return the step to which a document was sent back: an examiner's if that opinion lapsed, else that of its status."""
    changes = dict(entry["changes"])
    if "status" not in changes or any(path.startswith("examined") for path in changes):
        return "至核稿"
    return f"至{OUTGOING_STAGES[DocumentStatus(changes['status'])].removeprefix('待')}"


def _has_been_examined(document: Any) -> bool:
    return bool(document.examined)


TO = Need("to", "退回环节", Shape.CHOICE, required=True, choices=_earlier)

OUTGOING_ACTS: Acts = {
    "draft": told("起草"),
    "copy": told("引用起草"),
    "draft_minutes": told("生成纪要"),
    "revise": act("保存", elsewhere=True),
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
    "return": act("退回", reason("退回"), detail=_sent_to),
    "send_back": act(
        "退回", TO, Need("person", "退至核稿人", Shape.PERSON, when=_has_been_examined), reason("退回"), detail=_sent_to
    ),
    "return_to_examiner": act("退回审核", reason("退回审核")),
    "return_to_signer": act("报请复审", reason("报请复审")),
    "verify": main("复核", OPINION),
    "register": main("编号"),
    "release": main("核发", confirm=_released),
    "take_back": act("取回"),
    "withdraw": grave("作废", OPINION, confirm="终止办理，已编文号注明作废。"),
    "hand_over": act(
        "改派起草人",
        Need("person", "新起草人", Shape.PERSON, required=True),
        reason("改派"),
        detail=naming("drafter_name", "交{}"),
    ),
    "recall": grave("收回", reason("收回"), confirm=_recalled),
    "deliver": told("送达情况"),
    "recalled": told("收回完毕"),
    "recall_refused": told("未能收回"),
    "replace": told("被更正"),
    "revoke": grave("撤销", reason("撤销"), confirm="自始无效。"),
    "repeal": grave("废止", reason("废止"), confirm="自今日起失效。"),
    "urge": act("催办", OPINION),
    "urge_receipt": act(
        "催签收",
        Need("recipient", "催签收单位（不选为全部）", Shape.CHOICE, choices=lambda document: document.unsigned),
        when=lambda document, actor: bool(document.unsigned),
    ),
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
    "open_files": told("开始上传附件"),
    "attach": told("添加附件"),
    "detach": told("删除附件"),
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
