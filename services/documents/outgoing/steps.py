"""Workflow table of outgoing documents (发文办理; 条例 arts. 19 to 25); countersigning: `countersign_steps.py`."""

from services.documents.outgoing import countersign_steps, joint, receipts, rules
from services.documents.outgoing.acts import OUTGOING_ACTS, OUTGOING_STAGES
from services.documents.outgoing.beginning import MEETING, TO_DRAFT
from services.documents.outgoing.between import BETWEEN_ORGANS, issuer_is_registered, nothing_else_answers
from services.documents.outgoing.domain import LINE, STATUS_NAMES
from services.documents.outgoing.domain import DocumentStatus as D
from services.documents.outgoing.limits import WAITING
from services.documents.outgoing.numbers import session_is_recorded_once
from services.documents.outgoing.printing import figures_find_room
from services.documents.outgoing.receiving import somebody_signs_for_it
from services.documents.outgoing.rules import DRAFTER, EXAMINER, RECIPIENTS, SUCCESSOR, SUPERIOR, handing, settling
from services.documents.outgoing.upward import principal_signs, signed_in_person
from services.documents.rules import DIRECTOR, LEADER, REGISTRAR, reason_for
from shared.contracts import documents as events
from shared.workflow import By, Step, Workflow

UNFIT = reason_for("条例第二十一条", "经审核退回文稿的，说明理由。")
UNSIGNED = reason_for("条例第二十一条、第二十二条", "不予签发和签发前退回文稿的，说明理由。")
AGAIN = reason_for("条例第二十五条（一）", "复核后退回文稿的，说明理由。")
RECALLING = reason_for("条例第二十五条", "收回已经核发的公文的，说明理由。")
NOT_IN_FORCE = reason_for("条例第三十三条", "撤销、废止公文的，说明理由。")
ANOTHER_DRAFTER = reason_for("条例第十九条", "改派起草人的，说明理由。")
BACK = {D.SUBMITTED: UNFIT, D.APPROVED: UNSIGNED}
BY_ANOTHER = (rules.another_examines,)
RETURNER = By(
    "director, examiner",
    lambda document, actor: DIRECTOR.admits(document, actor) or EXAMINER.admits(document, actor),
    "办公室主任或者核稿人",
)
TO_SIGN = (
    *BY_ANOTHER,
    principal_signs,
    signed_in_person,
    rules.another_signs,
    rules.examiner_signs_not,
    nothing_else_answers,
)
TO_SUBMIT = (*BETWEEN_ORGANS, figures_find_room)
TO_RELEASE = (*BETWEEN_ORGANS, somebody_signs_for_it)
TO_APPROVE = (
    *BY_ANOTHER,
    rules.all_have_examined,
    countersign_steps.all_have_countersigned,
    countersign_steps.all_agree,
)


def _back(source: D, by: By) -> Step:
    """Return the row by which the current holder sends a document back to any earlier step."""
    earlier = LINE[: LINE.index(source)]
    also = {*earlier, D.SUBMITTED} if source is D.SUBMITTED else set(earlier)
    judged = (rules.goes_to_an_earlier_step, BACK.get(source, AGAIN))
    return Step(
        "send_back", {source}, earlier[-1], by, events.DocumentSentBack, judged, rules.sending_back, frozenset(also)
    )


OUTGOING = Workflow(
    "发文办理",
    STATUS_NAMES,
    Step("draft", set(), D.DRAFTED, DRAFTER, events.DocumentDrafted, TO_DRAFT),
    Step("draft_minutes", set(), D.DRAFTED, MEETING, events.DocumentDrafted),
    Step("revise", {D.DRAFTED}, D.DRAFTED, DRAFTER, events.DocumentRevised, sets=rules.revision),
    *(
        Step(each, {D.DRAFTED}, D.DRAFTED, rules.FILES, events.DocumentRevised, sets=rules.revision)
        for each in ("open_files", "attach", "detach")
    ),
    Step("submit", {D.DRAFTED}, D.SUBMITTED, DRAFTER, events.DocumentSubmitted, TO_SUBMIT, handing(rules.submission)),
    Step(
        "examine", {D.SUBMITTED}, D.SUBMITTED, EXAMINER, events.DocumentExamined, BY_ANOTHER, handing(rules.examination)
    ),
    Step("add_examiners", {D.SUBMITTED}, D.SUBMITTED, RETURNER, events.ExaminersAdded, sets=rules.further_examiners),
    Step("return", {D.SUBMITTED}, D.DRAFTED, RETURNER, events.DocumentReturned, (UNFIT,), settling()),
    Step("approve", {D.SUBMITTED}, D.APPROVED, DIRECTOR, events.DocumentApproved, TO_APPROVE, handing(joint.approval)),
    Step("sign", {D.APPROVED}, D.SIGNED, LEADER, events.DocumentSigned, TO_SIGN, handing(rules.signature)),
    Step("reject", {D.APPROVED}, D.DRAFTED, LEADER, events.DocumentRejected, (UNSIGNED,), settling(rules.unsigned)),
    Step("return_to_examiner", {D.APPROVED}, D.SUBMITTED, LEADER, events.DocumentSentBack, (UNSIGNED,), settling()),
    Step(
        "return_to_signer",
        {D.SIGNED, D.VERIFIED},
        D.APPROVED,
        REGISTRAR,
        events.DocumentSentBack,
        (AGAIN,),
        settling(rules.unsigned),
    ),
    _back(D.SUBMITTED, RETURNER),
    _back(D.APPROVED, LEADER),
    *(_back(each, REGISTRAR) for each in (D.SIGNED, D.VERIFIED, D.REGISTERED)),
    Step("verify", {D.SIGNED}, D.VERIFIED, REGISTRAR, events.DocumentVerified, (joint.all_have_signed,), handing()),
    Step(
        "register",
        {D.VERIFIED},
        D.REGISTERED,
        REGISTRAR,
        events.DocumentRegistered,
        (nothing_else_answers, somebody_signs_for_it, issuer_is_registered, session_is_recorded_once),
        settling(rules.numbering),
    ),
    Step("release", {D.REGISTERED}, D.RELEASED, REGISTRAR, events.DocumentReleased, TO_RELEASE, rules.dispatch),
    Step(
        "take_back",
        {D.SUBMITTED, D.APPROVED, D.SIGNED, D.VERIFIED},
        D.DRAFTED,
        rules.HANDED_ON,
        events.DocumentTakenBack,
        sets=rules.taking_back,
        also=frozenset({D.SUBMITTED, D.APPROVED, D.SIGNED}),
    ),
    Step("revoke", {D.RELEASED, D.REPEALED, D.REPLACED}, D.REVOKED, SUPERIOR, events.DocumentRevoked, (NOT_IN_FORCE,)),
    Step("repeal", {D.RELEASED}, D.REPEALED, SUPERIOR, events.DocumentRepealed, (NOT_IN_FORCE,)),
    Step(
        "recall",
        {D.RELEASED},
        D.RECALLING,
        REGISTRAR,
        events.DocumentRecallAsked,
        (rules.nobody_has_received, RECALLING),
        rules.recalling,
        frozenset({D.RECALLED}),
    ),
    Step("recalled", {D.RECALLING}, D.RECALLED, RECIPIENTS, events.DocumentRecalled, sets=rules.return_of_all),
    Step("recall_refused", {D.RECALLING}, D.RELEASED, RECIPIENTS, events.DocumentRecallRefused),
    *(
        Step("deliver", {each}, each, RECIPIENTS, events.DeliveryProgressed, sets=rules.progress)
        for each in (D.RELEASED, D.RECALLING, D.RECALLED, D.REPLACED, D.REPEALED, D.REVOKED)
    ),
    Step("replace", {D.RELEASED}, D.REPLACED, SUCCESSOR, events.DocumentReplaced, sets=rules.replacement),
    Step("withdraw", set(LINE), D.WITHDRAWN, DRAFTER, events.DocumentWithdrawn),
    Step(
        "hand_over",
        {D.DRAFTED},
        D.DRAFTED,
        DIRECTOR,
        events.DraftHandedOver,
        (rules.was_handed_in, rules.drafter_judges_nothing, ANOTHER_DRAFTER),
        settling(rules.another_drafter),
    ),
    *(Step("urge", {each}, each, countersign_steps.LEAD, events.DocumentUrged, sets=rules.urging) for each in WAITING),
    Step(
        "urge_receipt",
        {D.RELEASED},
        D.RELEASED,
        receipts.SENDER,
        events.DocumentReceiptUrged,
        (receipts.somebody_has_not_signed, receipts.was_not_urged_today),
        receipts.urging,
    ),
    *countersign_steps.round_steps(),
    *countersign_steps.heard_steps(),
    acts=OUTGOING_ACTS,
    stages=OUTGOING_STAGES,
)

WORKFLOWS = (OUTGOING,)
