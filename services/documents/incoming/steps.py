"""The table of an incoming document's steps (收文办理; 条例 art. 24)."""

from services.documents.incoming import rules
from services.documents.incoming.domain import INCOMING_NAMES
from services.documents.incoming.domain import IncomingStatus as I
from services.documents.incoming.rules import ASSIGNEE
from services.documents.rules import DIRECTOR, REGISTRAR, reason_is_given
from shared.contracts import documents as facts
from shared.workflow import Step, Workflow

WITH_REASON = (reason_is_given,)

INCOMING = Workflow(
    "收文办理",
    INCOMING_NAMES,
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

WORKFLOWS = (INCOMING,)
