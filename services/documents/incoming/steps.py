"""The table of an incoming document's steps (收文办理; 条例 art. 24)."""

from services.documents.acts import INCOMING_ACTS
from services.documents.incoming import rules
from services.documents.incoming.domain import ANSWERABLE, INCOMING_NAMES
from services.documents.incoming.domain import IncomingStatus as I
from services.documents.incoming.rules import ASSIGNEE, ASSISTANT, READER, URGER
from services.documents.rules import DIRECTOR, LEADER, REGISTRAR, reason_for
from shared.contracts import documents as facts
from shared.workflow import Step, Workflow, event

REFUSED = reason_for("条例第二十四条（三）", "退文的，说明理由。")
REASSIGNED = reason_for("条例第二十四条（四）", "改派承办人的，说明理由。")

HANDLERS = (rules.handler_is_ours, rules.one_leads)
AT_WORK = (I.ASSESSED, I.PROPOSED, I.INSTRUCTED, I.ASSIGNED, I.COMPLETED)
"""States in which a copy may go round among readers: circulation moves nothing else."""


def _beside() -> list[Step]:
    """Give the steps that leave a copy where it stands."""
    rows = []
    for here in AT_WORK:
        readable = (rules.readers_are_new,)
        ticking = (rules.reads_once, rules.turn_has_come)
        rows += [
            Step("circulate", {here}, here, DIRECTOR, facts.IncomingCirculated, readable, rules.circulation),
            Step(
                "remove_reader",
                {here},
                here,
                DIRECTOR,
                facts.IncomingReaderRemoved,
                (rules.has_not_read,),
                rules.removal,
            ),
            Step("read", {here}, here, READER, facts.IncomingRead, ticking, rules.tick),
            Step("urge", {here}, here, URGER, facts.IncomingUrged, (rules.has_yet_to_act,), rules.urging),
        ]
    return rows


SENDER = event("sender", "来文单位")
"""What the sender does afterwards (`afterwards.py`)."""
REPLY = event("answering document", "答复的公文")

INCOMING = Workflow(
    "收文办理",
    INCOMING_NAMES,
    Step("receive", {I.DELIVERED}, I.RECEIVED, REGISTRAR, facts.IncomingReceived, sets=rules.receipt),
    Step("register", {I.RECEIVED}, I.REGISTERED, REGISTRAR, facts.IncomingRegistered, sets=rules.entry_number),
    Step("assess", {I.REGISTERED}, I.ASSESSED, DIRECTOR, facts.IncomingAssessed),
    Step("return", {I.REGISTERED, I.ASSESSED}, I.RETURNED, DIRECTOR, facts.IncomingReturned, (REFUSED,), rules.refusal),
    Step(
        "propose",
        {I.ASSESSED, I.PROPOSED},
        I.PROPOSED,
        DIRECTOR,
        facts.IncomingProposed,
        (*HANDLERS, rules.opinion_is_given),
        rules.proposal,
    ),
    Step(
        "instruct",
        {I.PROPOSED},
        I.INSTRUCTED,
        LEADER,
        facts.IncomingInstructed,
        (rules.opinion_is_given,),
        rules.instruction,
    ),
    Step(
        "assign",
        {I.ASSESSED, I.INSTRUCTED},
        I.ASSIGNED,
        DIRECTOR,
        facts.IncomingAssigned,
        (*HANDLERS, rules.deadline_is_ahead, rules.urgent_has_an_urger),
        rules.assignment,
    ),
    Step(
        "reassign",
        {I.ASSIGNED},
        I.ASSIGNED,
        DIRECTOR,
        facts.IncomingAssigned,
        (*HANDLERS, rules.deadline_is_ahead, rules.urgent_has_an_urger, REASSIGNED),
        rules.assignment,
    ),
    Step(
        "report",
        {I.ASSIGNED},
        I.ASSIGNED,
        ASSISTANT,
        facts.IncomingReported,
        (rules.opinion_is_given, rules.reports_once),
        rules.report,
    ),
    Step(
        "conclude",
        {I.ASSESSED, I.INSTRUCTED},
        I.COMPLETED,
        DIRECTOR,
        facts.IncomingCompleted,
        (rules.asks_for_no_answer, rules.everybody_has_read),
        rules.conclusion,
    ),
    Step("complete", {I.ASSIGNED}, I.COMPLETED, ASSIGNEE, facts.IncomingCompleted, sets=rules.answer),
    Step("answer", ANSWERABLE, I.COMPLETED, REPLY, facts.IncomingCompleted, sets=rules.answering),
    Step("recall", {I.DELIVERED}, I.RECALLED, SENDER, facts.IncomingRecalled, sets=rules.recalling),
    Step("restore", {I.RECALLED}, I.DELIVERED, SENDER, facts.IncomingDelivered, sets=rules.recalling),
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
