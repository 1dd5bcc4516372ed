"""Rules for documents to superiors (上行文; 条例 arts. 15, 22): requests, proposals, leaders, and signature."""

import re
from functools import partial

from services.documents.domain import OfficeContext
from services.documents.kinds import KINDS
from services.documents.outgoing.directions import goes_up
from services.documents.outgoing.domain import Document
from services.documents.outgoing.hints import IN_PERSON
from services.documents.rules import IN_FORCE
from shared.office import is_principal
from shared.workflow import rule

rule = partial(rule, since=IN_FORCE)

CLOSING = re.compile(r"(特此请示|(妥否|当否|可否|是否妥当)[，,、\s]*请予?(批示|审批|批准|批复|审示|指示))[^一-龥]*$")
"""Closing phrases of a request (GB/T 9704 leaves them free; these are the usage of offices)."""

CARRIES_NONE = frozenset({"report", "notice", "circular", "minutes", "decision"})
"""Kinds that carry no request; 函 and 意见 may ask."""


@rule(
    "proposal_missing", "条例第十五条（三）", field="proposal",
    states="下级机关的请示事项需以本机关名义向上级机关请示的，提出倾向性意见后上报，不得原文转报。",
)  # fmt: skip
def proposal_is_own(document: Document, context: OfficeContext) -> str | None:
    """Require the issuer's own proposal when a subordinate's request is forwarded, different from its text."""
    passed_on = document.forwards
    if passed_on is None:
        return None
    if not (document.proposal or "").strip():
        return f"转报{passed_on.sender.name}的请示应当提出倾向性意见"
    same = document.wording == passed_on.wording
    return f"不得原文转报{passed_on.sender.name}的请示" if same else None


@rule("request_carried", "条例第十五条（四）", field="body", states="不得在报告等非请示性公文中夹带请示事项。")
def report_carries_no_request(document: Document, context: OfficeContext) -> str | None:
    """Forbid a report and the like to close as a request does; other signs of a request are pointed out (`hints`)."""
    found = CLOSING.search(document.body.strip()) if document.kind in CARRIES_NONE else None
    return None if found is None else f"“{KINDS[document.kind].name}”不得夹带请示事项：“{found[0]}”；请另行请示"


@rule(
    "addressed_in_person", "条例第十五条（五）", field="body",
    states="除上级机关负责人直接交办事项外，不得以本机关名义向上级机关负责人报送公文。",
)  # fmt: skip
def no_leader_in_person(document: Document, context: OfficeContext) -> str | None:
    """Forbid a document to a superior addressed to a leader in person, unless that leader assigned it (`assigned_by`)."""
    if document.assigned_by or not IN_PERSON.search(document.body) or not goes_up(document, context):
        return None
    return "不得以本机关名义向上级机关负责人报送公文；属其直接交办事项的，请注明交办人"


@rule(
    "principal_signs", "条例第二十二条", field="",
    states="重要公文和上行文由机关主要负责人签发。",
)  # fmt: skip
def principal_signs(document: Document, context: OfficeContext) -> str | None:
    """Require the principal leader to sign an important document or one to a superior."""
    if not (document.important or goes_up(document, context)):
        return None
    return not_principal(document.organ, context)


@rule(
    "signed_in_person", "条例第二十二条", field="", local=True,
    states="重要公文和上行文由负责人本人签发，不委托他人代签。",
)  # fmt: skip
def signed_in_person(document: Document, context: OfficeContext) -> str | None:
    """Forbid signing for another an important document or one to a superior."""
    if context.actor.in_place_of is None or not (document.important or goes_up(document, context)):
        return None
    return "重要公文和上行文不能由他人代签"


def not_principal(organ: str, context: OfficeContext) -> str | None:
    """Return why the actor is not an organ's principal leader."""
    principals = context.people_of(organ, "principal")
    leaders = () if principals else context.people_of(organ, "leader")
    covering = context.standing_in(organ, "leader") if leaders else ()
    if is_principal(
        context.actor.seat, [each.id for each in principals], [each.id for each in leaders if each.id not in covering]
    ):
        return None
    if not principals:
        return "尚未登记主要负责人，请区管理员登记"
    return f"重要公文和上行文由主要负责人签发：{'、'.join(each.name for each in principals)}"
