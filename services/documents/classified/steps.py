"""Workflow table of a classified paper's stub, with each step's changes and rules."""

from collections.abc import Mapping
from typing import Any

from services.documents.classified import domain
from services.documents.classified.acts import CLASSIFIED_ACTS
from services.documents.classified.domain import LONGEST_TERM, Stub
from services.documents.classified.domain import StubStatus as S
from services.documents.domain import SECRECY_NAMES
from services.documents.rules import REGISTRAR, reason_for
from shared.contracts import documents as events
from shared.errors import InvalidInput
from shared.secrecy_marks import LAW
from shared.workflow import By, Context, Step, Workflow, rule

APPROVER = By(
    "director or leader",
    lambda stub, actor: actor.organ == stub.organ and (actor.holds("director") or actor.holds("leader")),
    "办公室主任或者领导",
)


HANDED_BACK = reason_for("条例第三十四条", "清退涉密公文的，说明理由。")
DESTROYED = reason_for("条例第三十五条", "申请或者不予批准销毁涉密公文的，说明理由。")


@rule("term_too_long", f"{LAW}第二十条", field="years", states="绝密不超过三十年，机密不超过二十年，秘密不超过十年。")
def term_fits_grade(stub: Stub, known: Context) -> str | None:
    """Require a term that the grade allows."""
    most = LONGEST_TERM[stub.grade]
    return f"“{SECRECY_NAMES[stub.grade]}”的保密期限不超过{most}年" if stub.years > most else None


@rule("custodian_elsewhere", "条例第三十条", field="custodian", states="涉密公文由本单位指定的人员管理。")
def custodian_is_ours(stub: Stub, known: Context) -> str | None:
    """Require that the custodian works in the organ."""
    if known.said["custodian_organ"] == stub.organ:
        return None
    return f"未找到{known.said['custodian_name']}，请从本单位在岗人员中选择"


@rule("date_ahead", "条例第九条（十一）", field="dated_on", states="登记的公文已经成文。", error=InvalidInput)
def date_has_come(stub: Stub, known: Context) -> str | None:
    """Require a date of issue that does not lie ahead."""
    return "成文日期不能晚于今天，请核对来文" if stub.dated_on > known.today else None


TO_ENTER = (date_has_come, term_fits_grade, custodian_is_ours)


def handing_over(stub: Stub, known: Context) -> Mapping[str, Any]:
    """Set the new keeper."""
    return {"custodian": known.said["custodian"], "custodian_name": known.said["custodian_name"]}


CLASSIFIED = Workflow(
    "涉密公文登记",
    domain.STATUS_NAMES,
    Step("enter", set(), S.HELD, REGISTRAR, events.ClassifiedEntered, TO_ENTER),
    Step("hand_over", {S.HELD}, S.HELD, REGISTRAR, events.ClassifiedHandedOver, (custodian_is_ours,), handing_over),
    Step("return", {S.HELD}, S.RETURNED, REGISTRAR, events.ClassifiedReturned, (HANDED_BACK,)),
    Step("propose_destruction", {S.HELD}, S.TO_DESTROY, REGISTRAR, events.ClassifiedToDestroy, (DESTROYED,)),
    Step("keep", {S.TO_DESTROY}, S.HELD, APPROVER, events.ClassifiedKept, (DESTROYED,)),
    Step("destroy", {S.TO_DESTROY}, S.DESTROYED, APPROVER, events.ClassifiedDestroyed),
    acts=CLASSIFIED_ACTS,
)
"""A classified paper is destroyed after approval, on the record (条例 art. 34)."""

WORKFLOWS = (CLASSIFIED,)
