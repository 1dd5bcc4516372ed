"""Workflow table of incoming documents (收文办理; 条例 art. 24)."""

from services.documents.incoming import rules
from services.documents.incoming.acts import INCOMING_ACTS
from services.documents.incoming.domain import ANSWERABLE, INCOMING_NAMES
from services.documents.incoming.domain import IncomingStatus as I
from services.documents.incoming.recording import TO_CORRECT, TO_RECORD, correction
from services.documents.incoming.rules import ASSIGNEE, ASSISTANT, READER, URGER
from services.documents.rules import DIRECTOR, LEADER, REGISTRAR, reason_for
from shared.contracts import documents as events
from shared.workflow import Step, Workflow, event

REFUSED = reason_for("条例第二十四条（三）", "退文的，说明理由。")
REASSIGNED = reason_for("条例第二十四条（四）", "改派承办人的，说明理由。")

HANDLERS = (rules.handler_is_ours, rules.one_leads)
AT_WORK = (I.ASSESSED, I.PROPOSED, I.INSTRUCTED, I.ASSIGNED, I.COMPLETED)
"""Statuses in which a copy may circulate among readers: circulation changes no status."""


def _beside() -> list[Step]:
    """Return the steps that do not change a copy's status."""
    rows = []
    for here in AT_WORK:
        readable = (rules.readers_are_new,)
        ticking = (rules.reads_once, rules.turn_has_come)
        rows += [
            Step("circulate", {here}, here, DIRECTOR, events.IncomingCirculated, readable, rules.circulation),
            Step(
                "remove_reader",
                {here},
                here,
                DIRECTOR,
                events.IncomingReaderRemoved,
                (rules.has_not_read,),
                rules.removal,
            ),
            Step("read", {here}, here, READER, events.IncomingRead, ticking, rules.tick),
            Step("urge", {here}, here, URGER, events.IncomingUrged, (rules.has_yet_to_act,), rules.urging),
        ]
    return rows


SENDER = event("sender", "来文单位")
"""The sender's later steps (`afterwards.py`)."""
REPLY = event("answering document", "答复的公文")

INCOMING = Workflow(
    "收文办理",
    INCOMING_NAMES,
    Step("deliver", set(), I.DELIVERED, SENDER, events.IncomingDelivered),
    Step("record", set(), I.RECEIVED, REGISTRAR, events.IncomingRecorded, TO_RECORD),
    Step("receive", {I.DELIVERED}, I.RECEIVED, REGISTRAR, events.IncomingReceived, sets=rules.receipt),
    Step("register", {I.RECEIVED}, I.REGISTERED, REGISTRAR, events.IncomingRegistered, sets=rules.entry_number),
    *(
        Step("correct", {each}, each, REGISTRAR, events.IncomingCorrected, TO_CORRECT, correction)
        for each in (I.RECEIVED, I.REGISTERED, I.ASSESSED, I.PROPOSED, I.INSTRUCTED, I.ASSIGNED)
    ),
    Step("assess", {I.REGISTERED}, I.ASSESSED, DIRECTOR, events.IncomingAssessed),
    Step(
        "return", {I.REGISTERED, I.ASSESSED}, I.RETURNED, DIRECTOR, events.IncomingReturned, (REFUSED,), rules.refusal
    ),
    Step(
        "propose",
        {I.ASSESSED, I.PROPOSED},
        I.PROPOSED,
        DIRECTOR,
        events.IncomingProposed,
        (*HANDLERS, rules.opinion_is_given),
        rules.proposal,
    ),
    Step(
        "instruct",
        {I.PROPOSED},
        I.INSTRUCTED,
        LEADER,
        events.IncomingInstructed,
        (rules.opinion_is_given,),
        rules.instruction,
    ),
    Step(
        "assign",
        {I.ASSESSED, I.INSTRUCTED},
        I.ASSIGNED,
        DIRECTOR,
        events.IncomingAssigned,
        (*HANDLERS, rules.deadline_is_ahead, rules.urgent_has_an_urger),
        rules.assignment,
    ),
    Step(
        "reassign",
        {I.ASSIGNED},
        I.ASSIGNED,
        DIRECTOR,
        events.IncomingAssigned,
        (*HANDLERS, rules.deadline_is_ahead, rules.urgent_has_an_urger, REASSIGNED),
        rules.assignment,
    ),
    Step(
        "report",
        {I.ASSIGNED},
        I.ASSIGNED,
        ASSISTANT,
        events.IncomingReported,
        (rules.opinion_is_given, rules.reports_once),
        rules.report,
    ),
    Step(
        "conclude",
        {I.ASSESSED, I.INSTRUCTED},
        I.COMPLETED,
        DIRECTOR,
        events.IncomingCompleted,
        (rules.asks_for_no_answer, rules.everybody_has_read),
        rules.conclusion,
    ),
    Step("complete", {I.ASSIGNED}, I.COMPLETED, ASSIGNEE, events.IncomingCompleted, sets=rules.answer),
    Step("answer", ANSWERABLE, I.COMPLETED, REPLY, events.IncomingCompleted, sets=rules.answering),
    Step("urge_receipt", {I.DELIVERED}, I.DELIVERED, SENDER, events.IncomingReceiptUrged, sets=rules.urged_to_sign),
    Step("recall", {I.DELIVERED}, I.RECALLED, SENDER, events.IncomingRecalled, sets=rules.recalling),
    Step("restore", {I.RECALLED}, I.DELIVERED, SENDER, events.IncomingDelivered, sets=rules.recalling),
    *(Step("void", {each}, each, SENDER, events.IncomingVoided, sets=rules.voiding) for each in I),
    *(Step("keep", {each}, each, SENDER, events.IncomingKept) for each in I if each is not I.DELIVERED),
    *_beside(),
    acts=INCOMING_ACTS,
    stages={
        I.DELIVERED: "待签收",
        I.RECEIVED: "待登记",
        I.REGISTERED: "待初审",
        I.ASSESSED: "待拟办",
        I.PROPOSED: "待批示",
        I.INSTRUCTED: "待交办",
    },
)

WORKFLOWS = (INCOMING,)
