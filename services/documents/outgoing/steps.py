"""The table of an outgoing document's steps (发文办理; 条例 arts. 19 to 25)."""

from services.documents.outgoing import rules
from services.documents.outgoing.between import BETWEEN_ORGANS
from services.documents.outgoing.domain import STATUS_NAMES
from services.documents.outgoing.domain import DocumentStatus as D
from services.documents.outgoing.rules import DRAFTER
from services.documents.rules import DIRECTOR, LEADER, REGISTRAR, reason_is_given
from shared.contracts import documents as facts
from shared.workflow import Step, Workflow

BEFORE_RELEASE = {D.DRAFTED, D.SUBMITTED, D.APPROVED, D.SIGNED, D.VERIFIED, D.REGISTERED}
WITH_REASON = (reason_is_given,)
BY_ANOTHER = (rules.another_examines,)

OUTGOING = Workflow(
    "发文办理",
    STATUS_NAMES,
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

WORKFLOWS = (OUTGOING,)
