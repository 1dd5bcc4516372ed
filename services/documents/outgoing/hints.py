"""Points that only a person can judge: shown with their place in the text, and confirmed by the drafter."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from services.documents.domain import OfficeContext
from services.documents.kinds import KINDS
from services.documents.outgoing import domain
from services.documents.outgoing.directions import other_superiors
from services.documents.outgoing.domain import Document
from services.documents.outgoing.receiving import nobody_receives
from services.documents.outgoing.slips import Slip, slips
from shared.secrecy_marks import mark_doubts
from shared.shown import Shown

if TYPE_CHECKING:
    from services.documents.outgoing import api

REQUEST_IN_REPORT = re.compile(r"(请予?(批准|批示|审批|批复|核准|审核批准)|妥否|当否|特此请示|请示事项)")
SEVERAL_MATTERS = re.compile(r"(此外|另外|同时)[^。\n]{0,12}(恳?请|申请)")
IN_PERSON = re.compile(r"^\s*(尊敬的)?[^\n：:]{0,12}(局长|校长|书记|主任|院长)(同志)?[：:]")
SPECIFIC, COMPREHENSIVE = 4_000, 5_000
MOST_SLIPS = 200
"""The maximum number of slips of a kind shown at once; the next ones follow after corrections."""
ADVICE = frozenset({"title_without_organ"})
"""Warnings that need no confirmation: the issuer's mark over the title names the organ as well."""


def to_confirm(document: Document) -> "list[Shown[api.Finding]]":
    """Return the warnings that the drafter must confirm before submission."""
    return [each for each in warnings(document) if each["code"] not in ADVICE]


def before(action: str, document: Document, context: OfficeContext) -> "list[Shown[api.Finding]]":
    """Return the points to confirm before a step."""
    if action == "submit":
        return to_confirm(document) + on_its_recipients(document, context)
    return on_another_text(document) if action == "approve" else []


def on_its_recipients(document: Document, context: OfficeContext) -> "list[Shown[api.Finding]]":
    """Point out superiors who are not addressed, and recipients who cannot sign for it."""
    return other_superiors_not_told(document, context) + nobody_to_receive(document, context)


def nobody_to_receive(document: Document, context: OfficeContext) -> "list[Shown[api.Finding]]":
    """Point out recipients at which nobody can sign for the document; it cannot be released to them."""
    message, source = nobody_receives(document, context), "条例第二十四条（一）"
    if not message:
        return []
    return [
        {"field": "recipients", "code": "nobody_receives", "message": message, "source": source, "start": 0, "end": 0}
    ]


def other_superiors_not_told(document: Document, context: OfficeContext) -> "list[Shown[api.Finding]]":
    """Point out the other superior under dual leadership, who gets a copy if necessary (必要时)."""
    missing = other_superiors(document, context)
    if not missing:
        return []
    message = f"双重领导：必要时应当抄送另一个上级机关{'、'.join(each.name for each in missing)}"
    source = "条例第十五条（六）、第十六条（五）"
    return [{"field": "copies", "code": "other_superior", "message": message, "source": source, "start": 0, "end": 0}]


def on_another_text(document: Document) -> "list[Shown[api.Finding]]":
    """Point out opinions given on an earlier text: a change of substance needs them again."""
    earlier = [task.name for task in document.countersigning.given_on_another(document.text_mark)]
    if not earlier:
        return []
    message = f"文稿或者附件在会签后有改动，请核对是否需要重新征求意见：{'、'.join(earlier)}"
    source = "条例第十九条（六）"
    return [{"field": "body", "code": "changed_since", "message": message, "source": source, "start": 0, "end": 0}]


def warnings(document: Document) -> "list[Shown[api.Finding]]":
    """Return the drafter's warnings, as `{field, code, message, source, start, end}`."""
    kind = KINDS[document.kind]
    found: list[Shown[api.Finding]] = []

    def point(field: str, code: str, message: str, source: str, start: int, end: int) -> None:
        found.append({"field": field, "code": code, "message": message, "source": source, "start": start, "end": end})

    if kind.code == "report":
        for each in islice(REQUEST_IN_REPORT.finditer(document.body), MOST_SLIPS):
            message = f"报告中似乎夹带请示事项：“{each[0]}”"
            point("body", "request_in_report", message, "条例第十五条（四）", each.start(), each.end())
    if kind.code == "request":
        for each in islice(SEVERAL_MATTERS.finditer(document.body), MOST_SLIPS):
            message = f"请示应当一文一事，此处似乎另有一事：“{each[0]}”"
            point("body", "several_matters", message, "条例第十五条（四）", each.start(), each.end())
    addressed = None if document.assigned_by else IN_PERSON.search(document.body)
    if addressed is not None:
        message = "除上级机关负责人直接交办事项外，不得以本机关名义向上级机关负责人报送公文"
        point("body", "addressed_in_person", message, "条例第十五条（五）", addressed.start(), addressed.end())
    title, source = document.title, "条例第九条（七）"
    if not title.endswith(kind.name):
        point("title", "title_without_kind", f"标题末尾没有文种“{kind.name}”", source, 0, len(title))
    if "关于" not in title and kind.code not in ("order", "announcement", "public_notice", "communique", "minutes"):
        point("title", "title_without_matter", "标题没有写明事由（“关于……的”）", source, 0, len(title))
    if not title.startswith(document.organ_name):
        point("title", "title_without_organ", f"标题没有以发文机关“{document.organ_name}”开头", source, 0, 0)
    length = len(re.sub(r"\s", "", document.body))
    if length > SPECIFIC:
        limit = "综合性的一般不超过5000字" if length > COMPREHENSIVE else "反映单项工作的一般不超过4000字"
        message = f"正文{length}字，{limit}"
        point("body", "too_long", message, "整治形式主义为基层减负若干规定", 0, len(document.body))
    for doubt in mark_doubts({"title": title, "body": document.body}):
        point(**doubt)
    return [*found, *(_shown(each) for each in islice(slips(document), MOST_SLIPS))]


def _shown(slip: Slip) -> "Shown[api.Finding]":
    return {
        "field": slip.field,
        "code": slip.code,
        "message": slip.message,
        "source": slip.source,
        "start": slip.start,
        "end": slip.end,
    }


def drafted_already(same: Sequence[Document]) -> "list[Shown[api.Finding]]":
    """Point out documents with the same title that the actor's organ drafted the same day."""
    return [
        {
            "field": "title",
            "code": "drafted_already",
            "message": f"今天已有同题公文（{domain.STATUS_NAMES[each.status]}），请核对是否重复起草",
            "source": "条例第十九条（三）",
            "start": 0,
            "end": len(each.title),
        }
        for each in same[:1]
    ]
