"""The kinds of official documents and the table that each follows (条例 art. 8, arts. 19 to 25)."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.documents import domain, rules
from services.documents.domain import Direction, Document, OfficeFacts
from services.documents.domain import DocumentStatus as D
from services.documents.domain import IncomingStatus as I
from services.documents.rules import ASSIGNEE, DIRECTOR, DRAFTER, LEADER, REGISTRAR
from shared.contracts import documents as facts
from shared.workflow import Step, Workflow, rule


@rule("direction_not_allowed", "条例第八条、第十四条至第十七条", field="recipients")
def kind_goes_that_way(document: Document, known: OfficeFacts) -> str | None:
    """Allow a kind only in the directions that it is written in."""
    kind = KINDS[document.kind]
    ways = rules.directions_of(document, document.addressees, known)
    wrong = [each.name for each in document.addressees if ways.get(each.id) not in kind.directions]
    return f"“{kind.name}”不能主送{'、'.join(wrong)}：行文方向不符" if wrong else None


BETWEEN_ORGANS = (
    rules.somebody_receives,
    rules.issuer_is_registered,
    kind_goes_that_way,
    rules.one_recipient_upward,
    rules.no_copy_downward,
)
"""Rules between organs (行文规则), asked on submission and again on release."""

BEFORE_RELEASE = {D.DRAFTED, D.SUBMITTED, D.APPROVED, D.SIGNED, D.VERIFIED, D.REGISTERED}
WITH_REASON = (rules.reason_is_given,)
BY_ANOTHER = (rules.another_examines,)

OUTGOING = Workflow(
    "发文办理",
    domain.STATUS_NAMES,
    Step("revise", {D.DRAFTED}, D.DRAFTED, DRAFTER, facts.DocumentRevised, sets=rules.revision),
    Step("submit", {D.DRAFTED}, D.SUBMITTED, DRAFTER, facts.DocumentSubmitted, BETWEEN_ORGANS, rules.submission),
    Step("return", {D.SUBMITTED}, D.DRAFTED, DIRECTOR, facts.DocumentReturned, WITH_REASON),
    Step("approve", {D.SUBMITTED}, D.APPROVED, DIRECTOR, facts.DocumentApproved, BY_ANOTHER),
    Step("sign", {D.APPROVED}, D.SIGNED, LEADER, facts.DocumentSigned, BY_ANOTHER, rules.signature),
    Step("reject", {D.APPROVED}, D.DRAFTED, LEADER, facts.DocumentRejected, WITH_REASON, rules.unsigned),
    Step("verify", {D.SIGNED}, D.VERIFIED, REGISTRAR, facts.DocumentVerified),
    Step("register", {D.VERIFIED}, D.REGISTERED, REGISTRAR, facts.DocumentRegistered, sets=rules.numbering),
    Step("release", {D.REGISTERED}, D.RELEASED, REGISTRAR, facts.DocumentReleased, BETWEEN_ORGANS, rules.dispatch),
    Step("withdraw", BEFORE_RELEASE, D.WITHDRAWN, DRAFTER, facts.DocumentWithdrawn),
)

INCOMING = Workflow(
    "收文办理",
    domain.INCOMING_NAMES,
    Step("receive", {I.DELIVERED}, I.RECEIVED, REGISTRAR, facts.IncomingReceived),
    Step("register", {I.RECEIVED}, I.REGISTERED, REGISTRAR, facts.IncomingRegistered, sets=rules.entry_number),
    Step("assess", {I.REGISTERED}, I.ASSESSED, DIRECTOR, facts.IncomingAssessed),
    Step(
        "return", {I.REGISTERED, I.ASSESSED}, I.RETURNED, DIRECTOR, facts.IncomingReturned, WITH_REASON, rules.refusal
    ),
    Step(
        "assign",
        {I.ASSESSED},
        I.ASSIGNED,
        DIRECTOR,
        facts.IncomingAssigned,
        (rules.handler_is_ours, rules.deadline_is_ahead),
        rules.assignment,
    ),
    Step("complete", {I.ASSIGNED}, I.COMPLETED, ASSIGNEE, facts.IncomingCompleted, sets=rules.answer),
)


@dataclass(frozen=True)
class Kind:
    """A kind (文种): its name, where it may go, its table, and whether a school may use it."""

    code: str
    name: str
    directions: frozenset[Direction]
    outgoing: Workflow = OUTGOING
    for_schools: bool = True


UP, DOWN, LEVEL = Direction.UP, Direction.DOWN, Direction.LEVEL

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("resolution", "决议", frozenset({DOWN})),
        Kind("decision", "决定", frozenset({DOWN})),
        Kind("order", "命令", frozenset({DOWN}), for_schools=False),
        Kind("communique", "公报", frozenset(), for_schools=False),
        Kind("announcement", "公告", frozenset({DOWN, LEVEL})),
        Kind("public_notice", "通告", frozenset({DOWN, LEVEL})),
        Kind("opinion", "意见", frozenset({UP, DOWN, LEVEL})),
        Kind("notice", "通知", frozenset({DOWN, LEVEL})),
        Kind("circular", "通报", frozenset({DOWN})),
        Kind("report", "报告", frozenset({UP})),
        Kind("request", "请示", frozenset({UP})),
        Kind("reply", "批复", frozenset({DOWN})),
        Kind("motion", "议案", frozenset({UP}), for_schools=False),
        Kind("letter", "函", frozenset({LEVEL})),
        Kind("minutes", "纪要", frozenset({DOWN, LEVEL})),
    )
}
"""命令, 公报 and 议案 are off for schools unless a district turns them on."""

WORKFLOWS = (OUTGOING, INCOMING)
