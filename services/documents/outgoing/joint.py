"""Joint documents (联合行文; 条例 arts. 17, 22): all issuers sign, the lead numbers, the date is the last signer's."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from services.documents.domain import OfficeContext
from services.documents.outgoing.countersign_round import AGREED, ANSWERS, OBJECTED, Round
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.rules import IN_FORCE
from shared.calendar import office_date
from shared.workflow import Context, rule

rule = partial(rule, since=IN_FORCE)

SIGNING = (DocumentStatus.APPROVED, DocumentStatus.SIGNED)
"""Statuses in which the co-issuers sign."""


@rule("not_one_level", "条例第十七条", field="issuers", states="同级机关可以联合行文。")
def jointly_at_one_level(document: Document, context: OfficeContext) -> str | None:
    """Require that organs of one level issue together."""
    lead = context.organ_of(document.organ)
    others = [(task.name, context.organ_of(task.who)) for _, task in document.joint.counting]
    wrong = [
        name
        for name, organ in others
        if organ is not None and lead is not None and (organ.kind, len(organ.path)) != (lead.kind, len(lead.path))
    ]
    return f"只有同级机关可以联合行文，{'、'.join(wrong)}与{document.organ_name}不是同级" if wrong else None


@rule("co_issuer_not_registered", "条例第三十七条", field="issuers", states="联合行文的各机关均已立户。")
def co_issuers_are_registered(document: Document, context: OfficeContext) -> str | None:
    """Require that every issuer is registered (立户)."""
    found = [(task.name, context.organ_of(task.who)) for _, task in document.joint.counting]
    wrong = [name for name, organ in found if organ is None or not organ.issuer_code]
    return f"{'、'.join(wrong)}尚未立户，请由上级单位行文或者申请立户" if wrong else None


@rule("signature_outstanding", "条例第二十二条", field="issuers", states="联合发文由所有联署机关的负责人会签。")
def all_have_signed(document: Document, context: Context) -> str | None:
    """Require the signature of every issuer before the document is verified."""
    tasks = [task for _, task in document.joint.counting]
    refused = [task.name for task in tasks if task.status is OBJECTED]
    if refused:
        return f"{'、'.join(refused)}不同意签发，请退回签发环节，协商后再次会签"
    missing = [task.name for task in tasks if task.status is not AGREED]
    return f"尚待{'、'.join(missing)}签发" if missing else None


def dated(document: Document) -> Document:
    """Return the document dated to the day of the last signature (条例 art. 9(12))."""
    if document.signed_at is None:
        return document
    days = [office_date(document.signed_at)]
    days += [
        office_date(task.at) for _, task in document.joint.counting if task.status is AGREED and task.at is not None
    ]
    return replace(document, signed_on=max(days))


def signatures(document: Document, joint: Round) -> Mapping[str, Any]:
    """Return the fields that the co-issuers' answers so far change: the date is the last signer's."""
    return {"joint": joint, "signed_on": dated(replace(document, joint=joint)).signed_on}


def approval(document: Document, context: Context) -> Mapping[str, Any]:
    """Record who approved, and ask co-issuers again who signed another text."""
    text = document.text_mark
    other = any(task.status in ANSWERS and task.text != text for _, task in document.joint.counting)
    asked = {"joint": document.joint.asked_anew()} if other else {}
    by = context.actor.person_id
    return {"approved_by": by, "approvers": tuple(dict.fromkeys((*document.approvers, by))), **asked}
