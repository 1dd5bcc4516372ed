"""Workflow tables of seals and their uses, with each step's changes and rules."""

from collections.abc import Mapping
from typing import Any

from services.documents.rules import reason_for
from services.documents.seals import domain
from services.documents.seals.acts import SEAL_ACTS, USE_ACTS
from services.documents.seals.domain import ADMINISTRATOR, APPLICANT, APPROVER, DIRECTOR, KEEPER, Seal, SealUse
from services.documents.seals.domain import SealStatus as S
from services.documents.seals.domain import UseStatus as U
from shared.contracts import documents as events
from shared.workflow import Context, Step, Workflow, rule

ELECTRONIC = "电子印章管理办法（国办发〔2025〕33号）"
SEALS = "国务院关于国家行政机关和企业事业单位社会团体印章管理的规定（国发〔1999〕25号）"
BLANKS = ("空白", "预盖", "盖章备用", "盖好章备用")
"""Words of a matter that name paper on which nothing is written yet."""
DOCUMENTS = "党政机关公文处理工作条例（中办发〔2012〕14号）"


SEAL_REASON = reason_for(f"{SEALS}、{ELECTRONIC}", "不予制发、缴销印章的，说明理由。")
HANDING_REASON = reason_for(SEALS, "印章移交保管、改派用印人的，说明理由。")
USE_REASON = reason_for(SEALS, "不予批准用印的，说明理由。")


@rule("own_request", SEALS, states="申请用印的人不审批本人的申请。")
def another_approves(use: SealUse, known: Context) -> str | None:
    """Require that a use is approved by somebody other than the applicant (印章规定)."""
    return "申请人不得审批本人的用印申请" if known.actor.person_id == use.applicant else None


@rule("blank_sealed", SEALS, field="document_id", states="印章不盖在空白介质上；公文有正文、签发和文号方可用印。")
def no_blank_is_sealed(use: SealUse, known: Context) -> str | None:
    """Require that a document has its text, its signature and its number before a seal is affixed."""
    if use.document_id is None:
        return None
    matter = known.said["document_says"]
    complete = matter is not None and matter.body.strip() and matter.number and matter.signed_on
    return None if complete else "公文须有正文、已签发并编号后方可用印，不得在空白件上用印"


@rule(
    "sealed_after_release",
    f"{DOCUMENTS}第二十五条",
    field="document_id",
    states="公文在核发以前用印，核发以后不再补盖。",
)
def it_is_not_released(use: SealUse, known: Context) -> str | None:
    """Forbid sealing a document after its release: its recipients hold the text that went out (条例 art. 25(3), (4))."""
    matter = known.said["document_says"]
    if matter is None or not matter.released:
        return None
    return "该件已经核发，不能补盖印章；送达的文本须更正的，请另行发文，纸质件用印请另行申请，写明事由"


def blank_doubt(use: SealUse) -> dict[str, Any] | None:
    """Return the warning for a use that seems to be on blank paper (印章规定), or None."""
    found = next((each for each in BLANKS if use.document_id is None and each in use.matter), None)
    if found is None:
        return None
    message = (
        f"事由写有“{found}”，印章不得盖在空白介绍信、证件、合同、纸张上，请写明填好的内容再申请；"
        "确非空白件的，请确认后继续"
    )
    start = use.matter.index(found)
    return {
        "field": "matter", "code": "blank_sealed", "message": message, "source": SEALS, "start": start,
        "end": start + len(found),
    }  # fmt: skip


@rule("seal_not_the_signature", f"{DOCUMENTS}第九条（十三）", field="seal", states="所盖印章与发文机关署名相符。")
def seal_is_the_signature(use: SealUse, known: Context) -> str | None:
    """Require that the seal's text matches the signature (条例 art. 9(13); GB/T 9704-2012, 7.3.5.1)."""
    matter = known.said["document_says"]
    signature = None if matter is None else matter.signature_of(use.organ) or matter.organ_name
    if signature is None or signature == use.seal_name:
        return None
    return f"印章“{use.seal_name}”与署名“{signature}”不一致，请选用与署名相同的印章"


@rule("content_changed", f"{DOCUMENTS}第二十五条", field="document_id", states="用印的文稿与批准时一致。")
def content_is_what_was_approved(use: SealUse, known: Context) -> str | None:
    """Require that a document is unchanged since the use was approved."""
    if use.document_id is None or use.content_hash == known.said["content_hash"]:
        return None
    return "公文内容在批准用印之后有改动，请重新申请用印"


def recorded(seal: Seal, known: Context) -> Mapping[str, Any]:
    """Set the seal's image."""
    return {"image": known.said["image"]}


def handed_over(seal: Seal, known: Context) -> Mapping[str, Any]:
    """Set the new keeper."""
    return {"keeper": known.said["keeper"], "keeper_name": known.said["keeper_name"]}


def use_handed_over(use: SealUse, known: Context) -> Mapping[str, Any]:
    """Set who affixes the seal."""
    return {"keeper": known.said["keeper"], "keeper_name": known.said["keeper_name"]}


def approved(use: SealUse, known: Context) -> Mapping[str, Any]:
    """Record who approved it, and the document's content then."""
    who = {"approved_by": known.actor.person_id, "approved_by_name": known.actor.name}
    return {**who, "content_hash": known.said["content_hash"]}


def applied(use: SealUse, known: Context) -> Mapping[str, Any]:
    """Record when the seal was affixed, and its number in the register (用印登记)."""
    number = known.said["assigned"]
    return {
        "applied_at": known.at,
        "applied_by_name": known.actor.name,
        "register_year": number.year,
        "register_series": f"{use.organ}:{number.year}",
        "register_sequence": number.sequence,
    }


SEAL = Workflow(
    "印章",
    domain.SEAL_NAMES,
    Step("request", set(), S.APPLIED, DIRECTOR, events.SealRequested),
    Step("record", {S.APPLIED}, S.RECORDED, ADMINISTRATOR, events.SealRecorded, sets=recorded),
    Step("refuse", {S.APPLIED}, S.REFUSED, ADMINISTRATOR, events.SealRefused, (SEAL_REASON,)),
    Step("hand_over", {S.RECORDED}, S.RECORDED, DIRECTOR, events.SealHandedOver, (HANDING_REASON,), handed_over),
    Step("cancel", {S.RECORDED}, S.CANCELLED, ADMINISTRATOR, events.SealCancelled, (SEAL_REASON,)),
    acts=SEAL_ACTS,
    noun="该印章",
)

USE = Workflow(
    "用印",
    domain.USE_NAMES,
    Step("request", set(), U.REQUESTED, APPLICANT, events.SealUseRequested, (it_is_not_released,)),
    Step(
        "approve",
        {U.REQUESTED},
        U.APPROVED,
        APPROVER,
        events.SealUseApproved,
        (another_approves, no_blank_is_sealed, seal_is_the_signature, it_is_not_released),
        approved,
    ),
    Step("refuse", {U.REQUESTED}, U.REFUSED, APPROVER, events.SealUseRefused, (USE_REASON,)),
    Step("withdraw", {U.REQUESTED, U.APPROVED}, U.WITHDRAWN, APPLICANT, events.SealUseWithdrawn),
    Step(
        "apply",
        {U.APPROVED},
        U.APPLIED,
        KEEPER,
        events.SealApplied,
        (no_blank_is_sealed, seal_is_the_signature, content_is_what_was_approved, it_is_not_released),
        applied,
    ),
    *(
        Step("hand_over", {each}, each, APPROVER, events.SealUseHandedOver, (HANDING_REASON,), use_handed_over)
        for each in (U.REQUESTED, U.APPROVED)
    ),
    acts=USE_ACTS,
    noun="该用印",
)
"""With `apply` the seal is affixed and entered in the register in one write."""

WORKFLOWS = (SEAL, USE)
