"""The table of an outgoing document's steps (发文办理; 条例 arts. 19 to 25)."""

from services.documents.outgoing import rules
from services.documents.outgoing.between import BETWEEN_ORGANS
from services.documents.outgoing.domain import STATUS_NAMES
from services.documents.outgoing.domain import DocumentStatus as D
from services.documents.outgoing.rules import DRAFTER
from services.documents.rules import DIRECTOR, LEADER, REGISTRAR, reason_is_given
from shared.contracts import documents as facts
from shared.workflow import By, Step, Workflow

BEFORE_RELEASE = {D.DRAFTED, D.SUBMITTED, D.APPROVED, D.SIGNED, D.VERIFIED, D.REGISTERED}
WITH_REASON = (reason_is_given,)
BY_ANOTHER = (rules.another_examines,)
RETURNER = By(
    "director, examiner",
    lambda document, actor: DIRECTOR.admits(document, actor) or rules.EXAMINER.admits(document, actor),
)

OUTGOING = Workflow(
    "发文办理",
    STATUS_NAMES,
    Step("revise", {D.DRAFTED}, D.DRAFTED, DRAFTER, facts.DocumentRevised, sets=rules.revision),
    Step("submit", {D.DRAFTED}, D.SUBMITTED, DRAFTER, facts.DocumentSubmitted, BETWEEN_ORGANS, rules.submission),
    Step("examine", {D.SUBMITTED}, D.SUBMITTED, rules.EXAMINER, facts.DocumentExamined, sets=rules.examination),
    Step("return", {D.SUBMITTED}, D.DRAFTED, RETURNER, facts.DocumentReturned, WITH_REASON),
    Step(
        "approve", {D.SUBMITTED}, D.APPROVED, DIRECTOR, facts.DocumentApproved, (*BY_ANOTHER, rules.all_have_examined)
    ),
    Step("sign", {D.APPROVED}, D.SIGNED, LEADER, facts.DocumentSigned, BY_ANOTHER, rules.signature),
    Step("reject", {D.APPROVED}, D.DRAFTED, LEADER, facts.DocumentRejected, WITH_REASON, rules.unsigned),
    Step("return_to_examiner", {D.APPROVED}, D.SUBMITTED, LEADER, facts.DocumentSentBack, WITH_REASON),
    Step(
        "return_to_signer",
        {D.SIGNED, D.VERIFIED},
        D.APPROVED,
        REGISTRAR,
        facts.DocumentSentBack,
        WITH_REASON,
        rules.unsigned,
    ),
    Step("verify", {D.SIGNED}, D.VERIFIED, REGISTRAR, facts.DocumentVerified),
    Step("register", {D.VERIFIED}, D.REGISTERED, REGISTRAR, facts.DocumentRegistered, sets=rules.numbering),
    Step("release", {D.REGISTERED}, D.RELEASED, REGISTRAR, facts.DocumentReleased, BETWEEN_ORGANS, rules.dispatch),
    Step("revoke", {D.RELEASED, D.REPEALED}, D.REVOKED, LEADER, facts.DocumentRevoked, WITH_REASON),
    Step("repeal", {D.RELEASED}, D.REPEALED, LEADER, facts.DocumentRepealed, WITH_REASON),
    Step("withdraw", BEFORE_RELEASE, D.WITHDRAWN, DRAFTER, facts.DocumentWithdrawn),
)

WORKFLOWS = (OUTGOING,)
