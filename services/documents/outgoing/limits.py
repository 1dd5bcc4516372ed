"""Until when a step is to be taken (办理时限), by urgency: local figures, in working days where nothing hurries."""

from datetime import datetime, time, timedelta

from services.documents.domain import Urgency
from services.documents.outgoing.domain import Document, DocumentStatus
from shared.calendar import OFFICE_ZONE, add_working_days, office_date

HOURS = {Urgency.EXTRA_URGENT: timedelta(hours=2), Urgency.URGENT: timedelta(hours=24)}
"""For one step of a document that hurries (local)."""

WORKING_DAYS = 3
"""For one step of any other (local); the last of them counts whole."""

WAITING = (
    DocumentStatus.SUBMITTED,
    DocumentStatus.APPROVED,
    DocumentStatus.SIGNED,
    DocumentStatus.VERIFIED,
    DocumentStatus.REGISTERED,
)
"""States in which somebody has to take the next step."""

TURNS = {
    DocumentStatus.SUBMITTED: "办公室主任",
    DocumentStatus.APPROVED: "签发领导",
    DocumentStatus.SIGNED: "机要文书",
    DocumentStatus.VERIFIED: "机要文书",
    DocumentStatus.REGISTERED: "机要文书",
}


def due_at(document: Document) -> datetime | None:
    """Give until when the next step is to be taken; None where none is waited for."""
    if document.status not in WAITING or document.step_since is None:
        return None
    if document.urgency in HOURS:
        return document.step_since + HOURS[document.urgency]
    last = add_working_days(office_date(document.step_since), WORKING_DAYS)
    return datetime.combine(last + timedelta(days=1), time(), OFFICE_ZONE)


def turn(document: Document) -> str | None:
    """Give whose turn it is: the examiner by name, else the post."""
    if document.status is DocumentStatus.SUBMITTED and document.examiner is not None:
        return document.examiner.name
    return TURNS.get(document.status)
